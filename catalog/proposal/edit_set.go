package proposal

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// A splice puts other text in the place of some.
type splice struct {
	from, to int
	text     string
}

// spliced gives the text with splices, which come in the text's order.
func (s *source) spliced(splices ...splice) []byte {
	var out []byte
	at := 0
	for _, p := range splices {
		out = append(out, s.text[at:p.from]...)
		out = append(out, p.text...)
		at = p.to
	}
	return append(out, s.text[at:]...)
}

// set gives what path leads to a value, and makes what is missing on the way.
func (s *source) set(path []string, v any) ([]byte, error) {
	way, rest := s.follow(path)
	last := way[len(way)-1].node
	l := s.layout()
	if len(rest) == 0 {
		l.flow = inFlow(way[:len(way)-1])
		return s.replace(way, func(column int) *part {
			if old, err := plain(last); err == nil && isBlock(last) && sameKind(old, v) {
				return l.block(path, v, column)
			}
			p := l.part(path, v, column)
			text, ok := v.(string)
			if ok && last.Kind == yaml.ScalarNode && (p.literal == nil || last.Style&yaml.DoubleQuotedStyle != 0) {
				return &part{text: quoted(text, last.Style, l.flow)}
			}
			return p
		})
	}
	at := path[:len(path)-len(rest)]
	switch {
	case last.Kind == yaml.ScalarNode && last.Tag == "!!null":
		l.flow = inFlow(way)
		return s.replace(way, func(column int) *part { return l.nested(at, rest, v, column) })
	case last.Kind == yaml.MappingNode, last.Kind == yaml.SequenceNode && rest[0] == strconv.Itoa(len(last.Content)):
		l.flow = inFlow(way)
		return s.insert(l, last, at, rest, v)
	}
	return nil, errors.New("no mapping is there to put it into")
}

func inFlow(way []step) bool {
	return slices.ContainsFunc(way, func(st step) bool { return isFlow(st.node) })
}

// replace puts a value in the place of the last one on the way. lay lays it out
// behind a number of columns.
func (s *source) replace(way []step, lay func(column int) *part) ([]byte, error) {
	n, parent := way[len(way)-1].node, way[len(way)-2]
	indent := parent.node.Column - 1
	start, end := s.start(n), s.end(n, indent)
	if isFlow(parent.node) || inFlow(way[:len(way)-1]) {
		text := lay(0).text
		if start > 0 && s.text[start-1] == ':' {
			text = " " + text
		} else if isNothing(n) {
			text = ": " + text
		}
		return s.spliced(splice{start, end, text}), nil
	}
	l := s.layout()
	if parent.node.Kind == yaml.SequenceNode {
		text, column := "", n.Column-1
		if isNothing(n) {
			text, column = " ", indent+len("- ")
		}
		return s.finished(splice{start, end, text + strings.Join(l.itemLines(lay(column), column), s.eol(start))}), nil
	}
	key := parent.node.Content[parent.index]
	colon, err := s.colon(key, indent)
	if err != nil {
		return nil, err
	}
	p := lay(colon - s.starts[s.line(colon)] + 1)
	text := p.text
	if text != "" {
		text = " " + text
	}
	below := s.joined(l.below(p, indent), s.eol(start))
	inline, lines := splice{start, end, text}, splice{s.next(end), s.next(end), below}
	switch {
	case isBlock(n):
		inline, lines.from = splice{colon, colon, text}, s.next(colon)
	case isBlockScalar(n):
		inline.to, lines.from = s.indicator(start), s.next(start)
	}
	if p.text != "" && inline.from > colon {
		inline.text = p.text // behind the blanks that are there
	} else if inline.from > colon {
		inline.from = colon
	}
	return s.finished(inline, lines), nil
}

// colon is the offset behind the colon of a member.
func (s *source) colon(key *yaml.Node, indent int) (int, error) {
	at := s.end(key, indent)
	for at < len(s.text) && s.text[at] == ' ' {
		at++
	}
	if at == len(s.text) || s.text[at] != ':' {
		return 0, errors.New("member is not written as name: value; write it so")
	}
	return at + 1, nil
}

// joined makes a text of lines.
func (s *source) joined(lines []string, eol string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, eol) + eol
}

// finished splices whole lines as well: behind a last line without an end one
// is put in between, and the new last line has an end as the old one had.
func (s *source) finished(splices ...splice) []byte {
	if s.text[len(s.text)-1] == '\n' {
		return s.spliced(splices...)
	}
	last := &splices[len(splices)-1]
	if last.from == len(s.text) && last.text != "" {
		last.text = s.eol(len(s.text)-1) + last.text
		if n := s.lastScalar(); len(splices) == 1 && isBlockScalar(n) && !strings.HasSuffix(n.Value, "\n") {
			splices = slices.Insert(splices, 0, s.stripped(n))
		}
	}
	out := s.spliced(splices...)
	// The line end is a part of a text that goes to the end of the file.
	if after, err := parse(out); err == nil && isBlockScalar(after.lastScalar()) && after.lastScalar().Value != s.lastScalar().Value {
		return out
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(out, []byte("\n")), []byte("\r"))
}

// lastScalar is the one that the file ends with.
func (s *source) lastScalar() *yaml.Node {
	n := s.root
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return n
}

// stripped has the indicator of a block scalar say that it has no line end at
// its end, which it has not for being at the end of the file only.
func (s *source) stripped(n *yaml.Node) splice {
	from := s.start(n)
	to := s.indicator(from)
	return splice{from, to, strings.TrimRight(string(s.text[from:to]), "+-") + "-"}
}

// layout is how this file lays things out.
func (s *source) layout() layout {
	l := layout{kind: s.kind, indent: 2, list: 2}
	mapping, list := false, false
	var look func(n *yaml.Node)
	look = func(n *yaml.Node) {
		for i := 0; i < len(n.Content) && !(mapping && list); i += stride(n) {
			v := value(n, i)
			if !isBlock(v) || isFlow(n) {
				continue
			}
			if by := v.Column - n.Column; n.Kind == yaml.MappingNode {
				if v.Kind == yaml.MappingNode && !mapping {
					l.indent, mapping = by, true
				} else if v.Kind == yaml.SequenceNode && !list {
					l.list, list = by, true
				}
			}
			look(v)
		}
	}
	look(s.root)
	return l
}
