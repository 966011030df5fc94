package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/render"
	"modelreg/schema"
	"modelreg/sync"
)

// pulling are the flags of pull.
type pulling struct {
	*editing
	target string
	only   []string
	rate   float64
}

func (a *app) pull() *cobra.Command {
	c := &cobra.Command{
		Use:   "pull",
		Short: "Write what a registry holds as files of the catalog",
		Long: `pull reads the registry of a target and writes groups and versions that the
catalog does not have: descriptions, tags, policies, every field, approvals as
they are. It changes nothing in the registry. In registry.yaml it sets adopt:
match, by which each package counts as the version of the same content, so that
plan has nothing to register. What no file can say is shown. The target's own
region, and in ARNs its account, are placeholders in the files, and images that
AWS publishes are named, so that targets elsewhere can have the versions, too.

A version's label is SageMaker's number, where that is free. Groups that the
catalog has stay as they are; packages in them that no version accounts for are
added, in groups with semantic versions as the next patches.

Versions that are approved in the registry become requests for approval; the
merged and reviewed pull request proves them. Where the catalog has several
targets, approval, life cycle and the state of the model card go to overrides of
the target, for versions that the catalog has, too: what is approved in one
registry is approved in no other.`,
		Example: `  modelreg pull --target production --pr
  modelreg pull --target production --group 'pricing-*' --dry-run`,
		Args: noArgs,
	}
	p := &pulling{editing: a.editFlags(c)}
	targetFlag(c, &p.target)
	f := c.Flags()
	f.StringArrayVar(&p.only, "group", nil, "only the groups whose name in SageMaker is `NAME`, or matches it: 'pricing-*'")
	f.Float64Var(&p.rate, "rate", 0, "send SageMaker `N` requests a second at most, and fewer when it throttles (default 5)")
	c.RunE = func(c *cobra.Command, _ []string) error { return a.runPull(c.Context(), p) }
	return c
}

func (a *app) runPull(ctx context.Context, p *pulling) (err error) {
	for _, pattern := range p.only {
		if _, err := path.Match(pattern, ""); err != nil {
			return cli.Misused("* stands for any letters, ? for one, [ab] for some", "--group: pattern %q is not closed", pattern)
		}
	}
	if p.rate < 0 {
		return cli.Misused("", "--rate is above 0")
	}
	d, err := a.desk(ctx, p.editing)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	target, err := pick(d.catalog.Registry, p.target)
	if err != nil {
		return err
	}
	have, unversioned, err := a.observe(ctx, d, target, p)
	if err != nil {
		return err
	}
	if err := p.choose(&have); err != nil {
		return err
	}
	from := newPull(d.catalog, target, have)
	for _, arn := range unversioned {
		from.lost = append(from.lost, render.Loss{ARN: arn, Why: "it is in no group, and a catalog holds versions of groups"})
	}
	top, err := d.top()
	if err != nil {
		return err
	}
	placed, unplaced, err := proposal.PlacePulled(d.catalog, from.groups, top, d.everHad(ctx))
	if err != nil {
		return cli.Failed(err, "")
	}
	for _, f := range unplaced {
		from.lost = append(from.lost, render.Loss{Group: f.Group, Number: f.Number, ARN: f.ARN, Why: "it says nothing by which it could be told from others, and its number is no free label"})
	}
	kept, files, err := d.settle(ctx, append(placed, from.edits...), from)
	if err != nil {
		return err
	}
	if from.adoptable && target.Adopt != "match" {
		file, err := d.adoptMatching(target)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	notes := from.notes(kept)
	done := &render.Edit{Lost: from.lost, Notes: notes}
	var lost []proposal.PulledLoss
	for _, l := range from.lost {
		lost = append(lost, proposal.PulledLoss{About: l.About(), Why: l.Why})
	}
	for _, f := range kept {
		if f.Kind == schema.Version {
			done.Versions = append(done.Versions, f.Ref())
		}
	}
	wish := proposal.Pull(target.Name, p.only, kept, lost, notes)
	wish.Files = files
	return d.finish(ctx, wish, done)
}

// observe reads a target's registry, and what is in no group.
func (a *app) observe(ctx context.Context, d *desk, t *catalog.Target, p *pulling) (have sync.Snapshot, unversioned []string, err error) {
	dir, err := d.folder(t)
	if err != nil {
		return have, nil, err
	}
	if t.SageMaker != nil && a.StderrWidth > 0 {
		a.talk.Note("reading the registry of target %s ...", t.Name)
	}
	opened, closer, err := registry.Open(ctx, t, registry.Options{Dir: dir, ReadOnly: true, RateLimit: p.rate, Logf: a.talk.Warn})
	if err != nil {
		return have, nil, err
	}
	defer closing(closer, &err)
	policies := p.only
	if len(policies) == 0 {
		policies = []string{"*"}
	}
	if have, err = opened.Observe(ctx, policies); err == nil && len(p.only) == 0 {
		unversioned, err = opened.ListUnversioned(ctx)
	}
	if err != nil {
		return have, nil, registry.Explain(fmt.Errorf("looking at target %q: %w", t.Name, err))
	}
	return have, unversioned, nil
}

// folder is the one that the path of a local registry starts in.
func (d *desk) folder(t *catalog.Target) (dir string, err error) {
	if !d.e.pr || t.Local == nil {
		return d.dir, nil
	}
	src, err := d.app.open()
	if err != nil {
		return "", cli.Failed(errors.Join(fmt.Errorf("target %q is a file beside the catalog", t.Name), err), "run it in a clone")
	}
	return src.Dir, src.Close()
}

// choose keeps the groups that somebody asked for.
func (p *pulling) choose(have *sync.Snapshot) error {
	if len(p.only) == 0 {
		return nil
	}
	var names []string
	chosen := map[string]bool{}
	for _, g := range have.Groups {
		names = append(names, g.Name)
	}
	for _, pattern := range p.only {
		found := false
		for _, name := range names {
			if ok, _ := path.Match(pattern, name); ok { // the pattern was checked
				chosen[name], found = true, true
			}
		}
		switch {
		case !found && len(names) == 0:
			return cli.Misused("", "--group: the registry has no group %q, and no other one", pattern)
		case !found:
			return cli.Misused("", "--group: the registry has no group %q; %s", pattern, schema.Suggest(pattern, names))
		}
	}
	have.Groups = slices.DeleteFunc(have.Groups, func(g sync.Group) bool { return !chosen[g.Name] })
	return nil
}

// adoptMatching sets in registry.yaml that packages are matched by content.
func (d *desk) adoptMatching(t *catalog.Target) (proposal.File, error) {
	const name = "registry.yaml"
	text, err := d.read(name)
	if err != nil {
		return proposal.File{}, err
	}
	text, err = proposal.Edit(text, proposal.Change{Path: []string{"targets", t.Name, "adopt"}, Value: "match"})
	return proposal.File{Path: name, Text: text}, cli.Failed(err, "")
}
