package proposal

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"modelreg/schema"
)

// width is how long lines get before a mapping or a list is written on several.
const width = 100

// A layout is a way to write values down.
type layout struct {
	kind   schema.Kind
	indent int  // of the members of a mapping within one
	list   int  // of the items of a list within a mapping
	flow   bool // everything is in brackets
}

// A part is a piece of a file: a member of a mapping, an item of a list, or the
// whole.
type part struct {
	key     string // as it is written; "" for an item
	text    string // value on the line, as it is written; of a block scalar the indicator
	literal []string
	list    bool // parts are items
	parts   []*part

	above  []string // comments over it, "" for a blank line
	beside string   // comment on its line
	after  []string // comments behind the last of its parts
}

// part lays out a value that stands behind a number of columns: on one line
// where it is short and no more than a mapping or list of scalars.
func (l layout) part(path []string, v any, column int) *part {
	text, ok := v.(string)
	if ok && !l.flow {
		if p := blockText(text); p != nil {
			return p
		}
	}
	_, isMap := v.(map[string]any)
	_, isList := v.([]any)
	if l.flow || !isMap && !isList || empty(v) || isLeaf(v) && column+utf8.RuneCountInString(l.inline(path, v, false)) <= width {
		return &part{text: l.inline(path, v, l.flow)}
	}
	return l.block(path, v, column)
}

// block lays out a mapping or list with its members or items on lines of their
// own.
func (l layout) block(path []string, v any, column int) *part {
	if l.flow || empty(v) {
		return &part{text: l.inline(path, v, l.flow)}
	}
	p := &part{}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range l.ordered(path, v) {
			key := quoted(name, 0, false)
			m := l.part(join(path, name), v[name], column+l.indent+len(key)+len(": "))
			m.key = key
			p.parts = append(p.parts, m)
		}
	case []any:
		p.list = true
		for i, item := range v {
			p.parts = append(p.parts, l.part(join(path, strconv.Itoa(i)), item, column+l.list+len("- ")))
		}
	}
	return p
}

// nested lays out a value within mappings of one member each, which take lines
// of their own.
func (l layout) nested(path, names []string, v any, column int) *part {
	if len(names) == 0 {
		return l.part(path, v, column)
	}
	if l.flow {
		for _, name := range slices.Backward(names) {
			v = map[string]any{name: v}
		}
		return l.part(path, v, column)
	}
	p := l.nested(join(path, names[0]), names[1:], v, column+l.indent)
	p.key = quoted(names[0], 0, false)
	return &part{parts: []*part{p}}
}

// isLeaf reports whether a value holds scalars only, none of which needs quotes
// for being in brackets.
func isLeaf(v any) bool {
	scalar := func(v any) bool {
		switch v := v.(type) {
		case map[string]any, []any:
			return empty(v)
		case string:
			return isPlain(v, false) == isPlain(v, true) && !strings.Contains(v, "\n")
		}
		return true
	}
	switch v := v.(type) {
	case map[string]any:
		for _, item := range v {
			if !scalar(item) {
				return false
			}
		}
	case []any:
		return !slices.ContainsFunc(v, func(v any) bool { return !scalar(v) })
	}
	return true
}

// blockText is a text of several lines as a block scalar, or nil where that can't
// hold it.
func blockText(text string) *part {
	if !strings.Contains(text, "\n") || strings.TrimLeft(text, " \t\n") != text || strings.HasSuffix(text, "\n\n") {
		return nil
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) }) {
		return nil
	}
	p := &part{text: "|-"}
	if strings.HasSuffix(text, "\n") {
		p.text = "|"
	}
	p.literal = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return p
}

// ordered are a mapping's names: as the schema has them, then the others.
func (l layout) ordered(path []string, m map[string]any) []string {
	return ordered(l.kind, path, maps.Keys(m))
}

// join is a path with one more name.
func join(path []string, name string) []string { return append(path[:len(path):len(path)], name) }

// below are the lines below that of a part, which has an indent.
func (l layout) below(p *part, indent int) []string {
	if p.list {
		return l.inner(p, indent+l.list)
	}
	return l.inner(p, indent+l.indent)
}

// inner are the lines of what a part holds, at their indent.
func (l layout) inner(p *part, indent int) []string {
	var lines []string
	for _, text := range p.literal {
		lines = append(lines, indented(text, indent))
	}
	for _, inner := range p.parts {
		lines = append(lines, l.lines(inner, indent)...)
	}
	for _, text := range p.after {
		lines = append(lines, indented(text, indent))
	}
	return lines
}

// lines are those of a member or an item, at its indent.
func (l layout) lines(p *part, indent int) []string {
	var lines []string
	for _, text := range p.above {
		lines = append(lines, indented(text, indent))
	}
	if p.key == "" {
		item := l.itemLines(p, indent+len("- "))
		item[0] = indented("- "+item[0], indent)
		return append(lines, item...)
	}
	lines = append(lines, indented(strings.TrimRight(p.key+": "+p.text, " ")+p.comment(), indent))
	return append(lines, l.below(p, indent)...)
}

// itemLines are the lines of an item's value, at its indent but for the first.
func (l layout) itemLines(p *part, indent int) []string {
	if p.text != "" {
		return append([]string{p.text + p.comment()}, l.inner(p, indent)...)
	}
	lines := l.inner(p, indent)
	lines[0] = strings.TrimLeft(lines[0], " ")
	return lines
}

func (p *part) comment() string {
	if p.beside == "" {
		return ""
	}
	return " " + p.beside
}

func indented(text string, indent int) string {
	if text == "" {
		return ""
	}
	return strings.Repeat(" ", indent) + text
}
