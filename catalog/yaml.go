package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"gopkg.in/yaml.v3"
)

// errEmpty says that a file has no document.
var errEmpty = errors.New("file is empty")

// A secondDocument is the error for a file with several documents.
type secondDocument struct{ line, column int }

func (e secondDocument) Error() string { return "a second document starts here" }

// parse gives the root node of the one document in data. The error is
// errEmpty, a secondDocument, or what the YAML library says.
func parse(data []byte) (root *yaml.Node, err error) {
	// The library is a translation from C that panics on some malformed input.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("yaml: %v", r)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) {
		return nil, errEmpty
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, secondDocument{second.Line, second.Column}
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return first.Content[0], nil
}

// find follows a path of member names and list indexes as far as it leads, and
// gives the last node: the narrowest one that says something about the path.
func find(n *yaml.Node, path []string) *yaml.Node {
	found, _ := follow(n, path)
	return found
}

// findKey is like find, but gives the key of the last member instead of its value.
func findKey(n *yaml.Node, path []string) *yaml.Node {
	if len(path) == 0 {
		return n
	}
	parent, rest := follow(n, path[:len(path)-1])
	if len(rest) == 0 && parent.Kind == yaml.MappingNode {
		if i := member(parent, path[len(path)-1]); i >= 0 {
			return parent.Content[i]
		}
	}
	return parent
}

// follow gives the last node on the path and the part of the path that leads
// further than the document does.
func follow(n *yaml.Node, path []string) (last *yaml.Node, rest []string) {
	for i, step := range path {
		next := child(n, step)
		if next == nil {
			return n, path[i:]
		}
		n = next
	}
	return n, nil
}

func child(n *yaml.Node, step string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		if i := member(n, step); i >= 0 {
			return n.Content[i+1]
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// member is the index of a key in a mapping's content, or -1.
func member(n *yaml.Node, key string) int {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i].Kind == yaml.ScalarNode {
			return i
		}
	}
	return -1
}

// findIn is like find for what holds in one target: the node inside the
// target's override where that is what decides the path's value, else the node
// of the version itself.
func findIn(root *yaml.Node, target string, path []string) *yaml.Node {
	base, missing := follow(root, path)
	patch, rest := follow(root, []string{"overrides", target})
	if len(rest) > 0 {
		return base
	}
	patch, rest = follow(patch, path)
	switch {
	case len(rest) > 0 && patch.Kind == yaml.MappingNode:
		return base // the override says nothing about it
	case len(missing) == 0 && patch.Kind == yaml.MappingNode:
		return base // the override adds to it
	}
	return patch
}
