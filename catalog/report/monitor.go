package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// readFeatures reads statistics.json and constraints.json of data, whose
// features have other members.
func readFeatures(r *Report, at string, raw json.RawMessage) error {
	var features []struct {
		Name         string `json:"name"`
		Type         string `json:"inferred_type"`
		Completeness number `json:"completeness"`
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
			Spread    struct {
				KLL struct {
					Buckets []bucket `json:"buckets"`
				} `json:"kll"`
			} `json:"distribution"`
		} `json:"numerical_statistics"`
		Text *struct {
			Common   common `json:"common"`
			Distinct number `json:"distinct_count"`
			Spread   struct {
				Words struct {
					Buckets []bucket `json:"buckets"`
				} `json:"categorical"`
			} `json:"distribution"`
		} `json:"string_statistics"`
	}
	if err := unmarshal(at, raw, &features); err != nil {
		return err
	}
	for _, f := range features {
		f.Name = cut(f.Name)
		if f.Numerical != nil || f.Text != nil {
			column := Feature{Name: f.Name, Type: cut(f.Type)}
			if n := f.Numerical; n != nil {
				column.Present, column.Missing = n.Common.present(), n.Common.missing()
				column.Mean, column.Deviation, column.Min, column.Max = n.Mean.value, n.Deviation.value, n.Min.value, n.Max.value
				column.Buckets = bucketsOf(n.Spread.KLL.Buckets)
			} else {
				column.Present, column.Missing, column.Distinct = f.Text.Common.present(), f.Text.Common.missing(), f.Text.Distinct.value
				column.Buckets = bucketsOf(f.Text.Spread.Words.Buckets)
			}
			r.Data = append(r.Data, column)
			continue
		}
		if c := f.Completeness.value; c != nil {
			r.Constraints = append(r.Constraints, Constraint{f.Name, "is there in " + atLeast(*c) + " of the rows"})
		}
		if f.Constraints != nil && f.Constraints.NonNegative != nil && *f.Constraints.NonNegative {
			r.Constraints = append(r.Constraints, Constraint{f.Name, "is never below 0"})
		}
		if f.Words != nil && len(f.Words.Domains) > 0 {
			r.Constraints = append(r.Constraints, Constraint{f.Name, "is one of " + someOf(f.Words.Domains)})
		}
	}
	return nil
}

// atLeast writes a share that is asked for.
func atLeast(share float64) string {
	if share >= 1 {
		return "all"
	}
	return "at least " + strconv.FormatFloat(100*share, 'g', 4, 64) + " %"
}

// common is what statistics have of every feature.
type common struct {
	Present number `json:"num_present"`
	Missing number `json:"num_missing"`
}

func (c common) present() float64 { return orZero(c.Present) }
func (c common) missing() float64 { return orZero(c.Missing) }

func orZero(n number) float64 {
	if n.value == nil {
		return 0
	}
	return *n.value
}

// A bucket is one part of a distribution: a range of numbers, or a word.
type bucket struct {
	Lower number `json:"lower_bound"`
	Upper number `json:"upper_bound"`
	Value any    `json:"value"`
	Count number `json:"count"`
}

func bucketsOf(read []bucket) []Bucket {
	var all []Bucket
	for _, b := range read {
		one := Bucket{Word: text(b.Value), Count: orZero(b.Count)}
		if b.Lower.value != nil && b.Upper.value != nil {
			one.Lower, one.Upper = b.Lower.value, b.Upper.value
		}
		all = append(all, one)
	}
	return all
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// comparisons are Model Monitor's words for what is worse than the threshold.
var comparisons = map[string]string{
	"GreaterThanThreshold": "is at most ", "LessThanThreshold": "is at least ",
}

// readMetricConstraints reads the bounds on metrics:
//
//	{"rmse": {"threshold": 4.1, "comparison_operator": "GreaterThanThreshold"}}
func readMetricConstraints(r *Report, at string, raw json.RawMessage) error {
	var bounds map[string]struct {
		Threshold  number `json:"threshold"`
		Comparison string `json:"comparison_operator"`
	}
	if err := unmarshal(at, raw, &bounds); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(bounds)) {
		b := bounds[name]
		words, ok := comparisons[b.Comparison]
		if !ok {
			words = cut(b.Comparison) + " "
		}
		if b.Threshold.value != nil {
			r.Constraints = append(r.Constraints, Constraint{cut(name), words + plain(*b.Threshold.value)})
		}
	}
	return nil
}
