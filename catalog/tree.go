package catalog

import (
	"strconv"

	"gopkg.in/yaml.v3"
)

// A tree finds nodes by paths of member names and list indexes (as decimals).
// It is not safe for concurrent use.
type tree struct {
	root    *yaml.Node
	indexes map[*yaml.Node]map[string]int
}

// find follows a path as far as it leads, and gives the last node: the
// narrowest one that says something about the path.
func (t *tree) find(path []string) *yaml.Node {
	found, _ := t.follow(t.root, path)
	return found
}

// findKey is like find, but gives the key of the last member instead of its value.
func (t *tree) findKey(path []string) *yaml.Node {
	if len(path) == 0 {
		return t.root
	}
	parent, rest := t.follow(t.root, path[:len(path)-1])
	if len(rest) == 0 && parent.Kind == yaml.MappingNode {
		if i := t.member(parent, path[len(path)-1]); i >= 0 {
			return parent.Content[i]
		}
	}
	return parent
}

// findIn is like find for what holds in one target: the node inside the
// target's override where that is what decides the path's value, else the node
// of the version itself.
func (t *tree) findIn(target string, path []string) *yaml.Node {
	base, missing := t.follow(t.root, path)
	patch, rest := t.follow(t.root, []string{"overrides", target})
	if len(rest) > 0 {
		return base
	}
	patch, rest = t.follow(patch, path)
	switch {
	case len(rest) > 0 && patch.Kind == yaml.MappingNode:
		return base // the override says nothing about it
	case len(missing) == 0 && patch.Kind == yaml.MappingNode:
		return base // the override adds to it
	}
	return patch
}

// follow gives the last node on the path from n, and the part of the path that
// leads further than the document does.
func (t *tree) follow(n *yaml.Node, path []string) (last *yaml.Node, rest []string) {
	for i, step := range path {
		next := t.child(n, step)
		if next == nil {
			return n, path[i:]
		}
		n = next
	}
	return n, nil
}

func (t *tree) child(n *yaml.Node, step string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		if i := t.member(n, step); i >= 0 {
			return n.Content[i+1]
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// member is the index of a key in a mapping's content, or -1. Large mappings
// get an index, so that a file with many problems does not take forever.
func (t *tree) member(n *yaml.Node, key string) int {
	const large = 64
	if len(n.Content) > large {
		if i, ok := t.index(n)[key]; ok {
			return i
		}
		return -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if isKey(n.Content[i], key) {
			return i
		}
	}
	return -1
}

func (t *tree) index(n *yaml.Node) map[string]int {
	if index := t.indexes[n]; index != nil {
		return index
	}
	index := make(map[string]int, len(n.Content)/2)
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		if k := n.Content[i]; isKey(k, k.Value) {
			index[k.Value] = i // the first of several wins
		}
	}
	if t.indexes == nil {
		t.indexes = make(map[*yaml.Node]map[string]int)
	}
	t.indexes[n] = index
	return index
}

func isKey(n *yaml.Node, key string) bool {
	return n.Value == key && n.Kind == yaml.ScalarNode
}
