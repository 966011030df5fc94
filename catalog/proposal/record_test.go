package proposal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
)

// TestRecordedChanges says where a version records what one target has: in
// itself while there is no other target, unless its override decides.
func TestRecordedChanges(t *testing.T) {
	files := map[string][]byte{
		"registry.yaml":         []byte("apiVersion: modelreg/v1\nkind: Registry\nname: acme\ntargets: {a: {local: {path: x}}, b: {local: {path: y}}}\ndefaultTarget: a\n"),
		"churn/group.yaml":      []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n"),
		"churn/versions/1.yaml": []byte("apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://a/b\noverrides: {a: {modelApprovalStatus: Approved}}\n"),
	}
	reg, v, problems, err := catalog.LoadVersion(t.Context(), files, "churn/versions/1.yaml")
	if err != nil || catalog.HasErrors(problems) {
		t.Fatal(problems, err)
	}
	target, _ := reg.Target("a")
	r := proposal.Recorded{Version: v, Moves: []proposal.RecordedMove{
		{Path: []string{"modelApprovalStatus"}, Old: "Approved", New: "Rejected"},
		{Path: []string{"sourceUri"}, Old: "s3://a/b"},
	}}
	for targets, want := range map[int][]proposal.Change{
		1: {
			{Path: []string{"overrides", "a", "modelApprovalStatus"}, Value: "Rejected"},
			{Path: []string{"sourceUri"}, Remove: true},
		},
		2: {
			{Path: []string{"overrides", "a", "modelApprovalStatus"}, Value: "Rejected"},
			{Path: []string{"overrides", "a", "sourceUri"}},
		},
	} {
		if diff := cmp.Diff(want, r.Changes(targets, target)); diff != "" {
			t.Errorf("with %d targets: -want +got\n%s", targets, diff)
		}
	}
}
