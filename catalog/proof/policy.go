package proof

import (
	"context"
	"fmt"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// A policyState is a policy and the first-parent commit that it came with.
type policyState struct {
	evidence.PolicyAt
	position int // of that commit in history
	moment   int // its index in the moments of registry.yaml
}

// readPolicies lists the policies from the trust root to the head, oldest
// first. What registry.yaml says beside the policy makes no new one.
func (p *Prover) readPolicies(ctx context.Context) ([]policyState, error) {
	all := moments(p.history, policySubject())
	if len(all) == 0 {
		return nil, fmt.Errorf("reading the policy: no commit has %s", registryFile)
	}
	root := len(all) - 1
	if h := p.o.Root.Hash; h != "" {
		at, ok := p.history.Position(h)
		if !ok {
			return nil, fmt.Errorf("the policy root %s is not the commit %s nor one of its first-parent ancestors; give a commit of the protected branch", short(h), p.o.Head.Short())
		}
		root = slices.IndexFunc(all, func(m moment) bool { return m.position >= at })
		if root < 0 {
			return nil, fmt.Errorf("the policy root %s has no %s; give a commit that has it", short(h), registryFile)
		}
	}
	var states []policyState
	for i := root; i >= 0; i-- {
		r, err := p.read(ctx, policySubject(), all[i].after)
		if err != nil {
			return nil, fmt.Errorf("reading the policy at commit %s: %w", short(all[i].commit), err)
		}
		s := policyState{PolicyAt: r.policy, position: all[i].position, moment: i}
		s.Commit = all[i].commit
		if n := len(states); n > 0 && states[n-1].Digest == s.Digest && s.Digest != "" {
			continue
		}
		states = append(states, s)
	}
	if h := p.o.Root.Hash; h != "" {
		states[0].Commit = h
		states[0].position, _ = p.history.Position(h)
	}
	return states, nil
}

// RootGiven says whether the trust root was given from outside the tree; the
// commit is where the policy is taken as it is.
func (p *Prover) Root() (commit string, given bool) {
	return p.policies[0].Commit, p.o.Root.Hash != ""
}

func (p *Prover) everyGate() []catalog.Gate {
	var gates []catalog.Gate
	for _, s := range p.policies {
		for _, text := range s.Policy.Gates {
			if g, ok := catalog.ParseGate(text); ok && !slices.ContainsFunc(gates, func(have catalog.Gate) bool { return have.String() == text }) {
				gates = append(gates, g)
			}
		}
	}
	return gates
}

// NoneEver reports whether every policy since the trust root asks for no proof
// in the target, so that nothing was loosened.
func (p *Prover) NoneEver(target string) bool {
	return !slices.ContainsFunc(p.policies, func(s policyState) bool { return s.Policy.Targets[target].Evidence != "none" })
}

// policyAt is the policy in the tree of a commit, where it descends from the
// trust root.
func (p *Prover) policyAt(ctx context.Context, commit string) evidence.Answer[evidence.PolicyAt] {
	r, err := p.readAt(ctx, policySubject(), commit)
	if err != nil {
		return evidence.NotKnown[evidence.PolicyAt](err.Error())
	}
	at := r.policy
	at.Commit = commit
	root := p.policies[0]
	if position, ok := p.history.Position(commit); ok && position > root.position {
		hint := "ask again with a raised approvalRequest in a new pull request"
		if p.o.Root.Hash != "" {
			hint += ", or give an older --policy-root"
		}
		return evidence.NotKnown[evidence.PolicyAt](fmt.Sprintf("it was merged before %s, where the policy is first trusted; %s", short(root.Commit), hint))
	}
	return evidence.Known(at)
}

// chain is how the policy that judges the facts came to be.
func (p *Prover) chain(ctx context.Context, f evidence.Facts) evidence.Chain {
	c := evidence.Chain{Root: p.policies[0].PolicyAt, Given: p.o.Root.Hash != ""}
	position := 0
	if f.Policy.Known {
		at, ok := p.history.Position(f.Policy.Value.Commit)
		if !ok {
			c.Changes = evidence.NotKnown[[]evidence.Facts]("commit " + short(f.Policy.Value.Commit) + " is not on the way from the trust root to " + p.o.Head.Short())
			return c
		}
		position = at
	}
	c.Changes = answer(p.policyChanges(ctx, position))
	return c
}

// policyChanges are the facts of every change of the policy after the trust
// root, up to a position. Of several changes by one update of the branch the
// last one counts: what lay between was never in force. Where the root's policy
// was put back by a rewind, that is the first change.
func (p *Prover) policyChanges(ctx context.Context, position int) ([]evidence.Facts, error) {
	changes := []evidence.Facts{}
	if _, err := p.protected(ctx); err != nil {
		return nil, err
	}
	if back, err := p.rewound(ctx); err != nil {
		return nil, err
	} else if back {
		f, err := p.policyChange(ctx, 0)
		if err != nil {
			return nil, err
		}
		changes = append(changes, f)
	}
	for i := 1; i < len(p.policies) && p.policies[i].position >= position; i++ {
		f, err := p.policyChange(ctx, i)
		if err != nil {
			return nil, err
		}
		if n := len(changes); n > 0 && sameUpdate(changes[n-1], f) {
			changes[n-1] = f
			continue
		}
		changes = append(changes, f)
	}
	return changes, nil
}

func sameUpdate(a, b evidence.Facts) bool {
	u, ok := evidence.Find(a)
	v, ok2 := evidence.Find(b)
	return ok && ok2 && u.Before == v.Before && u.After == v.After && u.At.Equal(v.At)
}

// policyChange are the facts of how the ith policy came in.
func (p *Prover) policyChange(ctx context.Context, i int) (evidence.Facts, error) {
	s := p.policies[i]
	if f, ok := p.changes[s.Commit]; ok {
		return f, nil
	}
	q := evidence.Question{Policy: true, S: s.Digest, Covers: s.Text, Commit: s.Commit}
	f, err := p.facts(ctx, q, policySubject(), s.moment, p.lasted(i))
	if err == nil {
		p.changes[s.Commit] = f
	}
	return f, err
}

// Policy judges the policy at the head itself: whether every change of it since
// the trust root was granted. Its proof is that of values that the policy does
// not gate.
func (p *Prover) Policy(ctx context.Context) evidence.Verdict {
	changes, err := p.policyChanges(ctx, 0)
	if err != nil {
		return notKnown(err)
	}
	chain := evidence.Chain{Root: p.policies[0].PolicyAt, Given: p.o.Root.Hash != ""}
	for i, f := range changes {
		chain.Changes = evidence.Known(changes[:i])
		if v := evidence.Judge(f, chain); v.State != evidence.Granted {
			return v
		}
	}
	return evidence.Verdict{
		State: evidence.Granted, Reason: "the policy asks for no proof", Proof: "ungated c=" + p.policies[len(p.policies)-1].Commit,
	}
}
