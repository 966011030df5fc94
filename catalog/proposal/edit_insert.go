package proposal

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// insert adds a member, or an item at the end, to a mapping or list at a path.
// What leads further than the new member becomes mappings.
func (s *source) insert(l layout, n *yaml.Node, at, rest []string, v any) ([]byte, error) {
	path := append(slices.Clone(at), rest[0])
	name := ""
	if n.Kind == yaml.MappingNode {
		name = quoted(rest[0], 0, l.flow) + ":"
	}
	if l.flow {
		text := strings.TrimSpace(name + " " + l.nested(path, rest[1:], v, 0).text)
		start := s.start(n)
		if len(n.Content) == 0 {
			return s.spliced(splice{start + 1, s.end(n, 0) - 1, text}), nil
		}
		end := s.end(value(n, s.before(n, at, rest[0])), 0)
		return s.spliced(splice{end, end, ", " + text}), nil
	}
	indent := n.Column - 1
	behind := s.next(s.end(value(n, s.before(n, at, rest[0])), indent))
	for behind < len(s.text) && s.deepComment(s.line(behind), indent) {
		behind = s.next(behind)
	}
	p := l.nested(path, rest[1:], v, indent+len(name)+1)
	p.key = strings.TrimSuffix(name, ":")
	lines := l.lines(p, indent)
	return s.finished(splice{behind, behind, s.joined(lines, s.eol(max(behind-1, 0)))}), nil
}

// before is the index of the member that a new one comes behind: the last of
// those that the schema has before it, else the last of all.
func (s *source) before(n *yaml.Node, at []string, name string) int {
	last := len(n.Content) - stride(n)
	if n.Kind == yaml.SequenceNode {
		return last
	}
	order := members(s.kind, at)
	rank := slices.Index(order, name)
	for i := last; i >= 0 && rank >= 0; i -= 2 {
		if r := slices.Index(order, n.Content[i].Value); r >= 0 && r < rank {
			return i
		}
	}
	return last
}

// deepComment reports whether a line is a comment that belongs to what is
// deeper than indent.
func (s *source) deepComment(line, indent int) bool {
	text := s.lineText(line)
	trimmed := strings.TrimLeft(text, " ")
	return strings.HasPrefix(trimmed, "#") && len(text)-len(trimmed) > indent
}
