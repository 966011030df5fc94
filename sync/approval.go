package sync

import (
	"fmt"
	"strings"

	"modelreg/catalog/evidence"
)

// An approvalChoice is what to do about the gated values of one registered
// package whose content is as the catalog says.
type approvalChoice struct {
	set    string // the approval state to write; empty: leave it
	record record // what to write to modelreg/approval; zero: leave it
	gates  bool   // whether the other gated values may be written
	freeze bool   // write nothing else to the package
	reason Reason
	note   Action // Blocked or Notice: say reason and detail; empty: nothing to say
	detail string
	held   bool   // a request for gated values is definitely not granted
	text   string // who approved it where, in a sentence; empty where nobody is named
}

// chooseApproval decides by what the catalog wants, what the registry holds,
// and what sync itself last wrote there. "Ours" below is a record of the state
// that the catalog asks for, with the same digest S and a proof.
//
//	catalog asks     registry     recorded           then
//	approval         Approved     ours               nothing; nobody is asked again
//	                              another approval   granted: record the new one; else block every change
//	                              none               granted: record; held: put back to pending; unknown: block;
//	                                                 held for a threshold, and no record at all: block
//	                 Rejected,    an approval        a hand stopped it: kept, until an approval that was merged later
//	                 pending      our rejection      granted: approve
//	                 Rejected     else               a hand rejected it: kept likewise
//	                 pending      garbled            somebody was at it: kept likewise
//	                              else               granted: approve; held, unknown: blocked
//	pending          Approved     an approval        the catalog took it back: pending
//	                              else               a hand approved it without proof: put back to pending
//	                 Rejected     our rejection      pending
//	                              else               a hand rejected it: kept
//	Rejected         any          any                Rejected; rejecting needs no proof
//
// A hand's change is told from ours by the record, since sync writes state and
// record in one call, and leaves no package without a record. The time of a
// hand's change is the time at which the package was last modified; an approval
// was later when its pull request was merged after that. So:
//
//   - Approved, and the record has this digest and a proof: ours.
//   - Approved, and the record has a proof for another digest: ours, and what is
//     asked for has changed since. Nothing is written until that is granted.
//   - Approved, and the record says another state, or was removed, or cannot be
//     read: a hand's. What is granted is recorded again; what is held is put
//     back; while that is unknown, nothing is written.
//   - Rejected or pending, and the record says Approved: a hand stopped it.
//   - Rejected, and the record does not say that the catalog rejected it: a hand's.
//   - Pending, and the record was removed or cannot be read, while the mirror or
//     the digest of the content shows that sync was there: somebody was at it
//     ("garbled"), and it counts as stopped.
//   - Every marker and the mirror gone: not ours any more. It is left alone, and
//     a version of the same content is not registered beside it. Where the target
//     says adopt: match, it counts for what it holds; see matched.go.
//
// A record that is forged makes sync leave an approval alone that it would put
// back; it never makes sync write one, and verify finds it. Nothing at all is
// written to a package that a hand stopped, so that the time of its last change
// stays the time of the stop. Where one update takes several calls, the first
// of them records what is begun; whoever finds that, and the state as it was,
// goes on. Gated values other than the approval state are in gates.go.
func (w *wanted) chooseApproval(p Package, id identity, ask func() evidence.Verdict) approvalChoice {
	if id.Matched {
		return w.chooseMatched(p, ask)
	}
	have, rec := approvalState(p), id.Record
	if len(w.eff.Asks) == 0 && w.status != approved {
		return w.chooseWithoutProof(have, rec)
	}
	closed, unset := w.closedGate(p.Doc)
	ours := rec.S == w.eff.S && w.proves(rec) && rec.State == w.status && have == w.status
	ongoing := rec.State == begun && rec.Proof == have // a run of ours was cut off, and nobody came after
	if ours && closed == "" {
		return approvalChoice{gates: true}
	}
	v := evidence.Verdict{State: evidence.Granted, Proof: noProof} // the catalog's gates leave the approval out
	if len(w.eff.Asks) > 0 {
		v = ask()
	}
	granted := v.State == evidence.Granted
	switch {
	case ours && granted && (unset || w.lifts(p, rec, v)):
		return approvalChoice{gates: true, record: record{w.eff.S, w.status, v.Proof}, reason: Approve, text: v.Text}
	case ours:
		return w.kept(p, rec, v, closed)
	}
	// A gate that is set otherwise, where sync had written gates, was closed by a
	// hand. What is not set at all was never open: nothing can be removed.
	if closed != "" && !unset && !ongoing && rec.Proof != "" && granted && !w.lifts(p, rec, v) {
		return w.kept(p, rec, v, closed)
	}
	if w.status != approved {
		return w.chooseOtherGates(have, rec, v)
	}
	grant := approvalChoice{gates: true, record: record{w.eff.S, approved, v.Proof}, reason: Approve, text: v.Text}
	if have == approved {
		return w.chooseApproved(rec, v, grant)
	}
	grant.set = approved
	stopped := !ongoing && (rec.State == approved || rec.State == begun || have == rejected && rec.State != rejected || id.Garbled)
	switch {
	case stopped && !(granted && w.lifts(p, rec, v)):
		return w.kept(p, rec, v, "set to "+have)
	case granted:
		return grant
	}
	return w.refused(v)
}

// proves reports whether the record justifies leaving gated values alone. What
// was approved where no proof was asked is not proven where it is asked now.
func (w *wanted) proves(rec record) bool {
	return rec.proven() && (rec.Proof != noProof || w.target.Evidence == "none" || len(w.eff.Asks) == 0)
}

