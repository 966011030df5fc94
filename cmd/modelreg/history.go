package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/schema"
)

func (a *app) history() *cobra.Command {
	c := &cobra.Command{
		Use:   "history GROUP[/LABEL]",
		Short: "Show what became of versions, and who approved them",
		Long: `history shows the commits of the checked-out branch that changed a version or the
versions of a group, newest first: when it was registered, asked to be approved,
rejected, changed or removed, in a target. Versions that are gone are shown too.

With a token (GITHUB_TOKEN or GH_TOKEN) each request for approval comes with what
became of it: who approved it in which pull request, or why it was held. Dates
are the committers', and can be forged.

It ends with 3 when a verdict could not be found out.`,
		Example: `  modelreg history house-price
  modelreg history house-price/2 --target production -o json`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("such as house-price/2", "history takes one group or version")
			}
			return nil
		},
	}
	a.revFlag(c)
	var target string
	targetFlag(c, &target)
	root := a.policyRootFlag(c)
	out := formatFlag(c, "text", "json")
	c.RunE = func(c *cobra.Command, args []string) error {
		h, err := a.past(c.Context(), args[0], target, *root)
		if err != nil {
			return err
		}
		if out.value == "json" {
			err = render.HistoryJSON(a.Stdout, h)
		} else {
			err = render.HistoryText(a.Stdout, h, a.look())
		}
		if err != nil {
			return err
		}
		if slices.ContainsFunc(h.Entries, func(e evidence.Entry) bool { return e.Verdict != nil && e.Verdict.State == evidence.Unknown }) {
			return cli.With(cli.Unfinished)
		}
		return nil
	}
	return c
}

func (a *app) past(ctx context.Context, about, target, root string) (_ *render.History, err error) {
	src, err := a.open()
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	if err := src.AtCommit(); err != nil {
		return nil, err
	}
	reg, err := src.Registry(ctx)
	if err != nil {
		return nil, err
	}
	if reg == nil {
		return nil, &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("registry.yaml has problems at commit %s", src.Commit.Short())}
	}
	t, err := pick(reg, target)
	if err != nil {
		return nil, err
	}
	w := &warrant{app: a, catalog: &catalog.Catalog{Registry: reg}, target: t}
	if err := a.prover(ctx, src, w, root, a.cacheDir()); err != nil {
		return nil, err
	}
	if t.Evidence == "github" && a.token() == "" {
		a.talk.Note("verdicts are not shown: %v", proof.ErrNoToken)
	}
	h := &render.History{Format: render.FormatVersion, Catalog: reg.Name, Commit: src.Commit.Hash, Entries: []evidence.Entry{}}
	found := false
	for _, v := range w.prover.Versions() {
		if about != v.Group && about != v.Group+"/"+v.Label {
			continue
		}
		found = true
		entries, err := w.prover.Past(ctx, v, t)
		if err != nil {
			return nil, cli.Failed(err, "")
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h.Entries = append(h.Entries, entries...)
	}
	if !found {
		return nil, cli.Misused(nearest(about, w.prover.Versions()), "no commit up to %s has a group or version %q", src.Commit.Short(), about)
	}
	return h, nil
}

// cacheDir is where what can be found again is kept: nowhere without a home.
// https://specifications.freedesktop.org/basedir/latest/
func (a *app) cacheDir() string {
	if dir := a.Getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "modelreg")
	}
	if home := a.Getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".cache", "modelreg")
	}
	return ""
}

// nearest suggests a group or version with a like name.
func nearest(about string, versions []proof.Version) string {
	var refs []string
	for _, v := range versions {
		refs = append(refs, v.Group, v.Group+"/"+v.Label)
	}
	slices.Sort(refs)
	return schema.Suggest(about, slices.Compact(refs))
}
