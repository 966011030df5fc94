package site

import (
	"maps"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site/chart"
)

// groupView is the page of a group.
type groupView struct {
	groupRow
	Metrics  []string // names, those with a goal first
	Rows     []versionRow
	Trends   []trend
	Events   []eventView
	Rules    []ruleView
	Bounds   []bound
	Policy   string // the resource policy as YAML; empty: none
	Compare  string // URL of the page that puts versions side by side; empty: there is one version
	FileURL  string
	Problems []catalog.Problem
}

// A versionRow is one version on its group's page, newest first.
type versionRow struct {
	Label       string
	URL         string
	Description string
	Broken      bool
	In          []state
	Metrics     []string // as the head has them
}

// A state is that of a version in a target.
type state struct {
	Target string
	Status string // live; of what is not registered, what the catalog asks for
	Live   bool
	Known  bool // the registry was read
	Stage  string
	Wrong  int
}

// A trend is one metric over the versions.
type trend struct {
	Metric string
	Goal   string
	Chart  chart.Chart
}

// A bound is a threshold in words.
type bound struct{ Metric, Text string }

// A ruleView says who approves versions of a group in some targets.
type ruleView struct {
	Targets []string
	Needed  int
	Who     []string // none: anyone who can write to the repository
}

func (w *writer) group(g *catalog.Group) error {
	v := groupView{groupRow: w.groupRow(g), Metrics: metricNames(w.Catalog.Registry, g), FileURL: w.fileURL(g.Path + "/group.yaml")}
	v.Policy = w.policy(g)
	if len(g.Versions) > 1 {
		v.Compare = "compare.html"
	}
	for _, ver := range slices.Backward(g.Versions) {
		v.Rows = append(v.Rows, w.versionRow(ver, v.Metrics))
	}
	for _, m := range v.Metrics {
		t, ok, err := w.trend(g, m)
		if err != nil {
			return err
		}
		if ok {
			v.Trends = append(v.Trends, t)
		}
	}
	bounds := g.Thresholds(w.Catalog.Registry)
	for _, m := range slices.Sorted(maps.Keys(bounds)) {
		if text := boundText(bounds[m]); text != "" {
			v.Bounds = append(v.Bounds, bound{m, text})
		}
	}
	v.Events = w.events(w.found.ofGroup[g.Path], rootOf(groupURL(g.Path)))
	v.Rules = w.rules(g)
	at := groupURL(g.Path)
	f := frame{Title: g.Path, Here: "group", Trail: []crumb{{"Models", rootOf(at) + "index.html"}}, Page: v}
	if err := w.page(at, "group", f); err != nil {
		return err
	}
	for _, ver := range g.Versions {
		if err := w.version(ver); err != nil {
			return err
		}
	}
	if v.Compare == "" {
		return nil
	}
	return w.compare(g)
}

// versionRow sums a version up.
func (w *writer) versionRow(v *catalog.Version, metrics []string) versionRow {
	row := versionRow{Label: v.Label.String(), URL: v.Label.String() + ".html", Broken: v.Broken}
	for i, t := range w.Catalog.Registry.Targets {
		eff, problems := v.Effective(w.Catalog.Registry, t)
		row.In = append(row.In, w.state(v, t.Name, eff))
		if i > 0 || len(problems) > 0 {
			continue
		}
		row.Description, _ = eff.Doc["modelPackageDescription"].(string)
		values, _ := eff.Doc["metrics"].(map[string]any)
		for _, m := range metrics {
			row.Metrics = append(row.Metrics, number(asFloat(values[m])))
		}
	}
	return row
}

func (w *writer) state(v *catalog.Version, target string, eff catalog.Effective) state {
	live, ok := w.Live[Key{v.Group.Path, v.Label.String(), target}]
	s := state{Target: target, Live: ok, Known: w.read(target), Status: live.Status, Stage: live.Stage, Wrong: len(live.Drift)}
	if !ok {
		s.Status, _ = eff.Doc["modelApprovalStatus"].(string)
	}
	return s
}

// read reports whether a target's registry was read.
func (w *writer) read(target string) bool {
	return w.found.read[target]
}

