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
	at, err := p.find(ctx, Version{group, label, file}, target, rec.S)
	switch {
	case err != nil:
		return evidence.Audit{Outcome: evidence.NotFound, Reason: err.Error()}
	case at.state < 0:
		return evidence.Audit{Outcome: evidence.Contradicted, Reason: fmt.Sprintf("no commit of %s up to %s asks for what the package records", p.place.branch, p.o.Head.Short())}
	}
	f, err := p.sighted(ctx, at)
	a := evidence.Audit{Outcome: evidence.NotFound, Commit: at.commit}
	if err != nil {
		a.Reason = err.Error()
	} else {
		a = p.rederive(ctx, f, rec, a)
	}
	if a.Outcome == evidence.Rederived || bundles == "" {
		return a
	}
	kept, have, err := ReadBundle(bundles, target, at.subject.group, label, rec.S)
	switch {
	case err != nil:
		a.Reason += "; " + err.Error()
	case have && a.Outcome == evidence.NotFound:
		return p.fromBundle(ctx, at.subject, kept, rec, f, a)
	case have && p.leftSince(ctx, f, kept.Facts, rec):
		return p.fromBundle(ctx, at.subject, kept, rec, f, a)
	}
	return a
}

// VerifyContent finds the proof of a live approval of which nothing is recorded:
// that of a package which holds exactly what the version says. digest is S of what
// the catalog asks for.
func (p *Prover) VerifyContent(ctx context.Context, group, label, file, target, digest string) evidence.Audit {
	at, err := p.find(ctx, Version{group, label, file}, target, digest)
	switch {
	case err != nil:
		return evidence.Audit{Outcome: evidence.NotFound, Reason: err.Error()}
	case at.state < 0:
		return evidence.Audit{Outcome: evidence.NotFound, Reason: fmt.Sprintf("no commit of %s up to %s asks for what it holds", p.place.branch, p.o.Head.Short())}
	}
	f, err := p.sighted(ctx, at)
	if err != nil {
		return evidence.Audit{Outcome: evidence.NotFound, Reason: err.Error(), Commit: at.commit}
	}
	a := p.rederive(ctx, f, Recorded{}, evidence.Audit{Outcome: evidence.NotFound, Commit: at.commit})
	switch v := a.Proof.Verdict; v.State {
	case evidence.Granted:
		a.Outcome, a.Reason = evidence.ByContent, "nothing is recorded on it, and it holds exactly what was approved: "+v.Text
	case evidence.Held:
		a.Outcome, a.Reason = evidence.NoProof, "nothing is recorded on it, and what it holds is not approved: "+v.Reason
	}
	return a
}

// sighted finds the facts about what a version was in one of its states.
func (p *Prover) sighted(ctx context.Context, at sight) (evidence.Facts, error) {
	position, _ := p.history.Position(at.commit)
	return p.facts(ctx, question(at.subject, at.reading, at.commit), at.subject, at.state, position)
}

// rederive judges a live approval by what git and GitHub tell now.
func (p *Prover) rederive(ctx context.Context, f evidence.Facts, rec Recorded, a evidence.Audit) evidence.Audit {
	chain := p.chain(ctx, f)
	v := evidence.Judge(f, chain)
	b := p.bundle(f, chain, v)
	a.Proof, a.Reason = &b, v.Reason
	switch {
	case v.State == evidence.Granted && v.Proof == rec.Proof:
		a.Outcome, a.Reason = evidence.Rederived, v.Text
	case v.State == evidence.Granted:
		a.Outcome, a.Reason = evidence.Contradicted, fmt.Sprintf("the package records %q, and what can be found is %q", rec.Proof, v.Proof)
	case v.State == evidence.Held:
		a.Outcome = evidence.Contradicted
	}
	return a
}

