package catalog

import "strings"

// Literal copies a value of a document with every "${" in its strings written so that it
// stands for itself in a file: the inverse of filling in placeholders, where
// there are none. Keys have none, and stay.
func Literal(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "${", "$${")
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = Literal(item)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = Literal(member)
		}
		return out
	}
	return v
}
