package catalog

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// maxCard is the size of a model card, written as JSON on one line, in
// characters.
const maxCard = 100_000

// checkCard checks what the schema of the card cannot: its size as SageMaker
// gets it, and that each metric's value is of the type that it names.
//
//	metric_data: [{name: auc, type: number, value: high}]
func checkCard(doc map[string]any, r report) {
	content := mapping(mapping(doc, "modelCard"), "modelCardContent")
	if content == nil {
		return
	}
	path := []string{"modelCard", "modelCardContent"}
	if n := utf8.RuneCount(canonical(content)); n > maxCard {
		r(path, Error, "model-card", fmt.Sprintf("modelCardContent has %d characters as JSON; SageMaker takes at most %d", n, maxCard))
	}
	for i, e := range list(content, "evaluation_details") {
		e, _ := e.(map[string]any)
		for j, g := range list(e, "metric_groups") {
			g, _ := g.(map[string]any)
			for k, m := range list(g, "metric_data") {
				m, _ := m.(map[string]any)
				if want := metricType(m); want != "" {
					r(below(path, "evaluation_details", strconv.Itoa(i), "metric_groups", strconv.Itoa(j), "metric_data", strconv.Itoa(k), "value"),
						Error, "model-card", fmt.Sprintf("value of metric %q is not of type %q; write %s", short(text(m, "name")), text(m, "type"), want))
				}
			}
		}
	}
}

// metricType says what the value of a card's metric should be, or nothing when
// it is that.
func metricType(m map[string]any) string {
	v, has := m["value"]
	if !has {
		return ""
	}
	want, ok := "", true
	switch text(m, "type") {
	case "number":
		_, ok = v.(float64)
		want = "a number"
	case "string":
		_, ok = v.(string)
		want = "a string"
	case "boolean":
		_, ok = v.(bool)
		want = "true or false"
	case "bar_chart", "linear_graph", "matrix":
		_, ok = v.([]any)
		want = "a list"
	}
	if ok {
		return ""
	}
	return want
}
