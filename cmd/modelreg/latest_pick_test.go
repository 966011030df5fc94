package main

import (
	"strings"
	"testing"

	"modelreg/catalog"
	"modelreg/sync"
)

// TestLatest holds which package of a group is the latest approved one.
func TestLatest(t *testing.T) {
	group := &catalog.Group{Path: "churn", Name: "churn"}
	asks := catalog.Effective{S: "1:aa", Doc: map[string]any{"modelApprovalStatus": "Approved"}}
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
	of := func(label string, f finding) func(*sync.Holding) finding {
		return func(h *sync.Holding) finding {
			if h.Label == label {
				return f
			}
			return finding{}
		}
	}
	garbled := func(h *sync.Holding) { h.Want, h.Problem = catalog.Effective{}, "no bucket" }
	twice := func(h *sync.Holding) { garbled(h); h.Duplicate = true }
	gone := func(h *sync.Holding) { h.Version, h.Want = nil, catalog.Effective{} }
	missing := func(h *sync.Holding) { garbled(h); h.ARN, h.Number, h.Status, h.Proven = "", 0, "", false }
	differs := []sync.Field{{Path: "modelPackageDescription"}}
	for name, test := range map[string]struct {
		holdings []sync.Holding
		proven   func(*sync.Holding) finding
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
		"equal":                       {[]sync.Holding{with(holding(1, "1"), matched)}, nil, "1", ""},
		"equal, and held":             {[]sync.Holding{with(holding(1, "1"), matched)}, of("1", finding{unfit: "held: because"}), "", "is passed over: held: because"},
		"equal, and changed since":    {[]sync.Holding{with(holding(1, "1"), func(h *sync.Holding) { matched(h); h.Changed = differs })}, nil, "", "is not what the catalog says: modelPackageDescription"},
		"planted":                     {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), func(h *sync.Holding) { h.Content = differs })}, nil, "1", "churn/2 (arn-2) is Approved in the registry and is passed over: it holds something else than the catalog says: modelPackageDescription"},
		"forged":                      {[]sync.Holding{holding(1, "1"), holding(2, "2")}, of("2", finding{unfit: "nobody asked"}), "1", "passed over: nobody asked"},
		"in doubt":                    {[]sync.Holding{holding(1, "1"), holding(2, "2")}, of("2", finding{doubt: "who knows"}), "2", "churn/2 (arn-2): who knows"},
		"metadata changed by hand":    {[]sync.Holding{with(holding(1, "1"), func(h *sync.Holding) { h.Changed = differs })}, nil, "1", ""},
		"not to be understood":        {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), garbled)}, nil, "", "what the catalog says of it is not known: no bucket"},
		"not to be understood, below": {[]sync.Holding{with(holding(1, "1"), garbled), holding(2, "2")}, nil, "2", ""},
		"two, not to be understood":   {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), twice), with(holding(3, "2"), twice)}, nil, "", "what the catalog says of it is not known: no bucket"},
		"one of two without a record": {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), func(h *sync.Holding) { twice(h); byHand(h) })}, nil, "1", "no sync recorded that it was approved with proof"},
		"not registered":              {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), missing)}, nil, "1", ""},
		"perhaps by content":          {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), missing), with(holding(2, "3"), nobodys)}, nil, "", "whether churn/2 is the latest of churn"},
		"asked for, and not synced":   {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), func(h *sync.Holding) { h.Status = "PendingManualApproval" })}, nil, "1", `the catalog asks for churn/2 to be approved in "production"`},
		"taken back, and not synced":  {[]sync.Holding{with(holding(1, "1"), func(h *sync.Holding) { h.Want.Doc = map[string]any{} })}, nil, "1", "the catalog says PendingManualApproval of churn/1"},
		"not in the catalog any more": {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), gone)}, of("2", finding{unfit: "it left"}), "1", "passed over: it left"},
		"not in the catalog yet":      {[]sync.Holding{holding(1, "1"), with(holding(2, "2"), gone)}, of("2", finding{unknown: "who knows"}), "", "whether churn/2 (arn-2) is the latest of churn in target \"production\" is not known: who knows"},
	} {
		q := &latestQuestion{status: approved, group: group, target: &catalog.Target{Name: "production", Adopt: "match"}, holdings: test.holdings, proven: test.proven}
		if q.proven == nil {
			q.proven = of("", finding{})
		}
		got := ""
		if h := q.live(); h != nil {
			got = h.Label
		}
		said := strings.TrimSpace(strings.Join(append(append(q.warnings, q.notes...), q.unknown), "\n"))
		if got != test.want || !strings.Contains(said, test.says) || test.says == "" && said != "" {
			t.Errorf("%s: %q, want %q; it says %q, want %q", name, got, test.want, said, test.says)
		}
	}
}
