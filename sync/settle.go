package sync

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog/evidence"
)

// A settlement is what it takes to make one registered package what the
// catalog says, and what cannot or may not be done about it.
type settlement struct {
	calls    []Doc // in order; each one UpdateModelPackage
	fields   []Field
	reason   Reason
	approves bool // the last call sets Approved
	newly    bool // the last call makes it one that sync has approved; see newlyApproves
	demotes  bool // the last call takes Approved away
	open     bool // a gated value beside the approval state has no proof; see openGates
	asIs     bool // a package that counts as the version is left without markers, since nothing else differs
	stands   bool // and it is approved, which is granted and recorded nowhere
	says     []remark
}

// A remark becomes an entry of the plan that does nothing.
type remark struct {
	action Action // Blocked or Notice
	reason Reason
	detail string
	path   []string // what it is about
	fields []Field
}

// settle compares the package with the catalog. It is used for the plan, and
// again on a fresh Describe immediately before a write.
func (w *wanted) settle(p Package, id identity, ask func() evidence.Verdict) settlement {
	if r, ok := w.unready(p); ok {
		return settlement{says: []remark{r}}
	}
	if fields := w.contentDiff(p.Doc, id.Mirror); len(fields) > 0 {
		return w.contentDiffers(p, id, fields) // never of one that counts by its content
	}
	choice := w.chooseApproval(p, id, ask)
	s := settlement{reason: choice.reason}
	if choice.note != "" {
		s.says = append(s.says, remark{choice.note, choice.reason, choice.detail, []string{mStatus}, nil})
	}
	if choice.freeze {
		return s
	}
	if s.reason == "" || choice.note != "" && choice.set == "" {
		s.reason = Changed
		if id.Edited {
			s.reason = Repair
		}
	}
	if approvalState(p) == pending && id.Record == (record{}) && choice.record == (record{}) && !id.Garbled {
		choice.record = record{S: w.eff.S, State: pending} // adopted as it is
	}
	if choice.record != (record{}) && choice.record.Proof == "" && id.Record.proven() && len(w.leftOpen(p.Doc)) > 0 {
		choice.record.S, choice.record.Proof = id.Record.S, id.Record.Proof // of what stays open
	}
	open := w.openGates(p.Doc, id.Record, choice)
	if id.Matched && w.leaveMatched(&s, p, id, choice, open) {
		return s
	}
	w.sayOpen(&s, open)
	s.open = len(open) > 0
	if slices.ContainsFunc(open, openGate.shut) && choice.set == "" {
		s.reason = PutBack
	}
	u := updater{w: w, have: p.Doc, id: id, doc: Doc{}}
	u.metadata(choice.record)
	u.members(choice.gates, open)
	u.additions()
	u.status(choice)
	if choice.record == (record{}) && w.outdated(p.Doc, id.Record) {
		u.remember(record{S: w.eff.S, State: id.Record.State})
	}
	s.calls, s.fields = u.calls(choice.record), u.fields
	s.says = append(s.says, u.says...)
	s.says = append(s.says, w.cannotRemove(p.Doc)...)
	s.approves, s.newly = choice.set == approved, choice.newlyApproves(id.Record)
	s.demotes = choice.set != "" && p.Doc[mStatus] == approved
	return s
}

// outdated reports whether a record can be brought up to date with whatever
// else is written, so that it names what sync last wrote: it says the state
// that the package is in, which needs no proof, for an earlier digest. Where the
// registry has more than the catalog says and keeps it, the older digest stays,
// and with it the knowledge that the catalog dropped it.
func (w *wanted) outdated(have Doc, rec record) bool {
	state, _ := have[mStatus].(string)
	return rec.S != "" && rec.S != w.eff.S && rec.Proof == "" && rec.State == cmp.Or(state, pending) && len(w.unstated(have)) == 0
}

// unready says why a package cannot be worked on now.
func (w *wanted) unready(p Package) (remark, bool) {
	switch {
	case p.Status == "Failed":
		return remark{Blocked, Failed, fmt.Sprintf("SageMaker's validation of %s failed; see the status details of %s, and register a new version", w.version.Ref(), p.ARN), nil, nil}, true
	case p.Status != "Completed":
		return remark{Blocked, Waits, fmt.Sprintf("the package of %s is %s; run sync again when it is Completed", w.version.Ref(), p.Status), nil, nil}, true
	case !p.Full:
		return remark{Blocked, Waits, "the registry did not tell all about the package of " + w.version.Ref(), nil, nil}, true
	}
	return remark{}, false
}

// contentDiffers blocks the changes of a package that holds something else
// than the catalog says. Only taking an approval away is still done: where the
// catalog does not ask for it, or where nobody recorded it, since no proof can
// be bound to content that the catalog does not have.
func (w *wanted) contentDiffers(p Package, id identity, fields []Field) settlement {
	var members []string
	for _, f := range fields {
		member, _, _ := strings.Cut(f.Path, ".")
		member, _, _ = strings.Cut(member, "[")
		members = append(members, member)
	}
	detail := fmt.Sprintf("%s of %s cannot change after registration; add a new version instead", strings.Join(slices.Compact(members), ", "), w.version.Ref())
	if id.Content == w.eff.Content {
		detail = fmt.Sprintf("%s carries the markers of %s, and its %s is not what the catalog registered; it is never approved: find out who made it, and delete it", p.ARN, w.version.Ref(), strings.Join(slices.Compact(members), ", "))
	}
	s := settlement{says: []remark{{Blocked, CreateOnly, detail, []string{members[0]}, fields}}}
	have, state := p.Doc[mStatus], pending
	if w.status == rejected {
		state = rejected
	}
	unproven := have == approved && !id.Record.approves()
	if unproven || w.status != approved && (have == approved || w.status == rejected && have != rejected) {
		s.reason, s.demotes = Demote, have == approved
		if state == rejected {
			s.reason = Reject
		}
		text := "As the catalog " + w.catalog + " says."
		if unproven {
			s.reason = PutBack
			text = "Set back: the content of this package is not what the catalog " + w.catalog + " registered."
		}
		s.calls = []Doc{{
			mStatus: state, mApprovalText: text,
			mMetadata: map[string]any{markerApproval: record{S: w.eff.S, State: state}.String()},
		}}
		s.fields = []Field{{Path: mStatus, Old: have, New: state, Pos: w.pos([]string{mStatus})}}
	}
	return s
}

// cannotRemove reports members that the registry has, the catalog does not
// state, and the API cannot take away.
func (w *wanted) cannotRemove(have Doc) []remark {
	var says []remark
	for _, path := range w.unstated(have) {
		says = append(says, remark{Notice, CannotRemove, fieldPath(path) + " is set in the registry and not in the catalog; SageMaker cannot remove it", nil, nil})
	}
	return says
}

// unstated are the members that the registry has, the catalog does not state,
// and the API cannot take away.
func (w *wanted) unstated(have Doc) (paths [][]string) {
	for _, member := range []string{mLifeCycle, mCard, mSourceURI} {
		if w.doc[member] == nil && !isEmpty(have[member]) {
			paths = append(paths, []string{member})
		}
	}
	if content := []string{mCard, mCardContent}; w.doc[mCard] != nil && isEmpty(at(w.doc, content)) && !isEmpty(at(have, content)) {
		paths = append(paths, content)
	}
	return paths
}

// at is the value at a path of mappings; nil where there is none.
func at(doc Doc, path []string) any {
	var v any = doc
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}
