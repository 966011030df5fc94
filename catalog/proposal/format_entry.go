package proposal

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A formatter lays a file out anew.
type formatter struct {
	*source
	layout
	root    *entry
	entries []*entry // in the file's order, without the root
}

// An entry is a member or an item that gets lines of its own.
type entry struct {
	part     *part
	parent   *entry
	node     *yaml.Node // its value
	children []*entry
	rank     int // of a member, in the schema's order
	line     int // where it starts, from 0
	last     int // where it ends
	column   int // of its name or dash, from 1
}

// whole is the file, laid out.
func (f *formatter) whole() *part {
	f.root = &entry{part: &part{}, node: f.source.root}
	f.open(f.root, nil, 0)
	f.place()
	// What the file starts with stays there, whatever member was the first.
	first := f.root.children[0].part
	about := first.above
	first.above = nil
	f.assemble(f.root)
	first = f.root.part.parts[0]
	first.above = tidy(append(about, first.above...))
	return f.root.part
}

// open makes entries of what a mapping or list holds.
func (f *formatter) open(e *entry, path []string, column int) {
	n := e.node
	e.part.list = n.Kind == yaml.SequenceNode
	order := members(f.layout.kind, path)
	for i := 0; i < len(n.Content); i += stride(n) {
		v := value(n, i)
		inner := &entry{parent: e, node: v, part: &part{}, line: n.Content[i].Line - 1, column: n.Content[i].Column}
		at := path
		if e.part.list {
			at = join(path, strconv.Itoa(i))
			if !isFlow(n) {
				dash := f.dash(n, i)
				inner.line, inner.column = f.line(dash), n.Column
			}
		} else {
			name := n.Content[i]
			at = join(path, name.Value)
			inner.part.key = f.scalar(name, false)
			if inner.rank = slices.Index(order, name.Value); inner.rank < 0 {
				inner.rank = len(order)
			}
		}
		indent := n.Column - 1
		inner.last = f.line(max(f.start(n.Content[i]), f.end(v, indent)-1))
		e.children = append(e.children, inner)
		f.entries = append(f.entries, inner)
		f.fill(inner, at, column+2, indent)
	}
}

// fill lays out the value of an entry.
func (f *formatter) fill(e *entry, path []string, column, indent int) {
	n, p := e.node, e.part
	switch {
	case isBlockScalar(n):
		f.blockScalar(p, n, indent)
	case n.Kind != yaml.ScalarNode:
		if f.opens(n, path, column+utf8.RuneCountInString(p.key)) {
			f.open(e, path, column)
			return
		}
		p.text = f.brackets(n, path)
	case strings.Contains(n.Value, "\n") && n.Style == 0 && blockText(n.Value) != nil:
		*p = part{key: p.key, text: blockText(n.Value).text, literal: blockText(n.Value).literal}
	default:
		p.text = f.scalar(n, false)
		if p.text == "" && p.key == "" {
			p.text = "null"
		}
	}
}

// opens reports whether what a mapping or list holds gets lines of its own.
func (f *formatter) opens(n *yaml.Node, path []string, column int) bool {
	if isBlock(n) {
		return true
	}
	from, to := f.start(n), f.end(n, 0)
	if len(n.Content) == 0 || f.line(from) == f.line(to-1) {
		return false
	}
	return column+utf8.RuneCountInString(f.brackets(n, path)) > width ||
		slices.ContainsFunc(f.comments(), func(c comment) bool { return from < c.at && c.at < to })
}

// scalar writes a scalar on one line; what was left out is "".
func (f *formatter) scalar(n *yaml.Node, flow bool) string {
	if n.Tag != "!!str" && n.Tag != "!!timestamp" {
		return n.Value
	}
	raw := string(f.text[f.start(n):f.end(n, 0)])
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0 && !strings.Contains(raw, "\n"):
		return raw
	case n.Style&yaml.SingleQuotedStyle != 0 && !strings.ContainsAny(n.Value, `"\`):
		return quoted(n.Value, yaml.DoubleQuotedStyle, flow)
	}
	return quoted(n.Value, n.Style, flow)
}

// brackets writes a mapping or list on one line.
func (f *formatter) brackets(n *yaml.Node, path []string) string {
	var texts []string
	switch n.Kind {
	case yaml.ScalarNode:
		if isNothing(n) {
			return "null"
		}
		return f.scalar(n, true)
	case yaml.SequenceNode:
		for i, item := range n.Content {
			texts = append(texts, f.brackets(item, join(path, strconv.Itoa(i))))
		}
		return "[" + strings.Join(texts, ", ") + "]"
	}
	order := members(f.layout.kind, path)
	rank := func(i int) int {
		if r := slices.Index(order, n.Content[i].Value); r >= 0 {
			return r
		}
		return len(order)
	}
	var at []int
	for i := 0; i < len(n.Content); i += 2 {
		at = append(at, i)
	}
	slices.SortStableFunc(at, func(a, b int) int { return rank(a) - rank(b) })
	for _, i := range at {
		texts = append(texts, f.scalar(n.Content[i], true)+": "+f.brackets(n.Content[i+1], join(path, n.Content[i].Value)))
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

// blockScalar takes over a block scalar, with its lines as they are but for the
// indent.
func (f *formatter) blockScalar(p *part, n *yaml.Node, indent int) {
	start := f.start(n)
	header := f.text[start:f.indicator(start)]
	p.text = string(header[:1])
	switch {
	case !strings.HasSuffix(n.Value, "\n"):
		p.text += "-"
	case bytes.ContainsRune(header, '+'):
		p.text += "+"
	}
	first, last := f.line(start)+1, f.line(f.end(n, indent))
	depth := f.depth(start, indent)
	if bytes.ContainsAny(header, "123456789") {
		p.text = p.text[:1] + strconv.Itoa(f.indent) + p.text[1:]
	}
	for line := first; line <= last && first < len(f.starts); line++ {
		text := f.lineText(line)
		p.literal = append(p.literal, text[min(depth, len(text)):])
	}
}

// assemble puts the parts into their order, with the comments where there is a
// line for them.
func (f *formatter) assemble(e *entry) {
	slices.SortStableFunc(e.children, func(a, b *entry) int { return a.rank - b.rank })
	for i, c := range e.children {
		f.assemble(c)
		p := c.part
		if p.key == "" && len(p.parts) > 0 {
			p.above = append(p.above, p.parts[0].above...) // a dash is in the way
			p.parts[0].above = nil
		}
		p.above = tidy(p.above)
		if i == 0 || e.part.parts[i-1].keepsBlank() {
			p.above = withoutBlank(p.above)
		}
		e.part.parts = append(e.part.parts, p)
	}
	if n := len(e.part.parts); n > 0 && e.part.parts[n-1].keepsBlank() {
		e.part.after = withoutBlank(e.part.after)
	}
}

// keepsBlank reports whether blank lines behind a part are of its text.
func (p *part) keepsBlank() bool {
	if len(p.after) > 0 {
		return false
	}
	if n := len(p.parts); n > 0 {
		return p.parts[n-1].keepsBlank()
	}
	return p.literal != nil && strings.HasSuffix(p.text, "+")
}

// withoutBlank leaves out a blank line at the start.
func withoutBlank(lines []string) []string {
	if len(lines) > 0 && lines[0] == "" {
		return lines[1:]
	}
	return lines
}

// tidy leaves one blank line where there are several.
func tidy(lines []string) []string {
	return slices.CompactFunc(lines, func(a, b string) bool { return a == "" && b == "" })
}
