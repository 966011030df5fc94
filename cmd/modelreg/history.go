package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
)

// telling are the flags of history.
type telling struct {
	target       string
	since, until string
	by           string
	root         *string
}

func (a *app) history() *cobra.Command {
	c := &cobra.Command{
		Use:   "history GROUP[/LABEL]",
		Short: "Show what became of versions, and who approved them",
		Long: `history is the audit trail of a version, or of the versions of a group: the
commits of the checked-out branch that registered, approved, rejected, changed
or removed them in a target, newest first, with who did it and what changed.
Versions that are gone are shown too; one that was moved from another group
goes on with what became of it there. GROUP is a path or SageMaker's name of it.

With a token (GITHUB_TOKEN or GH_TOKEN) each commit comes with the pull request
that brought it in, its author, who merged it and when, and each request for
approval with what became of it: whose approvals counted, or why it was held.
Without one, people and dates are those of the commits, and can be forged.

A commit that GitHub does not have yet is said to be none of its.

It ends with 3 when a pull request or a verdict could not be found out.`,
		Example: `  modelreg history house-price
  modelreg history house-price/2 --since 2026-01-01 -o json`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("such as house-price/2", "history takes one group or version")
			}
			return nil
		},
	}
	l := &telling{}
	a.atFlag(c)
	targetFlag(c, &l.target)
	f := c.Flags()
	f.StringVar(&l.since, "since", "", "only what happened at `DATE` or later, such as 2026-03-01")
	f.StringVar(&l.until, "until", "", "only what happened at `DATE` or earlier")
	f.StringVar(&l.by, "by", "", "only what `WHO` did, approved or merged: a login, or a name or e-mail address of a commit")
	l.root = a.policyRootFlag(c)
	out := answerFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		h, err := a.past(c.Context(), args[0], l)
		if err != nil {
			return err
		}
		err = out.say(a.Stdout, h, func() error { return render.HistoryText(a.Stdout, h, a.look()) })
		if err != nil {
			return err
		}
		if slices.ContainsFunc(h.Entries, unfinished) {
			return cli.With(cli.Unfinished)
		}
		return nil
	}
	return c
}

func (a *app) past(ctx context.Context, about string, l *telling) (_ *render.History, err error) {
	p, err := l.period()
	if err != nil {
		return nil, err
	}
	src, err := a.openAt(ctx)
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
	t, err := pick(reg, l.target)
	if err != nil {
		return nil, err
	}
	w := &warrant{app: a, catalog: &catalog.Catalog{Registry: reg}, target: t}
	if err := a.prover(ctx, src, w, *l.root, a.cacheDir()); err != nil {
		return nil, err
	}
	if t.Evidence == "github" && a.token() == "" {
		a.talk.Note("verdicts are not shown: %v", proof.ErrNoToken)
	}
	h := &render.History{Format: render.FormatVersion, Catalog: reg.Name, Commit: src.Commit.Hash, Entries: []evidence.Entry{}}
	versions, err := meant(ctx, src, w.prover.Versions(), about)
	if err != nil {
		return nil, err
	}
	wanted := func(commit string) bool { return p == (period{}) || p.near(w.prover.Landed(commit)) }
	for _, v := range versions {
		entries, err := w.prover.PastIf(ctx, v, t, wanted)
		if err != nil {
			return nil, cli.Failed(err, "")
		}
		former, err := w.prover.Formerly(ctx, v, t, wanted)
		if err != nil {
			return nil, cli.Failed(err, "")
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h.Entries = slices.Concat(h.Entries, entries, former)
	}
	if a.token() != "" && reg.Approval.Repository != "" {
		for _, why := range pullsOf(ctx, w.prover, h.Entries) {
			a.talk.Warn("a pull request could not be found: %s", why)
		}
	}
	h.Entries = slices.DeleteFunc(h.Entries, func(e evidence.Entry) bool { return !p.has(e) || !did(e, l.by) })
	if len(h.Entries) == 0 {
		a.talk.Note("nothing of it happened to %s in %q", about, t.Name)
	}
	return h, nil
}

// pullsOf asks for the pull requests of entries, and says once each why some
// could not be found.
func pullsOf(ctx context.Context, p *proof.Prover, entries []evidence.Entry) (problems []string) {
	for i := range entries {
		p.PullOf(ctx, &entries[i])
		if why := entries[i].PullProblem; why != "" && !slices.Contains(problems, why) {
			problems = append(problems, why)
		}
	}
	return problems
}

// unfinished reports whether something about an entry could not be found out.
func unfinished(e evidence.Entry) bool {
	return e.PullProblem != "" || e.Verdict != nil && e.Verdict.State == evidence.Unknown
}

// meant are the versions that a group or a version names, by its path or, where
// none has it, by SageMaker's name of the group.
func meant(ctx context.Context, src *source.Source, all []proof.Version, about string) ([]proof.Version, error) {
	of := func(about string) (found []proof.Version) {
		for _, v := range all {
			if about == v.Group || about == v.Ref() {
				found = append(found, v)
			}
		}
		return found
	}
	found := of(about)
	if len(found) == 0 {
		c, _, err := src.LoadGroups(ctx)
		if err != nil {
			return nil, err
		}
		for _, g := range c.Groups {
			if label, ok := strings.CutPrefix(about, g.Name); ok && (label == "" || label[0] == '/') {
				found = append(found, of(g.Path+label)...)
			}
		}
	}
	if len(found) == 0 {
		return nil, cli.Misused(nearest(about, all), "no commit up to %s has a group or version %q", src.Commit.Short(), about)
	}
	return found, nil
}

// did reports whether somebody had a part in an entry; nobody named is anybody.
func did(e evidence.Entry, who string) bool {
	if who == "" {
		return true
	}
	names := []string{e.Author.Name, e.Author.Email, e.Committer.Name, e.Committer.Email}
	if e.Pull != nil {
		names = append(names, e.Pull.Author, e.Pull.MergedBy)
	}
	if e.Verdict != nil {
		names = append(names, e.Verdict.Approvers...)
	}
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, strings.TrimPrefix(who, "@")) })
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
