package catalog

import (
	"encoding/json"
	"slices"

	"modelreg/catalog/evidence"
)

// A Threshold says what better means for a metric, and the floor or ceiling
// for an approval. [evidence.Missed] tells which of them a version misses.
type Threshold = evidence.Metric

// Metrics are the thresholds that group.yaml states itself, by metric; nil
// where it states none or was not read.
func (g *Group) Metrics() map[string]Threshold {
	if len(mapping(g.Doc, "metrics")) == 0 {
		return nil
	}
	var in struct{ Metrics map[string]Threshold }
	_ = json.Unmarshal(canonical(g.Doc), &in) // goes on after a value of the wrong type, of which the schema has told
	return in.Metrics
}

// Thresholds are those that a request for approval in the group has to reach,
// by metric: what the group says about one replaces what registry.yaml says.
func (g *Group) Thresholds(reg *Registry) map[string]Threshold {
	return evidence.Thresholds(reg.Metrics, g.Metrics())
}

// AsksApproval reports whether the approval that thresholds are about is among
// the gates whose values are asked for.
func AsksApproval(asks []Gate) bool {
	return slices.ContainsFunc(asks, func(g Gate) bool { return g.String() == evidence.ApprovalGate })
}
