package site

import (
	"modelreg/catalog"
)

// versionView is the page of a version.
type versionView struct {
	Ref         string
	Group       string
	Label       string
	Description member // one for each target where they differ, and so with Request
	Broken      bool
	Previous    *crumb
	Next        *crumb
	Compare     string // URL of the page that puts it beside another one; empty: there is none
	In          []placeView
	Request     member // which request for approval this is; empty: the first
	Waivers     []waiverView
	Metrics     []metricTable
	Reports     []shownReport
	Unshown     int // reports that there is no room for
	Containers  []container
	Card        *card
	Sections    []section
	Events      []eventView
	YAML        string
	FileURL     string
	Problems    []catalog.Problem
}

// A placeView is a version in one target.
type placeView struct {
	state
	Tone     string // good, wait, bad, calm
	Live     *Live
	Proof    *proofView
	Wants    string     // digest of what an approval is for
	Decision *eventView // the newest one
	Approval bool       // that is the approval which is live
	Waiting  *Waiting
	Problem  string // why the registry was not read
	// AsTheCatalog says that there is nothing that sync would change, or can't,
	// and nothing that somebody else changed.
	AsTheCatalog bool
}

// version is the page of the version that is at place i of its group.
func (w *writer) version(g *shownGroup, i int) error {
	v := g.Versions[i]
	view := versionView{
		Ref: v.Ref(), Group: v.Group.Path, Label: v.Label.String(), Broken: v.Broken, FileURL: w.fileURL(v.Path),
	}
	at := versionURL(v.Group.Path, view.Label)
	root := rootOf(at)
	view.YAML = string(v.Text())
	view.neighbours(g, i)
	view.Events = w.events(w.found.ofVersion[[2]string{v.Group.Path, view.Label}], root)
	for i := range w.Catalog.Registry.Targets {
		view.In = append(view.In, w.place(g, v, i))
	}
	view.Metrics = w.metricTables(g, v)
	view.Problems = w.found.problems[v.Path]
	if err := w.describe(&view, g, v); err != nil {
		return err
	}
	if err := w.reports(&view); err != nil {
		return err
	}
	f := frame{Title: view.Label, Here: "version", Page: view, Trail: []crumb{{"Models", root + "index.html"}, {v.Group.Path, "index.html"}}}
	return w.page(at, "version", f)
}

// neighbours are the versions before and after.
func (view *versionView) neighbours(g *shownGroup, i int) {
	all := g.Versions
	if i > 0 {
		l := all[i-1].Label.String()
		view.Previous = &crumb{l, labelURL(l)}
		view.Compare = compareURL(view.Label, l)
	}
	if i+1 < len(all) {
		l := all[i+1].Label.String()
		view.Next = &crumb{l, labelURL(l)}
		if view.Compare == "" {
			view.Compare = compareURL(l, view.Label)
		}
	}
}

// describe puts what the version says into words, for the targets in which it
// is understood.
func (w *writer) describe(view *versionView, g *shownGroup, v *catalog.Version) (err error) {
	in := walk{terms: g.terms}
	var known []map[string]any
	for i, doc := range g.docs[v] {
		if doc != nil {
			in.targets, known = append(in.targets, w.Catalog.Registry.Targets[i].Name), append(known, doc)
		}
	}
	if len(known) == 0 {
		return nil
	}
	view.describe(in, known, w.Source.Made)
	cards := make([]any, len(known))
	for i, doc := range known {
		cards[i] = doc["modelCard"]
	}
	view.Card, err = in.cardOf(cards)
	return err
}

func (w *writer) place(g *shownGroup, v *catalog.Version, target int) placeView {
	t, doc := w.Catalog.Registry.Targets[target], g.docs[v][target]
	key := Key{v.Group.Path, v.Label.String(), t.Name}
	p := placeView{state: w.state(v, t.Name, doc), Wants: g.wants[v][target], Waiting: w.found.waiting[key]}
	p.Problem = w.found.targets[t.Name].Problem
	if live, ok := w.Live[key]; ok {
		p.Live = &live
	}
	if proof, ok := w.Proofs[key]; ok {
		p.Proof = w.proof(proof)
	}
	if newest := w.decision(key); newest != nil {
		p.Decision = &w.events([]*Event{newest}, "")[0]
		p.Approval = newest.Kind == Approved && p.Live != nil && p.Status == approvedStatus && p.Basis != unproven
	}
	p.AsTheCatalog = w.asTheCatalog(p)
	p.Tone = p.tone()
	return p
}

// asTheCatalog reports whether a registry holds what the catalog says.
func (w *writer) asTheCatalog(p placeView) bool {
	return p.Live != nil && p.Known && p.Asked != "" && !w.Source.Past && p.Waiting == nil &&
		len(p.Live.Drift) == 0 && len(p.Live.Pending) == 0 && len(p.Live.Stuck) == 0
}

// tone is how a place is to be taken at a glance.
func (p placeView) tone() string {
	switch {
	case p.Live != nil && p.Live.Alarm, p.Basis == unproven:
		return "bad"
	case p.Wrong > 0, p.Live != nil && len(p.Live.Stuck) > 0, p.Waiting != nil, p.Basis == unknown:
		return "wait"
	case p.Basis.stands():
		return "good"
	}
	return "calm"
}
