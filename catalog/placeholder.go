package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A template knows where in a document the strings with placeholders are, so
// that the rest need not be searched again for every target. A nil template
// has none.
type template struct {
	members map[string]*template // of a mapping
	items   map[int]*template    // of a list
}

// newTemplate finds the placeholders in the strings of v; keys have none.
func newTemplate(v any) *template {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "${") {
			return &template{}
		}
	case map[string]any:
		var members map[string]*template
		for k, member := range v {
			if t := newTemplate(member); t != nil {
				if members == nil {
					members = make(map[string]*template)
				}
				members[k] = t
			}
		}
		if members != nil {
			return &template{members: members}
		}
	case []any:
		var items map[int]*template
		for i, item := range v {
			if t := newTemplate(item); t != nil {
				if items == nil {
					items = make(map[int]*template)
				}
				items[i] = t
			}
		}
		if items != nil {
			return &template{items: items}
		}
	}
	return nil
}

// substitute gives v, which t was made from, with the placeholders of its
// strings replaced for one target. ${target.region} and the like name what the
// target is, ${target.variables.NAME} what registry.yaml says about it, and
// $${ is a literal ${. What is replaced is not looked at again. Unchanged
// parts are shared with v.
//
// changed, unless nil, hears of every string that became another one, and r of
// placeholders that mean nothing; those stay as they are written. Paths are
// valid during the call only.
func (t *template) substitute(v any, target *Target, changed func(path []string, s string), r report) any {
	s := substitution{target: target, changed: changed, report: r}
	return s.fill(v, t)
}

type substitution struct {
	target  *Target
	changed func(path []string, s string)
	report  report
	path    []string
}

func (s *substitution) fill(v any, t *template) any {
	if t == nil {
		return v
	}
	switch v := v.(type) {
	case string:
		out := s.text(v)
		if out != v && s.changed != nil {
			s.changed(s.path, out)
		}
		return out
	case map[string]any:
		out := maps.Clone(v)
		for k, sub := range t.members {
			s.path = append(s.path, k)
			out[k] = s.fill(v[k], sub)
			s.path = s.path[:len(s.path)-1]
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i, sub := range t.items {
			s.path = append(s.path, strconv.Itoa(i))
			out[i] = s.fill(v[i], sub)
			s.path = s.path[:len(s.path)-1]
		}
		return out
	}
	return v
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
