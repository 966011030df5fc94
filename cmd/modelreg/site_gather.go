package main

import (
	"cmp"
	"context"
	"errors"
	"path"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/files"
	"modelreg/cmd/internal/source"
)

// A gatherer collects what the pages show. What registries, GitHub and S3 told,
// it remembers, so that a preview asks once.
type gatherer struct {
	*app
	*siteFlags

	whole      *catalog.Catalog    // with all targets
	registries map[string]*reading // by target, but for those that are files
	past       *source.Source      // the catalog at the commit that prover is about; nil: nothing has a past
	prover     *proof.Prover
	unproven   string   // why there is no prover
	fetcher    *fetcher // nil: S3 was not asked yet
	events     []site.Event
	unread     string // why events are not whole
}

// A gathered is what is shown, with the files that it is read from.
type gathered struct {
	*site.Data
	source  *source.Source
	missing bool // a target that was asked for by name was not read
}

// Close lets go of the catalog's files.
func (g *gathered) Close() error { return g.source.Close() }

// Close lets go of the registries, and of the past.
func (g *gatherer) Close() error {
	var errs []error
	for _, r := range g.registries {
		errs = append(errs, r.close())
	}
	if g.past != nil {
		errs = append(errs, g.past.Close())
	}
	return errors.Join(errs...)
}

// gather reads everything. The caller closes it.
func (g *gatherer) gather(ctx context.Context) (_ *gathered, err error) {
	src, err := g.openAt(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, src.Close())
		}
	}()
	d := &site.Data{Live: map[site.Key]site.Live{}, Digests: map[site.Key]string{}, Proofs: map[site.Key]site.Proof{}, Owners: map[string][]string{}}
	if err := g.stand(ctx, src, &d.Source); err != nil {
		return nil, err
	}
	if d.Catalog, d.Problems, err = src.Load(ctx); err != nil {
		return nil, err
	}
	if d.Catalog.Registry == nil {
		return nil, g.refuse(d.Problems, "nothing is known about targets")
	}
	if catalog.HasErrors(d.Problems) {
		g.talk.Warn("the catalog has problems, which the pages show; so does modelreg validate")
	}
	reg := d.Catalog.Registry
	for _, name := range g.targets {
		if _, err := pick(reg, name); err != nil {
			return nil, err
		}
	}
	g.whole, d.Catalog = d.Catalog, g.chosen(d.Catalog)
	d.Source.Repository = reg.Approval.Repository
	d.Source.Server = cmp.Or(g.Getenv("GITHUB_SERVER_URL"), "https://github.com")
	d.Source.Made, d.Source.Tool = g.Now(), buildInfo().String()
	owners := g.owners(src)
	for _, group := range d.Catalog.Groups {
		d.Owners[group.Path] = owners.Of(path.Join(group.Path, "group.yaml"))
	}
	observed := g.observe(ctx, src, d.Catalog)
	err = g.remember(ctx, d)
	observed()
	if err = cmp.Or(ctx.Err(), err); err != nil {
		return nil, err
	}
	if err := g.rest(src, d.Catalog.Registry.Targets); err != nil {
		return nil, err
	}
	shown := &gathered{Data: d, source: src}
	if shown.missing, err = g.targetsOf(ctx, src, d); err != nil {
		return nil, err
	}
	d.Reports = g.reportsOf(ctx, d, src.FS())
	if !g.browse {
		if err := g.forget(); err != nil {
			return nil, err
		}
	}
	return shown, ctx.Err()
}

// rest lets go of what git keeps of what it has read, which takes as much memory
// as the catalog: what is asked for later, it opens again. Where no target asks
// for proof, nothing is proven either.
func (g *gatherer) rest(src *source.Source, targets []*catalog.Target) error {
	var errs []error
	if !g.browse && !slices.ContainsFunc(targets, func(t *catalog.Target) bool { return !free(t) }) {
		g.prover = nil
	}
	for _, s := range []*source.Source{src, g.past} {
		if s != nil && s.Repo() != nil {
			errs = append(errs, s.Repo().Close())
		}
	}
	return errors.Join(errs...)
}

// forget lets go of what only a preview asks for again: of a large catalog that
// is more than all pages need.
func (g *gatherer) forget() error {
	g.prover, g.events = nil, nil
	var errs []error
	for _, r := range g.registries {
		errs = append(errs, r.close())
	}
	g.registries = nil
	return errors.Join(errs...)
}

// chosen is the catalog with those targets alone that the pages are about.
func (g *gatherer) chosen(c *catalog.Catalog) *catalog.Catalog {
	if len(g.targets) == 0 {
		return c
	}
	reg := *c.Registry
	reg.Targets = slices.DeleteFunc(slices.Clone(reg.Targets), func(t *catalog.Target) bool { return !slices.Contains(g.targets, t.Name) })
	return c.WithRegistry(&reg)
}

// stand says which commit is shown. A working folder that is as the commit that
// is checked out, but for pages that were written into it, is shown as that
// commit.
func (g *gatherer) stand(ctx context.Context, src *source.Source, s *site.Source) error {
	if src.Commit == nil {
		head, edited, err := src.Head(ctx)
		switch {
		case errors.Is(err, gittree.ErrNoRepository), errors.Is(err, gittree.ErrUnborn):
			return nil
		case err != nil:
			return cli.Failed(err, "")
		case slices.ContainsFunc(edited, func(file string) bool { return !files.InMade(src.Dir, file) }):
			s.Commit, s.When, s.Edited, s.Folder = head.Hash, head.When, true, src.Folder()
			return nil
		}
		if err := src.AtCommit(); err != nil {
			return err
		}
	}
	s.Commit, s.When, s.Folder = src.Commit.Hash, src.Commit.When, src.Folder()
	if g.rev == "" && g.at == "" {
		return nil
	}
	head, _, err := src.Head(ctx)
	if errors.Is(err, gittree.ErrUnborn) {
		return nil
	}
	s.Past = err == nil && head.Hash != s.Commit && !s.When.After(head.When)
	return cli.Failed(err, "")
}
