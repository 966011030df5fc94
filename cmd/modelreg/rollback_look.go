package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// stopped tells why a target does not have a version approved as it is to be;
// empty where it has, or nobody knows. The error is that of an interruption.
func (r *registries) stopped(ctx context.Context, v *catalog.Version, t *catalog.Target) (why string, live bool, err error) {
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
			return "", false, err
		}
		if err != nil {
			s.unknown = map[string]string{}
			for _, ref := range refs {
				s.unknown[ref] = err.Error()
			}
		}
		r.seen[t.Name] = s
	}
	seen := r.seen[t.Name]
	return seen.stopped[v.Ref()], slices.Contains(seen.live, v.Ref()), nil
}

// findings are what the registries tell of going back, what it rests on without
// its being known, and what was passed over. named: --to said which version to have.
func (r *registries) findings(returns []proposal.Return, named bool) findings {
	found := findings{live: map[string]string{}, unsure: map[string]string{}}
	for _, back := range returns {
		if back.Already {
			found.notes = append(found.notes, fmt.Sprintf("%s goes back from %s to %s in %s here already, and that is not committed; --to LABEL goes further",
				r.group.Path, back.From.Label, back.To.Label, back.Target))
			continue
		}
		seen := r.seen[back.Target]
		live := back.From != nil && slices.Contains(seen.live, back.From.Ref())
		told := slices.Concat(back.Along, back.Passed)
		if live && back.From == back.To {
			told = append(told, fmt.Sprintf("%s is the latest that is approved in %s already", back.To.Ref(), back.Target))
		}
		found.notes, found.told = append(found.notes, told...), append(found.told, told...)
		if len(back.Along) > 0 && back.From != nil && back.From != back.To && !named {
			found.notes = append(found.notes, fmt.Sprintf("%s is below that in %s, and is taken back; --to %s keeps it", back.From.Ref(), back.Target, back.From.Label))
		}
		switch {
		case back.From == nil:
			found.live[back.Target] = ""
		case live:
			found.live[back.Target] = back.From.Label.String()
		}
		if _, unknown := seen.unknown[back.To.Ref()]; unknown && r.asks(back.To, back.Target) {
			found.unsure[back.Target] = back.To.Label.String()
		}
		r.unknown(&found, back)
	}
	return found
}

// unknown says of what a return is between whether that is approved is not known.
// Reviewers are not told why: the words of an error are other ones the next time.
func (r *registries) unknown(found *findings, back proposal.Return) {
	seen := r.seen[back.Target]
	var refs, whys []string
	for _, v := range slices.Compact([]*catalog.Version{back.From, back.To}) {
		if v == nil || !r.asks(v, back.Target) || v == back.From && slices.Contains(seen.live, v.Ref()) {
			continue
		}
		if why, ok := seen.unknown[v.Ref()]; ok {
			refs, whys = append(refs, v.Ref()), append(whys, why)
		}
	}
	if len(refs) == 0 {
		return
	}
	are := "is"
	if len(refs) > 1 {
		are = "are"
	}
	doubt := fmt.Sprintf("whether %s %s approved in %s now could not be found out", strings.Join(refs, " and "), are, back.Target)
	found.notes = append(found.notes, doubt+": "+strings.Join(slices.Compact(whys), "; "))
	found.told = append(found.told, doubt)
}

// asks reports whether a version is to be approved in a target as it is edited.
func (r *registries) asks(v *catalog.Version, target string) bool {
	t, _ := r.desk.catalog.Registry.Target(target)
	return proposal.State(r.desk.catalog.Registry, v, t) == proposal.Approved
}
