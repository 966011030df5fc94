package schema_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"modelreg/schema"
)

func set(t testing.TB) *schema.Set {
	t.Helper()
	s, err := schema.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// doc reads YAML into the form that documents have.
func doc(t testing.TB, text string) any {
	t.Helper()
	var y any
	if err := yaml.Unmarshal([]byte(text), &y); err != nil {
		t.Fatal(err)
	}
	j, err := json.Marshal(y)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(j, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// lines shows violations one a line: path, message, and what kind it is.
func lines(vs []schema.Violation) string {
	var b strings.Builder
	for _, v := range vs {
		fmt.Fprintf(&b, "%s: %s", strings.Join(v.Path, "."), v.Message)
		if v.AtKey {
			b.WriteString(" (key)")
		}
		if v.Warning {
			b.WriteString(" (warning)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestValidate(t *testing.T) {
	const head = "apiVersion: modelreg/v1\nkind: ModelVersion\n"
	tests := []struct {
		name string
		kind schema.Kind
		doc  string
		want string
	}{
		{"good", schema.Version, head + `
modelPackageDescription: House prices
inferenceSpecification:
  containers:
    - image: {framework: linear-learner, version: "1"}
      modelDataUrl: s3://${target.variables.bucket}/model.tar.gz
  supportedRealtimeInferenceInstanceTypes: [ml.m5.large]
modelApprovalStatus: ${target.variables.status}
metrics: {rmse: 3.41}
`, ""},
	}
	s := set(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, lines(s.Validate(tt.kind, doc(t, tt.doc)))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
