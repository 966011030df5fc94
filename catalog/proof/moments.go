package proof

import (
	"cmp"
	"context"
	"slices"
	"time"

	"modelreg/catalog/gittree"
	"modelreg/catalog/history"
)

// A moment is a first-parent commit that changed a file of a subject.
type moment struct {
	position      int // along first parents; 0 is the commit that history starts from
	commit        string
	parent        string // empty at the beginning
	when          time.Time
	subject       string
	before, after []gittree.File
}

// moments are the commits that changed a subject's files, newest first.
func moments(h *history.History, s subject) []moment {
	type change struct {
		history.Change
		position, file int
	}
	var changes []change
	for i, name := range s.files {
		for _, c := range h.Changes(name) {
			position, _ := h.Position(c.Commit)
			changes = append(changes, change{c, position, i})
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(a.position, b.position) })
	var all []moment
	now := make([]gittree.File, len(s.files))
	for i, name := range s.files {
		if c, ok := h.Introduced(name); ok {
			now[i] = c.After
		}
	}
	for len(changes) > 0 {
		first := changes[0]
		m := moment{position: first.position, commit: first.Commit, parent: first.Parent, when: first.When, subject: first.Subject, after: now}
		now = slices.Clone(now)
		for len(changes) > 0 && changes[0].position == m.position {
			now[changes[0].file] = changes[0].Before
			changes = changes[1:]
		}
		m.before = now
		all = append(all, m)
	}
	return all
}

// introduced finds, from moment i on, the one that brought the reading in that
// holds after moment i: same says whether two readings are alike.
func (p *Prover) introduced(ctx context.Context, s subject, all []moment, i int, same func(a, b reading) bool) (moment, error) {
	now, err := p.read(ctx, s, all[i].after)
	if err != nil {
		return moment{}, err
	}
	for ; i < len(all)-1; i++ {
		before, err := p.read(ctx, s, all[i].before)
		if err != nil {
			return moment{}, err
		}
		if !same(now, before) {
			break
		}
	}
	return all[i], nil
}

func sameDigest(a, b reading) bool  { return a.S == b.S }
func sameContent(a, b reading) bool { return a.Content == b.Content }
