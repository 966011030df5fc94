package report

import (
	"encoding/json"
	"maps"
	"slices"
)

// readBias reads the metrics of one stage:
//
//	{"label": "target", "label_value_or_threshold": "1", "facets": {"sex": [{"value_or_threshold": "0", "metrics": [{"name": "CI", "description": ..., "value": 0.3}]}]}}
func readBias(stage string) func(*Report, string, json.RawMessage) error {
	return func(r *Report, at string, raw json.RawMessage) error {
		var doc struct {
			Label  string `json:"label"`
			Good   any    `json:"label_value_or_threshold"`
			Facets map[string][]struct {
				Value   any `json:"value_or_threshold"`
				Metrics []struct {
					Name        string `json:"name"`
					Description string `json:"description"`
					Value       number `json:"value"`
					Error       string `json:"error"`
				} `json:"metrics"`
			} `json:"facets"`
		}
		if err := unmarshal(at, raw, &doc); err != nil {
			return err
		}
		for _, facet := range slices.Sorted(maps.Keys(doc.Facets)) {
			for _, group := range doc.Facets[facet] {
				b := Bias{Stage: stage, Facet: cut(facet), Value: text(group.Value), Label: cut(doc.Label), Good: text(doc.Good)}
				for _, m := range group.Metrics {
					b.Metrics = append(b.Metrics, BiasMetric{cut(m.Name), cut(m.Description), meanings[m.Name], neutral(m.Name), m.Value.value, cut(m.Error)})
				}
				r.Bias = append(r.Bias, b)
			}
		}
		return nil
	}
}

// text writes a value that may be text, a number or a list of them; nothing
// where there is none.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return cut(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return cut(string(b))
}
