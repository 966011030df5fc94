package catalog

import (
	"strconv"
	"strings"
)

// A textMember is a string of a version's document that has a rule of its own
// wherever it stands.
type textMember struct {
	path   []string // valid during the rule only
	value  string
	holder map[string]any // the mapping that it is a member of
	target *Target        // nil: not known
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

// visitTexts applies textRules to a whole document. Strings that still have
// placeholders are passed over: what they will be is not known.
func visitTexts(doc map[string]any, t *Target, r report) {
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
			if rule := textRules[path[len(path)-1]]; rule != nil && !strings.Contains(v, "${") {
				rule(textMember{path, v, holder, t, r})
			}
		}
	}
	visit(doc, nil)
}
