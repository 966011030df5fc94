package sync_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// newer says that some things are otherwise at the tip of the branch, named as
// group/label, and a group's own settings as group/.
func newer(what ...string) func(group, label string) bool {
	return func(group, label string) bool {
		for _, w := range what {
			if w == group+"/"+label {
				return true
			}
		}
		return false
	}
}

// three is a group of three versions.
func three(first, second, third string) files {
	return files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + first),
		"churn/versions/2.yaml": version(model("churn-2") + second),
		"churn/versions/3.yaml": version(model("churn-3") + third),
	}
}

func TestSupersededIsLeftToTheNewerRun(t *testing.T) {
	const asks = "modelApprovalStatus: Approved\n"
	tests := []struct {
		name   string
		before files // what was synced; nil: nothing
		now    files
		s      settings
		want   []string
	}{
		{"nothing to do for it", three("", "", ""), three("", "", ""), settings{newer: newer("churn/2")}, []string{}},
		{"an update", three("", "", ""), three("metrics: {auc: 0.9}\n", "metrics: {auc: 0.9}\n", ""), settings{newer: newer("churn/2")},
			[]string{"update churn/1 changed", "notice churn/2 superseded"}},
		{"an approval", three("", "", ""), three("", asks, ""), settings{newer: newer("churn/2")}, []string{"notice churn/2 superseded"}},
		{"what would be blocked", three("", "", ""), three("", "modelPackageDescription: edited\n", ""), settings{newer: newer("churn/2")},
			[]string{"notice churn/2 superseded"}},
		{"a registration, and those that come after it", nil, three("", "", asks), settings{newer: newer("churn/2")},
			[]string{"create churn new-group", "create churn/1 new-version", "notice churn/2 superseded", "notice churn/3 superseded"}},
		{"a registration that may get ahead", nil, three("", "", ""), settings{newer: newer("churn/2"), outOfOrder: []string{"churn/3"}},
			[]string{"create churn new-group", "create churn/1 new-version", "notice churn/2 superseded", "create churn/3 new-version"}},
		{"the group's settings", three("", "", ""), three("", "", asks).with(files{"churn/group.yaml": groupYAML + "tags: {team: risk}\n"}), settings{newer: newer("churn/")},
			[]string{"notice churn superseded", "update churn/3 approve"}},
		{"the group is to be made", nil, three("", "", ""), settings{newer: newer("churn/"), outOfOrder: []string{"churn/2"}},
			[]string{"notice churn superseded", "notice churn/1 superseded", "notice churn/2 superseded", "notice churn/3 superseded"}},
		{"a demotion waits for the approval", three(asks, "", ""), three("", asks, ""), settings{newer: newer("churn/2")},
			[]string{"notice churn/1 superseded", "notice churn/2 superseded"}},
		{"a rejection does not", three(asks, "", ""), three("modelApprovalStatus: Rejected\n", asks, ""), settings{newer: newer("churn/2")},
			[]string{"update churn/1 reject", "notice churn/2 superseded"}},
		{"a version that was added since", three("", "", ""), three("", "", "").with(files{"churn/versions/2.yaml": "", "churn/versions/3.yaml": ""}), settings{newer: newer("churn/3"), prune: true},
			[]string{"delete churn/2 removed", "notice churn/3 superseded"}},
		{"a group that was added since", three("", "", "").with(files{"loans/group.yaml": groupYAML}), three("", "", ""), settings{newer: newer("loans/"), prune: true},
			[]string{"notice loans superseded"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.before != nil {
				w.mustSync(tt.before.load(t), settings{})
			}
			tt.s.judge = func(_ context.Context, asked []sync.Request) (evidence.Verdicts, error) {
				vs := evidence.Verdicts{}
				for _, r := range asked {
					if tt.s.newer(r.Key.Group, r.Key.Label) {
						t.Errorf("a verdict on %s was asked for", r.Ref)
					}
					vs[r.Key] = evidence.Verdict{State: evidence.Granted, Proof: "pr=1"}
				}
				return vs, nil
			}
			c := tt.now.load(t)
			plan := w.look(c, tt.s)
			if diff := cmp.Diff(tt.want, actions(plan.Changes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			w.mustSync(c, tt.s)
			w.mustBeSettled(c, tt.s)
			last := settings{outOfOrder: []string{"churn/2"}}
			w.sync(c, last) // nothing is in the way of the newer run
			w.mustBeSettled(c, last)
		})
	}
}

// TestBranchMovesBeforeTheWrite: what is superseded when it is about to be
// written is not written, and that is no failure.
func TestBranchMovesBeforeTheWrite(t *testing.T) {
	const asks = "modelApprovalStatus: Approved\n"
	tests := []struct {
		name   string
		before files
		now    files
		newer  func(group, label string) bool
		want   []string
	}{
		{"group", nil, three("", "", ""), newer("churn/"),
			[]string{"superseded churn new-group", "superseded churn/1 new-version", "superseded churn/2 new-version", "superseded churn/3 new-version"}},
		{"registration", nil, three("", "", ""), newer("churn/2"),
			[]string{"done churn new-group", "done churn/1 new-version", "superseded churn/2 new-version", "superseded churn/3 new-version"}},
		{"approval and what waits for it", three(asks, "", ""), three("", asks, ""), newer("churn/2"),
			[]string{"superseded churn/1 demote", "superseded churn/2 approve"}},
		{"deletion", three("", "", ""), three("", "", "").with(files{"churn/versions/3.yaml": ""}), newer("churn/3"),
			[]string{"superseded churn/3 removed"}},
		{"tags", three("", "", ""), three("", "", asks).with(files{"churn/group.yaml": groupYAML + "tags: {team: risk}\n"}), newer("churn/"),
			[]string{"done churn/3 approve", "superseded churn changed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.before != nil {
				w.mustSync(tt.before.load(t), settings{})
			}
			s := settings{prune: true, options: sync.ApplyOptions{Superseded: func(_ context.Context, group, label string) (bool, error) {
				return tt.newer(group, label), nil
			}}}
			report := w.mustSync(tt.now.load(t), s)
			if diff := cmp.Diff(tt.want, outcomes(report)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if report.Counts.Newer == 0 || !strings.Contains(details(report), "left to the run for that commit") {
				t.Errorf("%d superseded: %s", report.Counts.Newer, details(report))
			}
		})
	}
}

// TestApprovalIsCheckedOnceMoreAfterTheRegistration: the branch moves between
// the two calls.
func TestApprovalIsCheckedOnceMoreAfterTheRegistration(t *testing.T) {
	w := newWorld(t)
	asked := 0
	_, report := w.sync(one("modelApprovalStatus: Approved\n").load(t), settings{options: sync.ApplyOptions{
		Superseded: func(_ context.Context, _, label string) (bool, error) {
			if label == "1" {
				asked++
			}
			return asked > 1, nil
		},
	}})
	if diff := cmp.Diff([]string{"done churn new-group", "superseded churn/1 new-version"}, outcomes(report)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := status(w.packages("churn")[0]); got != "PendingManualApproval" {
		t.Errorf("it is %s", got)
	}
}

// TestTipThatCannotBeReadFailsTheChange, and nothing is written for it.
func TestTipThatCannotBeReadFailsTheChange(t *testing.T) {
	w := newWorld(t)
	w.mustSync(three("", "", "").load(t), settings{})
	before := w.state()
	_, report := w.sync(three("metrics: {auc: 0.9}\n", "", "modelApprovalStatus: Approved\n").load(t), settings{options: sync.ApplyOptions{
		Superseded: func(context.Context, string, string) (bool, error) { return false, errors.New("502") },
	}})
	if diff := cmp.Diff([]string{"failed churn/1 changed", "failed churn/3 approve"}, outcomes(report)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff(before, w.state()); diff != "" {
		t.Errorf("-before +after\n%s", diff)
	}
}

// TestSupersededNeverWrites is law 9: whatever is superseded, in the plan or
// just before the write, keeps its packages and its group as they are.
func TestSupersededNeverWrites(t *testing.T) {
	bodies := []string{"", "modelApprovalStatus: Approved\n", "modelApprovalStatus: Rejected\n", "metrics: {auc: 0.9}\n"}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		draw := func(name string) string { return rapid.SampledFrom(bodies).Draw(rt, name) }
		if rapid.Bool().Draw(rt, "registered") {
			w.mustSync(three(draw("1 before"), draw("2 before"), draw("3 before")).load(t), settings{})
		}
		now := three(draw("1"), draw("2"), draw("3"))
		if rapid.Bool().Draw(rt, "removed") {
			delete(now, "churn/versions/2.yaml")
		}
		superseded := newer(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"churn/", "churn/1", "churn/2", "churn/3"}), rapid.ID[string]).Draw(rt, "superseded")...)
		s := settings{prune: true, judge: rapid.SampledFrom([]sync.Judge{grant("pr=1"), held, unknown}).Draw(rt, "verdict")}
		if rapid.Bool().Draw(rt, "in the plan") {
			s.newer = superseded
		} else {
			s.options.Superseded = func(_ context.Context, group, label string) (bool, error) { return superseded(group, label), nil }
		}
		of := func(label string) string {
			for _, p := range w.packages("churn") {
				if marker(p, "version") == label {
					return status(p) + dumpJSON(p.Doc)
				}
			}
			return ""
		}
		before := map[string]string{"1": of("1"), "2": of("2"), "3": of("3")}
		w.sync(now.load(t), s)
		for label, state := range before {
			if superseded("churn", label) && of(label) != state {
				rt.Fatalf("churn/%s was written to: %s", label, cmp.Diff(state, of(label)))
			}
		}
	})
}
