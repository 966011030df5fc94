package site

import (
	"fmt"
	"math"
	"slices"

	"modelreg/catalog/report"
	"modelreg/catalog/site/chart"
)

// How much of a confusion matrix has room on a page.
const (
	mostClasses = 60 // of one that is shown
	fewClasses  = 12 // of one that has shares in its cells
)

// A qualityView is how well a model predicts.
type qualityView struct {
	report.Quality
	Curves  []chart.Chart
	Matrix  []matrixRow
	Wide    bool // the matrix has too many classes for shares
	Classes []classView
}

// A classView is how well one class is predicted.
type classView struct {
	Label, Count, Found, Right, TakenFor string
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

func quality(q report.Quality, more *[]string) (qualityView, error) {
	view := qualityView{Quality: q}
	view.Metrics = first(q.Metrics, "metric", more)
	if c := q.Confusion; c != nil {
		view.Wide = len(c.Labels) > fewClasses
		if len(c.Labels) <= mostClasses {
			view.Matrix = matrix(c)
		}
		if view.Wide {
			view.Classes = classes(c)
		}
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
			return view, err
		}
		view.Curves = append(view.Curves, c)
	}
	return view, nil
}

func matrix(c *report.Confusion) []matrixRow {
	var rows []matrixRow
	for i, label := range c.Labels {
		sum := sumOf(c.Counts[i])
		row := matrixRow{Label: label}
		for j, n := range c.Counts[i] {
			share := ratio(n, sum)
			row.Cells = append(row.Cells, matrixCell{
				Count: number(&n), Share: percent(n, sum),
				Heat: int(math.Max(0, math.Min(9, math.Floor(10*share)))), Right: i == j,
			})
		}
		rows = append(rows, row)
	}
	return rows
}

// classes sum a large matrix up, those that are found least first.
func classes(c *report.Confusion) []classView {
	order := make([]int, len(c.Labels))
	for i := range order {
		order[i] = i
	}
	found := func(i int) float64 { return ratio(c.Counts[i][i], sumOf(c.Counts[i])) }
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := found(a), found(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	var all []classView
	for _, i := range order[:min(len(order), mostListed)] {
		sum, predicted, worst := sumOf(c.Counts[i]), 0., -1
		for j := range c.Labels {
			predicted += c.Counts[j][i]
			if j != i && c.Counts[i][j] > 0 && (worst < 0 || c.Counts[i][j] > c.Counts[i][worst]) {
				worst = j
			}
		}
		v := classView{Label: c.Labels[i], Count: number(&sum), Found: percent(c.Counts[i][i], sum), Right: percent(c.Counts[i][i], predicted)}
		if worst >= 0 {
			v.TakenFor = c.Labels[worst] + " (" + percent(c.Counts[i][worst], sum) + ")"
		}
		all = append(all, v)
	}
	return all
}

func sumOf(counts []float64) float64 {
	sum := 0.
	for _, n := range counts {
		sum += n
	}
	return sum
}

// ratio is a part of a whole; of nothing, it is nothing.
func ratio(part, whole float64) float64 {
	if r := part / whole; !math.IsNaN(r) && !math.IsInf(r, 0) {
		return r
	}
	return 0
}

func percent(part, whole float64) string { return fmt.Sprintf("%.0f %%", 100*ratio(part, whole)) }
