package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// The sentences of this package, all in one form: what is wrong with "value";
// what would be right.

var typeWords = map[string]string{
	"array":   "a list",
	"boolean": "true or false",
	"integer": "a whole number",
	"null":    "nothing",
	"number":  "a number",
	"object":  "a mapping",
	"string":  "a string",
}

// noun names the value at hand as the file does: modelDataUrl, containers[0].
func (w *walker) noun() string { return w.name(len(w.path)) }

// holder names what holds the value at hand.
func (w *walker) holder() string { return w.name(len(w.path) - 1) }

func (w *walker) name(n int) string {
	if n <= 0 {
		return "the " + string(w.kind)
	}
	last := w.path[n-1]
	if _, err := strconv.Atoi(last); err == nil && n > 1 {
		return w.name(n-1) + "[" + last + "]"
	}
	return brief(last)
}

func wrongType(noun string, want []string, got any) Violation {
	words := make([]string, len(want))
	for i, t := range want {
		words[i] = typeWords[t]
	}
	is := "is " + typeWords[typeOf(got)]
	switch got := got.(type) {
	case nil:
		is = "has no value"
	case bool:
		is = "is " + strconv.FormatBool(got)
	case float64:
		if slices.Contains(want, "integer") {
			is = "is " + number(got)
		}
	}
	return Violation{
		Message: fmt.Sprintf("%s %s; write %s", noun, is, strings.Join(words, " or ")),
		Want:    want,
		Got:     got,
	}
}

func unknownValue(noun string, v any, allowed []any) string {
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = fmt.Sprint(a)
	}
	return fmt.Sprintf("unknown %s %s; use %s", noun, quote(fmt.Sprint(v)), choices(names))
}

// unknownMember says why, where the service has the member and a catalog does
// not: whoever knows the API writes it and believes that it is misspelled.
func (w *walker) unknownMember(name string, known map[string]*jsonschema.Schema) string {
	if reason := excluded(w.kind, name); reason != "" && len(w.path) == 1 {
		return fmt.Sprintf("member %s cannot be written; %s", quote(name), reason)
	}
	return fmt.Sprintf("unknown member %s; %s", quote(name), Suggest(name, slices.Sorted(maps.Keys(known))))
}

func missing(noun, name string) string { return fmt.Sprintf("%s needs %q", noun, name) }

func badText(noun, v string, s *jsonschema.Schema) string {
	return fmt.Sprintf("invalid %s %s; %s", noun, quote(v), notes(s).words)
}

func badKey(noun, key string, names *jsonschema.Schema) string {
	switch n := utf8.RuneCountInString(key); {
	case key == "":
		return fmt.Sprintf("a key in %s is empty; write a name", noun)
	case names.MaxLength >= 0 && n > names.MaxLength:
		return fmt.Sprintf("key %s in %s has %s; write at most %d", quote(key), noun, characters(n), names.MaxLength)
	}
	return fmt.Sprintf("invalid key %s in %s; %s", quote(key), noun, notes(names).words)
}

func notKnown(noun, v string, known []string) string {
	if near := Nearest(v, known); near != "" {
		return fmt.Sprintf("%s %s is not one that this release knows; did you mean %q?", noun, quote(v), near)
	}
	return fmt.Sprintf("%s %s is not one that this release knows; check the spelling", noun, quote(v))
}

func repeated(noun, v string, first int) string {
	return fmt.Sprintf("%s has %s twice; it is %s[%d] already", noun, quote(v), noun, first)
}

func tooFew(noun string, n, least int, what string) string {
	if n == 0 {
		return fmt.Sprintf("%s is empty; write at least %d", noun, least)
	}
	return fmt.Sprintf("%s has %d %s; write at least %d", noun, n, what, least)
}

func tooMany(noun string, n, most int, what string) string {
	return fmt.Sprintf("%s has %d %s; write at most %d", noun, n, what, most)
}

func tooShort(noun string, n, least int) string {
	if n == 0 {
		return fmt.Sprintf("%s is empty; write at least %s", noun, characters(least))
	}
	return fmt.Sprintf("%s has %s; write at least %d", noun, characters(n), least)
}

func tooLong(noun string, n, most int) string {
	return fmt.Sprintf("%s has %s; write at most %d", noun, characters(n), most)
}

func tooSmall(noun string, v, least float64) string {
	return fmt.Sprintf("%s is %s; write at least %s", noun, number(v), number(least))
}

func tooLarge(noun string, v, most float64) string {
	return fmt.Sprintf("%s is %s; write at most %s", noun, number(v), number(most))
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// quote quotes a value of the user's, and cuts what would fill a screen.
func quote(s string) string { return strconv.Quote(brief(s)) }

func brief(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most-10]) + "..."
	}
	return s
}
