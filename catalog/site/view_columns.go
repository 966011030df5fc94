package site

import (
	"slices"

	"modelreg/catalog"
)

// A metricColumn is a metric of a group's versions in targets where none of them
// has it otherwise: what is approved in a target is beside what it has there.
type metricColumn struct {
	Name    string // auc; where targets differ, auc in second
	metric  string
	targets []int // in the catalog's order
}

// columns are the metrics of a group's versions: each has one, or where targets
// differ one for those together in which it is the same.
func (s *shownGroup) columns(targets []*catalog.Target) []metricColumn {
	var all []metricColumn
	for _, metric := range s.metrics() {
		apart := s.apart(metric, len(targets))
		for _, c := range apart {
			c.Name = metric
			if len(apart) > 1 {
				c.Name += " in " + namesOf(targets, c.targets)
			}
			if slices.ContainsFunc(s.Versions, func(v *catalog.Version) bool { return s.metric(v, c) != nil }) {
				all = append(all, c)
			}
		}
	}
	return all
}

// apart puts targets together in which a metric is the same in every version.
func (s *shownGroup) apart(metric string, targets int) []metricColumn {
	var all []metricColumn
	for i := range targets {
		same := slices.IndexFunc(all, func(c metricColumn) bool { return s.same(metric, c.targets[0], i) })
		if same < 0 {
			all = append(all, metricColumn{metric: metric})
			same = len(all) - 1
		}
		all[same].targets = append(all[same].targets, i)
	}
	return all
}

// same reports whether no version has a metric otherwise in one target than in
// another one.
func (s *shownGroup) same(metric string, a, b int) bool {
	if !s.divided[a] && !s.divided[b] {
		return true
	}
	return !slices.ContainsFunc(s.Versions, func(v *catalog.Version) bool {
		docs := s.docs[v]
		if docs[a] == nil || docs[b] == nil {
			return false // what is not known is no other value
		}
		x, y := metricIn(docs[a], metric), metricIn(docs[b], metric)
		return (x == nil) != (y == nil) || x != nil && *x != *y
	})
}

// metric is that of a version, as it is in the first target that has it.
func (s *shownGroup) metric(v *catalog.Version, c metricColumn) *float64 {
	for _, i := range c.targets {
		if f := metricIn(s.docs[v][i], c.metric); f != nil {
			return f
		}
	}
	return nil
}

func metricIn(doc map[string]any, metric string) *float64 {
	values, _ := doc["metrics"].(map[string]any)
	return asFloat(values[metric])
}

func namesOf(targets []*catalog.Target, which []int) string {
	names := make([]string, len(which))
	for i, t := range which {
		names[i] = targets[t].Name
	}
	return list(names)
}
