package main

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

// deciding are the flags of the commands that edit what versions say about
// their approval.
type deciding struct {
	*editing
	targets []string
	reason  string
	again   bool
}

func (a *app) decisionFlags(c *cobra.Command) *deciding {
	d := &deciding{editing: a.editFlags(c)}
	c.Flags().StringSliceVar(&d.targets, "target", nil, "for the target `NAME` of registry.yaml alone; may be given again")
	c.Flags().StringVar(&d.reason, "reason", "", "`TEXT` for reviewers and for SageMaker, on one line")
	return d
}

// someRefs wants one version or more.
func someRefs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cli.Misused("such as house-price/3", "%s takes one version or more, each as GROUP/LABEL", c.Name())
	}
	return nil
}

// checkReason holds a reason to what an approvalDescription can be.
func checkReason(reason string) error {
	const most = 1024 // characters that SageMaker takes
	switch n := utf8.RuneCountInString(reason); {
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}):
		return cli.Misused("", "--reason %q has line breaks or other control characters; write it on one line", reason)
	case n > most:
		return cli.Misused("", "--reason has %d characters; use at most %d", n, most)
	}
	return nil
}

// decide edits versions so that they are approved or rejected.
func (a *app) decide(ctx context.Context, f *deciding, status string, refs []string) (err error) {
	if err := checkReason(f.reason); err != nil {
		return err
	}
	refs = slices.Compact(slices.Sorted(slices.Values(refs)))
	var groups []string
	for _, ref := range refs {
		group, _ := splitRef(ref)
		groups = append(groups, group)
	}
	d, err := a.desk(ctx, f.editing, groups...)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	wish := proposal.Decision{Status: status, Reason: f.reason}
	if wish.Targets, err = targetsOf(d.catalog.Registry, f.targets); err != nil {
		return err
	}
	var versions []*catalog.Version
	for _, ref := range refs {
		v, err := d.version(ctx, ref)
		if err != nil {
			return err
		}
		if !slices.Contains(versions, v) { // a group has a path and a name
			versions = append(versions, v)
		}
	}
	rulings := make([]proposal.Ruling, len(versions))
	for i, v := range versions {
		if rulings[i], err = d.rule(wish, v); err != nil {
			return err
		}
	}
	if err := a.askAgain(ctx, d, f, wish, rulings); err != nil {
		return err
	}
	return d.decided(ctx, rulings, findings{}, wish.Propose)
}

// rule gives what a decision changes in the file of a version.
func (d *desk) rule(wish proposal.Decision, v *catalog.Version) (proposal.Ruling, error) {
	text, err := d.read(v.Path)
	if err != nil {
		return proposal.Ruling{}, err
	}
	r, err := wish.Decide(d.catalog.Registry, v, text)
	return r, cli.Failed(err, "nothing was written")
}

// findings are what registries told, or did not, of what is decided.
type findings struct {
	notes  []string          // each a sentence
	told   []string          // those that reviewers are told
	live   map[string]string // labels that are the latest now, by target; empty: none is
	unsure map[string]string // labels that become the latest if they are approved now, by target
}

// decided makes the edits, offers them as propose says, and tells what latest
// becomes by them.
func (d *desk) decided(ctx context.Context, rulings []proposal.Ruling, found findings, propose func([]proposal.Ruling, []catalog.Candidate, proposal.Outlook) *proposal.Proposal) error {
	done := &render.Edit{Notes: found.notes}
	var edited []proposal.File
	for _, r := range rulings {
		done.Versions, done.Notes = append(done.Versions, r.Version.Ref()), append(done.Notes, r.Notes...)
		text, err := d.read(r.Version.Path)
		if err != nil {
			return err
		}
		if text, err = proposal.Edit(text, r.Changes...); err != nil {
			return cli.Failed(err, "nothing was written; edit "+d.shown(r.Version.Path)+" by hand")
		}
		edited = append(edited, proposal.File{Path: r.Version.Path, Text: text})
	}
	after, _, err := d.load(ctx, proposal.Over(d.fsys, edited))
	if err != nil {
		return err
	}
	out := proposal.Outlook{Latest: latestChanges(d.catalog, after, found), Doubts: found.told}
	for _, c := range out.Latest {
		done.Latest = append(done.Latest, render.LatestChange(c))
	}
	p := propose(rulings, catalog.Candidates(d.catalog, after), out)
	p.Files = edited
	return d.finish(ctx, p, done)
}

// latestChanges are the targets in which another version is the latest than
// before: that is to be approved, where nothing was found out of what is. Groups
// that nobody named have nothing to compare.
func latestChanges(before, after *catalog.Catalog, found findings) []proposal.LatestChange {
	if after.Registry == nil {
		return nil
	}
	var all []proposal.LatestChange
	for _, g := range before.Groups {
		now, ok := after.Group(g.Path)
		if !ok {
			continue
		}
		for _, t := range after.Registry.Targets {
			c := proposal.LatestChange{Group: g.Path, Target: t.Name, Before: latestIn(before.Registry, g, t), After: latestIn(after.Registry, now, t)}
			if c.Before == c.After {
				continue
			}
			live, known := found.live[t.Name]
			if c.Asked = !known; known {
				c.Before = live
			}
			c.Unsure = c.After != "" && found.unsure[t.Name] == c.After
			if c.Before != c.After {
				all = append(all, c)
			}
		}
	}
	return all
}

// latestIn is the highest label that is to be approved in a target; empty where
// none is.
func latestIn(reg *catalog.Registry, g *catalog.Group, t *catalog.Target) string {
	for _, v := range slices.Backward(g.Versions) {
		if proposal.State(reg, v, t) == proposal.Approved {
			return v.Label.String()
		}
	}
	return ""
}
