package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// A textMember is a string of a version's document that has a rule of its own
// wherever it stands.
type textMember struct {
	path   []string
	holder map[string]any // the mapping that it is a member of

	// Filled in for the rule.
	value  string
	target *Target // nil: not known
	report report
}

func (m textMember) name() string { return m.path[len(m.path)-1] }

func (m textMember) problem(rule, message string) { m.report(m.path, Error, rule, message) }

// textRules are the rules for strings, by member name.
var textRules = map[string]func(textMember){
	"algorithmName":    checkARN,
	"hubContentArn":    checkARN,
	"kmsKeyId":         checkARN,
	"manifestS3Uri":    checkS3,
	"modelDataUrl":     checkS3,
	"s3OutputPath":     checkS3,
	"s3Uri":            checkS3,
	"samplePayloadUrl": checkS3,
	"validationRole":   checkARN,
	"volumeKmsKeyId":   checkARN,
}

// freeKeys are the members whose keys are the user's own; a key that looks
// like a member is none.
var freeKeys = map[string]bool{
	"customerMetadataProperties": true,
	"environment":                true,
	"metrics":                    true,
	"modelCardContent":           true,
	"overrides":                  true,
}

// textMembers finds the members that textRules are for.
func textMembers(doc map[string]any) []textMember {
	var found []textMember
	var path []string
	var visit func(v any, holder map[string]any)
	visit = func(v any, holder map[string]any) {
		switch v := v.(type) {
		case map[string]any:
			for name, value := range v {
				if !freeKeys[name] {
					path = append(path, name)
					visit(value, v)
					path = path[:len(path)-1]
				}
			}
		case []any:
			for i, item := range v {
				path = append(path, strconv.Itoa(i))
				visit(item, nil)
				path = path[:len(path)-1]
			}
		case string:
			if holder != nil && textRules[path[len(path)-1]] != nil {
				found = append(found, textMember{path: slices.Clone(path), holder: holder})
			}
		}
	}
	visit(doc, nil)
	return found
}

// checkTexts applies textRules. Strings that still have placeholders are
// passed over: what they will be is not known.
func checkTexts(members []textMember, t *Target, r report) {
	for _, m := range members {
		m.value, m.target, m.report = text(m.holder, m.name()), t, r
		if !strings.Contains(m.value, "${") {
			textRules[m.name()](m)
		}
	}
}
