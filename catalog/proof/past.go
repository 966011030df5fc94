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

// Versions are all that ever were, by group, then label. Files at paths at which
// the catalog reads no versions are none, whatever they hold.
func (p *Prover) Versions() []Version {
	var all []Version
	labels := map[string]catalog.Label{} // by file
	for file := range p.history.Paths() {
		if group, label, err := catalog.VersionAt(file); err == nil {
			all = append(all, Version{group, label.String(), file})
			labels[file] = label
		}
	}
	slices.SortFunc(all, func(a, b Version) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), labels[a.File].Compare(labels[b.File]))
	})
	return all
}

// Past lists the commits that changed a version in a target, newest first: not
// those that only changed it in another one, or a comment in its file.
// Where GitHub can be asked, requests for approval come with their verdicts.
func (p *Prover) Past(ctx context.Context, v Version, t *catalog.Target) ([]evidence.Entry, error) {
	return p.PastIf(ctx, v, t, func(string) bool { return true })
}

// Wanted says of a commit whether it is to be told of.
type Wanted func(commit string) bool

// PastIf is Past without the commits that are not wanted. GitHub is not asked
// about them.
func (p *Prover) PastIf(ctx context.Context, v Version, t *catalog.Target, wanted Wanted) ([]evidence.Entry, error) {
	s := versionSubject(v.Group, v.Label, t.Name, v.File)
	entries := []evidence.Entry{}
	newest := p.o.Head.Hash
	for i, m := range moments(p.history, s) {
		last := newest // that has what came with m
		newest = m.parent
		if !wanted(m.commit) {
			continue
		}
		now, err := p.read(ctx, s, m.after)
		if err != nil {
			return nil, err
		}
		was, err := p.read(ctx, s, m.before)
		if err != nil {
			return nil, err
		}
		if now.S != was.S || now.S == "" && m.before[2] != m.after[2] {
			e := evidence.Entry{
				Ref: v.Ref(), Target: t.Name, Commit: m.commit, When: m.when, Subject: m.subject,
				Was: was.status, Now: now.status, Content: was.Content != "" && now.Content != was.Content,
				Changes: changes(was.covers, now.covers),
			}
			if m.after[2].Blob != "" {
				e.Why = now.Why
			}
			if len(now.asks) > 0 && now.S != was.S && t.Evidence == "github" && p.o.GitHub != nil {
				e.Verdict = p.pastVerdict(ctx, s, now, i, m.commit, last)
			}
			if err := p.move(ctx, &e, v, m); err != nil {
				return nil, err
			}
			e.Step = e.Became(now.S != was.S, t.Evidence == "none")
			if e.Author, e.Committer, err = p.signatures(m.commit); err != nil {
				return nil, err
			}
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// pastVerdict judges the request that the ith newest state of a subject makes.
// commit made that state, newest is the last one that has it.
func (p *Prover) pastVerdict(ctx context.Context, s subject, r reading, i int, commit, newest string) *evidence.PastVerdict {
	if err := p.mayAsk(commit); err != nil {
		return &evidence.PastVerdict{State: evidence.Unknown, Reason: err.Error()}
	}
	newest = p.merged(ctx, commit, newest)
	position, _ := p.history.Position(newest)
	f, err := p.facts(ctx, question(s, r, newest), s, i, position)
	if err != nil {
		return &evidence.PastVerdict{State: evidence.Unknown, Reason: err.Error()}
	}
	v := evidence.Judge(f, p.chain(ctx, f))
	return &evidence.PastVerdict{State: v.State, Reason: v.Reason, Approvers: evidence.Approvers(f, v)}
}

// merged is the last commit on the protected branch of those from one to a newer
// one, where the branch ends among them, as it does where local commits are on
// top of it; else the newer one.
func (p *Prover) merged(ctx context.Context, commit, newest string) string {
	b, err := p.protected(ctx)
	if err != nil {
		return newest // which facts tells
	}
	tip, ok := p.history.Position(b.tip)
	from, _ := p.history.Position(commit)
	to, _ := p.history.Position(newest)
	if ok && to < tip && tip <= from {
		return b.tip
	}
	return newest
}

// question asks for the proof of what a subject is at a commit.
func question(s subject, r reading, commit string) evidence.Question {
	return evidence.Question{
		Policy: !s.version, Group: s.group, Label: s.label, Target: s.target,
		S: r.S, Content: r.Content, Asks: r.asks, Covers: r.covers, Commit: commit,
	}
}
