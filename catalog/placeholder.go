package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// substitute gives v with the placeholders of its strings replaced for one
// target; keys stay as they are. ${target.region} and the like name what the
// target is, ${target.variables.NAME} what registry.yaml says about it, and
// $${ is a literal ${. What is replaced is not looked at again. Unchanged
// parts are shared with v.
//
// changed, unless nil, hears of every string that became another one, and r of
// placeholders that mean nothing; those stay as they are written. Paths are
// valid during the call only.
func substitute(v any, t *Target, changed func(path []string, s string), r report) any {
	s := substitution{target: t, changed: changed, report: r}
	out, _ := s.value(v)
	return out
}

type substitution struct {
	target  *Target
	changed func(path []string, s string)
	report  report
	path    []string
}

func (s *substitution) value(v any) (out any, differs bool) {
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, "${") {
			return v, false
		}
		out := s.text(v)
		if out != v && s.changed != nil {
			s.changed(s.path, out)
		}
		return out, out != v
	case map[string]any:
		return s.mapping(v)
	case []any:
		return s.list(v)
	}
	return v, false
}

func (s *substitution) mapping(m map[string]any) (any, bool) {
	var out map[string]any
	for k, v := range m {
		s.path = append(s.path, k)
		if nv, differs := s.value(v); differs {
			if out == nil {
				out = maps.Clone(m)
			}
			out[k] = nv
		}
		s.path = s.path[:len(s.path)-1]
	}
	if out == nil {
		return m, false
	}
	return out, true
}

func (s *substitution) list(l []any) (any, bool) {
	var out []any
	for i, v := range l {
		s.path = append(s.path, strconv.Itoa(i))
		if nv, differs := s.value(v); differs {
			if out == nil {
				out = slices.Clone(l)
			}
			out[i] = nv
		}
		s.path = s.path[:len(s.path)-1]
	}
	if out == nil {
		return l, false
	}
	return out, true
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
