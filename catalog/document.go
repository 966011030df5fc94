package catalog

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxDepth bounds how deep values nest. SageMaker's deepest member is at nine.
const maxDepth = 64

// A document is one parsed file: plain values for the checks, nodes for the
// positions of what they find.
type document struct {
	*file
	tree
	value    map[string]any
	problems []Problem
	settled  map[*yaml.Node]bool   // nodes with a problem: what the schema says of them adds nothing
	numbers  map[*yaml.Node]string // numbers that are not plain decimals, as written
}

// read turns bytes into a document. It is nil where there is nothing further
// to check; the problems say why.
func read(f *file) (*document, []Problem) {
	if problems := checkEncoding(f); problems != nil {
		return nil, problems
	}
	root, err := parse(f.data)
	if err != nil {
		return nil, []Problem{syntaxProblem(f, err)}
	}
	d := &document{file: f, tree: tree{root: root}}
	value, ok := d.convert(root, 0).(map[string]any)
	if !ok && len(d.problems) == 0 {
		d.problem(root, "yaml", `file is %s; start with the members "apiVersion" and "kind"`, describe(root))
	}
	if !ok {
		return nil, d.problems
	}
	d.value = value
	return d, nil
}

// problem notes an error at a node and settles it.
func (d *document) problem(n *yaml.Node, rule, format string, args ...any) {
	d.problems = append(d.problems, Problem{d.at(n), Error, rule, fmt.Sprintf(format, args...)})
	if d.settled == nil {
		d.settled = make(map[*yaml.Node]bool)
	}
	d.settled[n] = true
}

// hasErrorsBelow reports whether a problem was found inside a member, or
// whether the member is missing.
func (d *document) hasErrorsBelow(name string) bool {
	key, value := d.findKey([]string{name}), d.find([]string{name})
	if value == d.root {
		return true
	}
	from, to := d.at(key), Pos{Line: math.MaxInt}
	if i := slices.Index(d.root.Content, value); i+1 < len(d.root.Content) {
		to = d.at(d.root.Content[i+1])
	}
	return slices.ContainsFunc(d.problems, func(p Problem) bool {
		return !before(p.Pos, from) && before(p.Pos, to)
	})
}

func before(a, b Pos) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col
}

// convert gives a node's value as map[string]any, []any, string, float64, bool
// or nil. What YAML allows beyond that is a problem.
func (d *document) convert(n *yaml.Node, depth int) any {
	if depth > maxDepth {
		d.problem(n, "yaml", "values nest deeper than %d levels; write it flatter", maxDepth)
		return nil
	}
	d.checkPlain(n)
	switch n.Kind {
	case yaml.MappingNode:
		return d.mapping(n, depth)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = d.convert(item, depth+1)
		}
		return list
	case yaml.AliasNode:
		d.problem(n, "yaml", `alias "*%s" is not allowed; write the value out`, short(n.Value))
		return nil
	}
	return d.scalar(n)
}

// checkPlain refuses anchors and tags.
func (d *document) checkPlain(n *yaml.Node) {
	if n.Anchor != "" {
		d.problem(n, "yaml", `anchor "&%s" is not allowed; write the value out where it is needed`, short(n.Anchor))
	}
	if n.Style&yaml.TaggedStyle != 0 {
		d.problem(n, "yaml", "tag %q is not allowed; leave it out, and quote what is text", short(n.Tag))
	}
}

func (d *document) mapping(n *yaml.Node, depth int) map[string]any {
	m := make(map[string]any, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !d.checkKey(key) {
			d.convert(value, depth+1) // for the problems in it
			continue
		}
		if _, twice := m[key.Value]; twice {
			d.problem(key, "yaml", "member %q appears twice; first at line %d", short(key.Value), n.Content[d.member(n, key.Value)].Line)
			d.convert(value, depth+1)
			continue
		}
		m[key.Value] = d.convert(value, depth+1)
	}
	return m
}

// checkKey reports whether a key is text.
func (d *document) checkKey(key *yaml.Node) bool {
	d.checkPlain(key)
	switch {
	case key.Kind == yaml.AliasNode:
		d.problem(key, "yaml", `alias "*%s" is not allowed; write the name out`, short(key.Value))
	case key.Kind != yaml.ScalarNode:
		d.problem(key, "yaml", "name of a member is %s; write a name", describe(key))
	case key.Tag == "!!merge":
		d.problem(key, "yaml", `merge key "<<" is not allowed; write the members out`)
	case key.Tag != "!!str" && key.Tag != "!!timestamp" && key.Style&yaml.TaggedStyle == 0:
		d.problem(key, "yaml", "name of a member is %s; write %q", describe(key), short(key.Value))
	default:
		return true
	}
	return false
}

func (d *document) scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		// The words that the library resolves; on, off, yes and no are text.
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		return d.number(n)
	}
	return n.Value
}

// number reads a plain decimal, which is what JSON takes for a number. Others
// (0x1F, 1_000, 007, .inf) have a value too, but not one that everybody agrees
// on: they are kept for validate.
func (d *document) number(n *yaml.Node) any {
	if json.Valid([]byte(n.Value)) {
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return v
		}
	}
	if d.numbers == nil {
		d.numbers = make(map[*yaml.Node]string)
	}
	d.numbers[n] = n.Value
	return float64(0)
}

// describe says what a node is, for messages.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.Tag {
	case "!!null":
		return "empty"
	case "!!bool":
		return "the boolean " + short(n.Value)
	case "!!int", "!!float":
		return "the number " + short(n.Value)
	}
	return fmt.Sprintf("the text %q", short(n.Value))
}

// short cuts a value to what fits into a message.
func short(s string) string {
	const most = 60
	for i := range s {
		if i >= most {
			return s[:i] + "..."
		}
	}
	return s
}
