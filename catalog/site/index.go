package site

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// index writes what is searched: every version with its description and status.
// It is a script for the same reason as the data of a comparison, and is read
// when somebody begins to search.
func (w *writer) index() error {
	rows := [][]string{}
	reg := w.Catalog.Registry
	for _, g := range w.Catalog.Groups {
		for _, v := range g.Versions {
			row := []string{g.Path, v.Label.String(), "", ""}
			for i, t := range reg.Targets {
				doc, _ := v.In(t)
				if i == 0 {
					row[2], _ = doc["modelPackageDescription"].(string)
				}
				if w.state(v, t.Name, doc).Status == "Approved" {
					row[3] = "Approved"
				}
			}
			rows = append(rows, row)
		}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "modelreg.versions(%s)\n", text)
	return w.put("assets/versions.js", out.Bytes())
}
