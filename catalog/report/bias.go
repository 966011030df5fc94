package report

import (
	"encoding/json"
	"maps"
	"slices"
)

// readBias reads the metrics of one stage:
//
//	{"label": "target", "facets": {"sex": [{"value_or_threshold": "0", "metrics": [{"name": "CI", "description": ..., "value": 0.3}]}]}}
func readBias(stage string) func(*Report, json.RawMessage) error {
	return func(r *Report, raw json.RawMessage) error {
		var doc struct {
			Label  string `json:"label"`
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
		if err := json.Unmarshal(raw, &doc); err != nil {
			return err
		}
		for _, facet := range slices.Sorted(maps.Keys(doc.Facets)) {
			for _, group := range doc.Facets[facet] {
				b := Bias{Stage: stage, Facet: facet, Value: text(group.Value), Label: doc.Label}
				for _, m := range group.Metrics {
					b.Metrics = append(b.Metrics, BiasMetric{m.Name, m.Description, meanings[m.Name], m.Value.value, m.Error})
				}
				r.Bias = append(r.Bias, b)
			}
		}
		return nil
	}
}

// text writes a value that may be text, a number or a list of them.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// meanings say what a measure tells, where "the group" is the one looked at.
// https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-measure-data-bias.html
// https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-measure-post-training-bias.html
var meanings = map[string]string{
	"CI":    "How much rarer the group is in the data than the others: 0 is as many, 1 is none, below 0 is more.",
	"DPL":   "How much more often the others have the good outcome in the data: 0 is as often, above 0 speaks against the group.",
	"KL":    "How far the outcomes of the others are from those of the group in the data: 0 is the same, and it has no upper end.",
	"JS":    "How far the outcomes of the groups are apart in the data, seen from both sides: 0 is the same, and 0.69 the most.",
	"LP":    "How far the shares of outcomes are apart in the data, as a distance: 0 is the same.",
	"TVD":   "How much of the outcomes would have to change for both groups to have the same in the data: 0 is none, 1 is all.",
	"KS":    "The greatest gap between the groups for any outcome in the data: 0 is none, 1 is the most.",
	"CDDL":  "Whether the group has more of the bad outcomes than of the good ones in the data, within comparable subgroups: above 0 speaks against it.",
	"DPPL":  "How much more often the model predicts the good outcome for the others: 0 is as often, above 0 speaks against the group.",
	"DI":    "How often the model predicts the good outcome for the group, for each time for the others: 1 is as often, below 1 speaks against the group.",
	"DCA":   "Whether true good outcomes are as often predicted for both: 0 is as often, away from 0 one of them is treated harder.",
	"DCAcc": "Whether true good outcomes are as often predicted for both: 0 is as often, away from 0 one of them is treated harder.",
	"DCR":   "Whether true bad outcomes are as often predicted for both: 0 is as often, away from 0 one of them is treated harder.",
	"DCRej": "Whether true bad outcomes are as often predicted for both: 0 is as often, away from 0 one of them is treated harder.",
	"SD":    "How much better the model finds the bad outcomes of the others than those of the group: 0 is as well.",
	"RD":    "How much better the model finds the good outcomes of the others than those of the group: 0 is as well, above 0 speaks against the group.",
	"DAR":   "How much more often a predicted good outcome is right for the others: 0 is as often.",
	"DRR":   "How much more often a predicted bad outcome is right for the group: 0 is as often.",
	"AD":    "How much more often the model is right about the others: 0 is as often, above 0 speaks against the group.",
	"TE":    "Whether the model errs for the group in another direction than for the others: 0 is in the same.",
	"CDDPL": "Whether the model gives the group more of the bad outcomes than of the good ones, within comparable subgroups: above 0 speaks against it.",
	"FT":    "How often the model would predict something else for members of the group if they were the most alike of the others: 0 is never.",
	"GE":    "How unequally the model's benefit is spread over people: 0 is equally.",
}
