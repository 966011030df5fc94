package catalog

import (
	"maps"
	"slices"

	"modelreg/catalog/evidence"
)

// A MetricComparison is one metric of a version beside that of the version
// that is approved now.
type MetricComparison struct {
	Metric   string
	Value    *float64       // nil: the version does not have it
	Approved *float64       // nil: the approved version does not have it, or none is approved
	Goal     string         // minimize, maximize, or empty where nothing says what better means
	Bounds   Threshold      // that a request for approval has to reach; zero: none
	Miss     *evidence.Miss // nil: it is reached
}

// A Trend says which of two values is better.
type Trend string

const (
	Better Trend = "better"
	Worse  Trend = "worse"
	Same   Trend = "same"
)

// Trend compares the two values by the goal; empty where that can't be said.
func (c MetricComparison) Trend() Trend {
	switch {
	case c.Value == nil || c.Approved == nil:
		return ""
	case *c.Value == *c.Approved:
		return Same
	case c.Goal == "":
		return ""
	case (*c.Value < *c.Approved) == (c.Goal == "minimize"):
		return Better
	}
	return Worse
}

// CompareMetrics puts the metrics of a version beside those of another one,
// those that matter most first, and then by name: those that either has, and those that a threshold asks for.
// Both documents are as they are in one target; approved may be nil. Goals say
// what better means; bounds are what a request for approval is judged by,
// which may be older ones.
func CompareMetrics(doc, approved map[string]any, goals, bounds map[string]Threshold) []MetricComparison {
	mine, theirs := mapping(doc, "metrics"), mapping(approved, "metrics")
	missed := map[string]*evidence.Miss{}
	for _, m := range evidence.Missed(doc, bounds) {
		missed[m.Metric] = &m
	}
	names := map[string]bool{}
	for _, metrics := range []map[string]any{mine, theirs} {
		for name := range metrics {
			names[name] = true
		}
	}
	for name := range missed {
		names[name] = true
	}
	var rows []MetricComparison
	for _, name := range slices.Sorted(maps.Keys(names)) {
		rows = append(rows, MetricComparison{
			Metric: name, Value: number(mine, name), Approved: number(theirs, name),
			Goal: goals[name].Goal, Bounds: bounds[name], Miss: missed[name],
		})
	}
	slices.SortStableFunc(rows, func(a, b MetricComparison) int { return a.weight() - b.weight() })
	return rows
}

// weight is lower for what is more likely to be a reason against an approval,
// so that no number of other metrics hides it.
func (c MetricComparison) weight() int {
	switch {
	case c.Miss != nil && c.Miss.Waiver == nil:
		return 0
	case c.Miss != nil:
		return 1
	case c.Trend() == Worse, c.Value == nil: // or left out
		return 2
	case c.Bounds.Min != nil || c.Bounds.Max != nil:
		return 3
	}
	return 4
}

func number(metrics map[string]any, name string) *float64 {
	if v, ok := metrics[name].(float64); ok {
		return &v
	}
	return nil
}
