package schema

import "github.com/santhosh-tekuri/jsonschema/v5"

// An annotations value holds what the schemas say beside JSON Schema's own
// keywords, and what is prepared for the walk. It checks nothing itself.
type annotations struct {
	// words say what a pattern or a propertyNames pattern wants
	// (patternErrorMessage, which editors show as well).
	words string
	// known are the values that this release knows, where others are allowed
	// with a warning: the examples of a schema with warnUnknown.
	known []string
	// quick decides for the pattern where it can; nil where there is none.
	quick *automaton
}

// Compile reads the annotations of one schema object, nil if it has none.
func (annotations) Compile(_ jsonschema.CompilerContext, m map[string]any) (jsonschema.ExtSchema, error) {
	var a annotations
	a.words, _ = m["patternErrorMessage"].(string)
	if p, ok := m["pattern"].(string); ok {
		a.quick = newAutomaton(p)
	}
	if m["warnUnknown"] == true {
		list, _ := m["examples"].([]any)
		for _, e := range list {
			if s, ok := e.(string); ok {
				a.known = append(a.known, s)
			}
		}
	}
	if a.words == "" && a.known == nil && a.quick == nil {
		return nil, nil
	}
	return a, nil
}

// Validate accepts everything: these are annotations.
func (annotations) Validate(jsonschema.ValidationContext, any) error { return nil }

// notes are the annotations of a compiled schema.
func notes(s *jsonschema.Schema) annotations {
	a, _ := s.Extensions["modelreg"].(annotations)
	return a
}
