package site

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"
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
	c := w.newComparison(g)
	var all []map[string]string
	var names []string // in the order in which they are first met
	seen := map[string]bool{}
	var fields []field
	for _, ver := range slices.Backward(g.Versions) {
		label := ver.Label.String()
		v.Labels = append(v.Labels, label)
		fields = c.addFields(fields[:0], ver)
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

func pairs(fields []field) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for _, f := range fields {
			if !yield(f.Name, f.Value) {
				return
			}
		}
	}
}

// putCompared writes what the script of the page reads about one version. It is
// a script, since a page from a folder can read nothing else.
func (w *writer) putCompared(g *shownGroup, label string, fields []field) error {
	var out bytes.Buffer
	out.Grow(128 * len(fields)) // most take less
	out.WriteString("modelreg.compared(")
	quote(&out, label)
	out.WriteString(",[")
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('[')
		quote(&out, f.Name)
		out.WriteByte(',')
		quote(&out, f.Value)
		if goal := g.goalOf(f.Name); goal != "" {
			out.WriteByte(',')
			quote(&out, goal)
		}
		out.WriteByte(']')
	}
	out.WriteString("])\n")
	return w.put("groups/"+escaped(g.Path)+"/"+label+".js", out.Bytes())
}

// quote writes a text as json.Marshal does, which takes long for the most usual
// ones: those that stay as they are.
func quote(out *bytes.Buffer, text string) {
	if !plain(text) {
		text, _ := json.Marshal(text) // there is no text that it can't write
		out.Write(text)
		return
	}
	out.WriteByte('"')
	out.WriteString(text)
	out.WriteByte('"')
}

// plain reports whether a text is in JSON as it is.
func plain(text string) bool {
	for _, r := range text {
		switch r {
		case '"', '\\', '<', '>', '&', '\u2028', '\u2029', utf8.RuneError:
			return false
		}
		if r < ' ' {
			return false
		}
	}
	return true
}
