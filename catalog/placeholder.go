package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"modelreg/schema"
)

// A template knows where in a document the strings with placeholders are, so
// that the rest need not be searched again for every target. A nil template
// has none.
type template struct {
	parts  []part       // empty for a string
	schema *schema.Part // of a string: what the schema says of it; see recheck
}

// A part is a member or an item that has placeholders.
type part struct {
	name  string // of a member; an item's index as a decimal
	index int    // of an item
	*template
}

// newTemplate finds the placeholders in the strings of v; keys have none.
func newTemplate(v any) *template {
	var parts []part
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "${") {
			return &template{}
		}
	case map[string]any:
		for k, member := range v {
			if t := newTemplate(member); t != nil {
				parts = append(parts, part{k, 0, t})
			}
		}
	case []any:
		for i, item := range v {
			if t := newTemplate(item); t != nil {
				parts = append(parts, part{strconv.Itoa(i), i, t})
			}
		}
	}
	if parts == nil {
		return nil
	}
	return &template{parts: parts}
}

// A substitution replaces placeholders for one target: ${target.region} and
// the like name what the target is, ${target.variables.NAME} what
// registry.yaml says about it, and $${ is a literal ${. What is replaced is
// not looked at again.
type substitution struct {
	target *Target
	// changed, unless nil, hears of every string that became another one, and
	// report of placeholders that mean nothing; those stay as they are written.
	// Paths are valid during the call only.
	changed func(path []string, t *template, s string)
	report  report
	path    []string
}

// fill gives v, which t was made from, with the placeholders replaced.
// Unchanged parts are shared with v. into, unless nil, is what fill gave for
// the same v before: it is written over, which spares making it again.
func (s *substitution) fill(v any, t *template, into any) any {
	if t == nil {
		return v
	}
	switch v := v.(type) {
	case string:
		out := s.text(v)
		if out != v && s.changed != nil {
			s.changed(s.path, t, out)
		}
		return out
	case map[string]any:
		out, ok := into.(map[string]any)
		if !ok {
			out = maps.Clone(v)
		}
		for _, p := range t.parts {
			out[p.name] = s.part(v[p.name], p, out[p.name], ok)
		}
		return out
	case []any:
		out, ok := into.([]any)
		if !ok {
			out = slices.Clone(v)
		}
		for _, p := range t.parts {
			out[p.index] = s.part(v[p.index], p, out[p.index], ok)
		}
		return out
	}
	return v
}

func (s *substitution) part(v any, p part, into any, again bool) any {
	if !again {
		into = nil // it is v's own
	}
	s.path = append(s.path, p.name)
	out := s.fill(v, p.template, into)
	s.path = s.path[:len(s.path)-1]
	return out
}

// text replaces the placeholders of one string.
func (s *substitution) text(in string) string {
	var out strings.Builder
	for {
		i := strings.Index(in, "${")
		if i < 0 {
			out.WriteString(in)
			return out.String()
		}
		if i > 0 && in[i-1] == '$' {
			out.WriteString(in[:i-1])
			out.WriteString("${")
			in = in[i+2:]
			continue
		}
		out.WriteString(in[:i])
		name, rest, closed := strings.Cut(in[i+2:], "}")
		if !closed {
			s.report(s.path, Error, "placeholder", fmt.Sprintf(`placeholder %q is not closed; add "}", or write "$${" for a literal "${"`, short(in[i:])))
			out.WriteString(in[i:])
			return out.String()
		}
		value, ok := s.lookup(name)
		if !ok {
			value = in[i : i+len("${}")+len(name)]
		}
		out.WriteString(value)
		in = rest
	}
}

func (s *substitution) lookup(name string) (value string, ok bool) {
	switch name {
	case "target.region":
		return s.target.Region(), true
	case "target.accountId":
		return s.target.AccountID(), true
	case "target.partition":
		return s.target.Partition(), true
	}
	variable, ok := strings.CutPrefix(name, "target.variables.")
	if !ok {
		s.report(s.path, Error, "placeholder", fmt.Sprintf(
			`unknown placeholder %q; use one of "target.accountId", "target.partition", "target.region", "target.variables.NAME", or write "$${" for a literal "${"`, short(name)))
		return "", false
	}
	if value, ok = s.target.Variables[variable]; !ok {
		s.report(s.path, Error, "placeholder", fmt.Sprintf("unknown variable %q; %s", short(variable), s.known()))
	}
	return value, ok
}

// known says which variables the target has.
func (s *substitution) known() string {
	if len(s.target.Variables) == 0 {
		return "the target has no variables, add it to registry.yaml"
	}
	names := slices.Sorted(maps.Keys(s.target.Variables))
	for i, n := range names {
		names[i] = strconv.Quote(n)
	}
	return "use one of " + strings.Join(names, ", ") + ", or add it to registry.yaml"
}
