package emulator

import (
	"strings"
)

// A property is something of a record that a search can ask for: a member, or
// a member of a member, by dotted name; or one tag's value. Entries of other
// maps (customer metadata) are not documented as properties, so they are none.
type property struct {
	name  string
	shape *shape
	path  []string
	tag   string // the key, when the property is a tag
}

// propertyOf finds a property of a structure by its dotted name.
func propertyOf(s *shape, name string) (property, error) {
	if key, ok := strings.CutPrefix(name, "Tags."); ok && s.Members["Tags"] != "" && key != "" {
		return property{name: name, shape: model().Shapes["TagValue"], tag: key}, nil
	}
	of, path, ok := resolveProperty(s, name)
	if !ok {
		return property{}, invalid("Unknown property name: %s", name)
	}
	for of.Type == "list" && model().Shapes[of.Of].Type != "structure" {
		of = model().Shapes[of.Of]
	}
	return property{name: name, shape: of, path: path}, nil
}

// resolveProperty follows a dotted name through structures, and through the
// items of lists.
func resolveProperty(s *shape, name string) (of *shape, path []string, ok bool) {
	path = strings.Split(name, ".")
	for _, step := range path {
		if s.Type == "list" {
			s = model().Shapes[s.Of]
		}
		if s, _, ok = s.member(step); !ok {
			return nil, nil, false
		}
	}
	return s, path, true
}

// values gives all values of the property in a record: none when it is absent,
// several when a list is on the way.
func (p property) values(d doc) []any {
	if p.tag == "" {
		return values(d, p.path)
	}
	for _, tag := range list(d, "Tags") {
		if at(tag, "Key") == p.tag {
			return []any{at(tag, "Value")}
		}
	}
	return nil
}

func values(v any, path []string) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var out []any
		for _, item := range v {
			out = append(out, values(item, path)...)
		}
		return out
	case doc:
		if len(path) > 0 {
			return values(v[path[0]], path[1:])
		}
	}
	return []any{v}
}

// sortKey gives bytes that sort as the property's first value does; absent
// sorts first.
func (p property) sortKey(d doc) []byte {
	all := p.values(d)
	if len(all) == 0 {
		return nil
	}
	if n, ok := all[0].(float64); ok {
		return bigEndian(int64(n * 1000))
	}
	return []byte(plain(all[0]))
}
