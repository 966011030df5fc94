package report

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
)

// readExplanations reads the weights that Clarify found by SHAP:
//
//	{"kernel_shap": {"label0": {"global_shap_values": {"age": 0.2}, "expected_value": 0.5}}}
func readExplanations(r *Report, raw json.RawMessage) error {
	var methods map[string]json.RawMessage
	if err := json.Unmarshal(raw, &methods); err != nil {
		return err
	}
	shap, ok := methods["kernel_shap"]
	if !ok {
		return nil // partial dependence alone has no weights
	}
	var labels map[string]struct {
		Values   map[string]number `json:"global_shap_values"`
		Expected any               `json:"expected_value"`
	}
	if err := json.Unmarshal(shap, &labels); err != nil {
		return err
	}
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		a := Attribution{Label: label}
		if f, ok := labels[label].Expected.(float64); ok {
			a.Expected = &f
		}
		for feature, value := range labels[label].Values {
			if value.value != nil {
				a.Values = append(a.Values, Weight{feature, *value.value})
			}
		}
		slices.SortFunc(a.Values, func(x, y Weight) int {
			return cmp.Or(cmp.Compare(math.Abs(y.Value), math.Abs(x.Value)), cmp.Compare(x.Feature, y.Feature))
		})
		r.Features = append(r.Features, a)
	}
	return nil
}
