package site

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAuditCSV: names with spaces stay apart, and a table that is not whole says
// so where nobody can overlook it.
func TestAuditCSV(t *testing.T) {
	event := eventView{Event: Event{
		Key: Key{"house-price", "3", "local"}, Kind: Approved, When: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		By: []string{"Ana Lima", "Bob Ek"}, Role: Approver, Pull: 7, Commit: "c0ffee", Subject: "=Approve", Why: "two of two",
	}, Ref: "house-price/3"}
	head := []string{"when", "version", "target", "what", "by", "role", "pull request", "commit", "verdict", "reason", "subject"}
	row := []string{"2026-01-02T03:04:05Z", "house-price/3", "local", "approved", "Ana Lima; Bob Ek", "approver", "7", "c0ffee", "", "two of two", "'=Approve"}
	for unread, want := range map[string][][]string{
		"":                     {head, row},
		"GitHub was not asked": {head, row, {"incomplete: GitHub was not asked", "", "", "", "", "", "", "", "", "", ""}},
	} {
		text, err := auditCSV([]eventView{event}, unread)
		if err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		if lines := strings.SplitAfter(string(text), "\n"); len(lines) != len(want)+1 || strings.Count(string(text), "\r\n") != len(want) {
			t.Errorf("lines do not end as RFC 4180 has them: %q", lines)
		}
	}
}

// TestNoFormula: what a spreadsheet would work out stays text, and dates,
// numbers and names stay as they are.
func TestNoFormula(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "é=1": "é=1",
		"2026-01-02T03:04:05Z": "2026-01-02T03:04:05Z", "house-price/3": "house-price/3", "7": "7", "ana=lima": "ana=lima", "": "",
	} {
		if got := noFormula(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}
