package site

import (
	"errors"
	"io/fs"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// versionView is the page of a version.
type versionView struct {
	Ref         string
	Group       string
	Label       string
	Description string
	Broken      bool
	Previous    *crumb
	Next        *crumb
	In          []placeView
	Same        bool // the fields below are the same in all targets
	Metrics     []metricTable
	Containers  []container
	Fields      []field
	Card        *card
	Reports     []reportView
	Waivers     []evidence.Waiver
	Events      []eventView
	YAML        string
	FileURL     string
	Problems    []catalog.Problem
}

// A placeView is a version in one target.
type placeView struct {
	state
	Asked    string // what the catalog says
	Live     *Live
	Proof    *Proof
	Wants    string // S, what an approval is bound to
	Content  string
	Approval *eventView
	Waiting  *Waiting
}

// A metricTable puts metrics beside those of the version that is approved.
type metricTable struct {
	Targets  []string
	Approved string // label; empty: none is
	URL      string
	Rows     []metricRow
}

// A metricRow is one metric.
type metricRow struct {
	Name, Value, Other, Trend, Bound string
	Missed                           bool
}

// A container is one image with its model.
type container struct {
	Image, Digest, Model, Framework string
	Environment                     []field
}

// A field is a member in words.
type field struct{ Name, Value string }

// A card is a model card: headings with fields below.
type card struct {
	Status   string
	Sections []cardSection
}

type cardSection struct {
	Title  string
	Fields []field
}

func (w *writer) version(v *catalog.Version) error {
	view := versionView{
		Ref: v.Ref(), Group: v.Group.Path, Label: v.Label.String(), Broken: v.Broken, FileURL: w.fileURL(v.Path),
	}
	at := versionURL(v.Group.Path, view.Label)
	root := rootOf(at)
	text, err := fs.ReadFile(w.Files, v.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		text = []byte("# not readable: " + err.Error())
	}
	view.YAML = string(text)
	i := slices.Index(v.Group.Versions, v)
	if i > 0 {
		l := v.Group.Versions[i-1].Label.String()
		view.Previous = &crumb{l, l + ".html"}
	}
	if i+1 < len(v.Group.Versions) {
		l := v.Group.Versions[i+1].Label.String()
		view.Next = &crumb{l, l + ".html"}
	}
	view.Events = w.events(w.found.ofVersion[[2]string{v.Group.Path, view.Label}], root)
	for _, t := range w.Catalog.Registry.Targets {
		eff, _ := v.Effective(w.Catalog.Registry, t)
		view.In = append(view.In, w.place(v, t, eff, view.Events))
	}
	view.Metrics = w.metricTables(v)
	if eff, problems := v.Effective(w.Catalog.Registry, w.Catalog.Registry.Targets[0]); len(problems) == 0 {
		view.describe(eff.Doc)
	}
	for _, r := range w.Reports[view.Ref] {
		shown, err := newReportView(r)
		if err != nil {
			return err
		}
		view.Reports = append(view.Reports, shown)
	}
	f := frame{Title: view.Label, Here: "version", Page: view, Trail: []crumb{{"Models", root + "index.html"}, {v.Group.Path, "index.html"}}}
	return w.page(at, "version", f)
}

func (w *writer) place(v *catalog.Version, t *catalog.Target, eff catalog.Effective, events []eventView) placeView {
	key := Key{v.Group.Path, v.Label.String(), t.Name}
	p := placeView{state: w.state(v, t.Name, eff), Wants: eff.S, Content: eff.Content}
	p.Asked, _ = eff.Doc["modelApprovalStatus"].(string)
	if live, ok := w.Live[key]; ok {
		p.Live = &live
	}
	if proof, ok := w.Proofs[key]; ok {
		p.Proof = &proof
	}
	for _, e := range events {
		if e.Key == key && e.Kind == Approved {
			p.Approval = &e
			break
		}
	}
	p.Waiting = w.found.waiting[key]
	return p
}
