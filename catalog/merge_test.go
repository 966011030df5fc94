package catalog

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The examples of RFC 7386, appendix A.
func TestMergePatch(t *testing.T) {
	for _, tt := range []struct{ doc, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		t.Run(tt.doc+tt.patch, func(t *testing.T) {
			doc, patch := parseJSON(t, tt.doc), parseJSON(t, tt.patch)
			if diff := cmp.Diff(parseJSON(t, tt.want), mergePatch(doc, patch)); diff != "" {
				t.Errorf("merged (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(parseJSON(t, tt.doc), doc); diff != "" {
				t.Errorf("the document changed:\n%s", diff)
			}
		})
	}
}

func parseJSON(t *testing.T, s string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// values draws documents of the kinds that YAML files are read to.
func values(depth int) *rapid.Generator[any] {
	leaf := rapid.OneOf(
		rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil),
		rapid.Map(rapid.Int32(), func(i int32) any { return float64(i) }),
		rapid.Float64().AsAny())
	if depth == 0 {
		return leaf
	}
	return rapid.OneOf(leaf,
		rapid.SliceOfN(values(depth-1), 0, 4).AsAny(),
		objects(depth).AsAny())
}

func objects(depth int) *rapid.Generator[map[string]any] {
	return rapid.MapOfN(rapid.OneOf(rapid.StringMatching(`[a-d]`), rapid.String()), values(depth-1), 0, 4)
}

// Canonical JSON is what encoding/json writes without HTML escapes.
func TestCanonicalIsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := objects(3).Draw(t, "v")
		want := string(appendOther(nil, v))
		if got := string(canonical(v)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

// Merging twice is merging once.
func TestMergePatchIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc, patch := objects(3).Draw(t, "doc"), objects(3).Draw(t, "patch")
		once := mergePatch(doc, patch)
		if diff := cmp.Diff(once, mergePatch(once, patch)); diff != "" {
			t.Fatalf("merged again (-once +twice):\n%s", diff)
		}
	})
}
