package render

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The schemas of drift, plan and report name every reason that package sync has.
func TestSchemasNameEveryReason(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "../../../sync/plan.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Reason" {
			reason, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, reason)
		}
		return true
	})
	slices.Sort(want)
	for _, name := range []string{"drift", "plan", "report"} {
		var doc any
		if err := json.Unmarshal(Schema(name), &doc); err != nil {
			t.Fatal(err)
		}
		got := enumOf(doc, "reason")
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -sync +schema\n%s", name, diff)
		}
	}
}

// enumOf finds the enum of the first property of a name, wherever it is.
func enumOf(v any, name string) (found []string) {
	switch v := v.(type) {
	case map[string]any:
		if p, ok := v[name].(map[string]any); ok {
			values, _ := p["enum"].([]any)
			for _, e := range values {
				found = append(found, e.(string))
			}
		}
		for _, k := range v {
			if found == nil {
				found = enumOf(k, name)
			}
		}
	case []any:
		for _, e := range v {
			if found == nil {
				found = enumOf(e, name)
			}
		}
	}
	return found
}