// metricNames are the metrics of a group's versions: those that have a goal
// first, then by name.
func metricNames(reg *catalog.Registry, g *catalog.Group) []string {
	seen := map[string]bool{}
	for _, v := range g.Versions {
		for _, t := range reg.Targets {
			eff, _ := v.Effective(reg, t)
			values, _ := eff.Doc["metrics"].(map[string]any)
			for name := range values {
				seen[name] = true
			}
			break
		}
	}
	bounds := g.Thresholds(reg)
	names := slices.Sorted(maps.Keys(seen))
	slices.SortStableFunc(names, func(a, b string) int {
		_, x := bounds[a]
		_, y := bounds[b]
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

// trend draws a metric over all versions; ok is false where fewer than two have
// it.
func (w *writer) trend(g *catalog.Group, metric string) (_ trend, ok bool, err error) {
	reg := w.Catalog.Registry
	var points []chart.Point
	for _, v := range g.Versions {
		eff, _ := v.Effective(reg, reg.Targets[0])
		values, _ := eff.Doc["metrics"].(map[string]any)
		if value := asFloat(values[metric]); value != nil {
			points = append(points, chart.Point{Label: v.Label.String(), Value: *value, Approved: w.approvedAnywhere(v)})
		}
	}
	if len(points) < 2 {
		return trend{}, false, nil
	}
	threshold := g.Thresholds(reg)[metric]
	var bounds []chart.Bound
	if threshold.Min != nil {
		bounds = append(bounds, chart.Bound{Name: "at least", Value: *threshold.Min})
	}
	if threshold.Max != nil {
		bounds = append(bounds, chart.Bound{Name: "at most", Value: *threshold.Max})
	}
	c, err := chart.Trend(metric, points, bounds)
	return trend{metric, threshold.Goal, c}, true, err
}

// approvedAnywhere reports whether a version is approved in a registry, or asks
// for it where none was read.
func (w *writer) approvedAnywhere(v *catalog.Version) bool {
	for _, t := range w.Catalog.Registry.Targets {
		if eff, _ := v.Effective(w.Catalog.Registry, t); w.state(v, t.Name, eff).Status == "Approved" {
			return true
		}
	}
	return false
}

func boundText(m evidence.Metric) string {
	switch {
	case m.Min != nil && m.Max != nil:
		return "at least " + number(m.Min) + " and at most " + number(m.Max)
	case m.Min != nil:
		return "at least " + number(m.Min)
	case m.Max != nil:
		return "at most " + number(m.Max)
	}
	return ""
}

// rules say who approves, targets together where the same holds.
func (w *writer) rules(g *catalog.Group) []ruleView {
	policy := w.Catalog.Registry.Policy()
	var all []ruleView
	for _, t := range w.Catalog.Registry.Targets {
		if t.Evidence == "none" {
			continue
		}
		for _, r := range evidence.Rules(policy, evidence.Question{Group: g.Path, Target: t.Name}) {
			v := ruleView{Targets: []string{t.Name}, Needed: r.Approvals, Who: slices.Concat(r.Users, r.Teams)}
			same := slices.IndexFunc(all, func(o ruleView) bool { return o.Needed == v.Needed && slices.Equal(o.Who, v.Who) })
			if same >= 0 {
				all[same].Targets = append(all[same].Targets, t.Name)
			} else {
				all = append(all, v)
			}
		}
	}
	return all
}

// policy is a group's resource policy as YAML.
func (w *writer) policy(g *catalog.Group) string {
	if g.Doc["resourcePolicy"] == nil {
		return ""
	}
	return yamlOf(g.Doc["resourcePolicy"])
}

// fileURL is a file of the catalog on GitHub; empty where it is not known.
func (w *writer) fileURL(name string) string {
	s := w.Source
	if s.Repository == "" || s.Commit == "" {
		return ""
	}
	if s.Folder != "" {
		name = s.Folder + "/" + name
	}
	return s.Server + "/" + s.Repository + "/blob/" + s.Commit + "/" + escaped(name)
}
