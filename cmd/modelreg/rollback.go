package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
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

The registries are looked up, as plan does: what was held or stopped there is
not the latest, and is passed over, or asks again where --to names it. Where
that can't be found out, the files count, and it says so.

Without --target that is so in all targets in which the latest version is the
latest of all; in the others nothing changes. --to names the version to go back
to, rejected ones as well. Each rollback that is committed, or with --pr merged,
goes one further back.`,
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
	if wish.Group, err = d.group(ctx, name); err != nil {
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
	past, err := a.editedPast(d)
	if err != nil {
		return err
	}
	if past != nil {
		defer closing(past, &err)
		wish.Once = func(v *catalog.Version, t *catalog.Target) (bool, error) { return past.approved(ctx, v, t) }
	}
	live := registries{app: a, desk: d, group: wish.Group, seen: map[string]sighting{}}
	wish.Stopped = func(v *catalog.Version, t *catalog.Target) (string, bool, error) { return live.stopped(ctx, v, t) }
	if wish.Back, err = a.takenBack(ctx, d, wish.Group); err != nil {
		return err
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
	return d.decided(ctx, rulings, live.findings(returns, wish.To != nil), func(rulings []proposal.Ruling, candidates []catalog.Candidate, out proposal.Outlook) *proposal.Proposal {
		return wish.Propose(returns, rulings, candidates, out)
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
