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
	comment := w.sha("main")
	w.edit("olga", "main", files{groupFile: groupYAML + "modelPackageGroupDescription: prices\n"})
	w.edit("mallory", "main", files{versionFile: swap(approved, "linear", "evil")})
	pushed := w.sha("main")
	w.edit("olga", "main", files{versionFile: ""})
	removed := w.sha("main")

	s := w.seek()
	got := give(s.Past(t.Context(), proof.Version{Group: "house-price", Label: "1", File: versionFile}, s.c.Registry.Targets[0])).to(w)
	entry := func(commit, was, now string) evidence.Entry {
		return evidence.Entry{Ref: versionRef, Target: production, Commit: commit, Was: was, Now: now}
	}
	const waits, ok = "PendingManualApproval", "Approved"
	wanted := []evidence.Entry{
		entry(removed, ok, ""), entry(pushed, ok, ok), entry(comment, ok, ok), entry(granted, waits, ok), entry(registered, "", waits),
	}
	wanted[0].Content, wanted[1].Content = true, true
	wanted[1].Verdict = &evidence.PastVerdict{State: evidence.Held}
	wanted[3].Verdict = &evidence.PastVerdict{State: evidence.Granted}
	if diff := cmp.Diff(wanted, got, cmpopts.IgnoreFields(evidence.Entry{}, "When", "Subject"), cmpopts.IgnoreFields(evidence.PastVerdict{}, "Reason")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, e := range got {
		if e.Subject == "" || e.When.IsZero() || e.Verdict != nil && e.Verdict.Reason == "" {
			t.Errorf("something is missing of %+v", e)
		}
	}

	s = w.seek(noToken)
	for _, e := range give(s.Past(t.Context(), proof.Version{Group: "house-price", Label: "1", File: versionFile}, s.c.Registry.Targets[0])).to(w) {
		if e.Verdict != nil {
			t.Errorf("a verdict without GitHub: %+v", e)
		}
	}
}
