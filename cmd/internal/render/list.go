package render

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/query"
)

// A List is what a catalog says of some versions in one target.
type List struct {
	Format   int             `json:"formatVersion"`
	Catalog  string          `json:"catalog"`
	Commit   string          `json:"commit,omitempty"` // empty for a working folder
	Target   string          `json:"target"`
	Groups   []ListedGroup   `json:"groups"`   // by path, those that were asked for
	Versions []query.Version `json:"versions"` // by group and label, unless another order was asked for
}

// A ListedGroup is a group of a list.
type ListedGroup struct {
	Path        string            `json:"path"`
	Name        string            `json:"name"` // as SageMaker knows it
	Description string            `json:"description,omitempty"`
	Tags        map[string]string `json:"tags"`
	Owners      []string          `json:"owners"`   // of group.yaml, by CODEOWNERS
	Versions    int               `json:"versions"` // that the catalog has
}

// ListText writes a line for each version, and one for each group that has
// none.
func ListText(w io.Writer, list *List, empty []ListedGroup, l Look) error {
	columns := []column{
		{title: "REF"},
		{title: "STATUS", short: shortStatus},
		{title: "ELSEWHERE", keep: 2, short: shortStatus},
		{title: "STAGE", keep: 4},
		{title: "OWNER", keep: 3, cut: true, least: 10},
		{title: "TAGS", keep: 1, cut: true, least: 20},
		{title: "METRICS", keep: 5, fit: fitMetrics, least: 14},
	}
	var rows [][]string
	for _, v := range list.Versions {
		status := v.Status
		if v.Problem != "" {
			status = "problems"
		}
		rows = append(rows, []string{
			cell(v.Ref), status, elsewhere(v, list.Target), cell(v.Stage), cell(strings.Join(v.Owners, ",")), cell(pairs(v.Tags)), metricsOf(v),
		})
	}
	for _, g := range empty {
		rows = append(rows, []string{cell(g.Path), "none", "", "", cell(strings.Join(g.Owners, ",")), cell(pairs(g.Tags)), ""})
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

// cell makes a text fit for a table: one line, and no gap within.
func cell(s string) string { return strings.Join(strings.Fields(cli.Safe(s)), " ") }

// shortStatus says an approval state in a word of its own.
func shortStatus(cell string) string { return strings.ReplaceAll(cell, query.Pending, "Pending") }

// elsewhere tells the targets in which a version has another state.
func elsewhere(v query.Version, target string) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(v.Statuses)) {
		if v.Statuses[name] != v.Status && name != target {
			words = append(words, cli.Safe(name)+"="+v.Statuses[name])
		}
	}
	return strings.Join(words, ",")
}

func pairs(m map[string]string) string {
	var words []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		words = append(words, key+"="+m[key])
	}
	return strings.Join(words, ",")
}

func metricsOf(v query.Version) string {
	var words []string
	for _, name := range v.MetricNames() {
		words = append(words, cell(name)+"="+query.Number(v.Metrics[name]))
	}
	return strings.Join(words, " ")
}

// fitMetrics leaves out metrics until the others have room, and says how many.
func fitMetrics(cell string, room int) string {
	words := strings.Split(cell, " ")
	for n := len(words); n > 0; n-- {
		text := strings.Join(words[:n], " ")
		if n < len(words) {
			text += fmt.Sprintf(" +%d", len(words)-n)
		}
		if runewidth.StringWidth(text) <= room {
			return text
		}
	}
	return fmt.Sprintf("+%d", len(words))
}
