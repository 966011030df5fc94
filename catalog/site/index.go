package site

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// A searchRow is one version to be found: its group, label, description, and
// what its approvals are worth, in words for the script.
type searchRow [4]string

// searchRows are the versions of a group.
func (w *writer) searchRows(g *shownGroup) []searchRow {
	rows := make([]searchRow, len(g.Versions))
	for i, v := range g.Versions {
		row := searchRow{g.Path, v.Label.String(), "", ""}
		if docs := g.docs[v]; len(docs) > 0 {
			row[2], _ = docs[0]["modelPackageDescription"].(string)
		}
		row[3] = w.standings(v)
		rows[i] = row
	}
	return rows
}

// standings are what a version's approvals are worth, all targets together: what
// one registry can prove does not hide what another one can't.
func (w *writer) standings(v *catalog.Version) string {
	var held []string
	for _, t := range w.Catalog.Registry.Targets {
		switch b := w.basis(Key{v.Group.Path, v.Label.String(), t.Name}); {
		case b.stands():
			held = append(held, approvedStatus)
		case b != "":
			held = append(held, string(b))
		}
	}
	slices.Sort(held)
	return strings.Join(slices.Compact(held), " ")
}

// index writes what is searched. It is a script for the same reason as the data
// of a comparison, and is read when somebody begins to search.
func (w *writer) index(rows []searchRow) error {
	if rows == nil {
		rows = []searchRow{}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return w.put("assets/versions.js", fmt.Appendf(nil, "modelreg.versions(%s)\n", text))
}
