package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"modelreg/schema"
)

// gateable are the members that can wait for a proof, since they can change
// after registration, each with the values that can be asked for; nil means
// any. Taking an approval back is never gated.
var gateable = map[string][]string{
	"modelApprovalStatus":          {"Approved"},
	"modelCard.modelCardStatus":    {"Approved", "Archived", "Draft", "PendingReview"},
	"modelLifeCycle.stage":         nil,
	"modelLifeCycle.stageStatus":   nil,
	"modelPackageRegistrationType": {"Logged", "Registered"},
}

// checkGates finds gates that never close: a misspelled one would let
// everything pass without a proof.
//
//	gates: [modelAprovalStatus=Approved]
func checkGates(doc map[string]any, r report) {
	approval := mapping(doc, "approval")
	gates, given := approval["gates"].([]any)
	if !given {
		return
	}
	for i, text := range gates {
		text, _ := text.(string)
		path := []string{"approval", "gates", strconv.Itoa(i)}
		g, ok := ParseGate(text)
		if !ok {
			continue
		}
		member := strings.Join(g.Path, ".")
		switch values, known := gateable[member]; {
		case !known:
			r(path, Error, "gate", fmt.Sprintf("%q cannot be gated; %s", short(member), schema.Suggest(member, slices.Sorted(maps.Keys(gateable)))))
		case values != nil && !slices.Contains(values, g.Value):
			r(path, Error, "gate", fmt.Sprintf("%q is no value of %s that needs proof; %s", short(g.Value), member, schema.Suggest(g.Value, values)))
		}
	}
	if !slices.Contains(gates, any("modelApprovalStatus=Approved")) {
		r([]string{"approval", "gates"}, Warning, "gate", `gates are without "modelApprovalStatus=Approved"; versions will be approved without proof`)
	}
}
