package proposal

import (
	"maps"

	"modelreg/catalog"
)

// stateMembers are the members that say how a version fares in one registry:
// whatever can need proof, and what is said about it. The status of a model card
// is one as well.
var stateMembers = []string{status, "approvalDescription", lifeCycle, "modelPackageRegistrationType"}

const lifeCycle, card, cardStatus = "modelLifeCycle", "modelCard", "modelCardStatus"

// InTarget gives the document of a version with its state in the override of a
// target, and pending in others: what was approved in one registry is approved
// in no other.
func InTarget(doc map[string]any, target string) map[string]any {
	doc, own := maps.Clone(doc), map[string]any{}
	for _, member := range stateMembers {
		if value, ok := doc[member]; ok {
			own[member] = value
			delete(doc, member)
		}
	}
	if whole, ok := doc[card].(map[string]any); ok && whole[cardStatus] != nil {
		own[card] = map[string]any{cardStatus: whole[cardStatus]}
		rest := maps.Clone(whole)
		delete(rest, cardStatus)
		doc[card] = rest
		if len(rest) == 0 {
			delete(doc, card)
		}
	}
	doc[status] = pending
	if own[status] == pending {
		delete(own, status)
	}
	if len(own) > 0 {
		doc["overrides"] = map[string]any{target: own}
	}
	return doc
}

// StatedIn reports whether a version says something of a member for a target in
// so many words: in its override, or where the catalog has no other target, at
// all.
func StatedIn(v *catalog.Version, t *catalog.Target, several bool, path []string) bool {
	var doc any = v.Override(t.Name)
	if !several && !has(doc, path) {
		whole, problems := v.In(t)
		if catalog.HasErrors(problems) {
			return true
		}
		doc = whole
	}
	return has(doc, path)
}

// GoesWith reports whether what a registry holds at one path can't be recorded
// where a file keeps what it says at the other: all that somebody did to a package
// goes with its approval, and life cycle and card are each of a piece.
func GoesWith(path, other []string) bool {
	switch other[0] {
	case status:
		return true
	case lifeCycle, card:
		return path[0] == other[0]
	}
	return false
}

// has reports whether there is anything at a path of mappings, null included.
func has(doc any, path []string) bool {
	for _, name := range path {
		m, _ := doc.(map[string]any)
		next, ok := m[name]
		if !ok {
			return false
		}
		doc = next
	}
	return true
}
