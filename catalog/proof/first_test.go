package proof_test

import (
	"testing"

	"modelreg/catalog/evidence"
)

// TestFirst holds which requests came in with the version's own file, however it
// is merged: those whose pull request brought it in, be it in a commit before.
func TestFirst(t *testing.T) {
	const file, ref = "house-price/versions/2.yaml", "house-price/2"
	pending := files{file: swap(approved, "Approved", "PendingManualApproval")}
	asks, again := files{file: approved}, files{file: approved + "approvalRequest: 2\n"}
	for name, tt := range map[string]struct {
		changes []files
		later   []files // in a pull request of its own
		first   bool
	}{
		"in one commit":      {[]files{asks}, nil, true},
		"in two commits":     {[]files{pending, asks}, nil, true},
		"later":              {[]files{pending}, []files{asks}, false},
		"asked again":        {[]files{asks}, []files{again}, false},
		"removed in between": {[]files{asks}, []files{{file: ""}, asks}, true},
	} {
		for _, method := range []string{"merge", "squash", "rebase"} {
			t.Run(name+" by "+method, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				for i, changes := range [][]files{tt.changes, tt.later} {
					if changes == nil {
						continue
					}
					branch := []string{"one", "two"}[i]
					n := w.propose("dana", branch, changes...)
					w.review(n, "bob")
					w.merge(n, method)
				}
				if v := w.seekClone().judge(ref, production); v.State != evidence.Granted || v.First != tt.first {
					t.Errorf("%s (%s), first: %v, want %v", v.State, v.Reason, v.First, tt.first)
				}
			})
		}
	}
}
