package proof

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// A Version is one that the head has, or that a commit before it had.
type Version struct {
	Group, Label string
	File         string // below the catalog's folder
}

// Versions are all that ever were, by group, then label.
func (p *Prover) Versions() []Version {
	var all []Version
	for file := range p.history.Paths() {
		if group, label, ok := versionFile(file); ok {
			all = append(all, Version{group, label, file})
		}
	}
	slices.SortFunc(all, func(a, b Version) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), compareLabels(a.Label, b.Label))
	})
	return all
}

// compareLabels orders labels as versions; what is no label comes last.
func compareLabels(a, b string) int {
	x, err := catalog.ParseLabel(a)
	y, err2 := catalog.ParseLabel(b)
	switch {
	case err == nil && err2 == nil:
		return x.Compare(y)
	case err == nil:
		return -1
	case err2 == nil:
		return 1
	}
	return strings.Compare(a, b)
}

// Past lists the commits that changed a version in a target, newest first.
// Where GitHub can be asked, requests for approval come with their verdicts.
func (p *Prover) Past(ctx context.Context, v Version, t *catalog.Target) ([]evidence.Entry, error) {
	s := versionSubject(v.Group, v.Label, t.Name, v.File)
	entries := []evidence.Entry{}
	newest := p.o.Head.Hash
	for i, m := range moments(p.history, s) {
		now, err := p.read(ctx, s, m.after)
		if err != nil {
			return nil, err
		}
		was, err := p.read(ctx, s, m.before)
		if err != nil {
			return nil, err
		}
		if now.S != was.S || m.before[2] != m.after[2] {
			e := evidence.Entry{
				Ref: v.Group + "/" + v.Label, Target: t.Name, Commit: m.commit, When: m.when, Subject: m.subject,
				Was: was.status, Now: now.status, Content: was.Content != "" && now.Content != was.Content,
				Changes: changes(was.covers, now.covers),
			}
			if m.after[2].Blob != "" {
				e.Why = now.Why
			}
			if len(now.asks) > 0 && now.S != was.S && t.Evidence == "github" && p.o.GitHub != nil {
				e.Verdict = p.pastVerdict(ctx, s, now, i, newest)
			}
			e.Step = e.Became(now.S != was.S, t.Evidence == "none")
			if e.Author, e.Committer, err = p.signatures(m.commit); err != nil {
				return nil, err
			}
			entries = append(entries, e)
		}
		newest = m.parent
	}
	return entries, nil
}

// pastVerdict judges the request that the ith newest state of a subject makes.
// newest is the last commit that has it.
func (p *Prover) pastVerdict(ctx context.Context, s subject, r reading, i int, newest string) *evidence.PastVerdict {
	position, _ := p.history.Position(newest)
	f, err := p.facts(ctx, question(s, r, newest), s, i, position)
	if err != nil {
		return &evidence.PastVerdict{State: evidence.Unknown, Reason: err.Error()}
	}
	v := evidence.Judge(f, p.chain(ctx, f))
	return &evidence.PastVerdict{State: v.State, Reason: v.Reason, Approvers: evidence.Approvers(f, v)}
}

// question asks for the proof of what a subject is at a commit.
func question(s subject, r reading, commit string) evidence.Question {
	return evidence.Question{
		Policy: !s.version, Group: s.group, Label: s.label, Target: s.target,
		S: r.S, Content: r.Content, Asks: r.asks, Covers: r.covers, Commit: commit,
	}
}
