package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/query"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
)

// listing are the flags of list.
type listing struct {
	target string
	status []string
	tags   []string
	owners []string
	where  []string
	sort   []string
	latest bool
}

func (a *app) list() *cobra.Command {
	c := &cobra.Command{
		Use:   "list [GROUP...]",
		Short: "List the versions of the catalog",
		Long: `list shows what the catalog says of its versions in a target, a line each. It
reads no registry and needs no credentials. A group may be a pattern: pricing/**
stands for all groups below pricing. OWNER is who owns the version's file by
CODEOWNERS; ELSEWHERE are targets in which the version has another status.

--where takes an expression over ref, group, name, label, status, stage,
stageStatus, description, target, owners, metrics, tags and metadata, with
comparisons, and, or, not, in, contains, startsWith, endsWith, matches, + - * /,
??, len, lower, upper, abs, min, max, keys, values, and any, all and none, which
ask of each element as #. Labels compare as labels, with one in quotes: label >
"9". What compares with a metric, tag or metadata that a version lacks does not
match, and neither does what compares with a file that has problems.`,
		Example: `  modelreg list
  modelreg list 'pricing/**' --where 'metrics.mape < 10' --status Approved
  modelreg list --latest --sort -metrics.r2 -o jsonpath='{.versions[*].ref}'`,
	}
	l := &listing{}
	a.atFlag(c)
	f := c.Flags()
	targetFlag(c, &l.target)
	f.StringSliceVar(&l.status, "status", nil, "only versions in `STATUS`: Approved, PendingManualApproval (or pending), Rejected")
	f.StringArrayVar(&l.tags, "tag", nil, "only groups with the tag `KEY[=VALUE]`; may be given several times")
	f.StringSliceVar(&l.owners, "owner", nil, "only what `OWNER` owns by CODEOWNERS, such as ana or @acme/risk")
	f.StringArrayVar(&l.where, "where", nil, "only versions of which `EXPRESSION` is true, such as 'metrics.auc > 0.8'; may be given several times")
	f.StringSliceVar(&l.sort, "sort", nil, "sort by `FIELD`, such as label or -metrics.auc, which puts the highest first")
	// The error only says that the flag does not exist, and it does.
	_ = c.RegisterFlagCompletionFunc("sort", a.completeSort)
	f.BoolVar(&l.latest, "latest", false, "of each group only the highest label that matches")
	out := answerFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error { return a.runList(c.Context(), l, args, out) }
	return c
}

func (a *app) runList(ctx context.Context, l *listing, patterns []string, out *format) (err error) {
	p, err := l.picker()
	if err != nil {
		return err
	}
	src, err := a.openAt(ctx)
	if err != nil {
		return err
	}
	defer closing(src, &err)
	c, err := a.read(ctx, src)
	if err != nil {
		return err
	}
	t, err := pick(c.Registry, l.target)
	if err != nil {
		return err
	}
	groups, err := matching(c, patterns)
	if err != nil {
		return err
	}
	list, all := listOf(c, t, groups, a.owners(src), checkOf(src))
	if src.Commit != nil {
		list.Commit = src.Commit.Hash
	}
	if list.Versions, err = p.pick(ctx, all, t.Name); err != nil {
		return err
	}
	list.Groups = slices.DeleteFunc(list.Groups, func(g render.ListedGroup) bool { return !p.has(g.Tags, g.Owners) })
	for _, unused := range p.unused(all) {
		a.talk.Warn("%s", unused)
	}
	var empty []render.ListedGroup
	if !p.picky {
		empty = slices.DeleteFunc(slices.Clone(list.Groups), func(g render.ListedGroup) bool { return g.Versions > 0 })
	}
	if len(list.Versions)+len(empty) == 0 {
		a.talk.Note("no version matches; the catalog has %s", render.Holds(countVersions(c), len(c.Groups)))
	}
	return out.say(a.Stdout, list, func() error {
		if len(list.Versions)+len(empty) == 0 {
			return nil
		}
		return render.ListText(a.Stdout, list, empty, a.look())
	})
}

