package sync_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// TestNewlyApproved: what a run approved is told once, with what was approved
// before it.
func TestNewlyApproved(t *testing.T) {
	const approved = "modelApprovalStatus: Approved\n"
	body := func(label, rest string) files {
		return files{"churn/group.yaml": groupYAML, "churn/versions/" + label + ".yaml": version(model("churn-"+label) + rest)}
	}
	w := newWorld(t)
	arn := func(label string) string {
		t.Helper()
		for _, p := range w.packages("churn") {
			if marker(p, "version") == label {
				return p.ARN
			}
		}
		t.Fatalf("no package is %s", label)
		return ""
	}
	newly := func(label, previous string) sync.NewApproval {
		a := sync.NewApproval{Group: "churn", Label: label, ARN: arn(label), Target: "prod"}
		if previous != "" {
			a.PreviousARN = arn(previous)
		}
		return a
	}
	c := files{}
	for _, step := range []struct {
		name    string
		catalog files
		judge   sync.Judge
		byHand  func()
		want    func() []sync.NewApproval
		changed bool
	}{
		{name: "registered", catalog: body("1", ""), changed: true},
		{name: "held", catalog: body("1", approved), judge: held},
		{name: "approved", catalog: body("1", approved), changed: true, want: func() []sync.NewApproval { return []sync.NewApproval{newly("1", "")} }},
		{name: "again"},
		{name: "changed since, and approved once more", catalog: body("1", approved+"sourceUri: s3://acme/notes\n"), changed: true},
		{name: "registered and approved, two at once", catalog: body("2", approved).with(body("10", approved)), changed: true,
			want: func() []sync.NewApproval { return []sync.NewApproval{newly("2", "1"), newly("10", "1")} }},
		{name: "approved by a hand, and by nobody else", catalog: body("11", ""), judge: held, changed: true,
			byHand: func() { w.byHand(arn("10"), sync.Doc{"modelApprovalStatus": "PendingManualApproval"}) }},
		{name: "proven after a hand had approved it", catalog: body("11", approved), changed: true,
			byHand: func() { w.byHand(arn("11"), sync.Doc{"modelApprovalStatus": "Approved"}) },
			want:   func() []sync.NewApproval { return []sync.NewApproval{newly("11", "2")} }},
		{name: "its record removed by a hand", changed: true,
			byHand: func() {
				w.byHand(arn("11"), sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/approval"}})
			}},
		{name: "taken back", catalog: body("11", ""), changed: true},
		{name: "and approved again", catalog: body("11", approved+"approvalRequest: 2\n"), changed: true,
			want: func() []sync.NewApproval { return []sync.NewApproval{newly("11", "2")} }},
	} {
		c = c.with(step.catalog)
		if step.byHand != nil {
			step.byHand()
		}
		_, report := w.sync(c.load(t), settings{judge: step.judge})
		want := []sync.NewApproval{}
		if step.want != nil {
			want = step.want()
		}
		if diff := cmp.Diff(want, report.Approved); diff != "" {
			t.Errorf("%s: -want +got\n%s%s", step.name, diff, details(report))
		}
		if report.Changed != step.changed {
			t.Errorf("%s: changed is %v", step.name, report.Changed)
		}
	}
}

// TestApprovedByAnotherRun: of two runs that saw the same, one tells of the
// approval.
func TestApprovedByAnotherRun(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("").load(t), settings{})
	c := one("modelApprovalStatus: Approved\n").load(t)
	first, second := w.look(c, settings{}), w.look(c, settings{})
	for i, plan := range []*sync.Plan{first, second} {
		report := sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
		if told := len(report.Approved) == 1; told != (i == 0) || report.Changed != (i == 0) {
			t.Errorf("run %d approved %v, changed %v", i+1, report.Approved, report.Changed)
		}
	}
}
