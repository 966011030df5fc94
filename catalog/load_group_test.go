package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
)

func TestLoadGroup(t *testing.T) {
	const header = "apiVersion: modelreg/v1\nkind: ModelGroup\n"
	for _, tt := range []struct {
		text, name string
		metrics    map[string]catalog.Threshold
		broken     bool
	}{
		{header, "pricing-churn", nil, false},
		{header + "modelPackageGroupName: churn\nmetrics: {auc: {goal: maximize, min: 0.8}, f1: {goal: maximize}}\n", "churn",
			map[string]catalog.Threshold{"auc": {Goal: "maximize", Min: new(0.8)}, "f1": {Goal: "maximize"}}, false},
		{header + "modelPackageGroupName: churn\nmetrics: {auc: {goal: up}}\n", "churn", nil, true},
		{"[", "pricing-churn", nil, true},
	} {
		g, problems, err := catalog.LoadGroup(t.Context(), []byte(tt.text), "pricing/Churn")
		if err != nil {
			t.Fatal(err)
		}
		if g.Broken != tt.broken || catalog.HasErrors(problems) != tt.broken {
			t.Errorf("%q: broken: %v, problems: %v", tt.text, g.Broken, problems)
		}
		if g.Name != tt.name {
			t.Errorf("%q: the name is %q, want %q", tt.text, g.Name, tt.name)
		}
		if diff := cmp.Diff(tt.metrics, g.Metrics()); diff != "" {
			t.Errorf("%q: -want +got:\n%s", tt.text, diff)
		}
	}
}