// closedGate says what the registry has where the catalog asks for a gated
// value, the approval state aside; empty when every such gate is open. unset
// says that it has nothing there.
func (w *wanted) closedGate(have Doc) (what string, unset bool) {
	for _, g := range w.eff.Asks {
		if g.Path[0] == mStatus {
			continue
		}
		v := gateValue(have, g.Path)
		switch v {
		case g.Value:
		case nil:
			what, unset = strings.Join(g.Path, ".")+" is not set", true
		default:
			return fmt.Sprintf("%s is set to %v", strings.Join(g.Path, "."), v), false
		}
	}
	return what, unset
}

// gateValue is what the registry has where a gate is.
func gateValue(have Doc, path []string) any {
	v := at(have, path)
	if v == nil && path[0] == mRegistrationType {
		return "Registered" // what the service means by saying nothing
	}
	return v
}

// chooseOtherGates decides for a version that is not to be Approved and asks
// for another gated value, such as a life cycle stage.
func (w *wanted) chooseOtherGates(have string, rec record, v evidence.Verdict) approvalChoice {
	c := w.chooseWithoutProof(have, rec)
	if c.freeze {
		return c
	}
	if v.State == evidence.Granted {
		c.gates, c.record = true, record{w.eff.S, w.status, v.Proof}
		if c.reason == "" {
			c.reason = Approve
		}
		return c
	}
	no := w.refused(v)
	if c.set == "" {
		no.freeze = rec.proven()
		return no
	}
	c.note, c.detail, c.held = no.note, no.detail, no.held
	return c
}

// chooseApproved decides about a package that is Approved while the catalog
// asks for an approval that no matching record covers.
func (w *wanted) chooseApproved(rec record, v evidence.Verdict, grant approvalChoice) approvalChoice {
	if v.State == evidence.Granted {
		grant.reason = Repair
		if rec.State == approved {
			grant.reason = Changed
		}
		return grant
	}
	unsure := v.Missed && rec.State == "" // a threshold may have been raised since, and nothing tells what was approved then
	if v.State == evidence.Held && !rec.approves() && !unsure {
		return approvalChoice{
			set: pending, record: record{S: w.eff.S, State: pending}, reason: PutBack, note: Blocked, held: true,
			detail: "approved in the registry without proof, so it goes back to " + pending + ": " + v.Reason,
		}
	}
	c := w.refused(v)
	c.freeze = true
	if unsure {
		c.detail = fmt.Sprintf("%s is approved in the registry, and nothing there records by what; it stays so, and nothing of it is written: %s", w.version.Ref(), v.Reason)
	} else if rec.approves() && rec.S == w.eff.S && rec.Proof == noProof {
		c.detail = fmt.Sprintf("%s was approved when nobody asked for proof here; nothing of it is written until it is proven: %s", w.version.Ref(), v.Reason)
	} else if rec.approves() {
		c.detail = fmt.Sprintf("%s was approved as it was, and has changed since; nothing of it is written until the change is approved: %s", w.version.Ref(), v.Reason)
	}
	return c
}

// lifts reports whether a granted approval ends a stop that a hand made. It
// must have been merged after the package was last touched, and must be a
// request of its own: another setting of the catalog that flows into the
// version is none. Where a target
// asks for no proof there is no such time; then a request that differs from
// the one that was stopped counts as the later one.
func (w *wanted) lifts(p Package, rec record, v evidence.Verdict) bool {
	if v.At.IsZero() {
		return rec.proven() && rec.S != w.eff.S
	}
	touched := p.ModifiedAt
	if p.CreatedAt.After(touched) {
		touched = p.CreatedAt
	}
	return !v.Aside && !touched.IsZero() && v.At.After(touched)
}

// chooseWithoutProof decides where the catalog asks for nothing that needs
// proof: pending or rejected.
func (w *wanted) chooseWithoutProof(have string, rec record) approvalChoice {
	state := record{S: w.eff.S, State: w.status}
	switch {
	case have == w.status:
		// Write down that the state is the catalog's now, so that a later request
		// is not taken for one that a hand stopped.
		if rec.State == approved || have == rejected && rec.State != rejected {
			return approvalChoice{record: state, reason: Changed}
		}
		return approvalChoice{}
	case w.status == rejected:
		return approvalChoice{set: rejected, record: state, reason: Reject}
	case have == rejected && rec.State != rejected:
		return approvalChoice{
			reason: KeptByHand, note: Notice, freeze: true,
			detail: "rejected in the registry and pending in the catalog; it stays rejected: set modelApprovalStatus: Rejected to record it",
		}
	case have == approved && rec.State != approved:
		return approvalChoice{
			set: pending, record: state, reason: PutBack, note: Notice,
			detail: "approved in the registry, and the catalog does not ask for it; it goes back to " + pending,
		}
	case have == rejected:
		return approvalChoice{set: w.status, record: state, reason: Reopen}
	}
	return approvalChoice{set: w.status, record: state, reason: Demote}
}

// kept leaves alone what a hand did.
func (w *wanted) kept(p Package, rec record, v evidence.Verdict, did string) approvalChoice {
	who := ""
	if p.ModifiedBy != "" {
		who = ", last changed by " + p.ModifiedBy
	}
	again := "raise approvalRequest to ask again"
	if v.State == evidence.Granted && v.At.IsZero() && rec.Proof == "" {
		again = "set modelApprovalStatus: Rejected in the catalog, sync, and ask again"
	}
	return approvalChoice{
		reason: KeptByHand, note: Notice, freeze: true,
		detail: fmt.Sprintf("%s in the registry, over what the catalog says%s; it stays so until a later approval: %s", did, who, again),
	}
}

// refused says why a request for approval is not followed.
func (w *wanted) refused(v evidence.Verdict) approvalChoice {
	c := approvalChoice{note: Blocked, held: v.State == evidence.Held}
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
