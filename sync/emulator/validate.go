package emulator

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// decode checks a parsed JSON value against a structure and returns what the
// service would see: unknown members and nulls are gone. A value of the wrong
// JSON type is a SerializationException; broken constraints are counted and
// joined into one ValidationException.
func decode(s *shape, in doc) (doc, error) {
	var c checker
	out, err := c.structure(s, "", in)
	if err != nil {
		return nil, err
	}
	switch n := len(c.broken); n {
	case 0:
		return out, nil
	case 1:
		return nil, invalid("1 validation error detected: %s", c.broken[0])
	default:
		return nil, invalid("%d validation errors detected: %s", n, strings.Join(c.broken, "; "))
	}
}

// A checker collects broken constraints in the order of the members' names.
type checker struct {
	broken []string
}

func (c *checker) fail(path, shown, constraint string) {
	c.broken = append(c.broken, fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: %s", shown, path, constraint))
}

func (c *checker) structure(s *shape, path string, in doc) (doc, error) {
	out := make(doc, len(in))
	for _, name := range slices.Sorted(maps.Keys(s.Members)) {
		of, required, _ := s.member(name)
		at := strings.TrimPrefix(path+"."+lowerFirst(name), ".")
		v := in[name]
		if v == nil {
			if required {
				c.fail(at, "null", "Member must not be null")
			}
			continue
		}
		w, err := c.value(of, at, v)
		if err != nil {
			return nil, err
		}
		out[name] = w
	}
	return out, nil
}

func (c *checker) value(s *shape, path string, v any) (any, error) {
	switch s.Type {
	case "structure":
		in, ok := v.(doc)
		if !ok {
			return nil, wrongType(v, "a structure")
		}
		return c.structure(s, path, in)
	case "list":
		return c.list(s, path, v)
	case "map":
		return c.mapping(s, path, v)
	}
	if err := scalarType(s, v); err != nil {
		return nil, err
	}
	for _, constraint := range s.broken(v) {
		c.fail(path, show(v), constraint)
	}
	return v, nil
}

func (c *checker) list(s *shape, path string, v any) (any, error) {
	in, ok := v.([]any)
	if !ok {
		return nil, wrongType(v, "a list")
	}
	for _, constraint := range s.brokenLength(len(in)) {
		c.fail(path, show(v), constraint)
	}
	of := model().Shapes[s.Of]
	out := make([]any, 0, len(in))
	var wrong []string
	for i, item := range in {
		if item == nil {
			continue
		}
		if of.Type == "structure" {
			w, err := c.value(of, fmt.Sprintf("%s.%d.member", path, i+1), item)
			if err != nil {
				return nil, err
			}
			out = append(out, w)
			continue
		}
		if err := scalarType(of, item); err != nil {
			return nil, err
		}
		if wrong == nil && len(of.broken(item)) > 0 {
			wrong = of.constraints()
		}
		out = append(out, item)
	}
	if wrong != nil {
		c.fail(path, show(v), "Member must satisfy constraint: ["+strings.Join(wrong, ", ")+"]")
	}
	return out, nil
}

func (c *checker) mapping(s *shape, path string, v any) (any, error) {
	in, ok := v.(doc)
	if !ok {
		return nil, wrongType(v, "a map")
	}
	for _, constraint := range s.brokenLength(len(in)) {
		c.fail(path, show(v), constraint)
	}
	key, of := model().Shapes[s.Key], model().Shapes[s.Of]
	out := make(doc, len(in))
	keysWrong, valuesWrong := false, false
	for _, k := range slices.Sorted(maps.Keys(in)) {
		if in[k] == nil {
			continue
		}
		if err := scalarType(of, in[k]); err != nil {
			return nil, err
		}
		keysWrong = keysWrong || len(key.broken(k)) > 0
		valuesWrong = valuesWrong || len(of.broken(in[k])) > 0
		out[k] = in[k]
	}
	if keysWrong {
		c.fail(path, show(v), "Map keys must satisfy constraint: ["+strings.Join(key.constraints(), ", ")+"]")
	}
	if valuesWrong {
		c.fail(path, show(v), "Map value must satisfy constraint: ["+strings.Join(of.constraints(), ", ")+"]")
	}
	return out, nil
}

// scalarType says whether a JSON value can become the shape at all.
func scalarType(s *shape, v any) error {
	switch s.Type {
	case "string":
		if _, ok := v.(string); !ok {
			return wrongType(v, "a String")
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return wrongType(v, "a Boolean")
		}
	case "integer":
		if n, ok := v.(float64); !ok || n != math.Trunc(n) || math.Abs(n) > math.MaxInt32 {
			return wrongType(v, "an Integer")
		}
	case "float":
		if _, ok := v.(float64); !ok {
			return wrongType(v, "a Float")
		}
	case "timestamp":
		if n, ok := v.(float64); !ok || math.Abs(n) > maxTimestamp {
			return wrongType(v, "a Timestamp")
		}
	}
	return nil
}

// maxTimestamp is the end of the year 9999 in seconds since the epoch.
const maxTimestamp = 253402300799

// show prints a value as the service does in its messages. Nobody reads more
// than the beginning of a long one.
func show(v any) string {
	text := []rune(plain(v))
	if len(text) > 512 {
		text = append(text[:512], '.', '.', '.')
	}
	return "'" + string(text) + "'"
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return number(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = plain(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case doc:
		var items []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			items = append(items, k+"="+plain(v[k]))
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	return fmt.Sprint(v)
}

func wrongType(v any, want string) error {
	switch v := v.(type) {
	case string:
		return serialization("STRING_VALUE can not be converted to %s", want)
	case float64:
		return serialization("NUMBER_VALUE can not be converted to %s", want)
	case bool:
		return serialization("%s_VALUE can not be converted to %s", strings.ToUpper(strconv.FormatBool(v)), want)
	case []any:
		return serialization("Start of list found where not expected")
	}
	return serialization("Start of structure or map found where not expected.")
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
