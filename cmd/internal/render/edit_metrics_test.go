package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"modelreg/catalog"
)

func edited() *Edit {
	f := func(v float64) *float64 { return &v }
	return &Edit{
		Files: []EditedFile{{Path: "catalog/house-price/versions/4.yaml", New: true}},
		Metrics: []EditMetrics{
			{Ref: "house-price/4", Targets: []string{"local", "production", "staging"}, Approved: "2", Metrics: []EditMetric{
				{Name: "r2", Approved: f(0.83), Goal: "maximize", Min: f(0.5), Missed: true},
				{Name: "root mean squared error on the holdout of 2024", Value: f(2.9), Approved: f(3.41), Goal: "minimize", Trend: catalog.Better, Max: f(4)},
				{Name: "\x1b[31mred", Value: f(1e-7), Approved: f(1e-7), Trend: catalog.Same},
			}},
			{Ref: "churn/1", Targets: []string{"local"}, Metrics: []EditMetric{{Name: "auc", Value: f(0.87)}}},
			{Ref: "churn/2", Targets: []string{"local"}, Metrics: []EditMetric{}},
		},
	}
}

func TestMetricsText(t *testing.T) {
	var b strings.Builder
	if err := EditTalk(&b, edited(), Look{}); err != nil {
		t.Fatal(err)
	}
	want := `Metrics of house-price/4 in local, production, staging, beside 2, which asks to be approved:
metric                                          value  approved  change  is      threshold
r2                                              -      0.83      -       -       missed min 0.5
root mean squared error on the holdout of 2024  2.9    3.41      -0.51   better  max 4
\x1b[31mred                                     1e-07  1e-07     0       same    -
Metrics of churn/1 in local; no version to compare with asks to be approved there:
metric  value
auc     0.87
Edited 1 file, and nothing else: commit, and open a pull request, or give --pr.
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMetricsFit: tables fit the terminal, and keep the values.
func TestMetricsFit(t *testing.T) {
	for width := 30; width < 120; width++ {
		var b strings.Builder
		if err := EditTalk(&b, edited(), Look{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if w := runewidth.StringWidth(strings.TrimSuffix(line, "\n")); w > width {
				t.Errorf("in %d columns a line has %d: %s", width, w, line)
			}
		}
		if !strings.Contains(b.String(), "2.9") {
			t.Errorf("in %d columns the value is lost:\n%s", width, b.String())
		}
	}
}

// TestMetricsOfMany: what a pull brings in is not all shown.
func TestMetricsOfMany(t *testing.T) {
	e := &Edit{}
	value := 1.0
	for i := range 40 {
		e.Metrics = append(e.Metrics, EditMetrics{Ref: fmt.Sprint("a/", i), Targets: []string{"local"}, Metrics: []EditMetric{{Name: "x", Value: &value}}})
	}
	var b strings.Builder
	if err := EditTalk(&b, e, Look{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Metrics of 35 more versions are not shown here; -o json has them all.") || strings.Contains(b.String(), "a/5") {
		t.Errorf("got\n%s", b.String())
	}
}
