package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Most is the greatest report that is read, in bytes.
const Most = 8 << 20

// Read understands a report as SageMaker writes it: analysis.json of Clarify,
// statistics.json or constraints.json of Model Monitor, or an evaluation in the
// form of its model quality metrics. The error says why it is none of these, or
// what is wrong with it, and names no file.
//
// Sources: docs.aws.amazon.com/sagemaker/latest/dg,
// clarify-processing-job-analysis-results, model-monitor-model-quality-metrics,
// model-monitor-byoc-statistics, model-monitor-byoc-constraints. The constraints
// of monitors for bias and for the weights of features are Clarify's analysis.json.
func Read(text []byte) (*Report, error) {
	if len(text) > Most {
		return nil, fmt.Errorf("it has %d bytes, and %d is the most that is shown", len(text), Most)
	}
	var top map[string]json.RawMessage
	if err := unmarshal("", bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &top); err != nil {
		return nil, err
	}
	r := &Report{}
	known := false
	for _, part := range parts {
		raw, ok := top[part.member]
		if !ok || string(raw) == "null" {
			continue
		}
		known = true
		if err := part.read(r, part.member, raw); err != nil {
			return nil, err
		}
	}
	if !known {
		return nil, errors.New("it is no report that SageMaker Clarify or Model Monitor writes")
	}
	return r, nil
}

// A part is what a report may have at its top.
type part struct {
	member string
	read   func(r *Report, at string, raw json.RawMessage) error
}

var parts = []part{
	{"pre_training_bias_metrics", readBias("before training")},
	{"post_training_bias_metrics", readBias("after training")},
	{"explanations", readExplanations},
	{"regression_metrics", readQuality("Regression")},
	{"binary_classification_metrics", readQuality("Binary classification")},
	{"multiclass_classification_metrics", readQuality("Multiclass classification")},
	{"regression_constraints", readMetricConstraints},
	{"binary_classification_constraints", readMetricConstraints},
	{"multiclass_classification_constraints", readMetricConstraints},
	{"features", readFeatures},
}

// A number is one as SageMaker writes it: also as text. Whatever is none, such as
// the word NaN, is nil: one odd value does not take a report from the page.
type number struct{ value *float64 }

func (n *number) UnmarshalJSON(text []byte) error {
	n.value = nil
	var s string
	if json.Unmarshal(text, &s) == nil {
		var f float64
		if json.Unmarshal([]byte(s), &f) == nil {
			n.value = &f
		}
		return nil // "NaN", "Infinity", or a word: no number to show
	}
	var f *float64
	if json.Unmarshal(text, &f) == nil {
		n.value = f
	}
	return nil
}
