package sync_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
	"modelreg/sync/emulator"
)

// TestDeletedVersionIsInNobodysWay: a version below one that the same plan
// deletes is registered by that plan, and not by a second sync. One that stays,
// for whatever reason, still has its place in the order.
func TestDeletedVersionIsInNobodysWay(t *testing.T) {
	first, second := one(""), files{"churn/group.yaml": groupYAML, "churn/versions/2.yaml": version(model("churn-2"))}
	tests := []struct {
		name string
		hand string // sets version 2 to
		s    settings
		want []string
	}{
		{"deleted", "", settings{prune: true}, []string{"create churn/1 new-version", "delete churn/2 removed"}},
		{"approved by a hand", "Approved", settings{prune: true}, []string{"blocked churn/1 out-of-order", "blocked churn/2 orphan"}},
		{"not to be deleted", "", settings{}, []string{"blocked churn/1 out-of-order", "notice churn/2 orphan"}},
		{"left to a newer run", "", settings{prune: true, newer: func(_, label string) bool { return label == "2" }}, []string{"blocked churn/1 out-of-order", "notice churn/2 superseded"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.mustSync(second.load(t), settings{})
			if tt.hand != "" {
				w.byHand(w.packages("churn")[0].ARN, sync.Doc{"modelApprovalStatus": tt.hand})
			}
			plan, _ := w.sync(first.load(t), tt.s)
			if diff := cmp.Diff(tt.want, actions(plan.Changes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			w.mustBeSettled(first.load(t), tt.s)
		})
	}
}

// TestKilledBesideADeletion: wherever a run dies that deletes a version and
// registers lower ones, the next one ends where one run does.
func TestKilledBesideADeletion(t *testing.T) {
	dir := t.TempDir()
	start := openWorld(t, filepath.Join(dir, "start.db"), emulator.Instant())
	start.mustSync(files{"churn/group.yaml": groupYAML, "churn/versions/3.yaml": version(model("churn-3"))}.load(t), settings{})
	c := one("").with(files{"churn/versions/2.yaml": version(model("churn-2") + "modelApprovalStatus: Approved\n")}).load(t)
	s := settings{prune: true, judge: grant("pr=1"), options: sync.ApplyOptions{Concurrency: 1}}
	whole := start.copyTo(t, filepath.Join(dir, "whole.db"))
	calls, want := killed(whole, c, s, 0, false), whole.state()
	for at := int64(1); at <= calls; at++ {
		for _, lost := range []bool{false, true} {
			w := start.copyTo(t, filepath.Join(dir, "killed.db"))
			killed(w, c, s, at, lost)
			w.mustSync(c, s)
			if diff := cmp.Diff(want, w.state()); diff != "" {
				t.Fatalf("killed at call %d of %d (done: %v): -want +got\n%s", at, calls, lost, diff)
			}
			w.mustBeSettled(c, s)
			w.reg.Close()
		}
	}
}
