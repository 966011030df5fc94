package proposal

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"modelreg/schema"
)

// ordered are names of members at a path: those that the schema knows in its
// order, then the others by name.
func ordered(k schema.Kind, path []string, names iter.Seq[string]) []string {
	known := members(k, path)
	rank := func(name string) int {
		if i := slices.Index(known, name); i >= 0 {
			return i
		}
		return len(known)
	}
	return slices.SortedFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b)) })
}

// members are the names that the schema of a kind lists at a path, in its order:
// none where a mapping has names of the author's own.
func members(k schema.Kind, path []string) []string {
	// What an override may say is listed at its first level only.
	if len(path) > 2 && path[0] == "overrides" {
		path = path[2:]
	}
	found := orders()[k].meant(orders()[k].root)
	for _, name := range path {
		var next []*yaml.Node
		for _, n := range found {
			next = append(next, orders()[k].meant(below(n, name))...)
		}
		found = next
	}
	var names []string
	for _, n := range found {
		if properties := keyword(n, "properties"); properties != nil {
			for i := 0; i < len(properties.Content); i += 2 {
				names = append(names, properties.Content[i].Value)
			}
		}
	}
	return names
}

// orders are the schemas, read in a way that keeps the order of what they list.
var orders = sync.OnceValue(func() map[schema.Kind]order {
	all := map[schema.Kind]order{}
	for _, k := range schema.Kinds() {
		var doc yaml.Node
		// A JSON Schema is YAML, too, and a test says that these are.
		if err := yaml.Unmarshal(schema.Text(k), &doc); err == nil {
			all[k] = order{doc.Content[0]}
		}
	}
	return all
})

// An order is a JSON Schema, of which only the order of its properties counts.
type order struct{ root *yaml.Node }

// meant are the schemas that say what a value is: one itself, those that it
// refers to, and those that it chooses from.
func (o order) meant(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	if ref := keyword(n, "$ref"); ref != nil {
		at := o.root
		for _, name := range strings.Split(strings.TrimPrefix(ref.Value, "#/"), "/") {
			at = keyword(at, name)
		}
		return o.meant(at)
	}
	found := []*yaml.Node{n}
	for _, word := range []string{"then", "else"} {
		found = append(found, o.meant(keyword(n, word))...)
	}
	for _, word := range []string{"allOf", "anyOf", "oneOf"} {
		if choices := keyword(n, word); choices != nil {
			for _, choice := range choices.Content {
				found = append(found, o.meant(choice)...)
			}
		}
	}
	return found
}

// below is the schema of a member or item, or nil.
func below(n *yaml.Node, name string) *yaml.Node {
	if found := keyword(keyword(n, "properties"), name); found != nil {
		return found
	}
	if found := keyword(n, "additionalProperties"); found != nil {
		return found
	}
	return keyword(n, "items")
}

// keyword is the value of a member, or nil.
func keyword(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	if i := child(n, name); i >= 0 {
		return n.Content[i+1]
	}
	return nil
}
