package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
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
	lost      []render.Loss
	adoptable bool // some packages are to count as versions by their content
}

// newPull takes in what the registry of a target holds and the catalog does not
// account for.
func newPull(c *catalog.Catalog, t *catalog.Target, have sync.Snapshot) *pull {
	matching := *t
	matching.Adopt = "match"
	p := &pull{catalog: c, target: &matching}
	for _, g := range have.Groups {
		switch why := g.ForeignTo(c.Registry); {
		case why != "":
			p.lose(g, sync.Package{}, "", "the group "+why)
		case g.Status != "Completed":
			p.lose(g, sync.Package{}, "", fmt.Sprintf("the group is %s; pull again when it is Completed", g.Status))
		default:
			p.group(g, have)
		}
	}
	return p
}

// lose notes what can't be said of a group or a package, and why.
func (p *pull) lose(g sync.Group, pkg sync.Package, path, why string) {
	p.lost = append(p.lost, render.Loss{Group: g.Name, Number: pkg.Number, ARN: pkg.ARN, Path: path, Why: why})
}

func (p *pull) group(g sync.Group, have sync.Snapshot) {
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
	for _, h := range sync.Holdings(sync.Input{Catalog: p.catalog, Target: p.target, Have: have}, own) {
		pkg := packages[h.ARN]
		switch {
		case h.ARN == "" || h.Owner == sync.Ours:
		case h.Matched:
			p.adoptable = true
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
		return proposal.PulledVersion{Number: pkg.Number, ARN: pkg.ARN, Doc: doc, Vague: !sync.Tells(doc)}
	}
	return v
}

// unclear reports whether what a group's versions are is not known for sure.
func unclear(g *catalog.Group) bool {
	return g.Broken || slices.ContainsFunc(g.Versions, func(v *catalog.Version) bool { return v.Broken })
}

// policy is the member of a group that other targets may refuse.
const policy = "resourcePolicy"

// without leaves out the files that have problems: of a group its policy first,
// then the whole group with its versions.
func (p *pull) without(files []proposal.PulledFile, wrong map[string]catalog.Problem) []proposal.PulledFile {
	var kept []proposal.PulledFile
	var gone []string // folders
	for _, f := range files {
		problem, is := wrong[f.Path]
		if !is {
			kept = append(kept, f)
			continue
		}
		loss := render.Loss{Group: f.Group, ARN: f.ARN, Number: f.Number, Why: problem.Message}
		switch {
		case f.Kind == schema.Group && f.Doc[policy] != nil:
			f.Doc = maps.Clone(f.Doc)
			delete(f.Doc, policy)
			loss.Path = policy
			kept = append(kept, f)
		case f.Kind == schema.Group:
			gone = append(gone, path.Dir(f.Path)+"/")
		}
		p.lost = append(p.lost, loss)
	}
	return slices.DeleteFunc(kept, func(f proposal.PulledFile) bool {
		return slices.ContainsFunc(gone, func(dir string) bool { return strings.HasPrefix(f.Path, dir) })
	})
}

// notes say what merging the files leads to.
func (p *pull) notes(files []proposal.PulledFile) []string {
	versions, approved := 0, 0
	for _, f := range files {
		if f.Kind != schema.Version {
			continue
		}
		versions++
		if f.Doc["modelApprovalStatus"] == "Approved" {
			approved++
		}
	}
	if versions == 0 {
		return nil
	}
	var notes []string
	if approved > 0 && p.target.Evidence == "github" {
		notes = append(notes, fmt.Sprintf("Approved in %s, so that they ask for approval here: %d of %d versions. The reviewed and merged pull request that brings them in is what proves it.", p.target.Name, approved, versions))
	}
	for _, t := range p.catalog.Registry.Targets {
		switch {
		case t.Name == p.target.Name:
		case t.Versions == "approved" && approved > 0:
			notes = append(notes, fmt.Sprintf("Target %s would register the versions that are Approved, too, once that is granted there: %d of %d.", t.Name, approved, versions))
		case t.Versions != "approved":
			notes = append(notes, fmt.Sprintf("Target %s would register all these versions, too: %d. With versions: approved in registry.yaml it is those that are approved there.", t.Name, versions))
		}
	}
	return notes
}
