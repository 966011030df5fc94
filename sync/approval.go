package sync

import (
	"fmt"

	"modelreg/catalog/evidence"
)

// An approvalChoice is what to do about the approval state of one registered
// package whose content is as the catalog says.
type approvalChoice struct {
	set    string // the state to write; empty: leave it
	record record // what to write to modelreg/approval; zero: leave it
	gates  bool   // whether the other gated values may be written or stay
	freeze bool   // block every change of the package
	reason Reason
	note   Action // Blocked or Notice: say reason and detail; empty: nothing to say
	detail string
}

// chooseApproval decides by what the catalog wants, what the registry holds,
// and what sync itself last wrote there (rec). "Ours" below is a record of the
// approval that the catalog asks for, with the same digest S.
//
//	catalog asks     registry     recorded           then
//	approval         Approved     ours               nothing; nobody is asked again
//	                              another S          granted: record the new one; else block every change
//	                              none               granted: record; held: put back to pending; unknown: block
//	                 Rejected,    ours, or none      a hand stopped it: kept, until an approval that was merged later
//	                 pending      another S          granted later than the last change: approve; else kept
//	                              our own rejection  granted: approve
//	                 pending      none               granted: approve; held, unknown: blocked
//	pending          Approved     an approval        the catalog took it back: pending
//	                              none               a hand approved it without proof: put back to pending
//	                 Rejected     our own rejection  pending
//	                              else               a hand rejected it: kept
//	Rejected         any          any                Rejected; rejecting needs no proof
//
// A hand's change is told from ours by the record, since sync writes state and
// record in one call. A record that was edited counts as none: then a granted
// approval is recorded again, and one without proof is put back.
func (w *wanted) chooseApproval(p Package, rec record, ask func() evidence.Verdict) approvalChoice {
	have, _ := p.Doc[mStatus].(string)
	if have == "" {
		have = pending
	}
	if len(w.eff.Asks) == 0 && w.status != approved {
		return w.chooseWithoutProof(have, rec)
	}
	if rec.approval() && rec.S == w.eff.S && have == w.status {
		return approvalChoice{gates: true}
	}
	v := evidence.Verdict{State: evidence.Granted, Proof: "none"} // the catalog's gates leave the approval out
	if len(w.eff.Asks) > 0 {
		v = ask()
	}
	if w.status != approved {
		return w.chooseOtherGates(have, rec, v)
	}
	granted := approvalChoice{gates: true, record: record{w.eff.S, v.Proof}, reason: Approve}
	if have == approved {
		return w.chooseApproved(rec, v, granted)
	}
	granted.set = approved
	stopped := rec.approval() || have == rejected && rec.Proof != "rejected"
	switch {
	case stopped && !(v.State == evidence.Granted && w.lifts(p, rec, v)):
		return w.kept(p, have)
	case v.State == evidence.Granted:
		return granted
	}
	return w.refused(v)
}

// chooseOtherGates decides for a version that is not to be Approved and asks
// for another gated value, such as a life cycle stage.
func (w *wanted) chooseOtherGates(have string, rec record, v evidence.Verdict) approvalChoice {
	c := w.chooseWithoutProof(have, rec)
	if v.State == evidence.Granted {
		c.gates, c.record = true, record{w.eff.S, v.Proof}
		if c.reason == "" {
			c.reason = Approve
		}
		return c
	}
	no := w.refused(v)
	if c.set == "" && c.note == "" {
		no.freeze = rec.approval()
		return no
	}
	c.note, c.detail = no.note, no.detail
	return c
}

// chooseApproved decides about a package that is Approved while the catalog
// asks for a gated value that no matching record covers.
func (w *wanted) chooseApproved(rec record, v evidence.Verdict, granted approvalChoice) approvalChoice {
	if v.State == evidence.Granted {
		granted.reason = Repair
		if rec.approval() {
			granted.reason = Changed
		}
		return granted
	}
	if v.State == evidence.Held && !rec.approval() {
		return approvalChoice{
			set: pending, record: record{w.eff.S, "pending"}, reason: PutBack, note: Blocked,
			detail: "approved in the registry without proof, so it goes back to " + pending + ": " + v.Reason,
		}
	}
	c := w.refused(v)
	c.freeze = true
	if rec.approval() {
		c.detail = fmt.Sprintf("%s was approved as it was, and has changed since; nothing of it is written until the change is approved: %s", w.version.Ref(), v.Reason)
	}
	return c
}

// lifts reports whether a granted approval ends a stop that a hand made. It
// must have been merged after the hand's change. Where a target asks for no
// proof there is no such time; then a request that differs from the one that
// was stopped counts as the later one.
func (w *wanted) lifts(p Package, rec record, v evidence.Verdict) bool {
	if v.At.IsZero() {
		return rec.approval() && rec.S != w.eff.S
	}
	return v.At.After(p.ModifiedAt)
}

// chooseWithoutProof decides where the catalog asks for nothing that needs
// proof: pending or rejected.
func (w *wanted) chooseWithoutProof(have string, rec record) approvalChoice {
	state := record{w.eff.S, "pending"}
	if w.status == rejected {
		state.Proof = "rejected"
	}
	switch {
	case have == w.status:
		// Write down that the state is the catalog's now, so that a later request
		// is not taken for one that a hand stopped.
		if rec.approval() || have == rejected && rec.Proof != "rejected" {
			return approvalChoice{record: state, reason: Changed}
		}
		return approvalChoice{}
	case w.status == rejected:
		return approvalChoice{set: rejected, record: state, reason: Demote}
	case have == rejected && rec.Proof != "rejected":
		return w.keptRejected()
	case have == approved && !rec.approval():
		return approvalChoice{
			set: pending, record: state, reason: PutBack, note: Notice,
			detail: "approved in the registry, and the catalog does not ask for it; it goes back to " + pending,
		}
	}
	return approvalChoice{set: pending, record: state, reason: Demote}
}

func (w *wanted) kept(p Package, have string) approvalChoice {
	who := ""
	if p.ModifiedBy != "" {
		who = " by " + p.ModifiedBy
	}
	return approvalChoice{
		reason: KeptByHand, note: Notice,
		detail: fmt.Sprintf("set to %s in the registry%s, over what the catalog says; it stays so until a later approval: raise approvalRequest to ask again", have, who),
	}
}

func (w *wanted) keptRejected() approvalChoice {
	return approvalChoice{
		reason: KeptByHand, note: Notice,
		detail: "rejected in the registry and pending in the catalog; it stays rejected: set modelApprovalStatus: Rejected to record it",
	}
}

// refused says why a request for approval is not followed.
func (w *wanted) refused(v evidence.Verdict) approvalChoice {
	c := approvalChoice{note: Blocked}
	switch v.State {
	case evidence.Held:
		c.reason, c.detail = HeldApproval, fmt.Sprintf("approval of %s is held: %s", w.version.Ref(), v.Reason)
	case evidence.NeedsProof:
		c.reason, c.detail, c.note = ProofNeeded, fmt.Sprintf("approval of %s needs proof: %s", w.version.Ref(), v.Reason), Notice
	default:
		c.reason, c.detail = UnknownProof, fmt.Sprintf("whether %s is approved could not be found out: %s", w.version.Ref(), v.Reason)
	}
	return c
}
