package proposal

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// misread is text that the library writes and reads without quotes, and that
// other readers, those of YAML 1.1 first of all, take for something else: a
// truth value, a number to the base of sixty, a date, an indicator.
// https://yaml.org/type/
var misread = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|[-?:=]|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t \t].*)?)$`)

// unquoted is text that needs no quotes anywhere, but for what is misread. It
// spares most text the look that the library has at it.
var unquoted = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)

// quoted writes a text as a scalar on one line, in a style if the text can be
// written so: without quotes, or in single ones. flow: in brackets.
func quoted(text string, style yaml.Style, flow bool) string {
	switch {
	case style&yaml.DoubleQuotedStyle != 0:
	case style&yaml.SingleQuotedStyle != 0 && isPrintable(text):
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	case isPlain(text, flow):
		return text
	}
	return strconv.Quote(text) // its escapes are YAML's, too
}

// isPlain reports whether a text needs no quotes, as the name of a member nor as
// its value.
func isPlain(text string, flow bool) bool {
	if text == "" || !isPrintable(text) || misread.MatchString(text) {
		return false
	}
	if unquoted.MatchString(text) {
		return true
	}
	around := text + ": " + text
	if flow {
		around = "{" + around + "}"
	}
	s, err := parse([]byte(around))
	if err != nil || len(s.root.Content) != 2 {
		return false
	}
	for _, n := range s.root.Content {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Style != 0 || n.Value != text || n.LineComment != "" {
			return false
		}
	}
	return true
}

func isPrintable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// inline writes a value on one line.
func (l layout) inline(path []string, v any, flow bool) string {
	switch v := v.(type) {
	case string:
		return quoted(v, 0, flow)
	case map[string]any:
		var members []string
		for _, name := range l.ordered(path, v) {
			members = append(members, quoted(name, 0, true)+": "+l.inline(join(path, name), v[name], true))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case []any:
		var items []string
		for i, item := range v {
			items = append(items, l.inline(join(path, strconv.Itoa(i)), item, true))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case odd:
		return string(v)
	}
	// What is left are null, truth values and numbers, which are JSON in YAML.
	text, _ := json.Marshal(v)
	return string(text)
}
