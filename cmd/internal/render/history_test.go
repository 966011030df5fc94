package render

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
)

// TestHistory holds what an audit trail looks like on a narrow terminal, on a
// wide one and through a pipe.
func TestHistory(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ana := evidence.Signature{Name: "Ana\x1b[1m", Email: "ana@example.com"}
	h := &History{Entries: []evidence.Entry{
		{
			Ref: "churn/1", Target: "production", Step: evidence.StepApproved, Commit: strings.Repeat("a", 40), When: at, Subject: "merge",
			Was: "PendingManualApproval", Now: "Approved", Author: ana, Committer: ana,
			Changes: []evidence.Change{{Path: "modelApprovalStatus", Old: "PendingManualApproval", New: "Approved"}},
			Pull:    &evidence.EntryPull{Number: 7, URL: "https://github.com/acme/models/pull/7", Title: "Approve churn/1", Author: "ana", MergedBy: "chen", MergedAt: at.Add(time.Hour)},
			Verdict: &evidence.PastVerdict{State: evidence.Granted, Reason: "Approved in acme/models#7", Approvers: []string{"bob"}},
		},
		{
			Ref: "churn/1", Target: "production", Step: evidence.StepRegistered, Commit: strings.Repeat("b", 40), When: at, Subject: "Register churn/1",
			Now: "PendingManualApproval", Author: ana, Committer: evidence.Signature{Name: "GitHub", Email: "noreply@github.com"},
		},
	}}
	for width, want := range map[int]string{
		0: `churn/1 in production
  2026-03-01 13:00  approved  aaaaaaa
      by ana, approved by bob, merged by chen
      #7 Approve churn/1
      modelApprovalStatus: "PendingManualApproval" -> "Approved"
  2026-03-01 12:00  registered, PendingManualApproval  bbbbbbb
      by Ana\x1b[1m <ana@example.com>, committed by GitHub <noreply@github.com>, as the commit says
      Register churn/1
`,
		40: `churn/1 in production
  2026-03-01 13:00  approved  aaaaaaa
      by ana, approved by bob, merged by
      chen
      #7 Approve churn/1
      modelApprovalStatus:
      "PendingManualApproval" ->
      "Approved"
  2026-03-01 12:00  registered, Pending
      by Ana\x1b[1m <ana@example.com>,
      committed by GitHub
      <noreply@github.com>, as the
      commit says
      Register churn/1
      bbbbbbb
`,
		120: `churn/1 in production
  2026-03-01 13:00  approved  aaaaaaa
      by ana, approved by bob, merged by chen
      #7 Approve churn/1
      modelApprovalStatus: "PendingManualApproval" -> "Approved"
  2026-03-01 12:00  registered, PendingManualApproval  bbbbbbb
      by Ana\x1b[1m <ana@example.com>, committed by GitHub <noreply@github.com>, as the commit says
      Register churn/1
`,
	} {
		var out strings.Builder
		if err := HistoryText(&out, h, Look{Width: width}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("%d columns: -want +got:\n%s", width, diff)
		}
	}
}
