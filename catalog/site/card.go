package site

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"modelreg/catalog/site/chart"
)

// A card is a model card, rendered like a document.
type card struct {
	Status   string
	Sections []cardSection
}

// A cardSection is one of SageMaker's model card schema.
type cardSection struct {
	Title       string
	Members     []member
	Evaluations []evaluation
}

// An evaluation is one of the evaluation details.
type evaluation struct {
	Name    string
	Members []member
	Groups  []cardMetrics
}

// cardMetrics is a group of metrics of a card.
type cardMetrics struct {
	Name   string
	Plain  []cardMetric
	Charts []cardChart
	Grids  []cardGrid
}

// A cardMetric is one that is a number or a word.
type cardMetric struct{ Name, Value, Notes string }

// A cardChart is one that is drawn.
type cardChart struct {
	chart.Chart
	Notes string
}

// A cardGrid is a matrix.
type cardGrid struct {
	Name, Notes string
	Head        []string
	Rows        []cardRow
}

type cardRow struct {
	Name  string
	Cells []string
}

// cardSections are in the order of the schema.
// https://docs.aws.amazon.com/sagemaker/latest/dg/model-cards.html
var cardSections = []string{"model_overview", "intended_uses", "business_details", "training_details", "evaluation_details", "additional_information"}

// cardOf reads model cards, one a target; nil where there is none.
func (w walk) cardOf(cards []any) (*card, error) {
	if !slices.ContainsFunc(cards, func(v any) bool { return v != nil }) {
		return nil, nil
	}
	c := &card{}
	contents := make([]any, len(cards))
	names := map[string]bool{}
	for i, v := range cards {
		m, _ := v.(map[string]any)
		if status, ok := m["modelCardStatus"].(string); ok && c.Status == "" {
			c.Status = status
		}
		content, _ := m["modelCardContent"].(map[string]any)
		contents[i] = content
		for name := range content {
			names[name] = true
		}
	}
	order := slices.Concat(cardSections, slices.DeleteFunc(slices.Sorted(maps.Keys(names)), func(name string) bool { return slices.Contains(cardSections, name) }))
	for _, name := range order {
		if !names[name] {
			continue
		}
		of := make([]any, len(contents))
		for i, content := range contents {
			of[i] = content.(map[string]any)[name]
		}
		s := cardSection{Title: w.terms.of(name).title}
		if name == "evaluation_details" && every[[]any](of) && same(of) {
			var err error
			if s.Evaluations, err = w.evaluations(of); err != nil {
				return nil, err
			}
		} else {
			m := w.member(s.Title, w.terms.of(name).own, of)
			if s.Members = folded(m.Members); len(s.Members) == 0 {
				s.Members = []member{m}
			}
		}
		c.Sections = append(c.Sections, s)
	}
	return c, nil
}

// same reports whether all targets have the same metrics in their evaluations.
func same(values []any) bool {
	metrics := func(v any) []any {
		list, _ := v.([]any)
		all := make([]any, len(list))
		for i, e := range list {
			m, _ := e.(map[string]any)
			all[i] = m["metric_groups"]
		}
		return all
	}
	return !slices.ContainsFunc(values, func(v any) bool { return !reflect.DeepEqual(metrics(v), metrics(values[0])) })
}

// evaluations are those of lists that have the same metrics, one a target.
func (w walk) evaluations(values []any) ([]evaluation, error) {
	first, _ := values[0].([]any)
	var all []evaluation
	for i, item := range first {
		m, _ := item.(map[string]any)
		e := evaluation{Name: nameOf(item)}
		rest := make([]any, len(values))
		for j, v := range values {
			if list, _ := v.([]any); i < len(list) {
				rest[j] = list[i]
			}
		}
		e.Members = folded(w.members(rest, false, "name", "metric_groups"))
		groups, _ := m["metric_groups"].([]any)
		for _, g := range groups {
			shown, err := metricsOf(g)
			if err != nil {
				return nil, err
			}
			e.Groups = append(e.Groups, shown)
		}
		all = append(all, e)
	}
	return all, nil
}

// metricsOf draws what is a chart or a matrix. What does not fit its type is
// written as it is.
func metricsOf(group any) (cardMetrics, error) {
	m, _ := group.(map[string]any)
	out := cardMetrics{Name: nameOf(group)}
	data, _ := m["metric_data"].([]any)
	for _, item := range data {
		d, _ := item.(map[string]any)
		name, notes := nameOf(item), plainText(d["notes"])
		value, _ := d["value"].([]any)
		xs, ys := strs(d["x_axis_name"]), strs(d["y_axis_name"])
		var drawn chart.Chart
		var err error
		switch d["type"] {
		case "bar_chart":
			drawn, err = barsOf(name, xs, ys, value)
		case "linear_graph":
			drawn, err = lineOf(name, xs, ys, value)
		case "matrix":
			if grid, ok := gridOf(name, xs, ys, value); ok {
				grid.Notes = notes
				out.Grids = append(out.Grids, grid)
				continue
			}
		}
		switch {
		case err != nil:
			return out, err
		case drawn.SVG != "":
			out.Charts = append(out.Charts, cardChart{drawn, notes})
		default:
			out.Plain = append(out.Plain, cardMetric{name, plainText(d["value"]), notes})
		}
	}
	return out, nil
}

func barsOf(name string, xs, ys []string, value []any) (chart.Chart, error) {
	var bars []chart.Bar
	for i, v := range value {
		f := asFloat(v)
		if f == nil || i >= len(xs) {
			return chart.Chart{}, nil
		}
		bars = append(bars, chart.Bar{Name: xs[i], Value: *f})
	}
	return chart.Bars(name, "Of", axis(ys, "value"), bars)
}

func lineOf(name string, xs, ys []string, value []any) (chart.Chart, error) {
	var x, y []float64
	for _, v := range value {
		point, _ := v.([]any)
		if len(point) != 2 || asFloat(point[0]) == nil || asFloat(point[1]) == nil {
			return chart.Chart{}, nil
		}
		x, y = append(x, *asFloat(point[0])), append(y, *asFloat(point[1]))
	}
	return chart.Line(name, axis(xs, "x"), axis(ys, "y"), x, y)
}

// axis is the name of an axis.
func axis(names []string, other string) string {
	if len(names) == 0 {
		return other
	}
	return strings.Join(names, ", ")
}

func gridOf(name string, xs, ys []string, value []any) (cardGrid, bool) {
	grid := cardGrid{Name: name, Head: xs}
	for i, v := range value {
		cells, ok := v.([]any)
		if !ok || len(cells) != len(xs) || i >= len(ys) {
			return grid, false
		}
		row := cardRow{Name: ys[i]}
		for _, cell := range cells {
			row.Cells = append(row.Cells, plainText(cell))
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid, len(grid.Rows) > 0
}

// strs are the texts of a list, or a text alone.
func strs(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, plainText(e))
		}
		return all
	}
	return nil
}
