package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A member is a part of a version as people read it: a name with a value, or
// with members of its own, or with numbered items.
type member struct {
	Name    string
	Value   string
	Code    bool     // the value is for machines: an address, a digest
	In      []within // in place of Value where targets differ
	Members []member
	own     bool // the names of Members are somebody's own
}

// A within is a value in some targets.
type within struct {
	Targets []string
	Value   string // empty: the member is not there
	Code    bool
}

// A walk makes members of the values that a version has in each target.
type walk struct {
	targets []string
	terms   terms
}

// members are those of mappings, one a target; nil where a target has none. Some
// are left out by name. The names are somebody's own, or put into words.
func (w walk) members(values []any, own bool, without ...string) []member {
	order := w.order(values, without)
	all := make([]member, len(order))
	below := make([]any, len(values))
	for i, t := range order {
		for j, v := range values {
			m, _ := v.(map[string]any)
			below[j] = m[t.name]
		}
		title := t.title
		if own {
			title = t.name
		}
		all[i] = w.member(title, t.own, below)
	}
	return all
}

// order are the names in mappings as people read them.
func (w walk) order(values []any, without []string) []*term {
	var all []*term
	for i, v := range values {
		m, _ := v.(map[string]any)
		if all == nil {
			all = make([]*term, 0, len(m))
		}
		for name := range m {
			before := func(v any) bool {
				m, _ := v.(map[string]any)
				_, ok := m[name]
				return ok
			}
			if !slices.Contains(without, name) && !slices.ContainsFunc(values[:i], before) {
				all = append(all, w.terms.of(name))
			}
		}
	}
	slices.SortFunc(all, func(a, b *term) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.name, b.name)) })
	return all
}

// member is one with the values that it has, one a target. The names of its
// members are somebody's own, or put into words.
func (w walk) member(title string, own bool, values []any) member {
	m := member{Name: title}
	switch {
	case every[map[string]any](values):
		m.own, m.Members = own, w.members(values, own)
	case every[[]any](values) && slices.ContainsFunc(values, structured):
		m.Members = w.items(values)
	default:
		m.leaf(w.targets, values)
	}
	return m
}

// every holds that all values that are there are of a type, and one is there.
func every[T any](values []any) bool {
	some := false
	for _, v := range values {
		if _, ok := v.(T); !ok && v != nil {
			return false
		}
		some = some || v != nil
	}
	return some
}

// structured reports whether a list holds more than words.
func structured(v any) bool {
	list, _ := v.([]any)
	return slices.ContainsFunc(list, func(e any) bool {
		switch e.(type) {
		case map[string]any, []any:
			return true
		}
		return false
	})
}

// items are those of lists, named by what they call themselves. One of a name
// that is there already has a number: a comparison finds fields by their names.
func (w walk) items(values []any) []member {
	longest := 0
	for _, v := range values {
		list, _ := v.([]any)
		longest = max(longest, len(list))
	}
	all := make([]member, longest)
	item := make([]any, len(values))
	taken := make(map[string]int, longest)
	for i := range all {
		place := strconv.Itoa(i + 1)
		title := place
		for j, v := range values {
			item[j] = nil
			if list, _ := v.([]any); i < len(list) {
				item[j] = list[i]
				if name := nameOf(list[i]); name != "" {
					title = name
				}
			}
		}
		name := unlike(taken, title)
		if every[map[string]any](item) && title != place {
			all[i] = member{Name: name, Members: w.members(item, false, "name")}
		} else {
			all[i] = w.member(name, false, item)
		}
	}
	return all
}

// unlike is a name as none is that was taken before: rmse, rmse (2).
func unlike(taken map[string]int, name string) string {
	taken[name]++
	if n := taken[name]; n > 1 {
		return unlike(taken, name+" ("+strconv.Itoa(n)+")")
	}
	return name
}

// nameOf is what an item calls itself.
func nameOf(v any) string {
	m, _ := v.(map[string]any)
	for _, name := range []string{"name", "channelName", "profileName", "containerHostname"} {
		if s, ok := m[name].(string); ok {
			return s
		}
	}
	return ""
}

// leaf sets the value, for targets together in which it is the same.
func (m *member) leaf(targets []string, values []any) {
	first := plainText(values[0])
	if !slices.ContainsFunc(values[1:], func(v any) bool { return plainText(v) != first }) {
		m.Value, m.Code = first, isCode(values[0])
		return
	}
	for i, v := range values {
		text := plainText(v)
		same := slices.IndexFunc(m.In, func(o within) bool { return o.Value == text })
		if same >= 0 {
			m.In[same].Targets = append(m.In[same].Targets, targets[i])
		} else {
			m.In = append(m.In, within{[]string{targets[i]}, text, isCode(v)})
		}
	}
}

// folded makes members what a page shows: where all that one has is one other
// member, it has what that one has.
func folded(all []member) []member {
	for i := range all {
		m := &all[i]
		for len(m.Members) == 1 && !m.own {
			below := m.Members[0]
			below.Name = m.Name
			*m = below
		}
		folded(m.Members)
	}
	return all
}

// flat adds every value below a member to fields: Life cycle › Stage. Where
// targets differ, it has a line for each value that says where that holds.
func (m *member) flat(fields []field, above string) []field {
	name := m.Name
	if above != "" {
		name = above + " › " + name
	}
	switch {
	case len(m.In) > 0:
		var all []string
		for _, in := range m.In {
			all = append(all, cmp.Or(in.Value, "nothing")+" in "+strings.Join(in.Targets, ", "))
		}
		return append(fields, field{name, strings.Join(all, "\n")})
	case len(m.Members) == 0:
		return append(fields, field{name, m.Value})
	}
	for i := range m.Members {
		fields = m.Members[i].flat(fields, name)
	}
	return fields
}

// A field is a member in words, with the names of all above it.
type field struct{ Name, Value string }
