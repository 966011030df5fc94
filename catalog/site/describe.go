package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A container is one image with its model.
type container struct {
	Name    string
	Members []member
}

// A section is one part of what a version says.
type section struct {
	ID, Title, About string
	Members          []member
}

// sections are what a version says beside what has a place of its own, in the
// order in which they are read.
var sections = []section{
	{ID: "modelLifeCycle", Title: "Life cycle"},
	{ID: "inferenceSpecification", Title: "Where and how it runs"},
	{ID: "additionalInferenceSpecifications", Title: "Other ways in which it runs"},
	{ID: "metadataProperties", Title: "Where it came from"},
	{ID: "customerMetadataProperties", Title: "Notes"},
	{ID: "modelMetrics", Title: "Reports that SageMaker knows of"},
	{ID: "driftCheckBaselines", Title: "What monitors compare live traffic with"},
	{ID: "sourceAlgorithmSpecification", Title: "Algorithm"},
	{ID: "validationSpecification", Title: "Validation"},
	{ID: "securityConfig", Title: "Encryption"},
}

// elsewhere are members that have a place of their own on the page.
var elsewhere = []string{"modelPackageDescription", "metrics", "modelCard", "modelApprovalStatus", "approvalRequest", "waivers"}

// describe puts a version's documents, one a target, into words.
func (v *versionView) describe(w walk, docs []map[string]any, made time.Time) {
	values := func(name string) []any {
		all := make([]any, len(docs))
		for i, doc := range docs {
			all[i] = doc[name]
		}
		return all
	}
	first := docs[0]
	v.Description, _ = first["modelPackageDescription"].(string)
	v.Request = exact(asFloat(first["approvalRequest"]))
	v.Waivers = waivers(first["waivers"], made)
	v.Containers = w.containers(values("inferenceSpecification"))
	done := slices.Clone(elsewhere)
	for _, s := range sections {
		done = append(done, s.ID)
		if s.ID == "inferenceSpecification" {
			s.Members = w.members(values(s.ID), false, "containers")
		} else {
			s.Members = w.member(s.Title, w.terms.of(s.ID).own, values(s.ID)).Members
		}
		if len(s.Members) > 0 {
			s.Members = folded(s.Members)
			v.Sections = append(v.Sections, s)
		}
	}
	whole := make([]any, len(docs))
	for i, doc := range docs {
		whole[i] = doc
	}
	if rest := w.members(whole, false, done...); len(rest) > 0 {
		v.Sections = append(v.Sections, section{ID: "rest", Title: "Everything else", Members: folded(rest)})
	}
}

// containers are those of inference specifications, one a target.
func (w walk) containers(specs []any) []container {
	lists := make([]any, len(specs))
	longest := 0
	for i, s := range specs {
		m, _ := s.(map[string]any)
		list, _ := m["containers"].([]any)
		lists[i], longest = list, max(longest, len(list))
	}
	var all []container
	for i := range longest {
		c := container{Name: fmt.Sprintf("Container %d of %d", i+1, longest)}
		of := make([]any, len(lists))
		for j, l := range lists {
			if list, _ := l.([]any); i < len(list) {
				m, _ := list[i].(map[string]any)
				if name, ok := m["containerHostname"].(string); ok {
					c.Name = name
				}
				of[j] = inWords(m)
			}
		}
		if longest == 1 && strings.HasPrefix(c.Name, "Container ") {
			c.Name = "The container"
		}
		c.Members = folded(w.members(of, false, "containerHostname"))
		all = append(all, c)
	}
	return all
}

// inWords says what an image is that SageMaker has.
func inWords(c map[string]any) map[string]any {
	ref, ok := c["image"].(map[string]any)
	if !ok {
		return c
	}
	text := fmt.Sprintf("%v %v, as SageMaker offers it in the region", ref["framework"], ref["version"])
	for _, name := range slices.Sorted(maps.Keys(ref)) {
		if name != "framework" && name != "version" {
			text += fmt.Sprintf(", %s %s", strings.ToLower(sentence(name)), plainText(ref[name]))
		}
	}
	c = maps.Clone(c)
	c["image"] = text
	return c
}

// A waiverView is somebody's word that a version may miss a threshold.
type waiverView struct {
	Metric, Who, Why, Until string
	Over                    bool // it does not count any more
}

func waivers(v any, made time.Time) []waiverView {
	list, _ := v.([]any)
	var all []waiverView
	for _, item := range list {
		m, _ := item.(map[string]any)
		text := func(name string) string { s, _ := m[name].(string); return s }
		w := waiverView{Metric: text("metric"), Who: text("who"), Why: text("why"), Until: text("until")}
		if day, err := time.Parse(time.DateOnly, w.Until); err == nil {
			w.Until, w.Over = day.Format("2 January 2006"), made.After(day.AddDate(0, 0, 1))
		}
		all = append(all, w)
	}
	return all
}
