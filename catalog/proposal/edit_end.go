package proposal

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// end is the offset behind a node's last byte. indent is that of the innermost
// block mapping or list around it.
func (s *source) end(n *yaml.Node, indent int) int {
	start := s.start(n)
	switch {
	case n.Kind != yaml.ScalarNode && isFlow(n):
		at := start + 1
		if len(n.Content) > 0 {
			at = s.end(n.Content[len(n.Content)-1], indent)
		}
		if b := s.text[start]; b != '{' && b != '[' {
			return at // a pair in a list without braces
		}
		return s.closing(at)
	case n.Kind != yaml.ScalarNode:
		return s.end(n.Content[len(n.Content)-1], n.Column-1)
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for at := start + 1; at < len(s.text); at++ {
			switch s.text[at] {
			case '\\':
				at++
			case '"':
				return at + 1
			}
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		for at := start + 1; at < len(s.text); at++ {
			if s.text[at] != '\'' {
				continue
			}
			if at+1 == len(s.text) || s.text[at+1] != '\'' {
				return at + 1
			}
			at++
		}
	case isBlockScalar(n):
		return s.endOfBlockScalar(n, start, indent)
	default:
		return s.endOfPlain(n, start)
	}
	return len(s.text)
}

// closing is behind the bracket that closes a flow mapping or list, from behind
// its last value.
func (s *source) closing(at int) int {
	for ; at < len(s.text); at++ {
		switch s.text[at] {
		case '#':
			at = s.lineEnd(at)
		case '}', ']':
			return at + 1
		}
	}
	return at
}

// endOfPlain goes along a plain scalar. Line breaks are folded in its value, and
// all else is in it, so counting what is no space finds the end.
func (s *source) endOfPlain(n *yaml.Node, at int) int {
	left := 0
	for _, r := range n.Value {
		if !isSpace(r) {
			left++
		}
	}
	for left > 0 && at < len(s.text) {
		r, size := utf8.DecodeRune(s.text[at:])
		if !isSpace(r) {
			left--
		}
		at += size
	}
	return at
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// endOfBlockScalar is behind the last line of a literal or folded text, without
// that line's end; lines without text count only where the scalar keeps them.
func (s *source) endOfBlockScalar(n *yaml.Node, start, indent int) int {
	first := s.line(start)
	header := s.indicator(start)
	depth := s.depth(start, indent)
	last := first
	for i := first + 1; i < len(s.starts); i++ {
		line := s.lineText(i)
		text := strings.TrimLeft(line, " ")
		if text == "" {
			continue
		}
		if len(line)-len(text) < depth {
			break
		}
		last = i
	}
	if bytes.IndexByte(s.text[start:header], '+') >= 0 {
		for last+1 < len(s.starts) && s.starts[last+1] < len(s.text) && strings.Trim(s.lineText(last+1), " ") == "" {
			last++
		}
	}
	if last == first {
		return header
	}
	return s.starts[last] + len(s.lineText(last))
}

// depth is the indent of the text of a block scalar that starts at an offset:
// the one that it says, or that of its first line.
func (s *source) depth(start, indent int) int {
	if i := bytes.IndexAny(s.text[start:s.indicator(start)], "123456789"); i >= 0 {
		return max(indent, 0) + int(s.text[start+i]-'0')
	}
	for i := s.line(start) + 1; i < len(s.starts); i++ {
		line := s.lineText(i)
		if text := strings.TrimLeft(line, " "); text != "" {
			return max(len(line)-len(text), indent+1, 1)
		}
	}
	return max(indent+1, 1)
}

// indicator is behind the "|-" of a block scalar that starts at an offset.
func (s *source) indicator(at int) int {
	for at < len(s.text) && strings.IndexByte("|>+-0123456789", s.text[at]) >= 0 {
		at++
	}
	return at
}
