package render

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"modelreg/cmd/internal/cli"
)

// mostShown is how many tables of metrics people see of one edit.
const mostShown = 5

// metricsText puts the metrics of versions beside those of what is approved.
func metricsText(w io.Writer, all []EditMetrics, l Look) error {
	all = slices.DeleteFunc(slices.Clone(all), func(m EditMetrics) bool { return len(m.Metrics) == 0 })
	for i, m := range all {
		if i == mostShown {
			_, err := fmt.Fprintf(w, "Metrics of %s are not shown here; -o json has them all.\n", count(len(all)-i, "more version"))
			return err
		}
		if err := m.text(w, l); err != nil {
			return err
		}
	}
	return nil
}

// text is a title and a table. Columns in which nothing is said are left out.
func (m EditMetrics) text(w io.Writer, l Look) error {
	title := fmt.Sprintf("Metrics of %s in %s; no version to compare with asks to be approved there:", m.Ref, strings.Join(m.Targets, ", "))
	if m.Approved != "" {
		title = fmt.Sprintf("Metrics of %s in %s, beside %s, which asks to be approved:", m.Ref, strings.Join(m.Targets, ", "), m.Approved)
	}
	for _, line := range l.wrap(cli.Safe(title), 0) {
		fmt.Fprintln(w, line)
	}
	columns := []column{
		{title: "metric", cut: true}, {title: "value"}, {title: "approved", keep: 3},
		{title: "change", keep: 1}, {title: "is", keep: 4}, {title: "threshold", keep: 2},
	}
	rows := make([][]string, len(m.Metrics))
	for i, e := range m.Metrics {
		rows[i] = []string{cli.Safe(e.Name), numberOrNone(e.Value), numberOrNone(e.Approved), e.change(), string(e.Trend), e.threshold()}
	}
	for i := len(columns) - 1; i > 1; i-- {
		if !slices.ContainsFunc(rows, func(row []string) bool { return row[i] != "" }) {
			columns = without(columns, i)
			for n := range rows {
				rows[n] = without(rows[n], i)
			}
		}
	}
	return l.table(w, columns, rows)
}

// change is how far a metric is from the approved version's, with as many
// digits as people look at.
func (e EditMetric) change() string {
	if e.Value == nil || e.Approved == nil {
		return ""
	}
	text := strconv.FormatFloat(*e.Value-*e.Approved, 'g', 4, 64)
	if *e.Value > *e.Approved {
		text = "+" + text
	}
	return text
}

// threshold is what a request for approval has to reach.
func (e EditMetric) threshold() string {
	var bounds []string
	if e.Missed {
		bounds = append(bounds, "missed")
	}
	if e.Min != nil {
		bounds = append(bounds, "min "+numberOrNone(e.Min))
	}
	if e.Max != nil {
		bounds = append(bounds, "max "+numberOrNone(e.Max))
	}
	return strings.Join(bounds, " ")
}

func numberOrNone(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}
