package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/render"
	"modelreg/schema"
	"modelreg/sync"
)

// A pull is what a registry holds, on its way into a catalog.
type pull struct {
	catalog   *catalog.Catalog
	target    *catalog.Target // with adopt: match
	groups    []proposal.PulledGroup
	edits     []proposal.PulledFile // of versions that the catalog has
	lost      []render.Loss
	adoptable bool // some packages are to count as versions by their content
}

// newPull takes in what the registry of a target holds and the catalog does not
// account for.
func newPull(c *catalog.Catalog, t *catalog.Target, have sync.Snapshot) *pull {
	matching := *t
	matching.Adopt = "match"
	p := &pull{catalog: c, target: &matching}
	names := map[string]string{} // of groups, by their names in lower case
	for _, g := range c.Groups {
		names[strings.ToLower(g.Name)] = g.Name
	}
	for _, g := range have.Groups {
		name, known := names[strings.ToLower(g.Name)]
		switch why := g.ForeignTo(c.Registry); {
		case known && name != g.Name:
			p.lose(g, sync.Package{}, "", fmt.Sprintf("its name differs from %q in case alone, and a catalog has one of them", name))
		case why != "":
			p.lose(g, sync.Package{}, "", "the group "+why)
		case g.Status != "Completed":
			p.lose(g, sync.Package{}, "", fmt.Sprintf("the group is %s; pull again when it is Completed", g.Status))
		default:
			names[strings.ToLower(g.Name)] = g.Name
			p.group(g)
		}
	}
	return p
}

// lose notes what can't be said of a group or a package, and why.
func (p *pull) lose(g sync.Group, pkg sync.Package, path, why string) {
	p.lost = append(p.lost, render.Loss{Group: g.Name, Number: pkg.Number, ARN: pkg.ARN, Path: path, Why: why})
}

func (p *pull) group(g sync.Group) {
	pulled := proposal.PulledGroup{Name: g.Name}
	own, isNew := p.find(g.Name)
	if isNew {
		var lost []sync.Lost
		pulled.Doc, lost = sync.ExpressGroup(g)
		for _, l := range lost {
			p.lose(g, sync.Package{}, l.Path, l.Why)
		}
	}
	packages := map[string]sync.Package{}
	for _, pkg := range g.Packages {
		packages[pkg.ARN] = pkg
	}
	holdings := sync.Holdings(sync.Input{Catalog: p.catalog, Target: p.target, Have: sync.Snapshot{Groups: []sync.Group{g}}}, own)
	murky := p.murky(g, holdings)
	for _, h := range holdings {
		pkg := packages[h.ARN]
		switch {
		case h.ARN == "" || h.Owner == sync.Ours:
		case h.Matched:
			p.adoptable = true
			p.matched(g, pkg, h.Version)
		case murky && pkg.Full && h.Owner == sync.Unmanaged:
		default:
			if v := p.version(g, pkg, own, h.Owner); v.Doc != nil {
				pulled.Versions = append(pulled.Versions, v)
			}
		}
	}
	p.adoptable = p.adoptable || len(pulled.Versions) > 0
	if isNew || len(pulled.Versions) > 0 {
		p.groups = append(p.groups, pulled)
	}
}

// murky reports whether nothing new can be taken from a group, and says so: of
// some of its packages it is not known what they hold, and any other one may be a
// version that the catalog has.
func (p *pull) murky(g sync.Group, holdings []sync.Holding) bool {
	missing := slices.ContainsFunc(holdings, func(h sync.Holding) bool { return h.Version != nil && h.ARN == "" })
	var unread []string
	for _, pkg := range g.Packages {
		if !pkg.Full {
			unread = append(unread, fmt.Sprintf("%s/%d", g.Name, pkg.Number))
		}
	}
	if !missing || len(unread) == 0 {
		return false
	}
	p.lose(g, sync.Package{}, "", fmt.Sprintf("%s could not be read whole, so it is not known which package is which version, and nothing new is taken from the group; have the role read that, and pull again", strings.Join(unread, ", ")))
	return true
}

// find is the catalog's group of this name in SageMaker, or a new one without
// versions.
func (p *pull) find(name string) (own *catalog.Group, isNew bool) {
	i := slices.IndexFunc(p.catalog.Groups, func(g *catalog.Group) bool { return g.Name == name })
	if i < 0 {
		return &catalog.Group{Path: name, Name: name}, true
	}
	return p.catalog.Groups[i], false
}

