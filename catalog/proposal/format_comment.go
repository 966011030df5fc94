package proposal

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A comment is one in a file, with its "#" and without blanks at its end.
type comment struct {
	at     int // offset
	line   int // from 0
	column int // from 1, in characters
	own    bool
	text   string
}

// A span is where a scalar is.
type span struct{ from, to int }

// scalars are where the scalars of a file are, in its order: the only places
// where "#" starts no comment. A block scalar has two: its indicator, and its
// text.
func (s *source) scalars() []span {
	var spans []span
	var look func(n *yaml.Node, indent int)
	look = func(n *yaml.Node, indent int) {
		if isBlock(n) {
			indent = n.Column - 1
		}
		for _, inner := range n.Content {
			look(inner, indent)
		}
		if n.Kind != yaml.ScalarNode {
			return
		}
		from, to := s.start(n), s.end(n, indent)
		if isBlockScalar(n) {
			spans = append(spans, span{from, s.indicator(from)})
			from = min(s.next(from), to)
		}
		spans = append(spans, span{from, to})
	}
	look(s.root, -1)
	return spans
}

// comments are all there are, in the file's order.
func (s *source) comments() []comment {
	var found []comment
	at := 0
	for _, scalar := range append(s.scalars(), span{len(s.text), len(s.text)}) {
		for at < scalar.from {
			i := bytes.IndexByte(s.text[at:scalar.from], '#')
			if i < 0 {
				break
			}
			found = append(found, s.comment(at+i))
			at = s.next(at + i)
		}
		at = max(at, scalar.to)
	}
	return found
}

func (s *source) comment(at int) comment {
	line := s.line(at)
	before := strings.TrimPrefix(string(s.text[s.starts[line]:at]), bom)
	return comment{
		at: at, line: line, column: utf8.RuneCountInString(before) + 1,
		own:  strings.TrimSpace(before) == "",
		text: strings.TrimRight(string(s.text[at:s.lineEnd(at)]), " \t"),
	}
}

// place gives each comment, and each blank line, to the entry that it belongs to.
func (f *formatter) place() {
	comments := map[int]comment{}
	for _, c := range f.comments() {
		comments[c.line] = c
	}
	within := map[int]bool{} // lines that a scalar goes on in
	for _, scalar := range f.scalars() {
		for line := f.line(scalar.from) + 1; line <= f.line(scalar.to); line++ {
			within[line] = true
		}
		if from := f.starts[f.line(scalar.from)]; from == scalar.from && scalar.to > from {
			within[f.line(from)] = true // the first line of a block scalar's text
		}
	}
	blank := false
	next := 0 // the first entry that is not passed yet
	for line := range f.starts {
		c, commented := comments[line]
		switch {
		case commented && c.own:
			f.placeOwn(c, next, blank)
			blank = false
		case !within[line] && strings.Trim(f.lineText(line), " \t") == "":
			blank = true
		default:
			if blank && next < len(f.entries) && f.entries[next].line == line {
				add(&f.entries[next].part.above, "", false)
			}
			blank = false
			for next < len(f.entries) && f.entries[next].line == line {
				next++
			}
			if commented {
				f.placeBeside(c, next)
			}
		}
	}
}

// add adds a line, with a blank line before it where there was one.
func add(lines *[]string, text string, blank bool) {
	if blank {
		*lines = append(*lines, "")
	}
	*lines = append(*lines, text)
}

// placeBeside gives a comment behind something to the last entry that starts
// before it and does not end on an earlier line.
func (f *formatter) placeBeside(c comment, next int) {
	if next == 0 {
		add(&f.entries[0].part.above, c.text, false) // behind "---"
		return
	}
	e := f.entries[next-1]
	for e.parent != nil && e.last < c.line {
		e = e.parent
	}
	if p := e.part; p.beside == "" && (p.key != "" || p.text != "") {
		p.beside = c.text
	} else {
		add(&p.above, c.text, false)
	}
}

// placeOwn gives a comment on a line of its own to the next entry, unless it is
// deeper than that: then it ends the mapping or list that it is as deep as.
func (f *formatter) placeOwn(c comment, next int, blank bool) {
	var after *entry
	if next < len(f.entries) {
		after = f.entries[next]
	}
	if next == 0 || after != nil && (c.column <= after.column || after.parent == f.entries[next-1]) {
		add(&after.part.above, c.text, blank)
		return
	}
	e := f.entries[next-1]
	if e.column < c.column && isNothing(e.node) && e.part.key != "" {
		add(&e.part.after, c.text, blank) // where its members are to come
		return
	}
	for e.parent != f.root && e.column > c.column {
		e = e.parent
	}
	if after != nil && after.parent == e.parent {
		add(&after.part.above, c.text, blank)
		return
	}
	add(&e.parent.part.after, c.text, blank)
}
