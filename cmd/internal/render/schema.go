package render

import _ "embed"

var (
	//go:embed schema/drift.schema.json
	driftSchema []byte
	//go:embed schema/plan.schema.json
	planSchema []byte
	//go:embed schema/problems.schema.json
	problemsSchema []byte
	//go:embed schema/report.schema.json
	reportSchema []byte
)

// SchemaNames are the names of the JSON forms that commands print, sorted.
func SchemaNames() []string { return []string{"drift", "plan", "problems", "report"} }

// Schema is the JSON Schema of one of them; nil for an unknown name.
func Schema(name string) []byte {
	switch name {
	case "drift":
		return driftSchema
	case "plan":
		return planSchema
	case "problems":
		return problemsSchema
	case "report":
		return reportSchema
	}
	return nil
}
