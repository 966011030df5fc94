package catalog

import (
	"slices"
	"strings"
)

// An Effective is what a version means in one target.
type Effective struct {
	Doc     map[string]any // merged and substituted, images as written; without apiVersion, kind and overrides
	Content string         // digest of what SageMaker takes only at creation; see contentDigest
	S       string         // digest that an approval is bound to; the SHA-256 of Covers
	Asks    []Gate         // the gates whose value the version asks for here
}

// Effective gives the version as it is in target t. Problems say why there is
// no such thing: the file has errors of its own, was not opened
// (LoadOptions.Unchanged), or has placeholders that mean nothing in t.
func (v *Version) Effective(reg *Registry, t *Target) (Effective, []Problem) {
	return v.Written().Effective(reg, t)
}

// Effective is [Version.Effective].
func (w *Written) Effective(reg *Registry, t *Target) (Effective, []Problem) {
	doc, problems := w.In(t)
	if problems != nil {
		return Effective{}, problems
	}
	return Effective{
		Doc:     doc,
		Content: contentDigest(doc),
		S:       digest(covers(reg, w.version, t, doc)),
		Asks:    asks(doc, reg.Approval.Gates),
	}, nil
}

// Effective gives the group's document as it is in target t.
func (g *Group) Effective(t *Target) (map[string]any, []Problem) {
	var problems []Problem
	s := substitution{target: t, report: func(path []string, sev Severity, rule, message string) {
		problems = append(problems, Problem{g.Pos(path...), sev, rule, message})
	}}
	doc := s.fill(g.Doc, newTemplate(g.Doc), nil)
	return doc.(map[string]any), SortProblems(problems)
}

// A source is what the effective documents of a version are made from.
type source struct {
	doc       map[string]any // without the members that have done their work: notEffective
	overrides map[string]any // merge patches by target
	template  *template      // of doc
	last      any            // what in gave last for a target without override
}

var notEffective = []string{"apiVersion", "kind", "overrides"}

// newSource takes doc over.
func newSource(doc map[string]any) *source {
	overrides, _ := doc["overrides"].(map[string]any)
	drop(doc, notEffective)
	return &source{doc: doc, overrides: overrides, template: newTemplate(doc)}
}

// in merges the target's override and then substitutes, once. The document is
// valid until the next call; without override, it is the same mappings each
// time, filled anew. overridden says whether there is an override;
// only where there is none does changed hear of substituted strings.
func (s *source) in(t *Target, changed func([]string, *template, string), r report) (doc map[string]any, overridden bool) {
	fill := substitution{target: t, changed: changed, report: r}
	patch, overridden := s.overrides[t.Name].(map[string]any)
	if !overridden {
		s.last = fill.fill(s.doc, s.template, s.last)
		return s.last.(map[string]any), false
	}
	fill.changed = nil
	doc = mergePatch(s.doc, patch).(map[string]any)
	drop(doc, notEffective)
	return fill.fill(doc, newTemplate(doc), nil).(map[string]any), true
}

func drop(m map[string]any, names []string) {
	for _, n := range names {
		delete(m, n)
	}
}

// asks are the gates whose value doc has.
func asks(doc map[string]any, gates []Gate) []Gate {
	var out []Gate
	for _, g := range gates {
		if value(doc, g.Path) == g.Value {
			out = append(out, g)
		}
	}
	return out
}

// value is the text at a path of mappings. SageMaker takes a version that says
// nothing about its approval for one that waits for it.
func value(doc map[string]any, path []string) string {
	var v any = doc
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	s, ok := v.(string)
	if !ok && slices.Equal(path, []string{"modelApprovalStatus"}) {
		return "PendingManualApproval"
	}
	return s
}

// ParseGate reads member.member=Value, as registry.yaml and Gate.String have
// it. Whether that can be gated is not asked here.
func ParseGate(s string) (Gate, bool) {
	path, want, ok := strings.Cut(s, "=")
	if !ok || path == "" || want == "" {
		return Gate{}, false
	}
	return Gate{Path: strings.Split(path, "."), Value: want}, true
}
