package site

import (
	"slices"
	"strings"

	"modelreg/catalog"
)

// A comparison tells of versions of a group in the same words, so that what is
// the same reads the same.
type comparison struct {
	*writer
	group   *shownGroup
	told    []int           // of which targets: those that a version has an override for, and the first one of the others
	divided map[string]bool // metrics that a version has otherwise in one of them
}

func (w *writer) newComparison(g *shownGroup) *comparison {
	c := &comparison{writer: w, group: g, divided: map[string]bool{}}
	others := slices.Index(g.divided, false)
	for i, divided := range g.divided {
		if i == others || divided {
			c.told = append(c.told, i)
		}
	}
	if len(c.told) == 1 {
		return c // nothing to be otherwise in
	}
	for _, v := range g.Versions {
		w, docs := c.docsOf(v)
		for _, m := range w.metricsOf(docs) {
			if len(m.In) > 0 {
				c.divided[m.Name] = true
			}
		}
	}
	return c
}

// docsOf are what a version is in the targets that are told of, as far as it is
// understood there.
func (c *comparison) docsOf(v *catalog.Version) (w walk, docs []any) {
	w.terms = c.group.terms
	for _, i := range c.told {
		if doc := c.group.docs[v][i]; doc != nil {
			w.targets, docs = append(w.targets, c.Catalog.Registry.Targets[i].Name), append(docs, doc)
		}
	}
	return w, docs
}

// metricsOf are the metrics in documents, by name.
func (w walk) metricsOf(docs []any) []member {
	metrics := make([]any, len(docs))
	for i, doc := range docs {
		metrics[i] = doc.(map[string]any)["metrics"]
	}
	return w.members(metrics, true)
}

// addFields adds all fields of a version in words: its states in all targets,
// its metrics, and what else it says.
func (c *comparison) addFields(fields []field, v *catalog.Version) []field {
	for i, t := range c.Catalog.Registry.Targets {
		fields = append(fields, field{"In " + t.Name, c.state(v, t.Name, c.group.docs[v][i]).inWords()})
	}
	w, docs := c.docsOf(v)
	if len(docs) == 0 { // which is not to say nothing
		return append(fields, field{"File", "has problems, so what it says is not known"})
	}
	fields = c.addMetrics(fields, w.targets, w.metricsOf(docs))
	rest := w.members(docs, false, "metrics")
	for i := range rest {
		fields = rest[i].flat(fields, "")
	}
	return fields
}

// metricPrefix is what the names of fields begin with that are metrics.
const metricPrefix = "Metrics › "

// addMetrics adds metrics. One that is divided has a field for each target.
func (c *comparison) addMetrics(fields []field, targets []string, metrics []member) []field {
	for _, m := range metrics {
		name := metricPrefix + m.Name
		if !c.divided[m.Name] {
			fields = append(fields, field{name, m.Value})
			continue
		}
		for _, target := range targets {
			value := m.Value
			for _, in := range m.In {
				if slices.Contains(in.Targets, target) {
					value = in.Value
				}
			}
			fields = append(fields, field{name + " in " + target, value})
		}
	}
	return fields
}

// inWords is the state as a cell has it.
func (s state) inWords() string {
	switch {
	case !s.Known:
		return "not read"
	case !s.Live:
		return "not registered"
	case s.Basis == unproven:
		return "Approved without proof"
	case s.Basis == unknown:
		return "Approved, proof not known"
	}
	return words(s.Status)
}

// goalOf is that of the metric that a field is, also of one that differs between
// targets: Metrics › rmse in production. Empty: it has none.
func (s *shownGroup) goalOf(name string) string {
	metric, ok := strings.CutPrefix(name, metricPrefix)
	if !ok {
		return ""
	}
	if own, ok := s.bounds[metric]; ok {
		return own.Goal
	}
	for i := strings.LastIndex(metric, " in "); i >= 0; i = strings.LastIndex(metric[:i], " in ") {
		if b, ok := s.bounds[metric[:i]]; ok {
			return b.Goal
		}
	}
	return ""
}
