package proposal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
)

// TestProposeDecision: the same wish has the same branch, whatever the order in
// which it is said, and another one has another.
func TestProposeDecision(t *testing.T) {
	_, one, _ := decidable(t, "1", "metrics: {}\n")
	_, two, _ := decidable(t, "2", "metrics: {}\n")
	_, three, _ := decidable(t, "3", "metrics: {}\n")
	on := func(d Decision, versions ...*catalog.Version) *Proposal {
		var rulings []Ruling
		for _, v := range versions {
			rulings = append(rulings, Ruling{Version: v, Moves: []Move{{"production", "PendingManualApproval", d.Status}}})
		}
		return d.Propose(rulings, nil, Outlook{})
	}
	approve, production := Decision{Status: Approved}, Decision{Status: Approved, Targets: []string{"staging", "production"}}
	titles := []string{
		on(approve, one).Title, on(production, one).Title, on(Decision{Status: Rejected}, one).Title, on(approve, two, one, three).Title,
	}
	want := []string{"Approve churn/1", "Approve churn/1 in production and staging", "Reject churn/1", "Approve churn/1 and 2 more"}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Error(diff)
	}
	branches := []string{on(approve, one).Branch, on(production, one).Branch, on(approve, one, two).Branch, on(approve, two, one).Branch, on(approve, one, three).Branch}
	want = []string{"modelreg/approve/churn/1", "modelreg/approve/churn/1@production+staging", "modelreg/approve/churn/1+1-85deb810", "modelreg/approve/churn/1+1-85deb810", "modelreg/approve/churn/1+1-84ea4884"}
	if diff := cmp.Diff(want, branches); diff != "" {
		t.Error(diff)
	}
}

// TestDecisionBody shows what reviewers read, and that a reason is no markup.
func TestDecisionBody(t *testing.T) {
	_, v, _ := decidable(t, "2", "metrics: {}\n")
	value, before := 3.18, 3.41
	p := Decision{Status: Approved, Reason: "so ```\n@ana <b>"}.Propose([]Ruling{{
		Version: v, Moves: []Move{{"production", "Rejected", Approved}, {"staging", "Rejected", Approved}}, Again: []string{"local"},
	}}, []catalog.Candidate{{Version: v, In: []catalog.CandidateIn{{
		Targets: []string{"production", "staging"}, Asks: true, Approved: "1",
		Metrics: []catalog.MetricComparison{{Metric: "rmse", Value: &value, Approved: &before, Goal: "minimize"}, {Metric: "r2"}},
	}, {
		Targets: []string{"local"}, Metrics: []catalog.MetricComparison{{Metric: "rmse", Value: &value}}, // nothing is asked there
	}}}}, Outlook{Latest: []LatestChange{
		{"churn", "local", "", "2", true, false}, {"churn", "production", "3", "2", false, true}, {"churn", "staging", "", "2", true, false},
	}, Doubts: []string{"whether `churn/2` is @ana's"}})
	want := "- `churn/2` in `production`, `staging`: Approved, and was Rejected\n" +
		"- `churn/2` in `local`: asks for approval once more\n" +
		"\nWhy:\n\n````text\nso ```\n@ana <b>\n````\n" +
		"\nIn `production`, `staging`:\n\n| metric | `2` | `1`, asked to be approved | |\n| --- | ---: | ---: | --- |\n| `rmse` | 3.18 | 3.41 | better |\n| `r2` |  |  |  |\n" +
		"\nMerging this after review sets, with the next sync:\n\n- `churn/2` to Approved in `local`, `production`, `staging`\n" +
		"\nThe latest version, now and with that sync:\n\n- of `churn` in `local`, `staging`, as the catalog asks: none, then `2`\n" +
		"- of `churn` in `production`: `3`, then `2` if that is approved there now\n" +
		"\nAbout the registries, when this was proposed:\n\n```text\nwhether `churn/2` is @ana's\n```\n"
	if diff := cmp.Diff(want, p.Body); diff != "" {
		t.Error(diff)
	}
}
