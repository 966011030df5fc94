package site

import (
	"cmp"
	"maps"
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
}

// own are members whose own members have names that somebody else chose.
var own = map[string]bool{"metrics": true, "environment": true, "customerMetadataProperties": true, "custom_details": true, "metadata": true, "tags": true}

// readingOrder is that of members which people read one after the other: what
// comes first in SageMaker's model card schema, and in a pull request. All others
// come after them, by name.
var readingOrder = []string{
	"image", "imageDigest", "modelDataUrl", "modelDataSource", "framework", "frameworkVersion",
	"model_name", "model_description", "model_version", "problem_type", "algorithm_type", "model_creator", "model_owner", "model_artifact", "inference_environment",
	"purpose_of_model", "intended_uses", "factors_affecting_model_efficiency", "risk_rating", "explanations_for_risk_rating",
	"business_problem", "business_stakeholders", "line_of_business",
	"objective_function", "function", "facet", "condition", "notes", "training_observations", "training_job_details",
	"training_arn", "training_datasets", "training_environment", "training_metrics", "user_provided_training_metrics", "hyper_parameters", "user_provided_hyper_parameters",
	"evaluation_observation", "evaluation_job_arn", "datasets",
	"ethical_considerations", "caveats_and_recommendations", "custom_details",
	"stage", "stageStatus", "stageDescription", "modelQuality", "modelDataQuality", "bias", "explainability",
	"name", "description", "repository", "commitId", "projectId", "generatedBy",
}

func rank(name string) int {
	if i := slices.Index(readingOrder, name); i >= 0 {
		return i
	}
	return len(readingOrder)
}

// members are those of mappings, one a target; nil where a target has none.
func (w walk) members(values []any, as func(string) string) []member {
	names := map[string]bool{}
	for _, v := range values {
		m, _ := v.(map[string]any)
		for name := range m {
			names[name] = true
		}
	}
	var all []member
	order := slices.SortedFunc(maps.Keys(names), func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	for _, name := range order {
		below := make([]any, len(values))
		for i, v := range values {
			m, _ := v.(map[string]any)
			below[i] = m[name]
		}
		all = append(all, w.member(name, as(name), below))
	}
	return all
}

// member is one with the values that it has, one a target.
func (w walk) member(name, title string, values []any) member {
	m := member{Name: title}
	switch {
	case every[map[string]any](values):
		as := sentence
		if own[name] {
			as, m.own = asIs, true
		}
		m.Members = w.members(values, as)
	case every[[]any](values) && slices.ContainsFunc(values, structured):
		m.Members = w.items(values)
	default:
		m.leaf(w.targets, values)
	}
	return m
}

func asIs(name string) string { return name }

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

// items are those of lists, named by what they call themselves.
func (w walk) items(values []any) []member {
	longest := 0
	for _, v := range values {
		list, _ := v.([]any)
		longest = max(longest, len(list))
	}
	var all []member
	for i := range longest {
		item := make([]any, len(values))
		title := strconv.Itoa(i + 1)
		for j, v := range values {
			if list, _ := v.([]any); i < len(list) {
				item[j] = list[i]
				if name := nameOf(list[i]); name != "" {
					title = name
				}
			}
		}
		if every[map[string]any](item) && title != strconv.Itoa(i+1) {
			item = without(item, "name")
		}
		all = append(all, w.member("", title, item))
	}
	return all
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
	for i, v := range values {
		text, code := plainText(v), isCode(v)
		same := slices.IndexFunc(m.In, func(o within) bool { return o.Value == text })
		if same >= 0 {
			m.In[same].Targets = append(m.In[same].Targets, targets[i])
		} else {
			m.In = append(m.In, within{[]string{targets[i]}, text, code})
		}
	}
	if len(m.In) == 1 {
		m.Value, m.Code, m.In = m.In[0].Value, m.In[0].Code, nil
	}
}

// folded is a member as a page shows it: where all that it has is one other
// member, it has what that one has.
func (m member) folded() member {
	for len(m.Members) == 1 && !m.own {
		m.own = m.Members[0].own
		m.Value, m.Code, m.In, m.Members = m.Members[0].Value, m.Members[0].Code, m.Members[0].In, m.Members[0].Members
	}
	m.Members = folded(m.Members)
	return m
}

func folded(all []member) []member {
	out := make([]member, len(all))
	for i, m := range all {
		out[i] = m.folded()
	}
	return out
}

// flat names every value below a member: Life cycle › Stage. Where targets
// differ, it has a line for each value that says where that holds.
func (m member) flat(above string) []field {
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
		return []field{{name, strings.Join(all, "\n")}}
	case len(m.Members) == 0:
		return []field{{name, m.Value}}
	}
	var all []field
	for _, below := range m.Members {
		all = append(all, below.flat(name)...)
	}
	return all
}

// A field is a member in words, with the names of all above it.
type field struct{ Name, Value string }
