package main

import (
	"context"
	"fmt"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
)

// registries tell what became of the versions of a group in each target. They
// are looked at when somebody asks, each once.
type registries struct {
	app   *app
	desk  *desk
	group *catalog.Group
	seen  map[string]sighting // by target
}

// stopped tells why a target does not have a version approved; empty where it
// has, or nobody knows. The error is that of an interruption.
func (r *registries) stopped(ctx context.Context, v *catalog.Version, t *catalog.Target) (string, error) {
	if _, ok := r.seen[t.Name]; !ok {
		var refs []string
		for _, v := range r.group.Versions {
			refs = append(refs, v.Ref())
		}
		rev, err := r.app.lookAt(ctx, r.desk, t)
		var s sighting
		if err == nil {
			s, err = r.app.sight(ctx, t, rev, refs)
		}
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err != nil {
			s.unknown = map[string]string{}
			for _, ref := range refs {
				s.unknown[ref] = err.Error()
			}
		}
		r.seen[t.Name] = s
	}
	return r.seen[t.Name].stopped[v.Ref()], nil
}

// doubts are what going back rests on without its being known, and what was
// passed over.
func (r *registries) doubts(returns []proposal.Return) doubts {
	open := doubts{latest: map[string]string{}}
	for _, back := range returns {
		open.notes = append(open.notes, back.Passed...)
		t, _ := r.desk.catalog.Registry.Target(back.Target)
		why, unknown := r.seen[back.Target].unknown[back.To.Ref()]
		switch {
		case back.Already:
			open.notes = append(open.notes, fmt.Sprintf("%s goes back from %s to %s in %s here already, and that is not committed; --to LABEL goes further",
				r.group.Path, back.From.Label, back.To.Label, back.Target))
		case unknown && proposal.State(r.desk.catalog.Registry, back.To, t) == proposal.Approved:
			open.notes = append(open.notes, fmt.Sprintf("whether %s is approved in %s now could not be found out: %s", back.To.Ref(), back.Target, why))
			open.latest[back.Target] = back.To.Label.String()
		}
	}
	return open
}
