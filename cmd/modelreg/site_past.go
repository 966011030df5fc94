package main

import (
	"context"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
)

// eventsOf is what ever became of any version in some targets, newest first, and
// why that is not the whole truth.
func (g *gatherer) eventsOf(ctx context.Context, targets []*catalog.Target) (events []site.Event, unread string, err error) {
	var entries []evidence.Entry
	var keys []site.Key // of entries
	free := map[string]bool{}
	for _, t := range targets {
		free[t.Name] = t.Evidence == "none"
	}
	for _, v := range g.prover.Versions() {
		for _, t := range targets {
			past, err := g.prover.Past(ctx, v, t)
			if err != nil {
				return nil, "", cli.Failed(err, "")
			}
			if err := ctx.Err(); err != nil {
				return nil, "", err
			}
			for _, e := range past {
				entries, keys = append(entries, e), append(keys, site.Key{Group: v.Group, Label: v.Label, Target: t.Name})
			}
		}
	}
	switch {
	case g.token() == "":
		unread = "GitHub was not asked, for want of a token: people and dates are those of the commits, which anyone can forge, and what was asked for is not known to be approved"
	case g.whole.Registry.Approval.Repository == "":
		unread = "registry.yaml names no repository on GitHub: people and dates are those of the commits, which anyone can forge"
	default:
		if problems := pullsOf(ctx, g.prover, entries); len(problems) > 0 {
			unread = "some pull requests could not be found: " + strings.Join(problems, "; ")
			g.talk.Warn("%s", unread)
		}
	}
	for i, e := range entries {
		events = append(events, eventsOfEntry(keys[i], e, free[e.Target])...)
	}
	slices.SortStableFunc(events, func(a, b site.Event) int { return b.When.Compare(a.When) })
	return events, unread, nil
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
