package schema

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keywords are those that the walker knows, and those that say nothing about
// validity. A schema that uses another one would be checked by editors and
// not by us.
var keywords = strings.Fields(`
	$ref type enum anyOf if then else
	properties required additionalProperties propertyNames minProperties maxProperties
	items uniqueItems minItems maxItems
	pattern minLength maxLength minimum maximum
	$schema title description definitions examples patternErrorMessage warnUnknown`)

// TestHouseRules holds every schema object to what the walker, the messages
// and editors rely on.
func TestHouseRules(t *testing.T) {
	for _, k := range Kinds() {
		var root map[string]any
		if err := json.Unmarshal(Text(k), &root); err != nil {
			t.Fatal(err)
		}
		eachSchema(string(k), root, func(at string, s map[string]any) {
			for name := range s {
				if !slices.Contains(keywords, name) {
					t.Errorf("%s: the walker does not know the keyword %q", at, name)
				}
			}
			if _, ok := s["$ref"]; ok && len(slices.DeleteFunc(slices.Collect(maps.Keys(s)), func(n string) bool {
				return n == "$ref" || n == "description"
			})) > 0 {
				t.Errorf("%s: beside $ref, draft 7 sees nothing", at)
			}
			if p, ok := s["pattern"].(string); ok {
				if _, err := regexp.Compile(p); err != nil {
					t.Errorf("%s: %v", at, err)
				}
				if p != `\$\{` && (!strings.HasPrefix(p, "^") || !strings.HasSuffix(p, "$")) {
					t.Errorf("%s: pattern %q is not anchored at both ends", at, p)
				}
				if p != `\$\{` && !strings.HasPrefix(str(s["patternErrorMessage"]), "write ") {
					t.Errorf("%s: pattern %q needs a patternErrorMessage that starts with \"write\"", at, p)
				}
			}
			if list, ok := s["enum"].([]any); ok && !slices.IsSortedFunc(list, func(a, b any) int { return strings.Compare(str(a), str(b)) }) {
				t.Errorf("%s: enum is not sorted", at)
			}
			props, _ := s["properties"].(map[string]any)
			if _, closed := s["additionalProperties"]; len(props) > 0 && !closed && !strings.HasSuffix(at, "/overrides/additionalProperties") {
				t.Errorf("%s: additionalProperties is missing", at)
			}
			for name, p := range props {
				d := str(p.(map[string]any)["description"])
				if !strings.HasSuffix(d, ".") || strings.Contains(d, "\n") {
					t.Errorf("%s: member %q needs a description, a sentence on one line; it has %q", at, name, d)
				}
			}
			for _, name := range list(s["required"]) {
				if _, ok := props[str(name)]; !ok {
					t.Errorf("%s: required %q is not a member", at, name)
				}
			}
		})
	}
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// eachSchema visits every schema object below s.
func eachSchema(at string, s map[string]any, visit func(at string, s map[string]any)) {
	visit(at, s)
	for _, k := range []string{"if", "then", "else", "items", "additionalProperties", "propertyNames"} {
		if sub, ok := s[k].(map[string]any); ok {
			eachSchema(at+"/"+k, sub, visit)
		}
	}
	for _, k := range []string{"properties", "definitions"} {
		subs, _ := s[k].(map[string]any)
		for name, sub := range subs {
			eachSchema(at+"/"+name, sub.(map[string]any), visit)
		}
	}
	for _, sub := range list(s["anyOf"]) {
		eachSchema(at+"/anyOf", sub.(map[string]any), visit)
	}
}
