package site

import (
	"strings"

	"modelreg/catalog/report"
	"modelreg/catalog/site/chart"
)

// A reportView is a report on the page.
type reportView struct {
	Title       string
	URI         string
	Problem     string // why it is not shown; empty: it is
	Bias        []biasView
	Weights     []weightView
	Partial     []chart.Chart
	Quality     []qualityView
	Data        []report.Feature
	Spread      []chart.Chart
	Constraints []report.Constraint
	More        string // what there was no room for
}

// How much of a report has room on a page.
const (
	mostListed   = 200 // rows of a table
	mostMeasured = 500 // rows of all tables on bias
	mostSpread   = 6   // charts of features
)

// A biasView is what was measured of one group of people or things.
type biasView struct {
	report.Bias
	Outcome string // which value of which column is the good one
}

// A weightView is how much features weigh in predictions of a label.
type weightView struct {
	chart.Chart
	Start string // the prediction that their weights are added to; empty: not told
}

func newReportView(r Report) (v reportView, err error) {
	v = reportView{Title: reportTitle(r.Member), URI: r.URI, Problem: r.Problem}
	if r.Read == nil {
		return v, nil
	}
	content, err := r.Read()
	if err != nil {
		v.Problem = err.Error()
		return v, nil
	}
	var more []string
	v.Bias = biasViews(content.Bias, &more)
	v.Data = first(content.Data, "feature", &more)
	v.Constraints = first(content.Constraints, "rule", &more)
	for _, a := range firstOf(content.Features, mostSpread, "label", &more) {
		c, err := weights(a, len(content.Features) > 1, &more)
		if err != nil {
			return v, err
		}
		v.Weights = append(v.Weights, weightView{c, number(a.Expected)})
	}
	for _, d := range firstOf(content.Partial, mostSpread, "feature", &more) {
		c, err := partial(d, &more)
		if err != nil {
			return v, err
		}
		v.Partial = append(v.Partial, c)
	}
	for _, f := range v.Data {
		if len(f.Buckets) == 0 || len(v.Spread) == mostSpread {
			continue
		}
		c, err := spreadOf(f, &more)
		if err != nil {
			return v, err
		}
		v.Spread = append(v.Spread, c)
	}
	for _, q := range content.Quality {
		view, err := quality(q, &more)
		if err != nil {
			return v, err
		}
		v.Quality = append(v.Quality, view)
	}
	v.More = list(more)
	return v, nil
}

// first are those that a table has room for; more says how many it leaves out.
func first[T any](all []T, thing string, more *[]string) []T {
	return firstOf(all, mostListed, thing, more)
}

func firstOf[T any](all []T, most int, thing string, more *[]string) []T {
	if len(all) > most {
		*more = append(*more, count(len(all)-most, "more "+thing))
	}
	return all[:min(len(all), most)]
}

// biasViews are groups with their measures, as far as there is room for them.
func biasViews(all []report.Bias, more *[]string) []biasView {
	var views []biasView
	room := mostMeasured
	for _, b := range all[:min(len(all), mostListed)] {
		if room == 0 {
			break
		}
		b.Metrics = firstOf(b.Metrics, room, "measure", more)
		room -= len(b.Metrics)
		views = append(views, biasView{b, outcome(b)})
	}
	if left := len(all) - len(views); left > 0 {
		*more = append(*more, count(left, "more group"))
	}
	return views
}

func outcome(b report.Bias) string {
	switch {
	case b.Label == "":
		return ""
	case b.Good == "":
		return b.Label
	}
	return b.Label + " = " + b.Good
}

func weights(a report.Attribution, several bool, more *[]string) (chart.Chart, error) {
	title := "What predictions rest on"
	if several {
		title += ", for " + a.Label
	}
	var bars []chart.Bar
	for _, w := range first(a.Values, "feature", more) {
		bars = append(bars, chart.Bar{Name: w.Feature, Value: w.Value})
	}
	return chart.Bars(title, "Feature", "Weight (SHAP value)", bars)
}

func partial(d report.Dependence, more *[]string) (chart.Chart, error) {
	title := "Prediction by " + d.Feature
	if d.Label != "" {
		title += ", for " + d.Label
	}
	if d.Numbers != nil {
		return chart.Line(title, d.Feature, "mean prediction", d.Numbers, d.Mean)
	}
	var bars []chart.Bar
	for i, value := range first(d.Values, "value", more) {
		bars = append(bars, chart.Bar{Name: value, Value: d.Mean[i]})
	}
	return chart.Bars(title, d.Feature, "Mean prediction", bars)
}

// spreadOf draws how the values of a feature are spread.
func spreadOf(f report.Feature, more *[]string) (chart.Chart, error) {
	var bars []chart.Bar
	for _, b := range first(f.Buckets, "value", more) {
		name := b.Word
		if b.Lower != nil {
			name = chart.Number(*b.Lower) + " to " + chart.Number(*b.Upper)
		}
		bars = append(bars, chart.Bar{Name: name, Value: b.Count})
	}
	return chart.Bars("Values of "+f.Name, f.Name, "Rows", bars)
}

// reportTitle says what a report is about.
func reportTitle(member string) string {
	low := strings.ToLower(member)
	for _, t := range []struct{ part, title string }{
		{"bias.pretraining", "Bias in the data, before training"}, {"bias.posttraining", "Bias of the predictions, after training"}, {"bias", "Bias"},
		{"explainability", "Explainability"}, {"modeldataquality", "Data quality"}, {"modelquality", "Model quality"},
	} {
		if !strings.Contains(low, t.part) {
			continue
		}
		title := t.title
		switch {
		case strings.HasSuffix(low, "statistics"):
			title += ": what was measured"
		case strings.HasSuffix(low, "constraints"):
			title += ": the rules"
		}
		if strings.HasPrefix(low, "driftcheckbaselines") {
			title += ", which monitors hold live traffic to"
		}
		return title
	}
	return sentence(strings.NewReplacer(".", "_", "-", "_").Replace(strings.TrimPrefix(member, "modelMetrics.")))
}
