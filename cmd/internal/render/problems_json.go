package render

import (
	"encoding/json"
	"io"

	"modelreg/catalog"
)

// ProblemsFormat is the version of the problems' JSON form. A member that is
// added leaves it alone; one that changes its meaning or goes raises it.
const ProblemsFormat = 1

// ProblemsJSON writes one object with all problems; schema/problems.schema.json
// describes it.
func ProblemsJSON(w io.Writer, problems []catalog.Problem) error {
	if problems == nil {
		problems = []catalog.Problem{}
	}
	return writeJSON(w, struct {
		Format   int               `json:"formatVersion"`
		Problems []catalog.Problem `json:"problems"`
		Counts   Tally             `json:"counts"`
	}{ProblemsFormat, problems, TallyOf(problems)})
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
