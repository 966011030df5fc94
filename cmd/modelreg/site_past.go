package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
)

// remember tells what became of versions, unless that is known of the commit
// already. What could not be read is tried again: a clone may be whole by then.
func (g *gatherer) remember(ctx context.Context, d *site.Data) error {
	if g.past == nil || g.past.Commit.Hash != d.Source.Commit {
		if err := g.recall(ctx, d); err != nil {
			return err
		}
	}
	d.Events, d.Unread = g.events, g.unread
	return nil
}

// recall opens the past of the catalog and reads its events, or says why nothing
// is known of it.
func (g *gatherer) recall(ctx context.Context, d *site.Data) error {
	g.events, g.prover = nil, nil
	if was := g.past; was != nil {
		g.past = nil
		if err := was.Close(); err != nil {
			return err
		}
	}
	err := errors.New("the catalog is not in git, or not committed yet")
	if d.Source.Commit != "" {
		err = g.openPast(ctx, d.Source.Commit)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if exit, ok := errors.AsType[*cli.Exit](err); ok && exit.Code == cli.Usage {
		return err
	}
	if err != nil {
		g.unproven = err.Error()
		g.unread = "nothing is known of the past: " + g.unproven
		if d.Source.Commit != "" {
			g.talk.Warn("%s", g.unread)
		}
		return nil
	}
	if !d.Source.Edited && !catalog.HasErrors(d.Problems) {
		g.prover.Know(g.whole)
	}
	if slices.ContainsFunc(d.Catalog.Registry.Targets, func(t *catalog.Target) bool { return t.Evidence == "github" }) {
		g.warnOfRoot(g.prover)
	}
	g.events, g.unread, err = g.eventsOf(ctx, d.Catalog.Registry.Targets)
	return err
}

// openPast opens the catalog at a commit, and what finds its proofs.
func (g *gatherer) openPast(ctx context.Context, commit string) error {
	past, err := source.Open(g.dir, commit)
	if err != nil {
		return err
	}
	prover, err := g.newProver(ctx, past, *g.trusted, "")
	if err != nil {
		return errors.Join(err, past.Close())
	}
	g.past, g.prover = past, prover
	return nil
}

// eventsOf is what ever became of any version in some targets, newest first, and
// why that is not the whole truth. The error is that of a cancelled context only.
func (g *gatherer) eventsOf(ctx context.Context, targets []*catalog.Target) (events []site.Event, unread string, err error) {
	var entries []evidence.Entry
	var keys []site.Key // of entries
	var gaps []string
	lost := lostPasts{}
	free := map[string]bool{}
	for _, t := range targets {
		free[t.Name] = t.Evidence == "none"
	}
	for _, v := range g.prover.Versions() {
		for _, t := range targets {
			past, err := g.prover.Past(ctx, v, t)
			if ctx.Err() != nil {
				return nil, "", ctx.Err()
			}
			if err != nil {
				lost.add(v.Ref(), err)
			}
			for _, e := range past {
				entries, keys = append(entries, e), append(keys, site.Key{Group: v.Group, Label: v.Label, Target: t.Name})
			}
		}
	}
	if len(lost.refs) > 0 {
		gaps = append(gaps, lost.String())
		g.talk.Warn("%s", lost)
	}
	switch {
	case g.token() == "":
		gaps = append(gaps, "GitHub was not asked, for want of a token: people and dates are those of the commits, which anyone can forge, and what was asked for is not known to be approved")
	case g.whole.Registry.Approval.Repository == "":
		gaps = append(gaps, "registry.yaml names no repository on GitHub: people and dates are those of the commits, which anyone can forge")
	default:
		if problems := pullsOf(ctx, g.prover, entries); len(problems) > 0 {
			missed := "some pull requests could not be found: " + strings.Join(problems, "; ")
			gaps = append(gaps, missed)
			g.talk.Warn("%s", missed)
		}
	}
	for i, e := range entries {
		events = append(events, eventsOfEntry(keys[i], e, free[e.Target])...)
	}
	slices.SortStableFunc(events, func(a, b site.Event) int { return b.When.Compare(a.When) })
	return events, strings.Join(gaps, "; "), nil
}

// lostPasts are the versions of which git does not give all that became of them.
type lostPasts struct {
	refs []string
	why  error // of the first
}

func (l *lostPasts) add(ref string, err error) {
	switch {
	case len(l.refs) == 0:
		l.why = err
	case l.refs[len(l.refs)-1] == ref: // of another target
		return
	}
	l.refs = append(l.refs, ref)
}

func (l lostPasts) String() string {
	others := ""
	switch n := len(l.refs) - 1; {
	case n == 1:
		others = " and 1 other version"
	case n > 1:
		others = fmt.Sprintf(" and %d other versions", n)
	}
	return fmt.Sprintf("what became of %s%s could not be read: %v", l.refs[0], others, l.why)
}

// kinds are what steps are called on the pages.
var kinds = map[evidence.Step]site.EventKind{
	evidence.StepRegistered: site.Registered, evidence.StepApproved: site.Approved, evidence.StepAsked: site.Asked,
	evidence.StepRejected: site.Rejected, evidence.StepWithdrawn: site.Withdrawn, evidence.StepChanged: site.Changed,
	evidence.StepRemoved: site.Removed, evidence.StepGarbled: site.Changed,
}

// eventsOfEntry tells what one commit did. One that registers a version as
// approved or rejected did two things; the later one comes first. free says that
// the target asks for no proof.
func eventsOfEntry(key site.Key, e evidence.Entry, free bool) []site.Event {
	event := site.Event{
		Key: key, Kind: kinds[e.Step], When: e.When, Commit: e.Commit, Subject: e.Subject, By: []string{e.Author.Name}, Role: site.Committer, Why: e.Why,
	}
	if e.Pull != nil {
		event.When, event.Pull, event.URL = e.Pull.MergedAt, e.Pull.Number, e.Pull.URL
		if e.Pull.Author != "" {
			event.By, event.Role = []string{e.Pull.Author}, site.Opener
		}
	}
	if e.Step == evidence.StepRegistered && e.Now != "PendingManualApproval" {
		decided := e
		decided.Was = "PendingManualApproval"
		decided.Step = decided.Became(true, free)
		return []site.Event{judged(event, decided), event}
	}
	return []site.Event{judged(event, e)}
}

// judged adds what became of a request.
func judged(event site.Event, e evidence.Entry) site.Event {
	event.Kind = kinds[e.Step]
	if e.Verdict == nil {
		return event
	}
	event.State, event.Why = e.Verdict.State, e.Verdict.Reason
	if len(e.Verdict.Approvers) > 0 {
		event.By, event.Role = e.Verdict.Approvers, site.Approver
	}
	return event
}

// sinceOf says since when versions ask for what they do not have.
func sinceOf(events []site.Event, waiting []site.Waiting) {
	asked := map[site.Key]site.Event{} // the newest of each
	for _, e := range events {
		if _, ok := asked[e.Key]; !ok && (e.Kind == site.Asked || e.Kind == site.Approved) {
			asked[e.Key] = e
		}
	}
	for i := range waiting {
		waiting[i].Since = asked[waiting[i].Key].When
	}
}
