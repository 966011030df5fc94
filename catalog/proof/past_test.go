package proof_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
)

// TestPast holds what is told of a version's life, newest first.
func TestPast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	registered := w.sha("main")
	w.grant("approve", approval)
	granted := w.sha("main")
	w.edit("olga", "main", files{versionFile: "# A comment.\n" + approved})
	w.edit("olga", "main", files{groupFile: groupYAML + "modelPackageGroupDescription: prices\n"})
	w.edit("mallory", "main", files{versionFile: swap(approved, "linear", "evil")})
	pushed := w.sha("main")
	w.edit("olga", "main", files{versionFile: ""})
	removed := w.sha("main")

	s := w.seek()
	got := give(s.Past(t.Context(), proof.Version{Group: "house-price", Label: "1", File: versionFile}, s.c.Registry.Targets[0])).to(w)
	entry := func(step evidence.Step, commit, was, now string) evidence.Entry {
		return evidence.Entry{Ref: versionRef, Target: production, Step: step, Commit: commit, Was: was, Now: now}
	}
	const waits, ok = "PendingManualApproval", "Approved"
	wanted := []evidence.Entry{
		entry(evidence.StepRemoved, removed, ok, ""), entry(evidence.StepAsked, pushed, ok, ok),
		entry(evidence.StepApproved, granted, waits, ok), entry(evidence.StepRegistered, registered, "", waits),
	}
	wanted[0].Content, wanted[1].Content = true, true
	wanted[1].Verdict = &evidence.PastVerdict{State: evidence.Held}
	wanted[1].Changes = []evidence.Change{{Path: "modelPackageDescription", Old: "linear learner", New: "evil learner"}}
	wanted[2].Verdict = &evidence.PastVerdict{State: evidence.Granted, Approvers: []string{"bob"}}
	wanted[2].Changes = []evidence.Change{{Path: "modelApprovalStatus", Old: nil, New: ok}}
	if diff := cmp.Diff(wanted, got, cmpopts.IgnoreFields(evidence.Entry{}, "When", "Subject", "Author", "Committer"), cmpopts.IgnoreFields(evidence.PastVerdict{}, "Reason")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, e := range got {
		if e.Author.Name == "" || e.Committer.Email == "" || e.Subject == "" || e.When.IsZero() || e.Verdict != nil && e.Verdict.Reason == "" {
			t.Errorf("something is missing of %+v", e)
		}
	}

	s.PullOf(t.Context(), &got[2])
	if p := got[2].Pull; p == nil || p.Number == 0 || p.Author == "" || p.MergedBy == "" || p.MergedAt.IsZero() {
		t.Errorf("the pull request is %+v: %s", p, got[2].PullProblem)
	}
	s.PullOf(t.Context(), &got[1])
	if got[1].Pull != nil || got[1].PullProblem != "" {
		t.Errorf("what was pushed has pull request %+v: %s", got[1].Pull, got[1].PullProblem)
	}

	s = w.seek(noToken)
	for _, e := range give(s.Past(t.Context(), proof.Version{Group: "house-price", Label: "1", File: versionFile}, s.c.Registry.Targets[0])).to(w) {
		if e.Verdict != nil {
			t.Errorf("a verdict without GitHub: %+v", e)
		}
		if s.PullOf(t.Context(), &e); e.PullProblem == "" {
			t.Errorf("without GitHub it is not said that the pull request of %s is not known", e.Commit)
		}
	}
}

// TestPastOfOddPaths: what never was a version has no past, and is in the way of
// none: a file with another name than a label, in a hidden folder, or in one with
// a name that can't be shown.
func TestPastOfOddPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	odd := files{
		"house-price/versions/draft.yaml": pending, "house-price/versions/01.yaml": pending, "house-price/versions/1.0.0+b.yaml": pending,
		".archive/house-price/versions/1.yaml": pending, "house-price/.old/versions/1.yaml": pending,
		"a\u200bb/versions/1.yaml": pending, `a\b/versions/1.yaml`: pending, "versions/1.yaml": pending,
	}
	w.edit("olga", "main", odd)
	gone := files{versionFile: ""}
	for name := range odd {
		gone[name] = ""
	}
	w.edit("olga", "main", gone)
	s := w.seek()
	want := []proof.Version{{Group: "house-price", Label: "1", File: versionFile}}
	if diff := cmp.Diff(want, s.Versions()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if past := give(s.Past(t.Context(), want[0], s.c.Registry.Targets[0])).to(w); len(past) != 2 {
		t.Errorf("its past is %+v", past)
	}
}
