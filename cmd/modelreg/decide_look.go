package main

import (
	"context"
	"errors"
	"io"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
)

// A sighting is what a target's registry shows of some versions, by ref.
type sighting struct {
	stopped map[string]string // why it does not have them approved: that is held, or a hand stopped it
	unknown map[string]string // why that could not be found out
	live    []string          // the refs of all that it has approved by record of a sync, also as they were before a change
}

// sight looks at versions in a target as they are at a revision. It only looks.
// The error says why nothing could be found out.
func (a *app) sight(ctx context.Context, t *catalog.Target, rev string, refs []string) (_ sighting, err error) {
	s := sighting{map[string]string{}, map[string]string{}, nil}
	if t.SageMaker != nil && a.StderrWidth > 0 {
		a.talk.Note("reading the registry of target %s ...", t.Name)
	}
	v, err := a.silent(rev).view(ctx, &looking{target: t.Name, policyRoot: new(string)}, true)
	if err != nil {
		return s, err
	}
	defer closing(v, &err)
	s.live = v.plan.Standing
	for _, c := range v.plan.Changes {
		if c.Kind != sync.OfVersion || !slices.Contains(refs, c.Ref) {
			continue
		}
		switch {
		case c.Reason == sync.HeldApproval, c.Reason == sync.KeptByHand, c.Reason == sync.PutBack && c.Action == sync.Blocked:
			s.stopped[c.Ref] = c.Detail
		case c.Reason == sync.UnknownProof, c.Reason == sync.ProofNeeded:
			s.unknown[c.Ref] = c.Detail
		}
	}
	return s, nil
}

// silent is the same run at a revision, without what a look says on the way:
// that is about syncing, and nothing is synced.
func (a *app) silent(rev string) *app {
	look := *a
	look.rev, look.talk, look.Stderr, look.StderrWidth = rev, cli.NewTalk(io.Discard), io.Discard, 0
	return &look
}

// asking tells which of some versions are to be approved in a target as the
// catalog is at a revision.
func (a *app) asking(ctx context.Context, t *catalog.Target, rev string, refs []string) (asking []string, err error) {
	var groups []string
	for _, ref := range refs {
		group, _ := splitRef(ref)
		groups = append(groups, group)
	}
	c, err := a.then(ctx, rev, groups...)
	if c == nil || err != nil {
		return nil, err
	}
	if c.Registry == nil {
		return refs, nil // whoever looks at the registry says what is wrong
	}
	then, ok := c.Registry.Target(t.Name)
	if !ok {
		return nil, nil
	}
	for _, ref := range refs {
		group, label := splitRef(ref)
		g, ok := c.Group(group)
		if !ok {
			continue
		}
		if v, ok := g.Version(label); ok && (v.Broken || g.Broken || proposal.State(c.Registry, v, then) == proposal.Approved) {
			asking = append(asking, ref)
		}
	}
	return asking, nil
}

// then is the catalog at a revision, with the versions of some groups; nil where
// there was none.
func (a *app) then(ctx context.Context, rev string, groups ...string) (_ *catalog.Catalog, err error) {
	src, err := source.Open(a.dir, rev)
	if errors.Is(err, source.ErrNone) || errors.Is(err, gittree.ErrUnborn) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	c, _, err := src.LoadGroups(ctx, groups...)
	return c, err
}

// lookAt is the revision that sync would go by: the tip of the protected branch
// if GitHub can be asked, else the commit that is checked out. A local target
// that asks for no proof gets what the folder says.
func (a *app) lookAt(ctx context.Context, d *desk, t *catalog.Target) (_ string, err error) {
	if r, ok := d.place.(*remote); ok {
		tip, err := r.tipHere()
		return tip.Hash, err
	}
	if t.Local != nil && t.Evidence == "none" {
		return "", nil
	}
	client, err := a.github()
	if err != nil || client == nil {
		return "HEAD", err
	}
	src, err := source.Open(a.dir, "HEAD")
	if err != nil {
		return "", err
	}
	defer closing(src, &err)
	tip, err := a.tip(ctx, client, src.Repo(), d.catalog.Registry.Approval)
	return tip.Hash, err
}

// tipHere is the tip of the protected branch in the clone.
func (r *remote) tipHere() (gittree.Commit, error) {
	if r.repo == nil {
		return gittree.Commit{}, errors.New("there is no clone to look from")
	}
	tip, here, err := r.repo.Commit(r.at.Tip)
	if err == nil && !here {
		err = notFetched(r.at.Branch, r.at.Repository, r.at.Tip)
	}
	return tip, cli.Failed(err, "")
}
