package sync

import "slices"

// Drift is the part of a plan that says that the registry moved and the
// catalog did not. What waits for sync since the catalog changed is not in it.
//
// The two are told apart by what sync wrote down: the record on a package has
// the digest of what it was last written for, and the tag modelreg:managed has
// one of a group's tags and policy. Where that is what the catalog says now, a
// difference came from the registry. A package that was deleted leaves nothing
// to tell it from one that was never made, so it is not drift.
func Drift(p *Plan) *Plan {
	d := *p
	d.Asked, d.Refused, d.Changes = nil, nil, []Change{}
	d.Counts = Counts{Unchanged: p.Counts.Unchanged, Managed: p.Counts.Managed, Unmanaged: p.Counts.Unmanaged}
	for _, c := range p.Changes {
		if c.Drift {
			d.add(c)
		}
	}
	return &d
}

// Alarming reports whether drift is wrong, and not only a difference: something
// is approved without proof, or is not what was registered.
func (c Change) Alarming() bool {
	return c.Reason == PutBack || c.Action == Blocked && c.Reason != UnknownProof
}

// drifted reports whether an entry about a package says that the registry
// moved.
func (w *wanted) drifted(p Package, id identity, s settlement, r Reason) bool {
	rec := id.Record
	// The catalog says what it said when sync last wrote. Where sync never wrote,
	// nothing tells who moved, and the registry is taken to have.
	still := rec.S == w.eff.S || id.Matched
	byHand := p.Doc[mStatus] == approved && !rec.approves()
	switch r {
	case KeptByHand, PutBack, Repair, Adopt:
		return true
	case HeldApproval, UnknownProof, ProofNeeded:
		return byHand || s.open && (still || !rec.proven())
	case CreateOnly:
		return id.Content == w.eff.Content
	case Changed, CannotRemove:
		return still
	case Demote, Reject, Reopen:
		return id.Matched || still && rec.State == w.status
	}
	return false
}

// drifts reports whether one of the changes is drift.
func drifts(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Drift })
}
