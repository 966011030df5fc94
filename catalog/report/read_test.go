package report_test

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/example"
	"modelreg/catalog/report"
)

func of(v float64) *float64 { return &v }

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       report.Report
	}{
		{"bias", `{"version": "1.0", "post_training_bias_metrics": {"label": "y", "label_value_or_threshold": "1", "facets": {"sex": [
			{"value_or_threshold": "0", "metrics": [{"name": "XX", "description": "d", "value": 0.5}, {"name": "YY", "value": null, "error": "no rows"}]}, {"value_or_threshold": [2, 3], "metrics": []}]}}}`,
			report.Report{Bias: []report.Bias{
				{Stage: "after training", Facet: "sex", Value: "0", Label: "y", Good: "1", Metrics: []report.BiasMetric{
					{Name: "XX", Description: "d", Value: of(.5)}, {Name: "YY", Problem: "no rows"},
				}},
				{Stage: "after training", Facet: "sex", Value: "[2,3]", Label: "y", Good: "1"},
			}}},
		{"weights, the heaviest first", `{"explanations": {"kernel_shap": {"l1": {"global_shap_values": {"a": 0.1, "b": -0.3, "c": "NaN"}, "expected_value": 2}, "l0": {"global_shap_values": {"a": 1}}}}}`,
			report.Report{Features: []report.Attribution{
				{Label: "l0", Values: []report.Weight{{Feature: "a", Value: 1}}},
				{Label: "l1", Expected: of(2), Values: []report.Weight{{Feature: "b", Value: -.3}, {Feature: "a", Value: .1}}},
			}}},
		{"weights of words", `{"explanations": {"kernel_shap": {"l0": {"global_top_shap_text": {"good": 0.4}}}}}`,
			report.Report{Features: []report.Attribution{{Label: "l0", Values: []report.Weight{{Feature: "good", Value: .4}}}}}},
		{"explanations that are in other files", `{"explanations": {"kernel_shap": {"l0": {}}}}`, report.Report{}},
		{"partial dependence", `{"explanations": {"pdp": [{"feature_name": "a", "feature_values": [1, 2, 3], "model_predictions": [[0.1, null], [0.3, 0.4]]}, {"feature_name": "b", "feature_values": ["x"], "model_predictions": [[0.2]]}]}}`,
			report.Report{Partial: []report.Dependence{
				{Feature: "a", Label: "label0", Values: []string{"1"}, Numbers: []float64{1}, Mean: []float64{.1}},
				{Feature: "a", Label: "label1", Values: []string{"1", "2"}, Numbers: []float64{1, 2}, Mean: []float64{.3, .4}},
				{Feature: "b", Values: []string{"x"}, Mean: []float64{.2}},
			}}},
		{"regression", "\ufeff" + `{"regression_metrics": {"rmse": {"value": 3.1, "standard_deviation": "NaN"}, "mae": {"value": "2", "standard_deviation": 0.1}, "odd": 3}}`,
			report.Report{Quality: []report.Quality{{Task: "Regression", Metrics: []report.Measure{{Name: "mae", Value: 2, Deviation: of(.1)}, {Name: "rmse", Value: 3.1}}}}}},
		{"classification", `{"multiclass_classification_metrics": {"confusion_matrix": {"10": {"10": 1}, "9": {"9": 5, "10": 2, "cat": 1}},
			"receiver_operating_characteristic_curve": {"false_positive_rates": [1, 0, "NaN"], "true_positive_rates": [1, 0.2, 0]}}}`,
			report.Report{Quality: []report.Quality{{
				Task:      "Multiclass classification",
				Confusion: &report.Confusion{Labels: []string{"9", "10", "cat"}, Counts: [][]float64{{5, 2, 1}, {0, 1, 0}, {0, 0, 0}}},
				ROC:       &report.Curve{X: []float64{0, 1}, Y: []float64{.2, 1}},
			}}}},
		{"statistics of data", `{"version": 0, "features": [
			{"name": "a", "inferred_type": "Fractional", "numerical_statistics": {"common": {"num_present": 9, "num_missing": 1}, "mean": 2, "std_dev": 1, "min": 0, "max": 4, "distribution": {"kll": {"buckets": [{"lower_bound": 0, "upper_bound": 4, "count": 9}]}}}},
			{"name": "b", "inferred_type": "String", "string_statistics": {"common": {"num_present": 10, "num_missing": 0}, "distinct_count": 2, "distribution": {"categorical": {"buckets": [{"value": "x", "count": 7}]}}}}]}`,
			report.Report{Data: []report.Feature{
				{Name: "a", Type: "Fractional", Present: 9, Missing: 1, Mean: of(2), Deviation: of(1), Min: of(0), Max: of(4), Buckets: []report.Bucket{{Lower: of(0), Upper: of(4), Count: 9}}},
				{Name: "b", Type: "String", Present: 10, Distinct: of(2), Buckets: []report.Bucket{{Word: "x", Count: 7}}},
			}}},
		{"constraints", `{"version": 0, "features": [{"name": "a", "completeness": 1, "num_constraints": {"is_non_negative": true}}, {"name": "b", "completeness": 0.975, "string_constraints": {"domains": ["x", "y"]}}],
			"regression_constraints": {"mse": {"threshold": 250000, "comparison_operator": "GreaterThanThreshold"}, "r2": {"threshold": 0.5, "comparison_operator": "LessThanThreshold"}}}`,
			report.Report{Constraints: []report.Constraint{
				{About: "mse", Rule: "is at most 250000"}, {About: "r2", Rule: "is at least 0.5"},
				{About: "a", Rule: "is there in all of the rows"}, {About: "a", Rule: "is never below 0"},
				{About: "b", Rule: "is there in at least 97.5 % of the rows"}, {About: "b", Rule: "is one of x, y"},
			}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := report.Read([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	var classes strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&classes, `"c%d": {},`, i)
	}
	for text, want := range map[string]string{
		"":                                "it is not JSON: line 1, column 1: unexpected end of JSON input",
		"{\"features\": [\n  x":           "it is not JSON: line 2, column 3: invalid character 'x' looking for beginning of value",
		"[]":                              "it has a list where an object belongs",
		"{}":                              "it is no report that SageMaker Clarify or Model Monitor writes",
		`{"regression_metrics": {}} {}`:   "it is not JSON: line 1, column 28: invalid character '{' after top-level value",
		`{"regression_metrics": []}`:      `"regression_metrics" has a list where an object belongs`,
		`{"features": "x"}`:               `"features" has a string where a list belongs`,
		`{"features": ["x"]}`:             `"features" has a string where an object belongs`,
		`{"features": [{"name": 1e999}]}`: `"features.name" has a number where a string belongs`,
		`{"features": [{"num_constraints": {"is_non_negative": "yes"}}]}`:                                                  `"features.num_constraints.is_non_negative" has a string where true or false belongs`,
		`{"post_training_bias_metrics": {"facets": {"sex": true}}}`:                                                        `"post_training_bias_metrics.facets" has true or false where a list belongs`,
		`{"explanations": {"pdp": 1}}`:                                                                                     `"explanations.pdp" has a number where a list belongs`,
		`{"explanations": {"kernel_shap": {"label0": {"global_shap_values": []}}}}`:                                        `"explanations.kernel_shap.global_shap_values" has a list where an object belongs`,
		`{"regression_constraints": {"rmse": {"comparison_operator": {}}}}`:                                                `"regression_constraints.comparison_operator" has an object where a string belongs`,
		strings.Repeat(" ", report.Most+1):                                                                                 "it has 8388609 bytes, and 8388608 is the most that is shown",
		`{"a": ` + strings.Repeat("[", 20_000):                                                                             "it is not JSON: line 1, column 10006: invalid character '[' exceeded max depth",
		`{"binary_classification_metrics": {"precision_recall_curve": {"recalls": [1], "precisions": []}}}`:                `"binary_classification_metrics.precision_recall_curve" has not as many recalls as precisions`,
		`{"binary_classification_metrics": {"confusion_matrix": {"0": [5, 1]}}}`:                                           `"binary_classification_metrics.confusion_matrix" has a list where an object belongs`,
		`{"multiclass_classification_metrics": {"confusion_matrix": {` + strings.TrimSuffix(classes.String(), ",") + `}}}`: `"multiclass_classification_metrics.confusion_matrix" has 1001 classes, and 1000 are the most that are shown`,
	} {
		_, err := report.Read([]byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%.40q: got the error %v, want %q", text, err, want)
		}
	}
}

// TestReadCuts holds that a text has an end, and a rule as many words as are read.
func TestReadCuts(t *testing.T) {
	long, words := strings.Repeat("ü", 300), strings.Repeat(`"w",`, 60_000)
	r, err := report.Read([]byte(`{"features": [{"name": "` + long + `", "string_constraints": {"domains": [` + strings.TrimSuffix(words, ",") + `]}}],
		"regression_metrics": {"` + long + `": {"value": 1}}, "multiclass_classification_metrics": {"confusion_matrix": {"` + long + `1": {"` + long + `2": 5}}},
		"post_training_bias_metrics": {"label": "` + long + `", "facets": {"` + long + `": [{"value_or_threshold": ["` + long + `"], "metrics": [{"name": "` + long + `"}]}]}},
		"explanations": {"kernel_shap": {"` + long + `": {"global_shap_values": {"` + long + `": 1}}}, "pdp": [{"feature_name": "` + long + `", "feature_values": ["` + long + `"], "model_predictions": [[1]]}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	short := strings.Repeat("ü", 199) + "…"
	want := &report.Report{
		Bias:        []report.Bias{{Stage: "after training", Facet: short, Value: `["` + strings.Repeat("ü", 197) + "…", Label: short, Metrics: []report.BiasMetric{{Name: short}}}},
		Features:    []report.Attribution{{Label: short, Values: []report.Weight{{Feature: short, Value: 1}}}},
		Partial:     []report.Dependence{{Feature: short, Values: []string{short}, Mean: []float64{1}}},
		Quality:     []report.Quality{{Task: "Regression", Metrics: []report.Measure{{Name: short, Value: 1}}}, {Task: "Multiclass classification", Confusion: &report.Confusion{Labels: []string{short, short}, Counts: [][]float64{{0, 5}, {0, 0}}}}},
		Constraints: []report.Constraint{{About: short, Rule: "is one of " + strings.Repeat("w, ", 49) + "w and 59950 more"}},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestMeanings holds that every measure that the example has is explained.
func TestMeanings(t *testing.T) {
	measures := 0
	for name, text := range reports(t) {
		r, err := report.Read(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, b := range r.Bias {
			for _, m := range b.Metrics {
				measures++
				if m.Meaning == "" || (m.Name == "DI") != (m.Neutral == 1) {
					t.Errorf("%s: %s means %q, and is neutral at %v", name, m.Name, m.Meaning, m.Neutral)
				}
			}
		}
	}
	if measures < 15 {
		t.Errorf("the example has %d measures of bias", measures)
	}
}

// reports are the files of the example, by name.
func reports(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(example.FS, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".json" {
			return err
		}
		all[name], err = fs.ReadFile(example.FS, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func FuzzRead(f *testing.F) {
	for _, text := range reports(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := report.Read(text)
		if err != nil {
			return
		}
		for _, q := range r.Quality {
			if q.Confusion != nil {
				for _, row := range q.Confusion.Counts {
					if len(row) != len(q.Confusion.Labels) {
						t.Errorf("a row of the matrix has %d cells of %d", len(row), len(q.Confusion.Labels))
					}
				}
			}
			for _, c := range []*report.Curve{q.ROC, q.PR} {
				if c != nil && len(c.X) != len(c.Y) {
					t.Errorf("a curve has %d and %d values", len(c.X), len(c.Y))
				}
			}
		}
		for _, d := range r.Partial {
			if len(d.Values) != len(d.Mean) || d.Numbers != nil && len(d.Numbers) != len(d.Values) {
				t.Errorf("a dependence has %d values, %d numbers and %d predictions", len(d.Values), len(d.Numbers), len(d.Mean))
			}
		}
	})
}
