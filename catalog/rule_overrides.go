package catalog

import (
	"fmt"
	"slices"

	"modelreg/schema"
)

// checkOverrides checks for whom a version says something else: targets that
// there are, and members that a target can have for itself.
//
//	overrides: {prodution: {modelApprovalStatus: Approved}}
func checkOverrides(doc map[string]any, reg *Registry, r report) {
	var targets []string
	if reg != nil {
		for _, t := range reg.Targets {
			targets = append(targets, t.Name)
		}
	}
	for name, patch := range mapping(doc, "overrides") {
		path := []string{"overrides", name}
		if len(targets) > 0 && !slices.Contains(targets, name) {
			r(path, Error, "override", fmt.Sprintf("override is for unknown target %q; %s", short(name), schema.Suggest(name, targets)))
		}
		patch, _ := patch.(map[string]any)
		for _, member := range []string{"apiVersion", "kind", "overrides"} {
			if _, ok := patch[member]; ok {
				r(below(path, member), Error, "override", fmt.Sprintf("%q cannot be overridden; it is the same for all targets", member))
			}
		}
	}
}
