package site

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"modelreg/catalog/report"
	"modelreg/catalog/site/chart"
)

// A reportView is a report on the page.
type reportView struct {
	Title       string
	URI         string
	Problem     string // why it is not shown; empty: it is
	Bias        []report.Bias
	Weights     []chart.Chart
	Quality     []qualityView
	Data        []report.Feature
	Constraints []report.Constraint
}

// A qualityView is how well a model predicts.
type qualityView struct {
	report.Quality
	Curves []chart.Chart
	Matrix []matrixRow
}

// A matrixRow is one true class of a confusion matrix.
type matrixRow struct {
	Label string
	Cells []matrixCell
}

// A matrixCell is how often one class was predicted.
type matrixCell struct {
	Count string
	Share string // of the row
	Heat  int    // 0 to 9
	Right bool
}

func newReportView(r Report) (reportView, error) {
	v := reportView{Title: reportTitle(r.Member), URI: r.URI, Problem: r.Problem}
	if r.Content == nil {
		return v, nil
	}
	v.Bias, v.Data, v.Constraints = r.Content.Bias, r.Content.Data, r.Content.Constraints
	for _, a := range r.Content.Features {
		title := "Weight of each feature"
		if len(r.Content.Features) > 1 {
			title += " in " + a.Label
		}
		bars := make([]chart.Bar, len(a.Values))
		for i, w := range a.Values {
			bars[i] = chart.Bar{Name: w.Feature, Value: w.Value}
		}
		c, err := chart.Bars(title, "Feature", "Mean |SHAP|", bars)
		if err != nil {
			return v, err
		}
		v.Weights = append(v.Weights, c)
	}
	for _, q := range r.Content.Quality {
		view := qualityView{Quality: q}
		if q.Confusion != nil {
			view.Matrix = matrix(q.Confusion)
		}
		for _, curve := range []struct {
			title, x, y string
			points      *report.Curve
			diagonal    bool
		}{
			{"ROC curve", "false positive rate", "true positive rate", q.ROC, true},
			{"Precision and recall", "recall", "precision", q.PR, false},
		} {
			if curve.points == nil {
				continue
			}
			c, err := chart.Curve(curve.title, curve.x, curve.y, curve.points.X, curve.points.Y, curve.diagonal)
			if err != nil {
				return v, err
			}
			view.Curves = append(view.Curves, c)
		}
		v.Quality = append(v.Quality, view)
	}
	return v, nil
}

func matrix(c *report.Confusion) []matrixRow {
	var rows []matrixRow
	for i, label := range c.Labels {
		sum := 0.
		for _, n := range c.Counts[i] {
			sum += n
		}
		row := matrixRow{Label: label}
		for j, n := range c.Counts[i] {
			share := 0.
			if sum > 0 {
				share = n / sum
			}
			row.Cells = append(row.Cells, matrixCell{
				Count: strconv.FormatFloat(n, 'f', -1, 64), Share: fmt.Sprintf("%.0f %%", 100*share),
				Heat: int(math.Max(0, math.Min(9, math.Floor(10*share)))), Right: i == j,
			})
		}
		rows = append(rows, row)
	}
	return rows
}

// reportTitle says what a report is about.
func reportTitle(member string) string {
	low := strings.ToLower(member)
	for _, t := range []struct{ part, title string }{
		{"bias.pretraining", "Bias before training"}, {"bias.posttraining", "Bias after training"}, {"bias", "Bias"},
		{"explainability", "Explainability"}, {"modeldataquality", "Data quality"}, {"modelquality", "Model quality"},
	} {
		if !strings.Contains(low, t.part) {
			continue
		}
		title := t.title
		for _, what := range []string{"statistics", "constraints"} {
			if strings.HasSuffix(low, what) {
				title += ", " + what
			}
		}
		if strings.HasPrefix(low, "driftcheckbaselines") {
			title += ", as monitors compare with"
		}
		return title
	}
	return sentence(member)
}
