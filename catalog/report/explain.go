package report

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
)

// readExplanations reads what Clarify found by SHAP and by partial dependence:
//
//	{"kernel_shap": {"label0": {"global_shap_values": {"age": 0.2}, "expected_value": 0.5}},
//	 "pdp": [{"feature_name": "age", "data_type": "numerical", "feature_values": [20, 40], "model_predictions": [[0.2, 0.4]]}]}
//
// What explains one prediction at a time, as of images and time series, is in
// other files, and nothing here tells of it.
func readExplanations(r *Report, at string, raw json.RawMessage) error {
	var methods struct {
		SHAP    map[string]json.RawMessage `json:"kernel_shap"`
		Partial []dependence               `json:"pdp"`
	}
	if err := unmarshal(at, raw, &methods); err != nil {
		return err
	}
	for _, label := range slices.Sorted(maps.Keys(methods.SHAP)) {
		if err := r.readWeights(at+".kernel_shap", label, methods.SHAP[label]); err != nil {
			return err
		}
	}
	for _, d := range methods.Partial {
		r.Partial = append(r.Partial, d.read()...)
	}
	return nil
}

// readWeights reads those of one label. Of text, the words weigh.
func (r *Report) readWeights(at, label string, raw json.RawMessage) error {
	var found struct {
		Values   map[string]number `json:"global_shap_values"`
		Words    map[string]number `json:"global_top_shap_text"`
		Expected number            `json:"expected_value"`
	}
	if err := unmarshal(at, raw, &found); err != nil {
		return err
	}
	a := Attribution{Label: cut(label), Expected: found.Expected.value}
	for _, weights := range []map[string]number{found.Values, found.Words} {
		for feature, weight := range weights {
			if weight.value != nil {
				a.Values = append(a.Values, Weight{cut(feature), *weight.value})
			}
		}
	}
	slices.SortFunc(a.Values, func(x, y Weight) int {
		return cmp.Or(cmp.Compare(math.Abs(y.Value), math.Abs(x.Value)), cmp.Compare(x.Feature, y.Feature))
	})
	if len(a.Values) > 0 {
		r.Features = append(r.Features, a)
	}
	return nil
}

// A dependence is that of the prediction on one feature.
type dependence struct {
	Feature     string     `json:"feature_name"`
	Values      []any      `json:"feature_values"`
	Predictions [][]number `json:"model_predictions"` // a list a label
}

func (d dependence) read() []Dependence {
	var all []Dependence
	for i, predictions := range d.Predictions {
		one := Dependence{Feature: cut(d.Feature)}
		if len(d.Predictions) > 1 {
			one.Label = "label" + text(i)
		}
		numeric := true
		for j, p := range predictions {
			if p.value == nil || j >= len(d.Values) {
				continue
			}
			f, ok := d.Values[j].(float64)
			numeric = numeric && ok
			one.Values, one.Numbers, one.Mean = append(one.Values, text(d.Values[j])), append(one.Numbers, f), append(one.Mean, *p.value)
		}
		if !numeric {
			one.Numbers = nil
		}
		if len(one.Values) > 0 {
			all = append(all, one)
		}
	}
	return all
}
