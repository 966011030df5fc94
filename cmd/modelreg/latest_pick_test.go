package main

import (
	"strings"
	"testing"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// TestLatest holds which package of a group is the latest approved one.
func TestLatest(t *testing.T) {
	group := &catalog.Group{Path: "churn", Name: "churn"}
	asks := catalog.Effective{Doc: map[string]any{"modelApprovalStatus": "Approved"}}
	holding := func(number int, label string) sync.Holding {
		return sync.Holding{
			Group: "churn", Path: "churn", Label: label, Ref: "churn/" + label, Version: &catalog.Version{Group: group}, Want: asks,
			ARN: "arn-" + label, Number: number, Owner: sync.Ours, Completed: true, Status: "Approved", Proven: true,
		}
	}
	with := func(h sync.Holding, edit func(*sync.Holding)) sync.Holding {
		edit(&h)
		return h
	}
	byHand := func(h *sync.Holding) { h.Proven, h.ModifiedBy = false, "mallory" }
	matched := func(h *sync.Holding) { h.Proven, h.Matched, h.Owner = false, true, sync.Unmanaged }
	nobodys := func(h *sync.Holding) {
		h.Label, h.Ref, h.Version, h.Owner, h.Proven = "", h.ARN, nil, sync.Unmanaged, false
	}
	verdict := func(state evidence.State) func(*sync.Holding) evidence.Verdict {
		return func(*sync.Holding) evidence.Verdict { return evidence.Verdict{State: state, Reason: "because"} }
	}
	for name, test := range map[string]struct {
		holdings []sync.Holding
		judge    func(*sync.Holding) evidence.Verdict
		want     string
		says     string // part of the warnings and notes; empty: there are none
	}{
		"the highest label":           {[]sync.Holding{holding(1, "9"), holding(2, "10")}, nil, "10", ""},
		"not SageMaker's newest":      {[]sync.Holding{holding(1, "10"), holding(2, "9")}, nil, "10", "SageMaker's newest approved package of churn is arn-9"},
		"none":                        {nil, nil, "", ""},
		"approved by hand":            {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), byHand)}, nil, "1", "churn/2 (arn-2) is Approved in the registry and is passed over: no sync recorded that it was approved with proof; mallory changed it last"},
		"by hand, below":              {[]sync.Holding{with(holding(1, "1"), byHand), holding(2, "2")}, nil, "2", ""},
		"a duplicate":                 {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), func(h *sync.Holding) { h.Duplicate = true })}, nil, "1", "another package counts"},
		"still in the making":         {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), func(h *sync.Holding) { h.Completed = false })}, nil, "1", "churn/2 to be approved"},
		"nobody's":                    {[]sync.Holding{with(holding(1, "1"), nobodys)}, nil, "", "1 are no version of this catalog"},
		"equal, and no proof asked":   {[]sync.Holding{with(holding(1, "1"), matched)}, nil, "1", ""},
		"equal, and proven":           {[]sync.Holding{with(holding(1, "1"), matched)}, verdict(evidence.Granted), "1", ""},
		"equal, and held":             {[]sync.Holding{with(holding(1, "1"), matched)}, verdict(evidence.Held), "", "its approval is held: because"},
		"equal, and who knows":        {[]sync.Holding{with(holding(1, "1"), matched)}, verdict(evidence.Unknown), "", "its approval is unknown: because"},
		"asked for, and not synced":   {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), func(h *sync.Holding) { h.Status = "PendingManualApproval" })}, nil, "1", `the catalog asks for churn/2 to be approved in "production"`},
		"taken back, and not synced":  {[]sync.Holding{with(holding(1, "1"), func(h *sync.Holding) { h.Want.Doc = map[string]any{} })}, nil, "1", "the catalog says PendingManualApproval of churn/1"},
		"not in the catalog any more": {[]sync.Holding{with(holding(1, "1"), func(h *sync.Holding) { h.Version, h.Want = nil, catalog.Effective{} })}, nil, "1", "does not have churn/1"},
	} {
		q := &latestQuestion{status: approved, group: group, target: &catalog.Target{Name: "production"}, holdings: test.holdings, judge: test.judge}
		got := ""
		if h := q.live(); h != nil {
			got = h.Label
		}
		said := strings.Join(append(q.warnings, q.notes...), "\n")
		if got != test.want || !strings.Contains(said, test.says) || test.says == "" && said != "" {
			t.Errorf("%s: %q, want %q; it says %q, want %q", name, got, test.want, said, test.says)
		}
	}
}
