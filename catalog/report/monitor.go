package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// readFeatures reads statistics.json and constraints.json of data, whose
// features have other members.
func readFeatures(r *Report, raw json.RawMessage) error {
	var features []struct {
		Name         string   `json:"name"`
		Type         string   `json:"inferred_type"`
		Completeness *float64 `json:"completeness"`
		Constraints  *struct {
			NonNegative *bool `json:"is_non_negative"`
		} `json:"num_constraints"`
		Words *struct {
			Domains []string `json:"domains"`
		} `json:"string_constraints"`
		Numerical *struct {
			Common    common `json:"common"`
			Mean      number `json:"mean"`
			Deviation number `json:"std_dev"`
			Min       number `json:"min"`
			Max       number `json:"max"`
		} `json:"numerical_statistics"`
		Text *struct {
			Common   common `json:"common"`
			Distinct number `json:"distinct_count"`
		} `json:"string_statistics"`
	}
	if err := json.Unmarshal(raw, &features); err != nil {
		return err
	}
	for _, f := range features {
		if f.Numerical != nil || f.Text != nil {
			column := Feature{Name: f.Name, Type: f.Type}
			if n := f.Numerical; n != nil {
				column.Present, column.Missing = n.Common.Present, n.Common.Missing
				column.Mean, column.Deviation, column.Min, column.Max = n.Mean.value, n.Deviation.value, n.Min.value, n.Max.value
			} else {
				column.Present, column.Missing, column.Distinct = f.Text.Common.Present, f.Text.Common.Missing, f.Text.Distinct.value
			}
			r.Data = append(r.Data, column)
			continue
		}
		if f.Completeness != nil {
			r.Constraints = append(r.Constraints, Constraint{f.Name, "is there in at least " + text(100**f.Completeness) + " % of the rows"})
		}
		if f.Constraints != nil && f.Constraints.NonNegative != nil && *f.Constraints.NonNegative {
			r.Constraints = append(r.Constraints, Constraint{f.Name, "is never below 0"})
		}
		if f.Words != nil && len(f.Words.Domains) > 0 {
			r.Constraints = append(r.Constraints, Constraint{f.Name, "is one of " + strings.Join(f.Words.Domains, ", ")})
		}
	}
	return nil
}

// common is what statistics have of every feature.
type common struct {
	Present float64 `json:"num_present"`
	Missing float64 `json:"num_missing"`
}

// comparisons are Model Monitor's words for what is worse than the threshold.
var comparisons = map[string]string{
	"GreaterThanThreshold": "is at most ", "LessThanThreshold": "is at least ",
}

// readMetricConstraints reads the bounds on metrics:
//
//	{"rmse": {"threshold": 4.1, "comparison_operator": "GreaterThanThreshold"}}
func readMetricConstraints(r *Report, raw json.RawMessage) error {
	var bounds map[string]struct {
		Threshold  number `json:"threshold"`
		Comparison string `json:"comparison_operator"`
	}
	if err := json.Unmarshal(raw, &bounds); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(bounds)) {
		b := bounds[name]
		words, ok := comparisons[b.Comparison]
		if !ok {
			words = b.Comparison + " "
		}
		if b.Threshold.value != nil {
			r.Constraints = append(r.Constraints, Constraint{name, words + text(*b.Threshold.value)})
		}
	}
	return nil
}