// leftSince reports whether an approval is only contradicted by what is known of
// its reviewers now: that someone has left since takes nothing back. What was
// known of them then is the bundle's word.
func (p *Prover) leftSince(ctx context.Context, f, then evidence.Facts, rec Recorded) bool {
	asThen(&f, then)
	v := evidence.Judge(f, p.chain(ctx, f))
	return v.State == evidence.Granted && v.Proof == rec.Proof
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
// and GitHub still tell must agree with it.
func (p *Prover) fromBundle(ctx context.Context, s subject, kept evidence.Bundle, rec Recorded, f evidence.Facts, a evidence.Audit) evidence.Audit {
	if !kept.Facts.Thresholds.Known {
		kept.Facts.Thresholds = p.thresholdsAt(ctx, kept.Facts.Question, kept.Facts.Policy.Value.Commit)
	}
	arrival := p.arrival(ctx, kept.Facts)
	if !kept.Facts.Arrival.Known {
		kept.Facts.Arrival = arrival
	}
	again := kept.Judge()
	kept.Verdict = again // what the file says of it is anybody's word
	missing := a.Reason
	intro, then := f.Introduction, kept.Facts.Introduction
	policy := p.policyAt(ctx, kept.Facts.Policy.Value.Commit)
	unlike, err := p.unlike(ctx, s, kept.Facts)
	a.Outcome, a.Proof = evidence.Contradicted, &kept
	switch {
	case again.State != evidence.Granted || again.Proof != rec.Proof || kept.Facts.Question.S != rec.S:
		a.Reason = "the kept proof does not grant what the package records: " + again.Reason
	case !intro.Known || intro.Value.SHA != then.Value.SHA:
		a.Reason = "the kept proof is about commit " + short(then.Value.SHA) + ", and git says otherwise"
	case err != nil:
		a.Outcome, a.Reason = evidence.NotFound, err.Error()
	case unlike != "" || kept.Facts.Question.Content != f.Question.Content:
		a.Reason = "the kept proof has other digests than git at commit " + short(cmp.Or(unlike, then.Value.SHA))
	case !policy.Known || policy.Value.Digest != kept.Facts.Policy.Value.Digest || kept.Chain.Root.Digest != p.policies[0].Digest:
		a.Reason = "the kept proof goes by a policy that git does not have at commit " + short(kept.Facts.Policy.Value.Commit)
	case kept.Facts.Thresholds.Known && !reflect.DeepEqual(kept.Facts.Thresholds, p.thresholdsAt(ctx, kept.Facts.Question, kept.Facts.Policy.Value.Commit)):
		a.Reason = "the kept proof goes by thresholds that git does not have at commit " + short(kept.Facts.Policy.Value.Commit)
	case arrival.Known && arrival != kept.Facts.Arrival:
		a.Reason = "the kept proof says something else than git and GitHub of how the thresholds of " + kept.Facts.Thresholds.Value.File + " came in"
	default:
		if a.Reason = p.denied(ctx, kept.Facts); a.Reason == "" {
			a.Outcome, a.Reason = evidence.BundleOnly, again.Text+"; GitHub does not tell all of it any more: "+missing
		}
	}
	return a
}

// denied says what GitHub still tells of the pull request that a kept proof
// names, where that is something else; empty where it agrees, or does not tell.
func (p *Prover) denied(ctx context.Context, kept evidence.Facts) string {
	i, _, ok := evidence.Pick(kept)
	if _, err := p.protected(ctx); err != nil || !ok {
		return ""
	}
	then := kept.Pulls.Value[i]
	now, err := p.pull(ctx, then.Number)
	if err != nil {
		return ""
	}
	if now.Merged != then.Merged || now.MergeCommit != then.MergeCommit || now.Head.SHA != then.Head.SHA || now.Author.ID != then.Author.ID || !now.MergedAt.Equal(then.MergedAt) {
		return fmt.Sprintf("the kept proof says something else of #%d than GitHub", then.Number)
	}
	reviews, err := p.o.GitHub.Reviews(ctx, p.place.repository, then.Number)
	if err != nil || then.Detail == nil {
		return ""
	}
	for _, r := range then.Detail.Reviews.Value {
		same := func(now evidence.Review) bool {
			return now.ID == r.ID && now.User.ID == r.User.ID && now.State == r.State && now.Submitted.Equal(r.Submitted)
		}
		if !slices.ContainsFunc(reviews, same) {
			return fmt.Sprintf("the kept proof has a review by %s of #%d that GitHub does not have so", r.User.Login, then.Number)
		}
	}
	return ""
}
