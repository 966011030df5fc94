package proof

import (
	"context"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// Past lists the commits that changed a version in a target, newest first.
// Where GitHub can be asked, requests for approval come with their verdicts.
func (p *Prover) Past(ctx context.Context, group, label, file string, t *catalog.Target) ([]evidence.Entry, error) {
	s := versionSubject(group, label, t.Name, file)
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
				Ref: group + "/" + label, Target: t.Name, Commit: m.commit, When: m.when, Subject: m.subject,
				Was: was.status, Now: now.status, Content: was.Content != "" && now.Content != was.Content,
			}
			if m.after[2].Blob != "" {
				e.Why = now.Why
			}
			if len(now.asks) > 0 && now.S != was.S && t.Evidence == "github" && p.o.GitHub != nil {
				v := p.pastVerdict(ctx, s, now, i, newest)
				e.Verdict = &evidence.PastVerdict{State: v.State, Reason: v.Reason}
			}
			entries = append(entries, e)
		}
		newest = m.parent
	}
	return entries, nil
}

// pastVerdict judges the request that the ith newest state of a subject makes.
// newest is the last commit that has it.
func (p *Prover) pastVerdict(ctx context.Context, s subject, r reading, i int, newest string) evidence.Verdict {
	f, err := p.facts(ctx, question(s, r, newest), s, i)
	if err != nil {
		return notKnown(err)
	}
	return evidence.Judge(f, p.chain(ctx, f))
}

// question asks for the proof of what a subject is at a commit.
func question(s subject, r reading, commit string) evidence.Question {
	return evidence.Question{
		Policy: !s.version, Group: s.group, Label: s.label, Target: s.target,
		S: r.S, Content: r.Content, Asks: r.asks, Covers: r.covers, Commit: commit,
	}
}
