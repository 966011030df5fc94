package proposal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// A Setting is a change of any member of a document, as people type it.
type Setting struct {
	Change
	lists []int // elements of the path that were written as indexes
}

// ParseSetting reads path=value. The path has names with dots between them, and
// [0] for an item of a list; a name with other characters is quoted in brackets:
// customerMetadataProperties["a.b"]. The value is YAML; null, or none, removes
// the member.
func ParseSetting(text string) (Setting, error) {
	var s Setting
	rest, err := s.parsePath(text)
	if err != nil {
		return s, err
	}
	if s.Path[0] == "apiVersion" || s.Path[0] == "kind" {
		return s, fmt.Errorf("%q is written by itself; leave it out", s.Path[0])
	}
	if s.Value, err = ParseValue([]byte(rest)); err != nil {
		return s, fmt.Errorf("value %q is no YAML: %w", rest, err)
	}
	s.Remove = s.Value == nil
	return s, nil
}

// parsePath reads up to the "=" and gives what is behind it.
func (s *Setting) parsePath(rest string) (value string, err error) {
	for {
		if rest, err = s.parseElement(rest); err != nil {
			return "", err
		}
		if value, ok := strings.CutPrefix(rest, "="); ok {
			return value, nil
		}
		below, dot := strings.CutPrefix(rest, ".")
		if dot == strings.HasPrefix(below, "[") { // neither "a.[0]" nor "a[0]b"
			return "", errPath
		}
		rest = below
	}
}

var errPath = errors.New(`use member.list[0].member=value, and ["name"] for a name with other characters`)

// parseElement reads a name, an index, or a quoted name in brackets.
func (s *Setting) parseElement(text string) (rest string, err error) {
	inner, bracket := strings.CutPrefix(text, "[")
	if !bracket {
		end := strings.IndexAny(text, ".[=")
		if end <= 0 {
			return "", errPath
		}
		s.Path = append(s.Path, text[:end])
		return text[end:], nil
	}
	if quoted, err := strconv.QuotedPrefix(inner); err == nil && quoted[0] == '"' {
		name, err := strconv.Unquote(quoted)
		rest, closed := strings.CutPrefix(inner[len(quoted):], "]")
		if err != nil || !closed {
			return "", errPath
		}
		s.Path = append(s.Path, name)
		return rest, nil
	}
	digits, rest, closed := strings.Cut(inner, "]")
	if n, err := strconv.Atoi(digits); err != nil || n < 0 || strconv.Itoa(n) != digits || !closed || len(s.Path) == 0 {
		return "", errPath
	}
	s.lists = append(s.lists, len(s.Path))
	s.Path = append(s.Path, digits)
	return rest, nil
}

// on makes the change. Lists on the way to it are made, too, since it says where
// they are.
func (s Setting) on(doc any) (_ any, err error) {
	for _, i := range s.lists {
		switch valueAt(doc, s.Path[:i]).(type) {
		case []any:
		case nil:
			if s.Remove {
				return doc, nil
			}
			if doc, err = (Change{Path: s.Path[:i], Value: []any{}}).on(doc); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("%q is no list", strings.Join(s.Path[:i], "."))
		}
	}
	return s.Change.on(doc)
}

// valueAt is the value at a path; nil where there is none.
func valueAt(v any, path []string) any {
	for _, name := range path {
		switch node := v.(type) {
		case map[string]any:
			v = node[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(node) {
				return nil
			}
			v = node[i]
		default:
			return nil
		}
	}
	return v
}

// ParseValue reads one YAML or JSON value as a catalog's file may have it. A
// date is text. It is nil where there is none.
func ParseValue(text []byte) (v any, err error) {
	// The library is a translation from C that panics on some malformed input.
	defer func() {
		if r := recover(); r != nil {
			v, err = nil, fmt.Errorf("yaml: %v", r)
		}
	}()
	if json.Valid(text) { // YAML has no tabs before a line
		err = json.Unmarshal(text, &v)
		return v, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var n, second yaml.Node
	if err := decoder.Decode(&n); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more than one value")
	}
	if v, err = plain(n.Content[0]); err != nil {
		return nil, err
	}
	return normal(v)
}
