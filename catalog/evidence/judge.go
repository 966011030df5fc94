package evidence

// Judge answers the question of f under the policy that c has led to. It never
// fails: what it cannot tell is Unknown, and what proves nothing is Held.
//
// What fails for certain beats what is in doubt, so a verdict is Held only if
// no further answer could make it Granted, and Granted only if all is known
// that could speak against it.
func Judge(f Facts, c Chain) Verdict {
	return judge(f, chainOf(c, f.Policy))
}

// judge answers one question. How the policy that judges it came to be is
// judged already.
func judge(f Facts, chain Finding) Verdict {
	steps := []Finding{onBranch(f), introduction(f)}
	if !f.Introduction.Known {
		return conclude(steps)
	}
	u, moved := find(f)
	if moved.State != Granted {
		return conclude(append(steps, moved))
	}
	policy := policyAt(f, u.Before)
	steps = append(steps, policy, chain)
	if policy.State != Granted {
		return conclude(steps)
	}
	if proof, free := exempt(f); free.State == Granted {
		steps = append(steps, thresholds(f, u.Before, u.At)...)
		v := concludeExempt(append(steps, free), proof)
		v.First = first(f, u.Before)
		return v
	}
	merging := byPull(f, u)
	steps = append(steps, merging)
	if merging.State != Granted {
		return conclude(steps)
	}
	m, brought := pick(f, u)
	steps = append(steps, brought)
	if brought.State != Granted {
		return conclude(steps)
	}
	steps = append(steps, sameContent(f, m.pull))
	steps = append(steps, thresholds(f, u.Before, m.pull.MergedAt)...)
	approved, tallies := approval(f, m)
	steps = append(steps, approved...)
	v := concludePull(f, steps, m.pull, approvers(tallies))
	v.First = first(f, m.base)
	return v
}

// conclude makes the verdict that follows from steps, of which at least one
// did not pass.
func conclude(steps []Finding) Verdict {
	v := Verdict{State: overall(steps)}
	if v.State != Granted {
		v.Reason = decisive(steps, v.State).Text
	}
	v.Tree = &Finding{Check: "approval", State: v.State, Text: v.Reason, Parts: steps}
	return v
}

// concludeExempt is conclude where the policy asks for no approval.
func concludeExempt(steps []Finding, proof string) Verdict {
	v := conclude(steps)
	if v.State == Granted {
		v.Proof = proof
		v.Reason = steps[len(steps)-1].Text
		v.Tree.Text = v.Reason
	}
	return v
}

// concludePull is conclude where a pull request may have brought the approval.
func concludePull(f Facts, steps []Finding, p Pull, approvers []User) Verdict {
	v := conclude(steps)
	if v.State == Granted {
		v.At = p.MergedAt
		v.Proof = proof(p, f.Introduction.Value.SHA, approvers)
		v.Text = sentence(f.Branch.Repository, p, f.Introduction.Value.SHA, approvers)
		v.Reason = v.Text
		v.Tree.Text = v.Text
	}
	return v
}
