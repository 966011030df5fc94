package site

import (
	"maps"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/site/chart"
)

// metrics are those of a group's versions: first those that have a goal, then
// by name.
func (s *shownGroup) metrics() []string {
	seen := map[string]bool{}
	for _, docs := range s.docs {
		for _, doc := range docs {
			values, _ := doc["metrics"].(map[string]any)
			for name := range values {
				seen[name] = true
			}
		}
	}
	names := slices.Sorted(maps.Keys(seen))
	slices.SortStableFunc(names, func(a, b string) int {
		_, x := s.bounds[a]
		_, y := s.bounds[b]
		switch {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
	return names
}

func asFloat(v any) *float64 {
	switch v := v.(type) {
	case float64:
		return &v
	case int:
		f := float64(v)
		return &f
	}
	return nil
}

// trends draw the first metrics over versions.
func (w *writer) trends(g *shownGroup, v *groupView, versions []*catalog.Version) error {
	v.Drawn = len(versions)
	for _, m := range v.Metrics {
		points := w.points(g, versions, m)
		if len(points) < 2 {
			continue
		}
		if len(v.Trends) == mostTrends {
			v.Undrawn = append(v.Undrawn, m.Name)
			continue
		}
		c, err := chart.Trend(m.Name, points, boundsOf(g.bounds[m.metric]))
		if err != nil {
			return err
		}
		v.Trends = append(v.Trends, trend{m.Name, goalText(g.bounds[m.metric].Goal), c})
	}
	return nil
}

// points are the versions that have a metric.
func (w *writer) points(g *shownGroup, versions []*catalog.Version, metric metricColumn) []chart.Point {
	var all []chart.Point
	for _, ver := range versions {
		value := g.metric(ver, metric)
		if value == nil {
			continue
		}
		p := chart.Point{Label: ver.Label.String(), Value: *value}
		w.approvals(g, ver, metric.targets, &p)
		all = append(all, p)
	}
	return all
}

// approvals say where and since when a version is approved, and where that is
// only asked for, or not proven; of the targets that a point is of.
func (w *writer) approvals(g *shownGroup, v *catalog.Version, targets []int, p *chart.Point) {
	var where []string
	for _, i := range targets {
		t := w.Catalog.Registry.Targets[i]
		key := Key{g.Path, p.Label, t.Name}
		switch b := w.basis(key); {
		case !w.read(t.Name) && slices.Contains(g.approved[i], v):
			where = append(where, "asked for in "+t.Name+", which was not read")
		case !w.read(t.Name):
			where = append(where, "not known in "+t.Name+", which was not read")
		case b == unproven:
			where = append(where, "in "+t.Name+" without proof")
		case b == unknown:
			where = append(where, "in "+t.Name+", proof not known")
		case b.stands():
			p.Approved = true
			text := "in " + t.Name
			if day, merged := w.since(key); merged {
				text += " since " + day.UTC().Format("2 Jan 2006")
				p.Day = day.UTC().Format("2 Jan 06")
			}
			where = append(where, text)
		}
	}
	p.When = strings.Join(where, ", ")
}

func boundsOf(t catalog.Threshold) []chart.Bound {
	var all []chart.Bound
	if t.Min != nil {
		all = append(all, chart.Bound{Name: "at least", Value: *t.Min})
	}
	if t.Max != nil {
		all = append(all, chart.Bound{Name: "at most", Value: *t.Max})
	}
	return all
}
