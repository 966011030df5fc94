package main

import (
	"slices"
	"strings"
	"testing"

	"modelreg/catalog"
	"modelreg/catalog/site"
	"modelreg/sync"
)

// TestPendingInWords holds that what a sync is going to do is told of what is
// registered, in words for people who never run one.
func TestPendingInWords(t *testing.T) {
	status := sync.Field{Path: "modelApprovalStatus", Old: "Approved", New: "PendingManualApproval"}
	stage := sync.Field{Path: "modelLifeCycle.stage", Old: "Development", New: "Production"}
	for _, c := range []struct {
		name    string
		change  sync.Change
		pending string
		stuck   string
	}{
		{"approved", sync.Change{Action: sync.Update, Reason: sync.Approve, Fields: []sync.Field{status}}, "it is approved", ""},
		{"taken back, with more", sync.Change{Action: sync.Update, Reason: sync.Demote, Fields: []sync.Field{status, stage}}, "its approval is taken back; modelLifeCycle.stage", ""},
		{"changed", sync.Change{Action: sync.Update, Reason: sync.Changed, Fields: []sync.Field{stage}}, "modelLifeCycle.stage", ""},
		{"not possible", sync.Change{Action: sync.Blocked, Reason: sync.CreateOnly, Detail: "it says PendingManualApproval, and can't change."}, "", "it says pending, and can't change"},
		{"waits for an approval", sync.Change{Action: sync.Blocked, Reason: sync.HeldApproval}, "", ""},
		{"moved in the registry", sync.Change{Action: sync.Update, Reason: sync.Changed, Drift: true, Fields: []sync.Field{stage}}, "", ""},
		{"only told", sync.Change{Action: sync.Notice, Reason: sync.NewestDiffers}, "", ""},
		{"another package", sync.Change{Action: sync.Update, Reason: sync.Changed, ARN: "other", Fields: []sync.Field{stage}}, "", ""},
		{"another version", sync.Change{Label: "2", Action: sync.Create, Reason: sync.NewVersion}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			key := site.Key{Group: "prices", Label: "1", Target: "local"}
			l := &lookout{Data: &site.Data{Live: map[site.Key]site.Live{key: {ARN: "arn"}}}, target: &catalog.Target{Name: "local"}}
			c.change.Group = "prices"
			if c.change.Label == "" {
				c.change.Label = "1"
			}
			l.pending(&sync.Plan{Changes: []sync.Change{c.change}})
			got := l.Live[key]
			if strings.Join(got.Pending, "|") != c.pending || strings.Join(got.Stuck, "|") != c.stuck || len(l.Live) != 1 {
				t.Errorf("pending %q, stuck %q, of %d", got.Pending, got.Stuck, len(l.Live))
			}
		})
	}
}

// TestWrongOfWhatIsGone holds that what nobody registered for a version of the
// catalog does not pass for one that is live.
func TestWrongOfWhatIsGone(t *testing.T) {
	l := &lookout{Data: &site.Data{Live: map[site.Key]site.Live{}}, target: &catalog.Target{Name: "local"}}
	orphan := sync.Change{Kind: sync.OfVersion, Group: "prices", Label: "9", ARN: "arn", Action: sync.Blocked, Reason: sync.Orphan, Detail: "sync --prune deletes it, within safety.maxDeletes"}
	l.drift(&sync.Plan{Changes: []sync.Change{orphan}})
	want := "arn: the catalog made it, and does not have it any more; it stays until somebody has it deleted"
	if got := l.Live[site.Key{Group: "prices", Target: "local"}].Drift; !slices.Equal(got, []string{want}) || len(l.Live) != 1 {
		t.Errorf("%d are live, with %q", len(l.Live), got)
	}
}
