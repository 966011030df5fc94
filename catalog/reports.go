package catalog

import (
	"maps"
	"slices"
	"strings"
)

// A Report is a document on a version that is kept elsewhere.
type Report struct {
	Member string // of the version: modelMetrics.bias.report
	URI    string
}

// Reports lists the reports of a version as it is in one target: on quality,
// bias and explainability, and what Model Monitor compares with.
func Reports(doc map[string]any) []Report {
	var found []Report
	for _, name := range []string{"modelMetrics", "driftCheckBaselines"} {
		found = append(found, reports(mapping(doc, name), []string{name})...)
	}
	return found
}

func reports(doc map[string]any, path []string) (found []Report) {
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		switch v := doc[name].(type) {
		case map[string]any:
			found = append(found, reports(v, append(path[:len(path):len(path)], name))...)
		case string:
			if name == "s3Uri" {
				found = append(found, Report{strings.Join(path, "."), v})
			}
		}
	}
	return found
}
