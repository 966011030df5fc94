package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

func aDriftIssue(word string) *DriftIssue {
	return NewDriftIssue(
		&sync.Plan{Catalog: "acme-models", Target: "production", Changes: []sync.Change{
			{Kind: sync.OfVersion, Ref: word, Action: sync.Update, Reason: sync.PutBack, Detail: word, Fields: []sync.Field{{Path: word, Old: word, New: word}}},
			{Kind: sync.OfVersion, Ref: word, Action: sync.Notice, Reason: sync.Missed, Detail: word},
		}},
		&Verification{Approvals: []Verified{{Ref: word, ARN: "arn:" + word, Problems: []string{word}, Audit: evidence.Audit{Outcome: evidence.NoProof, Reason: word}}}},
	)
}

func issueText(t testing.TB, i *DriftIssue) string {
	t.Helper()
	findings, notes := i.Markdown()
	return findings + notes
}

func TestDriftIssueHostile(t *testing.T) {
	want := only(structural, shape(issueText(t, aDriftIssue("word"))))
	for _, word := range hostile {
		body := issueText(t, aDriftIssue(word))
		if diff := cmp.Diff(want, only(structural, shape(body))); diff != "" {
			t.Errorf("%q is not only text (-want +got):\n%s\n%s", word, diff, body)
		}
	}
}

func TestDriftIssueLong(t *testing.T) {
	one := aDriftIssue(strings.Repeat("<|*", 200))
	many := &DriftIssue{Catalog: one.Catalog, Target: one.Target}
	for range 1000 {
		many.moved, many.unsound = append(many.moved, one.moved...), append(many.unsound, one.unsound...)
		many.reported = append(many.reported, one.reported...)
	}
	body := issueText(t, many)
	if len(body) > commentLimit || len(body) < commentLimit/2 {
		t.Errorf("the issue has %d bytes", len(body))
	}
	sound(t, body)
	for _, noun := range []string{"more changes", "more approvals"} {
		if !strings.Contains(body, noun) {
			t.Errorf("the issue does not tell of %s", noun)
		}
	}
}

// TestDriftIssueFindings tells what is reported from what is not known.
func TestDriftIssueFindings(t *testing.T) {
	for _, test := range []struct {
		reason  sync.Reason
		outcome evidence.Outcome
		problem string
		empty   bool
		unsure  bool
	}{
		{"", evidence.Rederived, "", true, false},
		{"", evidence.NotAsked, "", true, false},
		{sync.Superseded, evidence.BundleOnly, "", true, false},
		{sync.UnknownProof, evidence.Rederived, "", true, true},
		{sync.ProofNeeded, evidence.Rederived, "", true, true},
		{"", evidence.NotFound, "", true, true},
		{"", evidence.Rederived, "changed", false, false},
		{"", evidence.NoProof, "", false, false},
		{"", evidence.Contradicted, "", false, false},
		{sync.PutBack, evidence.NotFound, "", false, true},
		{sync.KeptByHand, evidence.Rederived, "", false, false},
		{sync.Missed, evidence.Rederived, "", true, false},
		{sync.WaiverOver, evidence.Rederived, "", true, false},
	} {
		plan, v := &sync.Plan{}, &Verification{Approvals: []Verified{{Audit: evidence.Audit{Outcome: test.outcome}}}}
		if test.reason != "" {
			plan.Changes = []sync.Change{{Reason: test.reason}}
		}
		if test.problem != "" {
			v.Approvals[0].Problems = []string{test.problem}
		}
		if i := NewDriftIssue(plan, v); i.Empty() != test.empty || i.Unsure() != test.unsure {
			t.Errorf("%+v: empty %t, unsure %t", test, i.Empty(), i.Unsure())
		}
	}
}

// TestDriftIssueNotes tells what is only worth telling below the rest.
func TestDriftIssueNotes(t *testing.T) {
	findings, notes := aDriftIssue("word").Markdown()
	if strings.Contains(findings, "threshold") || !strings.Contains(notes, "#### Approved before, and past their thresholds\n") || !strings.Contains(notes, "| threshold |") {
		t.Errorf("the notes are %q, below %q", notes, findings)
	}
	if broken := (&DriftIssue{Broken: true}); !broken.Empty() || !broken.Unsure() {
		t.Error("a catalog with problems is sure of something")
	}
}

func TestDriftIssueOver(t *testing.T) {
	for proofs, want := range map[bool]string{true: " says, and every approval in it has its proof.\n", false: " says.\n"} {
		i := DriftIssue{Catalog: "acme-models", Target: "production", Proofs: proofs}
		if over := i.Over(); !strings.HasPrefix(over, i.Marker()) || !strings.HasSuffix(over, want) {
			t.Errorf("with proofs %t: %q, want that it ends with %q", proofs, over, want)
		}
	}
}
