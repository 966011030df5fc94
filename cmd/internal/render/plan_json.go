package render

import (
	"io"

	"modelreg/sync"
)

// PlanJSON writes a plan as it is saved too; schema/plan.schema.json describes
// it.
func PlanJSON(w io.Writer, p *sync.Plan) error { return p.Encode(w) }
