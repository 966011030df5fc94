package site

import (
	"encoding/json"
	"fmt"
)

// A searchRow is one version to be found: its group, label, description, and
// whether an approval of it stands anywhere.
type searchRow [4]string

// searchRows are the versions of a group.
func (w *writer) searchRows(g *shownGroup) []searchRow {
	rows := make([]searchRow, len(g.Versions))
	for i, v := range g.Versions {
		row := searchRow{g.Path, v.Label.String(), "", ""}
		for j, t := range w.Catalog.Registry.Targets {
			doc := g.docs[v][j]
			if j == 0 {
				row[2], _ = doc["modelPackageDescription"].(string)
			}
			if w.state(v, t.Name, doc).Basis.stands() {
				row[3] = approvedStatus
			}
		}
		rows[i] = row
	}
	return rows
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
