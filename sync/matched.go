package sync

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog/evidence"
)

// chooseMatched is chooseApproval for a package that counts as the version by
// its content alone. Nothing that it carries was written by sync, so there is
// no record to go by, and nothing is put back that is not ours.
//
//	catalog asks     registry           verdict               then
//	approval         Approved           granted               nothing to write: it counts
//	                                    held, unknown         blocked, and left alone
//	                 Rejected, pending  granted, merged after approve
//	                                    the last change
//	                                    granted before        kept: somebody may have stopped it since
//	                                    held, unknown         blocked, and left alone
//	pending          Approved           -                     blocked, and left alone
//	                 Rejected           -                     kept
//	Rejected         any                -                     Rejected; rejecting needs no proof
//
// Whoever is not sure is left alone wholly: a write would move the time of the
// last change, by which a stop is told. Approved where the catalog says pending
// would be put back if it were ours (law 2). What we did not create is not
// touched (law 6), and the catalog may say pending only since nobody has written
// the approval down yet; rejecting it ends it without a question.
//
// Where the target asks for no proof, no merge has a time: what is pending is
// approved, as a package without a record is, and what is rejected is kept.
func (w *wanted) chooseMatched(p Package, ask func() evidence.Verdict) approvalChoice {
	have := approvalState(p)
	c := approvalChoice{record: record{S: w.eff.S, State: w.status}}
	switch {
	case w.status == approved || have == w.status:
	case w.status == rejected:
		c.set, c.reason = rejected, Reject
	case have == rejected:
		return w.chooseWithoutProof(have, record{})
	default:
		return approvalChoice{
			reason: Adopt, note: Blocked, freeze: true,
			detail: fmt.Sprintf("%s is approved in the registry, and %s, which it equals, is pending in the catalog; no catalog owns it, so it is left alone: ask for the approval in the catalog (modelreg approve), or say modelApprovalStatus: Rejected to end it", p.ARN, w.version.Ref()),
		}
	}
	if len(w.eff.Asks) == 0 && w.status != approved {
		return c
	}
	v := evidence.Verdict{State: evidence.Granted, Proof: noProof} // the catalog's gates leave the approval out
	if len(w.eff.Asks) > 0 {
		v = ask()
	}
	closed, unset := w.closedGate(p.Doc)
	stopped := ""
	switch {
	case closed != "" && !unset:
		stopped = closed
	case w.status == approved && have == rejected, w.status == approved && have == pending && !v.At.IsZero():
		stopped = "set to " + have
	}
	switch {
	case v.State != evidence.Granted && c.set == "":
		no := w.refused(v)
		no.freeze = true
		if live := w.liveGates(p.Doc); len(live) > 0 {
			no.detail += fmt.Sprintf("; %s has %s by somebody's hand and is left alone, since no catalog owns it", p.ARN, strings.Join(live, ", "))
		}
		return no
	case v.State != evidence.Granted: // rejecting waits for nobody
		no := w.refused(v)
		c.note, c.detail, c.held = no.note, no.detail, no.held
		return c
	case stopped != "" && c.set == "" && !w.lifts(p, record{}, v):
		return w.kept(p, record{}, v, stopped)
	}
	c.gates, c.record.Proof, c.text = true, v.Proof, v.Text
	if w.status == approved && have != approved {
		c.set, c.reason = approved, Approve
	} else if closed != "" && c.reason == "" {
		c.reason = Approve
	}
	return c
}

// approvalState is the approval state of a package; the service means pending
// by saying nothing.
func approvalState(p Package) string {
	if have, _ := p.Doc[mStatus].(string); have != "" {
		return have
	}
	return pending
}

// liveGates are the gated values that the version asks for and a package has.
func (w *wanted) liveGates(have Doc) (live []string) {
	for _, g := range w.eff.Asks {
		if gateValue(have, g.Path) == g.Value {
			live = append(live, g.String())
		}
	}
	return live
}

// leaveMatched says what there is to say about a package that counts as the
// version and is as the catalog says, or false where something has to be
// written. Gated values that the catalog says nothing about are blocked, and not
// put back while that is all there is to do.
func (w *wanted) leaveMatched(s *settlement, p Package, id identity, c approvalChoice, open []openGate) bool {
	if c.set != "" {
		return false
	}
	u := updater{w: w, have: p.Doc, id: id, doc: Doc{}}
	u.metadata(c.record)
	u.members(c.gates, nil)
	u.additions()
	if slices.ContainsFunc(u.fields, func(f Field) bool { return !isMarker(f) }) {
		return false
	}
	s.says = append(append(s.says, u.says...), w.cannotRemove(p.Doc)...)
	for _, g := range open {
		s.says = append(s.says, remark{Blocked, HeldApproval, fmt.Sprintf("%s, the catalog does not ask for it, and no catalog owns %s, so it is left alone; say %s in the catalog, or change it in the registry", g, p.ARN, strings.Join(g.Path, ".")), g.Path, nil})
	}
	if s.open = len(open) > 0; !s.open {
		s.asIs, s.stands = true, w.status == approved
		s.says = append(s.says, remark{Notice, Adopt, fmt.Sprintf("%s holds exactly what %s says and counts as it; `modelreg adopt` would write markers on it", p.ARN, w.version.Ref()), nil, nil})
	}
	return true
}

// isMarker reports whether a field is one that modelreg keeps for itself.
func isMarker(f Field) bool { return strings.HasPrefix(f.Path, mMetadata+"."+markerPrefix) }

// matchedStep finds out, on a fresh look, whose a package is that counted as the
// version when the plan was made. Somebody may have taken it since.
func (w *wanted) matchedStep(p Package) (identity, string) {
	id := identify(p)
	switch {
	case id.Catalog == w.catalog && id.Label == w.version.Label.String():
		return id, ""
	case id.Catalog != "":
		return id, fmt.Sprintf("%s has got markers of another version since the plan was made; run sync again", p.ARN)
	case !w.sameContent(p.Doc, false):
		return id, fmt.Sprintf("%s no longer holds what %s says; run sync again", p.ARN, w.version.Ref())
	}
	return w.matchedIdentity(), ""
}
