package proof

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"modelreg/catalog/evidence"
)

// A Recorded is what the marker of a package says.
type Recorded struct{ S, Proof string }

// Verify finds the proof of a live approval again. file is the version's file
// below the catalog's folder; bundles is where proofs are kept, or empty.
func (p *Prover) Verify(ctx context.Context, group, label, file, target string, rec Recorded, bundles string) evidence.Audit {
	if rec.S == "" || rec.Proof == "" {
		return evidence.Audit{Outcome: evidence.NoProof, Reason: "no proof is recorded on the package"}
	}
	s := versionSubject(group, label, target, file)
	state, now, commit, err := p.find(ctx, s, rec.S)
	switch {
	case err != nil:
		return evidence.Audit{Outcome: evidence.NotFound, Reason: err.Error()}
	case state < 0:
		return evidence.Audit{Outcome: evidence.Contradicted, Reason: fmt.Sprintf("no commit of %s up to %s asks for what the package records", p.place.branch, p.o.Head.Short())}
	}
	kept, have := evidence.Bundle{}, false
	if bundles != "" {
		if kept, have, err = ReadBundle(bundles, target, group, label, rec.S); err != nil {
			return evidence.Audit{Outcome: evidence.NotFound, Reason: err.Error(), Commit: commit}
		}
	}
	f, err := p.facts(ctx, question(s, now, commit), s, state)
	if err != nil && have {
		return p.fromBundle(ctx, s, kept, rec, f, evidence.Audit{Commit: commit}, err.Error())
	}
	if err != nil {
		return evidence.Audit{Outcome: evidence.NotFound, Reason: err.Error(), Commit: commit}
	}
	if have {
		asThen(&f, kept.Facts)
	}
	chain := p.chain(ctx, f)
	v := evidence.Judge(f, chain)
	b := p.bundle(f, chain, v)
	a := evidence.Audit{Commit: commit, Proof: &b}
	switch {
	case v.State == evidence.Granted && v.Proof == rec.Proof:
		a.Outcome, a.Reason = evidence.Rederived, v.Text
	case v.State == evidence.Granted:
		a.Outcome, a.Reason = evidence.Contradicted, fmt.Sprintf("the package records %q, and what can be found is %q", rec.Proof, v.Proof)
	case v.State == evidence.Held:
		a.Outcome, a.Reason = evidence.Contradicted, v.Reason
	case have:
		return p.fromBundle(ctx, s, kept, rec, f, a, v.Reason)
	default:
		a.Outcome, a.Reason = evidence.NotFound, v.Reason
	}
	return a
}

// find looks for the newest state of a subject with digest S: its index among
// the states, what it says, and the newest commit that has it; -1 where there
// is none.
func (p *Prover) find(ctx context.Context, s subject, digest string) (int, reading, string, error) {
	commit := p.o.Head.Hash
	for i, m := range moments(p.history, s) {
		r, err := p.read(ctx, s, m.after)
		if err != nil {
			return 0, reading{}, "", err
		}
		if r.S == digest {
			return i, r, commit, nil
		}
		commit = m.parent
	}
	return -1, reading{}, "", nil
}

// asThen puts what was known of the reviewers when the proof was made in place
// of what is known now: that someone has left since takes nothing back.
func asThen(f *evidence.Facts, then evidence.Facts) {
	i, _, ok := evidence.Pick(*f)
	j, _, ok2 := evidence.Pick(then)
	if !ok || !ok2 || f.Pulls.Value[i].Number != then.Pulls.Value[j].Number {
		return
	}
	if now, was := f.Pulls.Value[i].Detail, then.Pulls.Value[j].Detail; now != nil && was != nil {
		own := *now
		own.People = was.People
		f.Pulls.Value[i].Detail = &own
	}
}

// unlike gives a commit of this clone of which kept facts say what git does not;
// empty where there is none.
func (p *Prover) unlike(ctx context.Context, s subject, kept evidence.Facts) (string, error) {
	for _, commit := range slices.Sorted(maps.Keys(kept.Digests)) {
		if _, local, err := p.o.Repo.Commit(commit); err != nil || !local {
			continue // not a commit of this clone, nor one's name
		}
		now, err := p.readAt(ctx, s, commit)
		if err != nil {
			return "", err
		}
		if was := kept.Digests[commit]; was.Known && (was.Value.S != now.S || was.Value.Content != now.Content) {
			return commit, nil
		}
	}
	return "", nil
}

// fromBundle goes by the kept proof where GitHub no longer tells all. What git
// tells must agree with it.
func (p *Prover) fromBundle(ctx context.Context, s subject, kept evidence.Bundle, rec Recorded, f evidence.Facts, a evidence.Audit, missing string) evidence.Audit {
	thresholds, asked := p.thresholdsOf(ctx, kept.Facts)
	if !kept.Facts.Thresholds.Known {
		kept.Facts.Thresholds = thresholds // it was kept before modelreg asked for them, and git tells them still
	}
	again := kept.Judge()
	kept.Verdict = again // what the file says of it is anybody's word
	intro, then := f.Introduction, kept.Facts.Introduction
	policy := p.policyAt(ctx, kept.Facts.Policy.Value.Commit)
	unlike, err := p.unlike(ctx, s, kept.Facts)
	switch {
	case asked && !thresholds.Known:
		a.Outcome, a.Reason = evidence.NotFound, thresholds.Problem
	case again.State != evidence.Granted || again.Proof != rec.Proof || kept.Facts.Question.S != rec.S:
		a.Outcome, a.Reason = evidence.Contradicted, "the kept proof does not grant what the package records: "+again.Reason
	case !intro.Known || intro.Value.SHA != then.Value.SHA:
		a.Outcome, a.Reason = evidence.Contradicted, "the kept proof is about commit "+short(then.Value.SHA)+", and git says otherwise"
	case err != nil:
		a.Outcome, a.Reason = evidence.NotFound, err.Error()
	case unlike != "" || kept.Facts.Question.Content != f.Question.Content:
		a.Outcome, a.Reason = evidence.Contradicted, "the kept proof has other digests than git at commit "+short(cmp.Or(unlike, then.Value.SHA))
	case !policy.Known || policy.Value.Digest != kept.Facts.Policy.Value.Digest || kept.Chain.Root.Digest != p.policies[0].Digest:
		a.Outcome, a.Reason = evidence.Contradicted, "the kept proof goes by a policy that git does not have at commit "+short(kept.Facts.Policy.Value.Commit)
	case asked && !reflect.DeepEqual(thresholds, kept.Facts.Thresholds):
		a.Outcome, a.Reason = evidence.Contradicted, "the kept proof goes by thresholds that git does not have at commit "+short(thresholds.Value.Commit)
	default:
		a.Outcome, a.Reason = evidence.BundleOnly, again.Text+"; GitHub does not tell all of it any more: "+missing
	}
	a.Proof = &kept
	return a
}

// thresholdsOf are those that kept facts are to be judged by, as git tells; false
// where the facts do not say before which update.
func (p *Prover) thresholdsOf(ctx context.Context, kept evidence.Facts) (evidence.Answer[evidence.ThresholdsAt], bool) {
	u, ok := evidence.Find(kept)
	if !ok {
		return evidence.Answer[evidence.ThresholdsAt]{}, false
	}
	return p.thresholdsAt(ctx, kept.Question, u.Before), true
}
