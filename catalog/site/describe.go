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
	v.Description.leaf(w.targets, values("modelPackageDescription"))
	v.Request.leaf(w.targets, later(values("approvalRequest")))
	v.Waivers = w.waivers(values("waivers"), made)
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

// later are requests for approval without the first one, which goes without
// saying.
func later(requests []any) []any {
	for i, r := range requests {
		if n := asFloat(r); n == nil || *n < 2 {
			requests[i] = nil
		}
	}
	return requests
}

// A waiverView is somebody's word that a version may miss a threshold.
type waiverView struct {
	In                      []string // targets where it holds; none: all
	Metric, Who, Why, Until string
	Over                    bool // it does not count any more
}

// waivers are those of a version, each once.
func (w walk) waivers(values []any, made time.Time) []waiverView {
	var all []waiverView
	for i, v := range values {
		for _, x := range waivers(v, made) {
			same := slices.IndexFunc(all, x.same)
			if same < 0 {
				all = append(all, x)
				same = len(all) - 1
			}
			if in := &all[same].In; !slices.Contains(*in, w.targets[i]) {
				*in = append(*in, w.targets[i])
			}
		}
	}
	for i := range all {
		if len(all[i].In) == len(w.targets) {
			all[i].In = nil
		}
	}
	return all
}

// same reports whether two waivers say the same, wherever they hold.
func (w waiverView) same(o waiverView) bool {
	return w.Metric == o.Metric && w.Who == o.Who && w.Why == o.Why && w.Until == o.Until
}

// waivers are those in a document.
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
