package catalog

import (
	"slices"

	"modelreg/schema"
)

// A Refusal is a value that validate would refuse.
type Refusal struct {
	Path    []string // member names, list indexes as decimals
	Message string   // what is wrong; what would be right
}

// Refusals are the values of a document that validate would refuse whatever
// the target, in the order of their paths. The document is a version's or a
// group's without apiVersion, kind and overrides, and has no placeholders:
// "${" stands for itself. A text that has one is not looked into, as is one in
// a file.
func Refusals(k schema.Kind, doc map[string]any) ([]Refusal, error) {
	set, err := schemas()
	if err != nil {
		return nil, err
	}
	var found []Refusal
	note := func(path []string, sev Severity, _, message string) {
		if sev == Error {
			found = append(found, Refusal{slices.Clone(path), message})
		}
	}
	whole := map[string]any{"apiVersion": APIVersion, "kind": kinds[k]}
	for member, value := range doc {
		whole[member] = value
	}
	for _, v := range set.Validate(k, whole) {
		note(v.Path, severity(v), "", v.Message)
	}
	if k == schema.Group {
		checkGroupDoc(doc, nil, note)
	} else {
		checkContent(doc, textMembers(doc), nil, note)
	}
	slices.SortStableFunc(found, func(a, b Refusal) int { return slices.Compare(a.Path, b.Path) })
	return found, nil
}
