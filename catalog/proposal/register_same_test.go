package proposal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRegisters: what can't be changed later tells models apart.
func TestRegisters(t *testing.T) {
	const text = `apiVersion: modelreg/v1
kind: ModelVersion
inferenceSpecification:
  containers: # one
    - {image: {framework: xgboost, version: "1.7-1"}, modelDataUrl: s3://models/a}
  supportedContentTypes: [text/csv]
metadataProperties: {commitId: abc}
metrics: {auc: 1}
modelApprovalStatus: Approved
approvalRequest: 2
overrides: {staging: {modelApprovalStatus: Rejected}}
`
	for name, c := range map[string]struct {
		set       string
		same      bool
		differing []string
	}{
		"as it is":            {"metrics.auc=1.0", true, nil},
		"decided otherwise":   {"approvalDescription=good", true, nil},
		"other metrics":       {"metrics.auc=2", true, []string{"metrics"}},
		"another metric":      {"metrics.rmse=2", true, []string{"metrics"}},
		"a card":              {"modelCard.modelCardContent={a: b}", true, []string{"modelCard"}},
		"elsewhere metrics":   {"overrides.staging.metrics.auc=3", true, []string{"overrides"}},
		"another artifact":    {"inferenceSpecification.containers[0].modelDataUrl=s3://models/b", false, nil},
		"other inputs":        {"inferenceSpecification.supportedContentTypes=[text/plain]", false, nil},
		"an environment":      {"inferenceSpecification.containers[0].environment.A=b", false, nil},
		"another commit":      {"metadataProperties.commitId=def", false, nil},
		"a description":       {"modelPackageDescription=x", false, nil},
		"elsewhere a model":   {"overrides.staging.inferenceSpecification.containers=[{image: a/b, modelDataUrl: s3://models/b}]", false, nil},
		"elsewhere another":   {"overrides.staging.task=REGRESSION", false, nil},
		"from somewhere else": {"sourceUri=s3://models/c", false, nil},
	} {
		doc, err := Copy([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseSetting(c.set)
		if err != nil {
			t.Fatal(err)
		}
		if doc, err = (Given{Set: []Setting{s}}).On(doc); err != nil {
			t.Fatal(err)
		}
		same, differing, err := Registers([]byte(text), doc)
		if err != nil || same != c.same || !cmp.Equal(differing, c.differing) {
			t.Errorf("%s: got %v, %q, %v; want %v, %q", name, same, differing, err, c.same, c.differing)
		}
	}
	if same, _, err := Registers([]byte("apiVersion: modelreg/v1\nkind: ModelVersion\ntask: OTHER\n"), map[string]any{"task": "OTHER"}); same || err != nil {
		t.Errorf("what serves nothing is taken for the same model, %v", err)
	}
	if _, _, err := Registers([]byte("- {"), Blank()); err == nil {
		t.Error("read what can't be read")
	}
}
