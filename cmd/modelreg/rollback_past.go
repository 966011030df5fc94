package main

import (
	"context"
	"errors"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
)

// A pastOf is the history that a clone has of what is edited. It is read when
// somebody asks.
type pastOf struct {
	app    *app
	repo   *gittree.Repo
	head   gittree.Commit
	absent error         // why the clone does not have it
	prover *proof.Prover // nil until somebody asks; without GitHub it tells what the catalog said, and nothing about verdicts
	close  func() error
}

// editedPast is the history up to the tip that is edited, or to the commit that is
// checked out; nil where there is none.
func (a *app) editedPast(d *desk) (*pastOf, error) {
	if r, ok := d.place.(*remote); ok {
		if r.repo == nil {
			return nil, nil
		}
		head, err := r.tipHere()
		return &pastOf{app: a, repo: r.repo, head: head, absent: err, close: func() error { return nil }}, nil
	}
	src, err := source.Open(a.dir, "HEAD")
	if errors.Is(err, gittree.ErrNoRepository) || errors.Is(err, gittree.ErrUnborn) || errors.Is(err, source.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &pastOf{app: a, repo: src.Repo(), head: *src.Commit, close: src.Close}, nil
}

// approved reports whether a version ever was to be approved in a target.
func (p *pastOf) approved(ctx context.Context, v *catalog.Version, t *catalog.Target) (bool, error) {
	if p.absent != nil {
		return false, p.absent
	}
	if p.prover == nil {
		var err error
		if p.prover, err = proof.New(ctx, proof.Options{Repo: p.repo, Head: p.head, Now: p.app.Now, Cache: p.app.cacheDir()}); err != nil {
			return false, cli.Failed(err, "")
		}
	}
	entries, err := p.prover.Past(ctx, proof.Version{Group: v.Group.Path, Label: v.Label.String(), File: v.Path}, t)
	return slices.ContainsFunc(entries, func(e evidence.Entry) bool { return e.Now == proposal.Approved }), err
}

// Close lets go of the history.
func (p *pastOf) Close() error { return p.close() }

// takenBack are the versions that the working folder has taken back since the
// commit that is checked out, by target: the latest then, where another one is
// the latest now.
func (a *app) takenBack(ctx context.Context, d *desk, g *catalog.Group) (map[string]*catalog.Version, error) {
	if d.e.pr {
		return nil, nil
	}
	was, err := a.then(ctx, "HEAD", g.Path)
	if errors.Is(err, gittree.ErrNoRepository) {
		return nil, nil
	}
	if err != nil || was == nil || was.Registry == nil {
		return nil, err
	}
	before, ok := was.Group(g.Path)
	if !ok {
		return nil, nil
	}
	back := map[string]*catalog.Version{}
	for _, t := range d.catalog.Registry.Targets {
		then, ok := was.Registry.Target(t.Name)
		if !ok {
			continue
		}
		v, ok := g.Version(latestIn(was.Registry, before, then))
		if !ok || proposal.State(d.catalog.Registry, v, t) != proposal.Rejected {
			continue
		}
		now, ok := g.Version(latestIn(d.catalog.Registry, g, t))
		if ok && now.Label.Compare(v.Label) < 0 {
			back[t.Name] = v
		}
	}
	return back, nil
}
