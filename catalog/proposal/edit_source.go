package proposal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"modelreg/schema"
)

const bom = "\ufeff"

// A source is the text of a file with the nodes in it. The YAML library says
// where a node starts; where it ends is found here.
type source struct {
	text   []byte
	starts []int // where lines start
	root   *yaml.Node
	doc    map[string]any
	kind   schema.Kind // "" where the file does not say
}

// parse reads the one mapping that a catalog file is.
func parse(text []byte) (s *source, err error) {
	// The library is a translation from C that panics on some malformed input.
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("yaml: %v", r)
		}
	}()
	if err := checkCharacters(text); err != nil {
		return nil, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) {
		return nil, errors.New("file is empty")
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, fmt.Errorf("a second document starts in line %d; put it into a file of its own", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	s = &source{text: text, root: first.Content[0], starts: []int{0}}
	for i, c := range text {
		if c == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	doc, err := plain(s.root)
	if err != nil {
		return nil, err
	}
	var ok bool
	if s.doc, ok = doc.(map[string]any); !ok || len(s.doc) == 0 {
		return nil, errors.New(`file has no members; start with "apiVersion" and "kind"`)
	}
	s.kind = kindOf(s.doc)
	return s, nil
}

// kindOf is the kind that a document says it is, or "".
func kindOf(doc map[string]any) schema.Kind {
	for _, k := range schema.Kinds() {
		if doc["kind"] == kindName[k] {
			return k
		}
	}
	return ""
}

var kindName = map[schema.Kind]string{schema.Registry: "Registry", schema.Group: "ModelGroup", schema.Version: "ModelVersion"}

// checkCharacters refuses what ends lines for some readers only, and what is
// not UTF-8: nothing would be where the library says that it is.
func checkCharacters(text []byte) error {
	if !utf8.Valid(text) {
		return errors.New("file is not UTF-8; save it as UTF-8")
	}
	rest := bytes.ReplaceAll(bytes.TrimPrefix(text, []byte(bom)), []byte("\r\n"), []byte("\n"))
	if i := bytes.IndexAny(rest, "\r\u0085\u2028\u2029"+bom); i >= 0 {
		r, _ := utf8.DecodeRune(rest[i:])
		return fmt.Errorf("file has the character %U; end lines with a line feed", r)
	}
	return nil
}

// A step is a node on the way to another one.
type step struct {
	node  *yaml.Node
	index int // of the next one's key or item in the node's content
}

// follow goes down a path, and gives the nodes on the way, the root first, and
// the part of the path that leads further than the file does.
func (s *source) follow(path []string) (way []step, rest []string) {
	n := s.root
	for i, name := range path {
		at := child(n, name)
		way = append(way, step{n, at})
		if at < 0 {
			return way, path[i:]
		}
		n = value(n, at)
	}
	return append(way, step{n, -1}), nil
}

// child is the index of a member's key or of an item in a node's content, or -1.
func child(n *yaml.Node, name string) int {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return i
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Content) {
			return i
		}
	}
	return -1
}

// value is the value of the member or item at an index of a node's content.
func value(n *yaml.Node, i int) *yaml.Node {
	if n.Kind == yaml.MappingNode {
		return n.Content[i+1]
	}
	return n.Content[i]
}

// stride is how far apart members or items are in a node's content.
func stride(n *yaml.Node) int {
	if n.Kind == yaml.MappingNode {
		return 2
	}
	return 1
}

func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// isBlock reports whether a node is a mapping or list without brackets.
func isBlock(n *yaml.Node) bool { return n.Kind != yaml.ScalarNode && !isFlow(n) }

func isBlockScalar(n *yaml.Node) bool { return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 }

// isNothing reports whether a node is a value that was left out.
func isNothing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == ""
}

// start is the offset of a node's first byte.
func (s *source) start(n *yaml.Node) int {
	at := s.starts[n.Line-1]
	if at == 0 && bytes.HasPrefix(s.text, []byte(bom)) {
		at = len(bom)
	}
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(s.text[at:])
		at += size
	}
	return at
}

// line is the index of the line that has the byte at an offset.
func (s *source) line(at int) int {
	i, found := slices.BinarySearch(s.starts, at)
	if !found {
		i--
	}
	return i
}

// next is where the line behind that of an offset starts, or the end.
func (s *source) next(at int) int {
	if i := s.line(at) + 1; i < len(s.starts) {
		return s.starts[i]
	}
	return len(s.text)
}

// lineText is a line without its end; "" behind the last.
func (s *source) lineText(i int) string {
	if i < 0 || i >= len(s.starts) {
		return ""
	}
	end := len(s.text)
	if i+1 < len(s.starts) {
		end = s.starts[i+1]
	}
	return strings.TrimRight(string(s.text[s.starts[i]:end]), "\r\n")
}

// lineEnd is where the line of an offset ends, without the bytes that end it.
func (s *source) lineEnd(at int) int {
	i := s.line(at)
	return s.starts[i] + len(s.lineText(i))
}

// eol is what ends the line of an offset; on the last line, what ends the first.
func (s *source) eol(at int) string {
	if end := string(s.text[s.lineEnd(at):s.next(at)]); end != "" {
		return end
	}
	if len(s.starts) > 1 {
		return string(s.text[s.lineEnd(0):s.starts[1]])
	}
	return "\n"
}
