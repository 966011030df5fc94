package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"modelreg/catalog"
)

// compareView puts versions of a group side by side: some without a script, any
// two with one.
type compareView struct {
	Path   string
	Labels []string // newest first
	Shown  []string // those in the table
	Rows   []compareRow
}

// A compareRow is one field of several versions.
type compareRow struct {
	Name   string
	Values []string
}

// shownTogether is how many versions stand side by side without a script.
const shownTogether = 4

func (w *writer) compare(g *shownGroup) error {
	v := compareView{Path: g.Path}
	var all []map[string]string
	var names []string // in the order in which they are first met
	seen := map[string]bool{}
	for _, ver := range slices.Backward(g.Versions) {
		label := ver.Label.String()
		v.Labels = append(v.Labels, label)
		fields := w.fieldsOf(g, ver)
		if err := w.putCompared(g, label, fields); err != nil {
			return err
		}
		if len(all) < shownTogether {
			v.Shown = append(v.Shown, label)
			all = append(all, maps.Collect(pairs(fields)))
			for _, f := range fields {
				if !seen[f.Name] {
					seen[f.Name], names = true, append(names, f.Name)
				}
			}
		}
	}
	for _, name := range names {
		row := compareRow{Name: name}
		for _, values := range all {
			row.Values = append(row.Values, values[name])
		}
		if len(slices.Compact(slices.Clone(row.Values))) > 1 {
			v.Rows = append(v.Rows, row)
		}
	}
	at := "groups/" + escaped(g.Path) + "/compare.html"
	root := rootOf(at)
	return w.page(at, "compare", frame{Title: "Side by side", Here: "compare", Page: v,
		Trail: []crumb{{"Models", root + "index.html"}, {g.Path, "index.html"}}})
}

// fieldsOf are all fields of a version in words: its states in all targets, and
// what it says in the first one, and where an override says otherwise.
func (w *writer) fieldsOf(g *shownGroup, v *catalog.Version) []field {
	var all []field
	var targets []string
	var docs []any
	for i, t := range w.Catalog.Registry.Targets {
		doc := g.docs[v][i]
		s := w.state(v, t.Name, doc)
		word := words(s.Status)
		switch {
		case !s.Known:
			word = "not read"
		case !s.Live:
			word = "not registered"
		case s.Basis == unproven:
			word = "Approved without proof"
		case s.Basis == unknown:
			word = "Approved, proof not known"
		}
		all = append(all, field{"In " + t.Name, word})
		if doc != nil && (len(docs) == 0 || v.Override(t.Name) != nil) {
			targets, docs = append(targets, t.Name), append(docs, doc)
		}
	}
	if len(docs) == 0 {
		return all
	}
	var metrics, rest []field
	for _, m := range (walk{targets}).members(docs, sentence) {
		if m.Name == sentence("metrics") {
			metrics = m.flat("")
			continue
		}
		rest = append(rest, m.flat("")...)
	}
	return slices.Concat(all, metrics, rest)
}

func pairs(fields []field) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for _, f := range fields {
			if !yield(f.Name, f.Value) {
				return
			}
		}
	}
}

// metricPrefix is what the names of fields begin with that are metrics.
const metricPrefix = "Metrics › "

// goalOf is that of the metric that a field is, also of one that differs between
// targets: Metrics › rmse in production. Empty: it has none.
func (s *shownGroup) goalOf(name string) string {
	metric, ok := strings.CutPrefix(name, metricPrefix)
	if !ok {
		return ""
	}
	if own, ok := s.bounds[metric]; ok {
		return own.Goal
	}
	for i := strings.LastIndex(metric, " in "); i >= 0; i = strings.LastIndex(metric[:i], " in ") {
		if b, ok := s.bounds[metric[:i]]; ok {
			return b.Goal
		}
	}
	return ""
}

// putCompared writes what the script of the page reads about one version. It is
// a script, since a page from a folder can read nothing else.
func (w *writer) putCompared(g *shownGroup, label string, fields []field) error {
	var out bytes.Buffer
	list := make([][]string, len(fields))
	for i, f := range fields {
		list[i] = []string{f.Name, f.Value}
		if goal := g.goalOf(f.Name); goal != "" {
			list[i] = append(list[i], goal)
		}
	}
	name, err := json.Marshal(label)
	if err != nil {
		return err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	fmt.Fprintf(&out, "modelreg.compared(%s,%s)\n", name, text)
	return w.put("groups/"+escaped(g.Path)+"/"+label+".js", out.Bytes())
}
