package proposal

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"modelreg/schema"
)

// odd is a number that is not a plain decimal, as it is written: 0x1F.
type odd string

// plain gives a node's value as map[string]any, []any, string, float64, odd,
// bool or nil. What a catalog file may not have is an error.
func plain(n *yaml.Node) (any, error) {
	switch {
	case n.Kind == yaml.AliasNode:
		return nil, fmt.Errorf("line %d has the alias %q; write the value out", n.Line, "*"+n.Value)
	case n.Anchor != "":
		return nil, fmt.Errorf("line %d has the anchor %q; write the value out where it is needed", n.Line, "&"+n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		return nil, fmt.Errorf("line %d has the tag %q; leave it out", n.Line, n.Tag)
	}
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 {
				return nil, fmt.Errorf("line %d has a member without a plain name; write a name", key.Line)
			}
			if _, twice := m[key.Value]; twice {
				return nil, fmt.Errorf("line %d has the member %q again; remove one", key.Line, key.Value)
			}
			v, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[key.Value] = v
		}
		return m, nil
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			v, err := plain(item)
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	}
	switch n.Tag {
	case "!!null":
		return nil, nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
				return f, nil
			}
		}
		return odd(n.Value), nil
	}
	return n.Value, nil
}

// normal gives the value of a change in the types of plain, copied.
func normal(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool:
		return v, nil
	case string:
		if !utf8.ValidString(v) {
			return nil, fmt.Errorf("text %q is not UTF-8", v)
		}
		return v, nil
	case int:
		return float64(v), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%v is not a number that a file can hold", v)
		}
		return v, nil
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			var err error
			if list[i], err = normal(item); err != nil {
				return nil, err
			}
		}
		return list, nil
	case odd:
		return nil, fmt.Errorf("%s is no plain decimal; quote it where it is text", string(v))
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, item := range v {
			if !utf8.ValidString(key) {
				return nil, fmt.Errorf("name %q is not UTF-8", key)
			}
			var err error
			if m[key], err = normal(item); err != nil {
				return nil, err
			}
		}
		return m, nil
	}
	return nil, fmt.Errorf("a file holds no %T", v)
}

// on makes the change in a document and gives the new one. The old one is used
// up.
func (c Change) on(doc any) (any, error) {
	if len(c.Path) == 0 {
		return nil, errors.New("path is empty; name a member")
	}
	if c.Remove {
		left := without(doc, c.Path)
		if empty(left) {
			return nil, errors.New("it is all that the file has; remove the file")
		}
		return left, nil
	}
	value, err := normal(c.Value)
	if err != nil {
		return nil, err
	}
	return with(doc, c.Path, value)
}

func with(doc any, path []string, value any) (_ any, err error) {
	if len(path) == 0 {
		return value, nil
	}
	switch doc := doc.(type) {
	case nil:
		inner, err := with(nil, path[1:], value)
		return map[string]any{path[0]: inner}, err
	case map[string]any:
		doc[path[0]], err = with(doc[path[0]], path[1:], value)
		return doc, err
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i > len(doc) {
			return nil, fmt.Errorf("%q is no index into a list of %d; use 0 to %d", path[0], len(doc), len(doc))
		}
		if i == len(doc) {
			doc = append(doc, nil)
		}
		doc[i], err = with(doc[i], path[1:], value)
		return doc, err
	}
	return nil, fmt.Errorf("%q would be below a value that is no mapping; remove that first", path[0])
}

// without takes away what path leads to, and what that leaves empty.
func without(doc any, path []string) any {
	switch doc := doc.(type) {
	case map[string]any:
		inner, ok := doc[path[0]]
		if !ok {
			return doc
		}
		if len(path) > 1 {
			was := empty(inner)
			inner = without(inner, path[1:])
			if was || !empty(inner) {
				doc[path[0]] = inner
				return doc
			}
		}
		delete(doc, path[0])
		return doc
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(doc) {
			return doc
		}
		if len(path) > 1 {
			was := empty(doc[i])
			inner := without(doc[i], path[1:])
			if was || !empty(inner) {
				doc[i] = inner
				return doc
			}
		}
		return slices.Delete(doc, i, i+1)
	}
	return doc
}

func empty(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// smaller gives the changes that make old into value, each as small as can be.
// What is added comes before what goes, so that nothing is empty in between.
func smaller(k schema.Kind, path []string, old, value any) []Change {
	if reflect.DeepEqual(old, value) {
		return nil
	}
	below := func(name string) []string { return append(slices.Clone(path), name) }
	switch value := value.(type) {
	case map[string]any:
		was, ok := old.(map[string]any)
		if !ok || len(was) == 0 || len(value) == 0 {
			break
		}
		var changes []Change
		for _, name := range ordered(k, path, maps.Keys(value)) {
			if before, ok := was[name]; ok {
				changes = append(changes, smaller(k, below(name), before, value[name])...)
			} else {
				changes = append(changes, Change{Path: below(name), Value: value[name]})
			}
		}
		for _, name := range slices.Sorted(maps.Keys(was)) {
			if _, ok := value[name]; !ok {
				changes = append(changes, Change{Path: below(name), Remove: true})
			}
		}
		return changes
	case []any:
		was, ok := old.([]any)
		if !ok || len(was) != len(value) {
			break
		}
		var changes []Change
		for i := range value {
			changes = append(changes, smaller(k, below(strconv.Itoa(i)), was[i], value[i])...)
		}
		return changes
	}
	return []Change{{Path: path, Value: value}}
}

// sameKind reports whether both are mappings or both are lists.
func sameKind(a, b any) bool {
	_, aMap := a.(map[string]any)
	_, bMap := b.(map[string]any)
	_, aList := a.([]any)
	_, bList := b.([]any)
	return aMap && bMap || aList && bList
}
