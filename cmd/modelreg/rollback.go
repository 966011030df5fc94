package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
)

func (a *app) rollback() *cobra.Command {
	c := &cobra.Command{
		Use:   "rollback GROUP",
		Short: "Propose to go back to the last good version",
		Long: `rollback goes back from the latest version of a group that is to be approved.
The last good one is the one below it that is to be approved, too, or else one
that once was by the git history of its file, and that nobody has rejected. All
above it that is to be approved is rejected, and it is approved where it is not.

Without --target that is so in all targets in which the latest version is the
latest of all; in the others nothing changes. --to names the version to go back
to, rejected ones as well. Each rollback that is merged goes one further back.`,
		Example: `  modelreg rollback house-price --dry-run \
    --reason "Errors doubled since the release"
  modelreg rollback house-price --to 2 --target staging --dry-run`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("such as house-price", "rollback takes one group")
			}
			return nil
		},
	}
	f := a.decisionFlags(c)
	to := c.Flags().String("to", "", "go back to the version `LABEL`")
	c.RunE = func(c *cobra.Command, args []string) error { return a.rollBack(c.Context(), f, args[0], *to) }
	return c
}

func (a *app) rollBack(ctx context.Context, f *deciding, name, to string) (err error) {
	if err := checkReason(f.reason); err != nil {
		return err
	}
	d, err := a.desk(ctx, f.editing, name)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	wish := proposal.Rollback{Reason: f.reason}
	if wish.Group, err = d.group(name); err != nil {
		return err
	}
	if wish.Targets, err = targetsOf(d.catalog.Registry, f.targets); err != nil {
		return err
	}
	if wish.To, err = labelOf(wish.Group, to); err != nil {
		return err
	}
	for _, v := range wish.Group.Versions {
		if err := d.understood(v); err != nil {
			return err
		}
	}
	past, err := a.openPast(ctx, f.editing)
	if err != nil {
		return err
	}
	if past != nil {
		defer closing(past, &err)
		wish.Once = func(v *catalog.Version, t *catalog.Target) (bool, error) { return past.approved(ctx, v, t) }
	}
	returns, err := wish.Returns(d.catalog.Registry)
	if none, ok := errors.AsType[*proposal.NoReturn](err); ok {
		return &cli.Exit{Code: cli.Problems, Err: none, Hint: none.Hint}
	}
	if err != nil {
		return cli.Failed(err, "nothing was written")
	}
	rulings, err := wish.Rulings(d.catalog.Registry, returns, func(v *catalog.Version) ([]byte, error) { return d.read(v.Path) })
	if err != nil {
		return cli.Failed(err, "nothing was written")
	}
	return d.decided(ctx, rulings, func(rulings []proposal.Ruling, candidates []catalog.Candidate) *proposal.Proposal {
		return wish.Propose(returns, rulings, candidates)
	})
}

// labelOf finds a version of a group; nil where none is named.
func labelOf(g *catalog.Group, label string) (*catalog.Version, error) {
	v, ok := g.Version(label)
	if ok || label == "" {
		return v, nil
	}
	var known []string
	for _, v := range g.Versions {
		known = append(known, v.Label.String())
	}
	hint := ""
	if len(known) > 0 {
		hint = schema.Suggest(label, known)
	}
	return nil, cli.Misused(hint, "--to: %s has no version %q", g.Path, label)
}

// A pastOf is the history that a clone has of a catalog.
type pastOf struct {
	*source.Source
	prover *proof.Prover // without GitHub it tells what the catalog said, and nothing about verdicts
}

// openPast reads it up to the commit that is checked out; nil where there is no
// history.
func (a *app) openPast(ctx context.Context, e *editing) (*pastOf, error) {
	if e.repository != "" {
		return nil, nil
	}
	src, err := source.Open(a.dir, "HEAD")
	if errors.Is(err, gittree.ErrNoRepository) || errors.Is(err, gittree.ErrUnborn) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	prover, err := proof.New(ctx, proof.Options{Repo: src.Repo(), Head: *src.Commit, Now: a.Now, Cache: a.cacheDir()})
	if err != nil {
		return nil, errors.Join(cli.Failed(err, ""), src.Close())
	}
	return &pastOf{src, prover}, nil
}

// approved reports whether a version ever was to be approved in a target.
func (p *pastOf) approved(ctx context.Context, v *catalog.Version, t *catalog.Target) (bool, error) {
	entries, err := p.prover.Past(ctx, proof.Version{Group: v.Group.Path, Label: v.Label.String(), File: v.Path}, t)
	return slices.ContainsFunc(entries, func(e evidence.Entry) bool { return e.Now == proposal.Approved }), err
}
