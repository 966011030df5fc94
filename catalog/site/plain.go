package site

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// plainText writes a value in one line.
func plainText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		texts := make([]string, len(v))
		for i, e := range v {
			texts[i] = plainText(e)
		}
		return strings.Join(texts, ", ")
	case map[string]any:
		var texts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, name+": "+plainText(v[name]))
		}
		return strings.Join(texts, ", ")
	}
	return fmt.Sprint(v)
}

// isCode reports whether a text is an address or the like, which wants letters
// that can't be mistaken.
func isCode(v any) bool {
	if list, ok := v.([]any); ok {
		return len(list) > 0 && !slices.ContainsFunc(list, func(e any) bool { return !isCode(e) })
	}
	s, _ := v.(string)
	for _, prefix := range []string{"s3://", "arn:", "sha256:", "https://", "http://"} {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return strings.Contains(s, ".dkr.ecr.")
}
