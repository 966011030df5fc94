package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
	"modelreg/sync"
)

// looking are the flags of the commands that compare a catalog with a registry.
type looking struct {
	target      string
	outOfOrder  []string
	prune       bool
	shard       string
	rate        float64
	concurrency int
	policyRoot  *string
	saved       *sync.Plan // to be followed to the letter; nil: a new one

	// adopt asks for a plan of adoptions alone; nil: whatever the catalog says.
	adopt func(*catalog.Catalog) (*sync.Adoption, error)
}

// allowed are the refs that may be registered out of order, and whether
// anything may be deleted. A saved plan brings along what it was allowed.
func (l *looking) allowed() (outOfOrder []string, prune bool) {
	if l.saved != nil {
		return append(l.saved.OutOfOrder, l.outOfOrder...), l.saved.Prune || l.prune
	}
	return l.outOfOrder, l.prune
}

func (a *app) lookingFlags(c *cobra.Command) *looking {
	l := &looking{}
	a.targetFlags(c, l)
	f := c.Flags()
	f.StringSliceVar(&l.outOfOrder, "out-of-order", nil, "register the version `REF` although a higher label is registered")
	f.BoolVar(&l.prune, "prune", false, "delete what this catalog registered and no longer has, within safety.maxDeletes")
	l.shardFlag(f)
	return l
}

// targetFlags are the flags of every command that looks at a target's registry.
func (a *app) targetFlags(c *cobra.Command, l *looking) {
	a.revFlag(c)
	targetFlag(c, &l.target)
	c.Flags().Float64Var(&l.rate, "rate", 0, "send SageMaker `N` requests a second at most, and fewer when it throttles (default 5)")
	l.policyRoot = a.policyRootFlag(c)
}

func targetFlag(c *cobra.Command, target *string) {
	c.Flags().StringVar(target, "target", "", "the target `NAME` of registry.yaml; without it, its defaultTarget")
}

// A view is a catalog beside a registry, and the plan that leads from one to
// the other.
type view struct {
	catalog  *catalog.Catalog
	problems []catalog.Problem
	warrant  *warrant
	target   sync.Target
	plan     *sync.Plan
	close    func() error
}

// view reads the catalog and the registry, and plans. The caller closes it.
// Problems of the catalog are shown on the way.
func (a *app) view(ctx context.Context, l *looking, readOnly bool) (_ *view, err error) {
	if l.rate < 0 || l.concurrency < 0 {
		return nil, cli.Misused("", "--rate and --concurrency are above 0")
	}
	shard, err := l.part()
	if err != nil {
		return nil, err
	}
	src, err := a.open()
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	v := &view{}
	if v.catalog, v.problems, err = a.load(ctx, src, l.target); err != nil {
		return nil, err
	}
	target, err := pick(v.catalog.Registry, l.target)
	if err != nil {
		return nil, err
	}
	if err := l.check(v.catalog); err != nil {
		return nil, err
	}
	var adoption *sync.Adoption
	if l.adopt != nil {
		if adoption, err = l.adopt(v.catalog); err != nil {
			return nil, err
		}
	}
	if v.warrant, err = a.warrant(ctx, src, v.catalog, target, *l.policyRoot, !readOnly); err != nil {
		return nil, err
	}
	v.catalog, target = v.warrant.catalog, v.warrant.target
	if target.SageMaker != nil && a.StderrWidth > 0 {
		a.talk.Note("reading the registry of target %s ...", target.Name)
	}
	opened, closer, err := registry.Open(ctx, target, registry.Options{
		Dir: src.Dir, ReadOnly: readOnly, RateLimit: l.rate, Concurrency: l.concurrency, Logf: a.talk.Warn,
	})
	if err != nil {
		return nil, err
	}
	v.target, v.close = opened, closer.Close
	input := sync.Input{Catalog: v.catalog, Target: target, Shard: shard, Superseded: v.warrant.superseded(ctx)}
	input.OutOfOrder, input.Prune = l.allowed()
	input.Adopt = adoption
	if src.Commit != nil {
		input.Commit = src.Commit.Hash
	}
	if v.plan, err = sync.Look(ctx, v.target, input, v.warrant.judge); err != nil {
		return nil, errors.Join(registry.Explain(fmt.Errorf("looking at target %q: %w", target.Name, err)), closer.Close())
	}
	if v.warrant.watch != nil {
		if err := v.warrant.watch.Err(); err != nil {
			return nil, errors.Join(cli.Failed(err, ""), closer.Close())
		}
	}
	return v, nil
}

// load reads the catalog from where the target wants it: a working folder is
// enough for a local one, SageMaker gets what a commit says.
func (a *app) load(ctx context.Context, src *source.Source, name string) (*catalog.Catalog, []catalog.Problem, error) {
	if src.Commit == nil {
		reg, err := src.Registry(ctx)
		if err != nil {
			return nil, nil, err
		}
		if reg != nil {
			t, err := pick(reg, name)
			if err != nil {
				return nil, nil, err
			}
			if t.SageMaker != nil || t.Evidence == "github" {
				if err := src.AtHead(ctx); err != nil {
					return nil, nil, err
				}
			}
		}
	}
	c, problems, err := src.Load(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := render.ProblemsText(a.Stderr, problems, a.lookOfTalk()); err != nil {
		return nil, nil, err
	}
	if c.Registry == nil {
		return nil, nil, &cli.Exit{Code: cli.Problems, Err: errors.New("registry.yaml has problems, so nothing is known about targets")}
	}
	return c, problems, nil
}

// pick finds the target to work with.
func pick(reg *catalog.Registry, name string) (*catalog.Target, error) {
	var names []string
	for _, t := range reg.Targets {
		names = append(names, t.Name)
	}
	if name == "" {
		name = reg.DefaultTarget
	}
	t, ok := reg.Target(name)
	if !ok {
		return nil, cli.Misused("", "unknown target %q; %s", name, schema.Suggest(name, names))
	}
	return t, nil
}

// check refuses refs that the catalog does not have.
func (l *looking) check(c *catalog.Catalog) error {
	var refs []string
	for _, g := range c.Groups {
		for _, v := range g.Versions {
			refs = append(refs, v.Ref())
		}
	}
	for _, ref := range l.outOfOrder {
		if !slices.Contains(refs, ref) {
			return cli.Misused("", "--out-of-order: the catalog has no version %q; %s", ref, schema.Suggest(ref, refs))
		}
	}
	return nil
}

// code is what a plan alone means for the shell.
func (v *view) code() cli.Code {
	codes := []cli.Code{cli.OK}
	if catalog.HasErrors(v.problems) || v.plan.Counts.Blocked > 0 || len(v.plan.Refused) > 0 {
		codes = append(codes, cli.Problems)
	}
	if slices.ContainsFunc(v.plan.Changes, func(c sync.Change) bool { return c.Reason == sync.UnknownProof }) {
		codes = append(codes, cli.Unfinished)
	}
	return cli.Gravest(codes...)
}

// Close lets go of the registry.
func (v *view) Close() error { return v.close() }
