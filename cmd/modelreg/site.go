package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/files"
)

// siteFlags are the flags of site.
type siteFlags struct {
	targets []string // empty: all
	rate    float64
	proofs  string
	fetch   bool
	profile bool
	browse  bool
	addr    string
	trusted *string // --policy-root
}

func (a *app) site() *cobra.Command {
	c := &cobra.Command{
		Use:   "site DIR",
		Short: "Make pages of the catalog for people who never see its files",
		Long: `site writes the catalog, its past, its proofs and what the registries hold as
static pages into DIR: what is approved, since when, by whom, on what numbers,
what waits for whom, and what is not as it should be. They work from a folder,
on GitHub Pages and behind a login, and ask nothing of any other place. DIR is
empty, not there yet, or what site has written before: then pages that are not
made any more are removed, and what others put there stays. A second one that
writes into DIR meanwhile waits for the first.

Registries are read once and never written. One that can't be read is said so on
every page, and on standard error. With a token (GITHUB_TOKEN or GH_TOKEN) the
audit trail has pull requests and who approved, and proofs of live approvals are
found again as by verify; without one, people and dates are those of commits.

Reports on a version come from files beside it: of house-price/3, those in
house-price/reports/3. They are called as the member that they are the report
of, without modelMetrics and without a last "report": bias.json,
explainability.json, modelQuality.statistics.json. With --fetch-reports, those
that have no file are read from S3 with the credentials of a target.

It ends with 3 when a target that --target names could not be read, and with 1
when none of those could. What else could not be found out is on the pages, and
changes no code.`,
		Example: `  modelreg site public --target local
  modelreg site --serve --target local`,
	}
	in := &siteFlags{}
	a.atFlag(c)
	f := c.Flags()
	f.StringSliceVar(&in.targets, "target", nil, "only the target `NAME` of registry.yaml; may be given several times (default: all)")
	f.Float64Var(&in.rate, "rate", 0, "send SageMaker `N` requests a second at most, and fewer when it throttles (default 5)")
	in.trusted = a.policyRootFlag(c)
	f.StringVar(&in.proofs, "evidence-dir", "", "the folder `DIR` where sync keeps proofs")
	f.BoolVar(&in.fetch, "fetch-reports", false, "read reports from S3, with the credentials of a target")
	f.BoolVar(&in.profile, "target-profiles", false, "read each target with the profile of the AWS configuration that has its name")
	f.BoolVar(&in.browse, "serve", false, "write nothing, and show the pages in a browser until interrupted; they follow changes of the catalog's files")
	f.StringVar(&in.addr, "addr", "127.0.0.1:8646", "with --serve, `HOST:PORT` to listen on; port 0 picks a free one")
	c.MarkFlagsMutuallyExclusive("serve", "rev")
	c.MarkFlagsMutuallyExclusive("serve", "at")
	c.Args = func(c *cobra.Command, args []string) error {
		switch {
		case in.browse && len(args) > 0:
			return cli.Misused("", "site --serve writes nothing, and got the folder %q", args[0])
		case !in.browse && len(args) != 1:
			return cli.Misused("such as: modelreg site public", "site takes the folder that it writes to")
		}
		return nil
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case in.rate < 0:
			return cli.Misused("", "--rate is above 0")
		case in.browse:
			return a.serveSite(c.Context(), in)
		case c.Flags().Changed("addr"):
			return cli.Misused("give --serve, too", "--addr is for --serve")
		}
		return a.writeSite(c.Context(), in, args[0])
	}
	return c
}

// writeSite makes all pages in a folder.
func (a *app) writeSite(ctx context.Context, in *siteFlags, dir string) (err error) {
	if err := kept(in.proofs); err != nil {
		return err
	}
	g := &gatherer{app: a, siteFlags: in}
	defer closing(g, &err)
	shown, err := g.gather(ctx)
	if err != nil {
		return err
	}
	defer closing(shown, &err)
	folder, err := files.OpenFolder(ctx, dir, "modelreg site", func() { a.talk.Note("somebody else writes pages into %s; waiting for that to end", dir) })
	if err != nil {
		return cli.Failed(err, "nothing was written")
	}
	defer closing(folder, &err)
	// The registries are closed by now, and what they took is room for garbage.
	defer a.garbage(200)()
	if err := site.Write(ctx, shown.Data, folder.Put); err != nil {
		return cli.Failed(err, "")
	}
	written, removed, err := folder.Finish()
	if err != nil {
		return cli.Failed(err, "")
	}
	said := ""
	if removed > 0 {
		said = fmt.Sprintf(", and %d removed", removed)
	}
	a.talk.Note("%d pages and other files of %d versions written%s; open %s/index.html", written, countVersions(shown.Catalog), said, dir)
	switch {
	case !shown.missing:
		return nil
	case !slices.ContainsFunc(shown.Targets, func(t site.Target) bool { return t.Problem == "" }):
		return &cli.Exit{Code: cli.Problems, Err: errors.New("no registry could be read: the pages say nothing of what is approved there")}
	}
	return cli.With(cli.Unfinished)
}
