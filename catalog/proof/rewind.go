package proof

import (
	"context"
	"fmt"
	"slices"

	"modelreg/catalog/evidence"
)

// byHand are the types of updates that do not follow from a merged pull request.
// Only these can throw commits away.
var byHand = []string{"push", "force_push", "branch_deletion", "branch_creation"}

// handMoves are the updates of the protected branch by hand, newest first. On a
// protected branch there are few.
func (p *Prover) handMoves(ctx context.Context) ([]evidence.Update, error) {
	if p.moves != nil {
		return p.moves, nil
	}
	moves := []evidence.Update{}
	for _, kind := range byHand {
		for u, err := range p.o.GitHub.UpdatesOf(ctx, p.place.repository, p.ref(), kind) {
			if err != nil {
				return nil, err
			}
			moves = append(moves, u)
		}
	}
	slices.SortStableFunc(moves, func(a, b evidence.Update) int { return b.At.Compare(a.At) })
	p.moves = moves
	return moves, nil
}

// rewound reports whether changes of the policy were thrown away while the
// policy of the trust root was in force: then it is in force by whoever did
// that, and that is a change of policy, too. Rewinds to a later policy are seen
// when that one is judged.
func (p *Prover) rewound(ctx context.Context) (bool, error) {
	moves, err := p.handMoves(ctx)
	if err != nil {
		return false, err
	}
	root, until := p.policies[0], p.lasted(0)
	landed := 0
	for _, u := range moves {
		if at, onLine := p.line(u.After); onLine {
			landed = at
		}
		if _, onLine := p.line(u.Before); onLine || evidence.IsZero(u.Before) || landed < until || landed > root.position {
			continue
		}
		if p.o.Root.Hash != "" { // then only what came after it could matter
			if had, err := p.holds(ctx, u.Before, root.Commit); err != nil {
				return false, err
			} else if !had {
				continue
			}
		}
		was, err := p.readAt(ctx, policySubject(), u.Before)
		if err != nil {
			return false, fmt.Errorf("reading the policy that %s threw away; if nobody can, name a commit after that as --policy-root: %w", u.Actor.Login, err)
		}
		if was.S != root.Digest {
			return true, nil
		}
	}
	return false, nil
}

// lasted is the position of the last commit that has the ith policy.
func (p *Prover) lasted(i int) int {
	if i+1 < len(p.policies) {
		return p.policies[i+1].position + 1
	}
	return 0
}
