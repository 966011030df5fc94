package site

import (
	"slices"

	"modelreg/catalog"
)

// A metricTable puts metrics beside those of the version that is approved.
type metricTable struct {
	Targets  []string
	Approved string // label; empty: none is
	Wished   bool   // that one is only asked for: the registry was not read
	Stands   bool   // the version is approved, by what was needed then
	URL      string
	Rows     []metricRow
}

// A metricRow is one metric.
type metricRow struct {
	Name, Value, Other, Trend, Bound string
	Goal                             string // lower is better, higher is better
	Missed, Waived                   bool
}

// metricTables put a version's metrics beside those of the approved one, a table
// for targets in which the same holds.
func (w *writer) metricTables(g *shownGroup, v *catalog.Version) []metricTable {
	var all []metricTable
	for i, t := range w.Catalog.Registry.Targets {
		doc := g.docs[v][i]
		if doc == nil {
			continue
		}
		table := metricTable{Targets: []string{t.Name}, Wished: !w.read(t.Name), Stands: w.basis(Key{v.Group.Path, v.Label.String(), t.Name}) != ""}
		var beside map[string]any
		if o := g.approvedBeside(v, i); o != nil {
			table.Approved, table.URL, beside = o.Label.String(), labelURL(o.Label.String()), g.docs[o][i]
		}
		excused := waivers(doc["waivers"], w.Source.Made)
		for _, c := range catalog.CompareMetrics(doc, beside, g.bounds, g.bounds) {
			row := metricRow{c.Metric, exact(c.Value), exact(c.Approved), string(c.Trend()), boundText(c.Bounds), goalText(c.Goal), c.Miss != nil, false}
			if g.Broken {
				row.Bound = "not known"
			}
			row.Waived = row.Missed && slices.ContainsFunc(excused, func(w waiverView) bool { return w.Metric == c.Metric && !w.Over })
			table.Rows = append(table.Rows, row)
		}
		same := slices.IndexFunc(all, func(o metricTable) bool {
			return o.Approved == table.Approved && o.Wished == table.Wished && o.Stands == table.Stands && slices.Equal(o.Rows, table.Rows)
		})
		switch {
		case len(table.Rows) == 0:
		case same >= 0:
			all[same].Targets = append(all[same].Targets, t.Name)
		default:
			all = append(all, table)
		}
	}
	return all
}

func goalText(goal string) string {
	switch goal {
	case "minimize":
		return "lower is better"
	case "maximize":
		return "higher is better"
	}
	return ""
}
