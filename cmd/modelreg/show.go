package main

import (
	"context"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/query"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
)

func (a *app) show() *cobra.Command {
	c := &cobra.Command{
		Use:   "show GROUP[/LABEL]",
		Short: "Show a group or a version of the catalog",
		Long: `show says everything that the catalog says of a group or a version in a target:
with the target's override and variables, the metrics beside those of the
version that is to be approved, and who may approve it. It reads no registry and
needs no credentials. -v shows long values whole, and digests.`,
		Example: `  modelreg show house-price/3 --target staging
  modelreg show pricing/valuation -o jsonpath='{.group.approved}'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("such as house-price/2", "show takes one group or version")
			}
			return nil
		},
	}
	var target string
	a.atFlag(c)
	targetFlag(c, &target)
	out := answerFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := a.findShow(c.Context(), args[0], target)
		if err != nil {
			return err
		}
		if err := out.say(a.Stdout, s, func() error { return render.ShowText(a.Stdout, s, a.look()) }); err != nil {
			return err
		}
		if s.Group.Problem != "" || s.Version != nil && s.Version.Problem != "" {
			return cli.With(cli.Problems)
		}
		return nil
	}
	return c
}

func (a *app) findShow(ctx context.Context, about, target string) (_ *render.Show, err error) {
	src, err := a.openAt(ctx)
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	names, problems, err := src.LoadGroups(ctx)
	if err != nil {
		return nil, err
	}
	if names.Registry == nil {
		return nil, a.refuse(problems, "nothing is known about targets")
	}
	group, label, err := whatIs(names, about)
	if err != nil {
		return nil, err
	}
	c, err := a.read(ctx, src, group)
	if err != nil {
		return nil, err
	}
	t, err := pick(c.Registry, target)
	if err != nil {
		return nil, err
	}
	owners := a.owners(src)
	g, _ := c.Group(group)
	s := &render.Show{Format: render.FormatVersion, Catalog: c.Registry.Name, Target: t.Name, Group: shownGroup(c, g, t, owners, checkOf(src))}
	if src.Commit != nil {
		s.Commit = src.Commit.Hash
	}
	if label != "" {
		v, _ := g.Version(label)
		s.Version = shownVersion(c, v, t, owners, checkOf(src))
	}
	return s, nil
}

// whatIs finds the group, by its path or by SageMaker's name, and the version
// that people mean.
func whatIs(c *catalog.Catalog, about string) (group, label string, err error) {
	var known []string
	for _, g := range c.Groups {
		known = append(known, g.Path)
		for _, name := range []string{g.Path, g.Name} {
			if about == name {
				return g.Path, "", nil
			}
			for _, v := range g.Versions {
				if about == name+"/"+v.Label.String() {
					return g.Path, v.Label.String(), nil
				}
			}
		}
	}
	if g, ok := c.Group(path.Dir(about)); ok {
		known = nil
		for _, v := range g.Versions {
			known = append(known, v.Ref())
		}
	}
	hint := "modelreg list shows what there is"
	if len(known) > 0 {
		hint = schema.Suggest(about, known)
	}
	return "", "", cli.Misused(hint, "the catalog has no group or version %q", about)
}

func shownGroup(c *catalog.Catalog, g *catalog.Group, t *catalog.Target, owners source.Owners, check string) render.ShownGroup {
	s := render.ShownGroup{
		Path: g.Path, Name: g.Name, File: path.Join(c.Dir, g.Path, "group.yaml"), Document: map[string]any{}, Versions: []query.Version{},
		Thresholds: g.Thresholds(c.Registry), Owners: append([]string{}, owners.Of(path.Join(g.Path, "group.yaml"))...),
		Rule: ruleOf(c.Registry, g, t),
	}
	if s.Thresholds == nil {
		s.Thresholds = map[string]catalog.Threshold{}
	}
	if g.Broken {
		s.Problem = "group.yaml has problems; " + check + " shows them"
	} else {
		s.Document, _ = g.Effective(t)
	}
	for _, v := range g.Versions {
		q := query.Of(c, v, t, query.Tags(v.Group, t), owners.Of(v.Path), check)
		q.Marks = s.Thresholds
		if q.Status == approved {
			s.Approved = q.Label
		}
		s.Versions = append(s.Versions, q)
	}
	return s
}

// ruleOf says who may approve versions of a group in a target; nil where no
// rule does.
func ruleOf(reg *catalog.Registry, g *catalog.Group, t *catalog.Target) *render.ShownRule {
	rules := evidence.Rules(reg.Policy(), evidence.Question{Group: g.Path, Target: t.Name})
	if len(rules) == 0 {
		return nil
	}
	r := rules[0]
	return &render.ShownRule{
		Proof: t.Evidence, Approvals: max(r.Approvals, 1), Anyone: r.Anyone, Users: append([]string{}, r.Users...), Teams: append([]string{}, r.Teams...),
		RegistrantMayApprove: r.RegistrantMayApprove, SeparatePullRequest: r.SeparatePullRequest,
	}
}

// shownVersion is a version beside the one with the highest other label that is
// to be approved.
func shownVersion(c *catalog.Catalog, v *catalog.Version, t *catalog.Target, owners source.Owners, check string) *render.ShownVersion {
	s := &render.ShownVersion{
		Version: query.Of(c, v, t, query.Tags(v.Group, t), owners.Of(v.Path), check), Override: v.Override(t.Name),
		Asks: []string{}, Comparison: []render.EditMetric{}, Reports: []render.ShownReport{},
	}
	if s.Problem != "" {
		return s
	}
	eff, _ := v.Effective(c.Registry, t) // Of has told of problems
	s.Document, s.S, s.ContentHash = eff.Doc, eff.S, eff.Content
	for _, g := range eff.Asks {
		s.Asks = append(s.Asks, g.String())
	}
	for _, r := range catalog.Reports(eff.Doc) {
		s.Reports = append(s.Reports, render.ShownReport{Member: r.Member, URI: r.URI})
	}
	var best map[string]any
	for _, other := range slices.Backward(v.Group.Versions) {
		if other != v && other.StatusIn(t.Name)[t.Name] == approved {
			if doc, problems := other.In(t); problems == nil {
				best, s.ComparedTo = doc, other.Label.String()
				break
			}
		}
	}
	goals := v.Group.Thresholds(c.Registry)
	for _, m := range catalog.CompareMetrics(eff.Doc, best, goals, goals) {
		s.Comparison = append(s.Comparison, render.EditMetric{
			Name: m.Metric, Value: m.Value, Approved: m.Approved, Goal: m.Goal, Trend: m.Trend(), Missed: m.Miss != nil && m.Miss.Waiver == nil,
		})
	}
	return s
}
