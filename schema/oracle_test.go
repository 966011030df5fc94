package schema

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"pgregory.net/rapid"
)

// agree holds the walker's verdict on v to the library's.
func agree(t interface {
	Helper()
	Fatalf(string, ...any)
}, s *Set, k Kind, v any) {
	t.Helper()
	vs := slices.DeleteFunc(s.Validate(k, v), func(v Violation) bool { return v.Warning })
	err := s.roots[k].Validate(v)
	if (err == nil) != (len(vs) == 0) {
		j, _ := json.Marshal(v)
		t.Fatalf("%s\nlibrary: %v\nwalker: %+v", j, err, vs)
	}
	for _, v := range vs {
		if v.Message == "" || strings.HasSuffix(v.Message, "; ") || len(v.Message) > 1000 {
			t.Fatalf("no sentence for people: %+v", v)
		}
	}
}

// TestOracle draws documents that nearly fit the schema.
func TestOracle(t *testing.T) {
	s, err := Compile()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Kinds() {
		t.Run(string(k), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				agree(t, s, k, draw(t, s.roots[k], 0))
			})
		})
	}
}

var texts = []string{
	"", "a", "a b", "two\nlines", "${target.region}", "s3://bucket/key", "http://x", "text/csv", "10.1", "2.6", "1.0.0",
	"arn:aws:iam::111122223333:role/x", "sha256:" + strings.Repeat("0", 64), "2026-01-31", "ä=~|", "eu-west-1", "111122223333",
	"owner/name", "a=b", strings.Repeat("ä", 63), strings.Repeat("a", 64), strings.Repeat("a", 257), strings.Repeat("a", 1025),
}

// draw gives a value that mostly fits s: one in twenty is something else.
func draw(t *rapid.T, s *jsonschema.Schema, depth int) any {
	s = target(s)
	types := s.Types
	if len(types) == 0 {
		types = []string{"string"}
	}
	if rapid.IntRange(0, 19).Draw(t, "odd") == 0 {
		types = []string{"array", "boolean", "integer", "null", "number", "object", "string"}
	}
	switch rapid.SampledFrom(types).Draw(t, "type") {
	case "object":
		return drawObject(t, s, depth)
	case "array":
		items, _ := s.Items.(*jsonschema.Schema)
		if items == nil || depth > 12 {
			return []any{}
		}
		v := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			v = append(v, draw(t, items, depth+1))
		}
		return v
	case "boolean":
		return rapid.Bool().Draw(t, "bool")
	case "integer":
		return float64(rapid.IntRange(-1, 3).Draw(t, "int"))
	case "number":
		return rapid.SampledFrom([]float64{-1, 0, 0.5, 1, 100, 101, 1e300}).Draw(t, "number")
	case "null":
		return nil
	}
	choices := slices.Clone(texts)
	for _, branch := range append([]*jsonschema.Schema{s}, s.AnyOf...) {
		for _, e := range branch.Enum {
			choices = append(choices, e.(string), e.(string), e.(string))
		}
	}
	return rapid.SampledFrom(choices).Draw(t, "text")
}

func drawObject(t *rapid.T, s *jsonschema.Schema, depth int) any {
	v := map[string]any{}
	if depth > 12 {
		return v
	}
	names := slices.Sorted(maps.Keys(s.Properties))
	for _, name := range names {
		chance := 4
		if slices.Contains(s.Required, name) {
			chance = 19
		}
		if rapid.IntRange(0, 19).Draw(t, "has") <= chance {
			v[name] = draw(t, s.Properties[name], depth+1)
		}
	}
	if free, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
		for range rapid.IntRange(0, 3).Draw(t, "free") {
			v[rapid.SampledFrom(append(texts, "name", "key")).Draw(t, "key")] = draw(t, free, depth+1)
		}
	} else if rapid.IntRange(0, 19).Draw(t, "unknown") == 0 {
		v["unknown"] = "x"
	}
	return v
}

// FuzzValidate feeds arbitrary JSON: never a panic, always the library's
// verdict.
func FuzzValidate(f *testing.F) {
	f.Add([]byte(`{"apiVersion":"modelreg/v1","kind":"ModelVersion","modelApprovalStatus":"${x}"}`))
	f.Add([]byte(`{"kind":"Registry","targets":{"a":{"local":{"path":"x"}}},"safety":{"maxDeletes":1e400}}`))
	f.Add([]byte(`{"tags":{"":null},"metrics":{"a":{"goal":[]}}}`))
	f.Add([]byte(`[[[]]]`))
	s, err := Compile()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var v any
		if json.Unmarshal(text, &v) != nil {
			return
		}
		for _, k := range Kinds() {
			agree(t, s, k, v)
		}
	})
}
