package schema

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// A walker takes one value along one schema. It knows the keywords that our
// schemas use; a test fails when a schema uses another one.
type walker struct {
	kind   Kind
	path   []string // to the value at hand
	quiet  bool     // only find out whether there is a violation
	failed bool     // a violation was found that is more than a warning
	found  []Violation
}

// check walks v along s and notes every violation.
func (w *walker) check(s *jsonschema.Schema, v any) {
	s = target(s)
	if len(s.Types) > 0 && !hasType(s.Types, v) {
		w.fail(func() Violation { return wrongType(w.noun(), s.Types, v) })
		return // what else could be said follows from the type
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		w.fail(func() Violation { return Violation{Message: unknownValue(w.noun(), v, s.Enum)} })
		return
	}
	if len(s.AnyOf) > 0 {
		w.anyOf(s.AnyOf, v)
	}
	if s.If != nil {
		next := s.Else
		if w.holds(s.If, v) {
			next = s.Then
		}
		if next != nil {
			w.check(next, v)
		}
	}
	switch v := v.(type) {
	case map[string]any:
		w.object(s, v)
	case []any:
		w.list(s, v)
	case string:
		w.text(s, v)
	case float64:
		w.number(s, v)
	}
}

// holds reports whether v fits s.
func (w *walker) holds(s *jsonschema.Schema, v any) bool {
	probe := walker{kind: w.kind, quiet: true}
	probe.check(s, v)
	return !probe.failed
}

// anyOf tells, when nothing fits, what the first choice finds: in our schemas
// that is what people mean, and the others are placeholders.
func (w *walker) anyOf(choices []*jsonschema.Schema, v any) {
	for _, c := range choices {
		if w.holds(c, v) {
			return
		}
	}
	w.check(choices[0], v)
}

func (w *walker) object(s *jsonschema.Schema, v map[string]any) {
	if s.MinProperties >= 0 && len(v) < s.MinProperties {
		w.fail(func() Violation { return Violation{Message: tooFew(w.noun(), len(v), s.MinProperties, "entries")} })
	}
	if s.MaxProperties >= 0 && len(v) > s.MaxProperties {
		w.fail(func() Violation { return Violation{Message: tooMany(w.noun(), len(v), s.MaxProperties, "entries")} })
	}
	for _, name := range s.Required {
		if _, ok := v[name]; !ok {
			w.fail(func() Violation { return Violation{Message: missing(w.noun(), name)} })
		}
	}
	for name, value := range v {
		w.path = append(w.path, name)
		if s.PropertyNames != nil && !w.holds(s.PropertyNames, name) {
			w.fail(func() Violation { return Violation{AtKey: true, Message: badKey(w.holder(), name, s.PropertyNames)} })
		}
		if p, ok := s.Properties[name]; ok {
			w.check(p, value)
		} else if p, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
			w.check(p, value)
		} else if s.AdditionalProperties == false {
			w.fail(func() Violation { return Violation{AtKey: true, Message: w.unknownMember(name, s.Properties)} })
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) list(s *jsonschema.Schema, v []any) {
	if s.MinItems >= 0 && len(v) < s.MinItems {
		w.fail(func() Violation { return Violation{Message: tooFew(w.noun(), len(v), s.MinItems, "items")} })
	}
	if s.MaxItems >= 0 && len(v) > s.MaxItems {
		w.fail(func() Violation { return Violation{Message: tooMany(w.noun(), len(v), s.MaxItems, "items")} })
	}
	items, _ := s.Items.(*jsonschema.Schema)
	var first map[string]int
	for i, item := range v {
		w.path = append(w.path, strconv.Itoa(i))
		if text, ok := item.(string); ok && s.UniqueItems {
			if first == nil {
				first = make(map[string]int, len(v))
			}
			if j, again := first[text]; again {
				w.fail(func() Violation { return Violation{Message: repeated(w.holder(), text, j)} })
			} else {
				first[text] = i
			}
		}
		if items != nil {
			w.check(items, item)
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) text(s *jsonschema.Schema, v string) {
	if s.MinLength >= 0 || s.MaxLength >= 0 {
		n := utf8.RuneCountInString(v)
		if n < s.MinLength {
			w.fail(func() Violation { return Violation{Message: tooShort(w.noun(), n, s.MinLength)} })
			return
		}
		if s.MaxLength >= 0 && n > s.MaxLength {
			w.fail(func() Violation { return Violation{Message: tooLong(w.noun(), n, s.MaxLength)} })
			return
		}
	}
	a := notes(s)
	if s.Pattern != nil && !a.matches(s.Pattern, v) {
		w.fail(func() Violation { return Violation{Message: badText(w.noun(), v, s)} })
	}
	if a.known != nil && !w.quiet && !slices.Contains(a.known, v) && !strings.Contains(v, "${") {
		w.note(Violation{Warning: true, Message: notKnown(w.noun(), v, a.known)})
	}
}

func (w *walker) number(s *jsonschema.Schema, v float64) {
	if s.Minimum != nil {
		if least, _ := s.Minimum.Float64(); v < least {
			w.fail(func() Violation { return Violation{Message: tooSmall(w.noun(), v, least)} })
		}
	}
	if s.Maximum != nil {
		if most, _ := s.Maximum.Float64(); v > most {
			w.fail(func() Violation { return Violation{Message: tooLarge(w.noun(), v, most)} })
		}
	}
}

// fail notes a violation at the current path. The sentence is written only
// when somebody will read it.
func (w *walker) fail(say func() Violation) {
	w.failed = true
	if !w.quiet {
		w.note(say())
	}
}

func (w *walker) note(v Violation) {
	v.Path = slices.Clone(w.path)
	w.found = append(w.found, v)
}

// sorted gives what was found in an order that does not depend on maps.
func (w *walker) sorted() []Violation {
	slices.SortFunc(w.found, func(a, b Violation) int {
		return cmp.Or(slices.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	return w.found
}

func hasType(types []string, v any) bool {
	is := typeOf(v)
	for _, t := range types {
		if t == is {
			return true
		}
		if f, ok := v.(float64); ok && t == "integer" && f == math.Trunc(f) && !math.IsInf(f, 0) {
			return true
		}
	}
	return false
}

// typeOf names the JSON type of a value.
func typeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}
