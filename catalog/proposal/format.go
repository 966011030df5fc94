package proposal

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"modelreg/schema"
)

// Format gives a file of a kind its one shape; what has it stays as it is.
//
//   - Members are in the schema's order. Those of the author's own (tags, metrics,
//     variables, targets) keep theirs.
//   - Two spaces a level, items of a list too; lines end with a line feed, and
//     have no blanks at their ends.
//   - What is in braces or brackets on one line stays so, however long; on several
//     lines it stays so where it fits on one of 100 columns, and has no comments.
//   - Quotes stay, as double ones where possible; text without them gets them
//     where a YAML reader may take it for something else.
//   - Comments stay with their member, those at the top of the file on top. There
//     is at most one blank line in a row, where the author had some.
//
// The result is read again: it is an error, and there are no bytes, unless it
// says the same and has the same comments.
func Format(k schema.Kind, text []byte) ([]byte, error) {
	s, err := parse(text)
	if err != nil {
		return nil, err
	}
	f := &formatter{source: s, layout: shape(k)}
	out := []byte(strings.Join(f.inner(f.whole(), 0), "\n") + "\n")
	is, err := parse(out)
	if err != nil {
		return nil, fmt.Errorf("reading what was formatted; format the file by hand: %w", err)
	}
	if line := s.lost(is); line > 0 {
		return nil, &Loss{line}
	}
	return out, nil
}

// A Loss is the error for a file that would lose something by Format.
type Loss struct{ Line int }

func (l *Loss) Error() string {
	return fmt.Sprintf("line %d can't be formatted without loss; write it in a simpler way", l.Line)
}

// lost is the line of something that another source does not have, or 0.
func (s *source) lost(in *source) int {
	for i := 0; i < len(s.root.Content); i += 2 {
		if name := s.root.Content[i]; !reflect.DeepEqual(s.doc[name.Value], in.doc[name.Value]) {
			return name.Line
		}
	}
	if len(in.doc) != len(s.doc) {
		return s.root.Line
	}
	var left []string
	for _, c := range in.comments() {
		left = append(left, c.text)
	}
	for _, c := range s.comments() {
		i := slices.Index(left, c.text)
		if i < 0 {
			return c.line + 1
		}
		left = slices.Delete(left, i, i+1)
	}
	return 0
}
