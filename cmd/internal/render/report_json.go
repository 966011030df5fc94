package render

import (
	"io"

	"modelreg/sync"
)

// ReportJSON writes a report; schema/report.schema.json describes it.
func ReportJSON(w io.Writer, r *sync.Report) error { return writeJSON(w, r) }
