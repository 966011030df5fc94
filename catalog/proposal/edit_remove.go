package proposal

import (
	"bytes"
	"errors"
	"strings"

	"gopkg.in/yaml.v3"
)

// remove takes away what path leads to, and what that leaves empty.
func (s *source) remove(path []string) ([]byte, error) {
	way, rest := s.follow(path)
	if len(rest) > 0 {
		return s.text, nil
	}
	at := len(way) - 2
	for at > 0 && len(way[at].node.Content) == stride(way[at].node) {
		at--
	}
	n, i := way[at].node, way[at].index
	switch {
	case len(n.Content) == stride(n):
		return nil, errors.New("it is all that the file has; remove the file")
	case isFlow(n):
		return s.removeInFlow(n, i), nil
	case n.Kind == yaml.SequenceNode:
		return s.removeLines(n, i, s.dash(n, i))
	}
	return s.removeLines(n, i, s.start(n.Content[i]))
}

// dash is the offset of the "-" of an item in a block list.
func (s *source) dash(n *yaml.Node, i int) int {
	for line := n.Content[i].Line - 1; line >= n.Line; line-- {
		if text := s.lineText(line); len(text) >= n.Column && text[n.Column-1] == '-' && strings.Trim(text[:n.Column-1], " ") == "" {
			return s.starts[line] + n.Column - 1
		}
	}
	return s.start(n) // the first one, which may share its line with other dashes
}

// removeLines takes away a member or item that starts at an offset of a block
// mapping or list.
func (s *source) removeLines(n *yaml.Node, i, start int) ([]byte, error) {
	indent := n.Column - 1
	end := s.end(value(n, i), indent)
	if v := value(n, i); isNothing(v) && n.Kind == yaml.MappingNode {
		colon, err := s.colon(n.Content[i], indent)
		if err != nil {
			return nil, err
		}
		end = colon
	}
	first := s.line(start)
	if strings.Trim(string(s.text[s.starts[first]:start]), " "+bom) != "" || first == 0 && bytes.HasPrefix(s.text, []byte(bom)) {
		return s.removeFirst(n, i, start, end), nil
	}
	last := s.line(end) // the line behind it
	if end > s.starts[last] || end == len(s.text) {
		last++
	}
	for s.deepComment(last, indent) {
		last++
	}
	last = min(last, len(s.starts))
	alone := last >= len(s.starts) || !s.isMember(n, i+stride(n), last)
	above := first
	for alone && s.isComment(above-1, indent) {
		above--
	}
	if above > 0 && (s.isBlank(above-1) || indent > 0) {
		first = above // else it is what the file starts with
	}
	to := len(s.text)
	if last < len(s.starts) {
		to = s.starts[last]
	}
	if first > 0 && s.isBlank(first-1) && (to == len(s.text) || s.isBlank(last)) {
		first--
	}
	return s.finished(splice{s.starts[first], to, ""}), nil
}

// removeFirst takes away the first of several members, where it shares its line
// with the dash of an item.
func (s *source) removeFirst(n *yaml.Node, i, start, end int) []byte {
	var next int
	if n.Kind == yaml.SequenceNode {
		next = s.dash(n, i+1)
	} else {
		next = s.start(n.Content[i+2])
	}
	between := string(s.text[s.next(max(end-1, start)):next])
	if strings.Contains(between, "#") {
		for start > 0 && s.text[start-1] == ' ' {
			start--
		}
		return s.spliced(splice{start, s.lineEnd(end), ""})
	}
	return s.spliced(splice{start, next, ""})
}

// isMember reports whether the member or item at an index starts on a line.
func (s *source) isMember(n *yaml.Node, i, line int) bool {
	return i < len(n.Content) && n.Content[i].Line-1 == line
}

func (s *source) isBlank(line int) bool {
	return line >= 0 && line < len(s.starts) && s.starts[line] < len(s.text) && strings.TrimSpace(s.lineText(line)) == ""
}

// isComment reports whether a line is a comment at an indent.
func (s *source) isComment(line, indent int) bool {
	text := s.lineText(line)
	trimmed := strings.TrimLeft(text, " ")
	return strings.HasPrefix(trimmed, "#") && len(text)-len(trimmed) == indent
}

// removeInFlow takes away a member or item within brackets.
func (s *source) removeInFlow(n *yaml.Node, i int) []byte {
	start, end := s.start(n.Content[i]), s.end(value(n, i), 0)
	if i+stride(n) < len(n.Content) {
		next := s.start(n.Content[i+stride(n)])
		if !bytes.ContainsAny(s.text[end:next], "\n#") {
			return s.spliced(splice{start, next, ""})
		}
		// The next one is on another line.
		comma := end + bytes.IndexByte(s.text[end:next], ',') + 1
		return s.spliced(splice{start, comma, ""})
	}
	before := s.end(value(n, i-stride(n)), 0)
	if !bytes.ContainsAny(s.text[before:start], "\n#") {
		return s.spliced(splice{before, end, ""})
	}
	comma := before + bytes.IndexByte(s.text[before:start], ',')
	return s.spliced(splice{comma, comma + 1, ""}, splice{start, end, ""})
}
