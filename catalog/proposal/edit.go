package proposal

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A Change is one member of a file that gets another value, or goes.
type Change struct {
	// Path leads to the member: names, or a decimal as an index where there is a
	// list. An index one behind the last adds an item.
	Path []string
	// Value is a string, bool, int, float64, nil, []any or map[string]any.
	Value  any
	Remove bool
}

// Edit changes members of a file and leaves everything else byte for byte as it
// is: comments, order, quoting, line ends, a byte order mark, a last line
// without an end.
//
//   - A value that is replaced keeps its way of quoting where the new value
//     allows that, and the comment on its line. A mapping is changed member by
//     member, and so is a list of the same length; other lists are written anew.
//   - A new member comes behind those that the schema has before it, else at the
//     end of its mapping. Mappings on the way to it are made.
//   - With a member that goes, go the comment on its line, a mapping or list that
//     it leaves empty, and the comment directly above it, unless that may be about
//     what follows without a blank line, too, or is the first thing in the file.
//     Between blank lines, one of them goes.
//   - What is so already changes nothing; nor does removing what is not there.
//
// The result is read again: it is an error, and there are no bytes, unless it
// says what the old text said but for the changes.
func Edit(text []byte, changes ...Change) ([]byte, error) {
	old, err := parse(text)
	if err != nil {
		return nil, err
	}
	var want any = old.doc
	for _, c := range changes {
		path := strings.Join(c.Path, ".")
		if want, err = c.on(want); err != nil {
			return nil, fmt.Errorf("changing %q: %w", path, err)
		}
		if text, err = edit(text, c); err != nil {
			return nil, fmt.Errorf("changing %q: %w", path, err)
		}
	}
	is, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading what was edited; edit the file by hand: %w", err)
	}
	if !reflect.DeepEqual(any(is.doc), want) {
		return nil, errors.New("file is written in a way that can't be edited here without changing more; edit it by hand")
	}
	return text, nil
}

// edit makes one change in a text.
func edit(text []byte, c Change) ([]byte, error) {
	s, err := parse(text)
	if err != nil {
		return nil, err
	}
	if c.Remove {
		return s.remove(c.Path)
	}
	value, err := normal(c.Value)
	if err != nil {
		return nil, err
	}
	for _, part := range s.split(c.Path, value) {
		if slices.Equal(part.Path, c.Path) && !part.Remove {
			return s.set(c.Path, value)
		}
		if text, err = edit(text, part); err != nil {
			return nil, err
		}
	}
	return text, nil
}

// split makes smaller changes of one, where that leaves more of the text alone:
// none where the value is there already, and the change itself where it is as
// small as can be.
func (s *source) split(path []string, value any) []Change {
	whole := []Change{{Path: path, Value: value}}
	way, rest := s.follow(path)
	if len(rest) > 0 {
		return whole
	}
	old, err := plain(way[len(way)-1].node)
	if err != nil {
		return whole
	}
	return smaller(s.kind, path, old, value)
}