// version says a package in the words of a version's file; without a document
// where that can't be.
func (p *pull) version(g sync.Group, pkg sync.Package, own *catalog.Group, owner sync.Owner) (v proposal.PulledVersion) {
	switch {
	case owner != sync.Unmanaged:
		p.lose(g, pkg, "", "it belongs to another catalog by its markers")
	case pkg.Status != "Completed":
		p.lose(g, pkg, "", fmt.Sprintf("it is %s; only what is Completed can be a version", pkg.Status))
	case unclear(own):
		p.lose(g, pkg, "", fmt.Sprintf("group %q has problems, so it may be one of its versions; mend them and pull again", own.Path))
	default:
		doc, lost := sync.Express(pkg)
		for _, l := range lost {
			p.lose(g, pkg, l.Path, l.Why)
		}
		v = proposal.PulledVersion{Number: pkg.Number, ARN: pkg.ARN, Status: statusOf(pkg), Doc: doc, Vague: !sync.Tells(doc)}
		if doc != nil && p.several() {
			v.Doc = proposal.InTarget(doc, p.target.Name)
		}
	}
	return v
}

// matched has the catalog say how the package of a version that it has stands in
// the target. What it says of that in so many words stays, and with it whatever
// can't be recorded alone: the reason for a rejection is none for the approval
// that the file asks for.
func (p *pull) matched(g sync.Group, pkg sync.Package, v *catalog.Version) {
	moves, _ := sync.Moved(p.catalog.Registry, p.target, v, pkg)
	stated := func(m sync.Move) bool { return proposal.StatedIn(v, p.target, p.several(), m.Path) }
	r := proposal.Recorded{Version: v}
	for _, m := range moves {
		why := fmt.Sprintf("it is %s there, and ", inWords(m.New))
		bound := slices.IndexFunc(moves, func(other sync.Move) bool { return stated(other) && proposal.GoesWith(m.Path, other.Path) })
		switch {
		case stated(m):
			why += fmt.Sprintf("%s says %s, which stays", v.Ref(), inWords(m.Old))
		case bound >= 0:
			why += fmt.Sprintf("goes with %s, of which %s says something else, which stays", strings.Join(moves[bound].Path, "."), v.Ref())
		default:
			r.Moves = append(r.Moves, proposal.RecordedMove(m))
			continue
		}
		p.lose(g, pkg, strings.Join(m.Path, "."), why+"; to record what is there, give drift --pr")
	}
	if len(r.Moves) > 0 {
		p.edits = append(p.edits, proposal.PulledFile{
			Path: v.Path, Kind: schema.Version, Group: g.Name, Number: pkg.Number, ARN: pkg.ARN, Status: statusOf(pkg),
			Changes: r.Changes(len(p.catalog.Registry.Targets), p.target),
		})
	}
}

// inWords is a value in a sentence.
func inWords(v any) string {
	switch v := v.(type) {
	case nil:
		return "not set"
	case string:
		return strconv.Quote(v)
	}
	return fmt.Sprint(v)
}

// several reports whether the catalog has other targets.
func (p *pull) several() bool { return len(p.catalog.Registry.Targets) > 1 }

// statusOf is the approval state of a package; the service means pending by
// saying nothing.
func statusOf(pkg sync.Package) string {
	text, _ := pkg.Doc["modelApprovalStatus"].(string)
	return cmp.Or(text, "PendingManualApproval")
}

// unclear reports whether what a group's versions are is not known for sure.
func unclear(g *catalog.Group) bool {
	return g.Broken || slices.ContainsFunc(g.Versions, func(v *catalog.Version) bool { return v.Broken })
}

// notes say what merging the files leads to.
func (p *pull) notes(files []proposal.PulledFile) []string {
	var notes []string
	versions, approved, asking := 0, 0, 0
	for _, f := range files {
		switch {
		case f.Kind == schema.Group:
			if dir := path.Dir(f.Path); dir != strings.ToLower(f.Group) {
				notes = append(notes, fmt.Sprintf("Group %s is in the folder %s, since its own name is taken there.", f.Group, dir))
			}
			continue
		case f.Doc != nil:
			versions++
		}
		asking++
		if f.Status == proposal.Approved {
			approved++
		}
	}
	if approved > 0 && p.target.Evidence == "github" {
		notes = append(notes, fmt.Sprintf("Approved in %s, so that they ask for approval here: %d of %d versions. The reviewed and merged pull request that brings them in is what proves it.", p.target.Name, approved, asking))
	}
	for _, t := range p.catalog.Registry.Targets {
		if versions > 0 && t.Name != p.target.Name && t.Versions != "approved" {
			notes = append(notes, fmt.Sprintf("Target %s would register these versions, too, as pending: %d. With versions: approved in registry.yaml it is those that are approved there.", t.Name, versions))
		}
	}
	return notes
}