// read reads a catalog to answer questions. What is wrong with it is
// summed up: a question is no check.
func (a *app) read(ctx context.Context, src *source.Source, groups ...string) (c *catalog.Catalog, err error) {
	var problems []catalog.Problem
	if len(groups) == 0 {
		c, problems, err = src.Load(ctx)
	} else {
		c, problems, err = src.LoadGroups(ctx, groups...)
	}
	if err != nil {
		return nil, err
	}
	if c.Registry == nil {
		return nil, a.refuse(problems, "nothing is known about targets")
	}
	if catalog.HasErrors(problems) {
		a.talk.Warn("the catalog has %s; %s shows them", render.TallyOf(problems), checkOf(src))
	}
	return c, nil
}

// checkOf is the command that shows the problems of a catalog as it was read.
func checkOf(src *source.Source) string {
	if src.Commit == nil {
		return "modelreg validate"
	}
	return "modelreg validate --rev " + src.Commit.Short()
}

// owners reads who owns files. Where that can't be read, nobody does: it is
// shown, and nothing is decided by it.
func (a *app) owners(src *source.Source) source.Owners {
	owners, err := src.Owners()
	if err != nil {
		a.talk.Warn("owners are not shown: reading CODEOWNERS: %v", err)
	}
	return owners
}

// listOf is what there is to list of some groups.
func listOf(c *catalog.Catalog, t *catalog.Target, groups []*catalog.Group, owners source.Owners, check string) (*render.List, []query.Version) {
	list := &render.List{Format: render.FormatVersion, Catalog: c.Registry.Name, Target: t.Name, Groups: []render.ListedGroup{}, Versions: []query.Version{}}
	var all []query.Version
	for _, g := range groups {
		marks := g.Thresholds(c.Registry)
		entry := render.ListedGroup{Path: g.Path, Name: g.Name, Tags: query.Tags(g, t), Owners: append([]string{}, owners.Of(g.Path+"/group.yaml")...), Versions: len(g.Versions)}
		if g.Doc != nil {
			entry.Description, _ = g.Doc["modelPackageGroupDescription"].(string)
		}
		list.Groups = append(list.Groups, entry)
		for _, v := range g.Versions {
			q := query.Of(c, v, t, entry.Tags, owners.Of(v.Path), check)
			q.Marks = marks
			all = append(all, q)
		}
	}
	return list, all
}

func countVersions(c *catalog.Catalog) (n int) {
	for _, g := range c.Groups {
		n += len(g.Versions)
	}
	return n
}

// matching are the groups that patterns name; all of them where there are none.
// Without a wildcard, SageMaker's name of a group is understood as well.
func matching(c *catalog.Catalog, patterns []string) ([]*catalog.Group, error) {
	if len(patterns) == 0 {
		return c.Groups, nil
	}
	chosen := map[*catalog.Group]bool{}
	for _, p := range patterns {
		if !doublestar.ValidatePattern(p) {
			return nil, cli.Misused("", "%q is no pattern; use one such as %q", p, "pricing/**")
		}
		found := false
		for _, g := range c.Groups {
			if doublestar.MatchUnvalidated(strings.TrimSuffix(p, "/"), g.Path) || g.Name == p {
				chosen[g], found = true, true
			}
		}
		if !found {
			return nil, cli.Misused(schema.Suggest(p, groupNames(c)), "the catalog has no group %q", p)
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Groups), func(g *catalog.Group) bool { return !chosen[g] }), nil
}

// groupNames are all names by which groups can be asked for.
func groupNames(c *catalog.Catalog) []string {
	names := map[string]bool{}
	for _, g := range c.Groups {
		names[g.Path], names[g.Name] = true, true
	}
	return slices.Sorted(maps.Keys(names))
}
