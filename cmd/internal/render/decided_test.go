package render

import (
	"strings"
	"testing"

	"modelreg/catalog"
)

// TestDecidedAlone: metrics are shown where something is decided. A version that
// asks for approval in production is not looked at in staging.
func TestDecidedAlone(t *testing.T) {
	one := 1.0
	metrics := []catalog.MetricComparison{{Metric: "auc", Value: &one}}
	c := catalog.Candidate{Version: &catalog.Version{Group: &catalog.Group{Path: "churn"}}, In: []catalog.CandidateIn{
		{Targets: []string{"production"}, Asks: true, Metrics: metrics}, {Targets: []string{"staging"}, Metrics: metrics},
	}}
	for _, isNew := range []bool{false, true} {
		c.New = isNew
		var shown []string
		for _, m := range MetricsOf([]catalog.Candidate{c}) {
			shown = append(shown, m.Targets...)
		}
		table := (&Comment{}).candidate(c)
		if got := strings.Join(shown, " "); !strings.HasPrefix(got, "production") || strings.Contains(got, "staging") != isNew {
			t.Errorf("new %t: metrics in %s", isNew, got)
		}
		if !strings.Contains(table, "production") || strings.Contains(table, "staging") != isNew {
			t.Errorf("new %t: the comment says\n%s", isNew, table)
		}
	}
}
