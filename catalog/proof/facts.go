package proof

import (
	"context"
	"fmt"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
)

// longestChain bounds how many commits one update of the branch may bring in
// for its pull requests to be looked up.
const longestChain = 500

// facts finds everything that a question is judged by. state says which state
// of the subject the question is about: 0 is the one at the head, i the one
// that the ith newest change made; newest is the position of the last commit
// that has it. What can't be found out stays unknown; what
// comes after a fact that decides alone is not asked for. With an error, which
// says that the protected branch is not known, there is nothing to judge; what
// git tells is there all the same.
func (p *Prover) facts(ctx context.Context, q evidence.Question, s subject, state, newest int) (evidence.Facts, error) {
	f := evidence.Facts{Question: q, Updates: []evidence.Update{}, Digests: map[string]evidence.Answer[evidence.Digests]{}}
	all := moments(p.history, s)
	m, err := p.introduced(ctx, s, all, state, sameDigest)
	if err != nil {
		return f, err
	}
	introduction, err := p.commit(ctx, m.commit)
	if err != nil {
		return f, err
	}
	f.Introduction = evidence.Known(introduction)
	b, err := p.protected(ctx)
	if err != nil {
		return f, err
	}
	if err := p.identify(ctx, b); err != nil {
		return f, err
	}
	f.Branch = evidence.Branch{
		RepositoryID: b.id, Repository: b.fullName, Ref: "refs/heads/" + p.place.branch, Tip: b.tip,
		HoldsCommit: b.standing != Away || p.landed(b, q.Commit),
	}
	digest := func(commit string) {
		if _, asked := f.Digests[commit]; !asked && commit != "" {
			f.Digests[commit] = p.digestsAt(ctx, s, commit)
		}
	}
	digest(q.Commit)
	digest(m.commit)
	digest(m.parent)

	f.Updates, f.LogEnd = p.movements(ctx, b, s, q, m.commit, newest)
	if f.LogEnd != "" {
		f.LogProblem = b.log.problem
	}
	u, ok := evidence.Find(f)
	if !ok {
		return f, nil
	}
	f.Policy = p.policyAt(ctx, u.Before)
	p.rename(ctx, &f)
	if s.version {
		f.Thresholds = p.thresholdsAt(ctx, q, u.Before)
		f.Arrival = p.arrival(ctx, f)
	}
	if u.Type != evidence.PullMerge && u.Type != evidence.QueueMerge {
		return f, nil
	}
	f.Chain = p.chainOf(ctx, u)
	f.Pulls = p.pullsOf(ctx, f, u)
	i, base, ok := evidence.Pick(f)
	if !ok {
		return f, nil
	}
	pull := &f.Pulls.Value[i]
	digest(pull.MergeCommit)
	digest(pull.Head.SHA)
	digest(base)
	if !f.Policy.Known || f.Policy.Value.Why != "" {
		return f, nil
	}
	policy := f.Policy.Value.Policy
	pull.Detail = p.detail(ctx, *pull, policy, q)
	for _, c := range evidence.WebMerges(pull.Detail.Commits.Value) {
		digest(c.SHA)
		digest(c.Parents[0])
	}
	if evidence.WantsRegistration(policy, q) && f.Digests[base].Value.Content == q.Content {
		f.Registered = p.registration(ctx, s, all, state, pull.Number)
	}
	return f, nil
}

// identify asks for the repository's id, which stays when it is renamed.
func (p *Prover) identify(ctx context.Context, b *branch) (err error) {
	if b.id == 0 {
		b.id, b.fullName, err = p.o.GitHub.Repository(ctx, p.place.repository)
	}
	return err
}

// rename calls the repository by the name that the policy has for it, if GitHub
// answers to that by the same id: one that was renamed is the same still.
func (p *Prover) rename(ctx context.Context, f *evidence.Facts) {
	name := f.Policy.Value.Policy.Repository
	if name == "" || sameName(name, f.Branch.Repository) {
		return
	}
	id, asked := p.branch.ids[name]
	if !asked {
		var err error
		id, _, err = p.o.GitHub.Repository(ctx, name)
		if err != nil && !github.IsNotFound(err) {
			f.Policy = evidence.NotKnown[evidence.PolicyAt](err.Error())
			return
		}
		p.branch.ids[name] = id
	}
	if id == f.Branch.RepositoryID {
		f.Branch.Repository = name
	}
}

// chainOf lists the first-parent commits that an update brought in.
func (p *Prover) chainOf(ctx context.Context, u evidence.Update) evidence.Answer[[]evidence.Commit] {
	commits, ok, err := p.firstParents(ctx, u.After, u.Before)
	switch {
	case err != nil:
		return evidence.NotKnown[[]evidence.Commit](err.Error())
	case !ok:
		return evidence.Known([]evidence.Commit{}) // not by first parents, which the judge holds
	case len(commits) > longestChain:
		return evidence.NotKnown[[]evidence.Commit](fmt.Sprintf("one update of the branch brought in %d commits; the pull requests of %d at most are looked up", len(commits), longestChain))
	}
	return evidence.Known(commits)
}
