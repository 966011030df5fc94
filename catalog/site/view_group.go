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
	Metrics  []metricColumn // that the rows have, those with a goal first
	Rows     []versionRow
	All      string // URL of the page of all versions; empty: these are all
	Trends   []trend
	Drawn    int      // versions that the charts have
	Undrawn  []string // metrics without a chart, for want of room
	Events   []eventView
	Older    int // events that are not here
	Wrongs   []wrong
	Waiting  []waitingView
	Rules    []ruleView
	Bounds   []bound
	Garbled  bool   // the group's own file can't be read, and neither can what it needs for an approval
	Policy   string // the resource policy as YAML; empty: none
	Compare  string // URL of the page that puts versions side by side; empty: there is one version
	FileURL  string
	Problems []catalog.Problem
}

// How much of a long past a group's page has: what people look at, and what a
// phone loads at once. The rest is a page away.
const (
	mostRows   = 200
	mostTrends = 12
	mostEvents = 100

	mostTroubles = 200 // of what waits, and of what is not as it should be
)

// A versionRow is one version on its group's page, newest first.
type versionRow struct {
	Label       string
	URL         string
	Description string
	Broken      bool
	In          []state
	Metrics     []*float64 // as the head has them; nil: not told
}

// A state is that of a version in a target.
type state struct {
	Target string
	Status string // as the registry holds it; empty: it does not
	Asked  string // what the catalog says; empty: that is not known
	Basis  basis  // of the approval, where it is approved
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

func (w *writer) group(g *shownGroup) error {
	v := groupView{groupRow: w.groupRow(g.Group), Garbled: g.Broken, Metrics: g.columns(w.Catalog.Registry.Targets), FileURL: w.fileURL(g.Path + "/group.yaml"), Policy: policy(g.Group), Rules: w.rules(g.Group)}
	at := groupURL(g.Path)
	root := rootOf(at)
	newest := newestOf(g.Versions, mostRows)
	if len(g.Versions) > 1 {
		v.Compare = "compare.html"
	}
	if len(newest) < len(g.Versions) {
		v.All = "all.html"
		if err := w.all(g, root); err != nil {
			return err
		}
	}
	if err := w.trends(g, &v, newest); err != nil {
		return err
	}
	for _, ver := range slices.Backward(newest) {
		v.Rows = append(v.Rows, w.versionRow(g, ver, v.Metrics))
	}
	for _, m := range slices.Sorted(maps.Keys(g.bounds)) {
		if text := boundText(g.bounds[m]); text != "" {
			v.Bounds = append(v.Bounds, bound{m, text})
		}
	}
	past := w.found.ofGroup[g.Path]
	v.Events = w.events(past[:min(len(past), mostEvents)], root)
	v.Older = len(past) - len(v.Events)
	v.Wrongs = w.found.wrongsOf(g.Path, root)
	v.Wrongs = v.Wrongs[:min(len(v.Wrongs), mostTroubles)]
	waits := w.found.waits[g.Path]
	v.Waiting = w.waitingViews(waits[:min(len(waits), mostTroubles)], root)
	v.Problems = w.found.problems[g.Path+"/group.yaml"]
	for i := range v.In {
		v.In[i].from(root)
	}
	f := frame{Title: g.Path, Here: "group", Trail: []crumb{{"Models", root + "index.html"}}, Page: v}
	if err := w.page(at, "group", f); err != nil {
		return err
	}
	for i := range g.Versions {
		if err := w.version(g, i); err != nil {
			return err
		}
	}
	if v.Compare == "" {
		return nil
	}
	return w.compare(g)
}

func newestOf(all []*catalog.Version, most int) []*catalog.Version {
	return all[max(0, len(all)-most):]
}

// all is the page of all versions of a group that has many, in few words.
func (w *writer) all(g *shownGroup, root string) error {
	v := groupView{groupRow: w.groupRow(g.Group)}
	for _, ver := range slices.Backward(g.Versions) {
		row := w.versionRow(g, ver, nil)
		row.Description = ""
		v.Rows = append(v.Rows, row)
	}
	f := frame{Title: "All versions", Here: "all", Trail: []crumb{{"Models", root + "index.html"}, {g.Path, "index.html"}}, Page: v}
	return w.page("groups/"+escaped(g.Path)+"/all.html", "all", f)
}

// versionRow sums a version up.
func (w *writer) versionRow(g *shownGroup, v *catalog.Version, metrics []metricColumn) versionRow {
	row := versionRow{Label: v.Label.String(), URL: labelURL(v.Label.String()), Broken: v.Broken}
	for i, t := range w.Catalog.Registry.Targets {
		doc := g.docs[v][i]
		row.In = append(row.In, w.state(v, t.Name, doc))
		if row.Description == "" {
			row.Description, _ = doc["modelPackageDescription"].(string)
		}
	}
	for _, m := range metrics {
		row.Metrics = append(row.Metrics, g.metric(v, m))
	}
	return row
}

func (w *writer) state(v *catalog.Version, target string, doc map[string]any) state {
	key := Key{v.Group.Path, v.Label.String(), target}
	live, ok := w.Live[key]
	s := state{Target: target, Live: ok, Known: w.read(target), Status: live.Status, Basis: w.basis(key), Stage: live.Stage, Wrong: len(live.Drift)}
	if doc != nil {
		s.Asked = askedOf(doc)
	}
	return s
}

// askedOf is the state that a document asks for. One that says nothing of it
// asks for none.
func askedOf(doc map[string]any) string {
	if status, _ := doc["modelApprovalStatus"].(string); status != "" {
		return status
	}
	return "PendingManualApproval"
}

// read reports whether a target's registry was read.
func (w *writer) read(target string) bool {
	return w.found.targets[target].read()
}

func boundText(m evidence.Metric) string {
	switch {
	case m.Min != nil && m.Max != nil:
		return "at least " + exact(m.Min) + " and at most " + exact(m.Max)
	case m.Min != nil:
		return "at least " + exact(m.Min)
	case m.Max != nil:
		return "at most " + exact(m.Max)
	}
	return ""
}

// policy is a group's resource policy as YAML.
func policy(g *catalog.Group) string {
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
