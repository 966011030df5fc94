package sync

import (
	"fmt"
	"maps"
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
	demotes  bool // the last call takes Approved away
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
	if fields := w.contentDiff(p.Doc); len(fields) > 0 {
		return w.contentDiffers(p, id, fields)
	}
	choice := w.chooseApproval(p, id.Record, ask)
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
	u := updater{w: w, have: p.Doc, id: id, doc: Doc{}}
	u.metadata(choice.record)
	u.members(choice.gates)
	u.additions()
	u.status(choice)
	s.calls, s.fields = u.calls(), u.fields
	s.says = append(s.says, w.cannotRemove(p.Doc)...)
	s.approves = choice.set == approved
	s.demotes = choice.set != "" && p.Doc[mStatus] == approved
	return s
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

// contentDiffers blocks every change of a package that holds something else
// than the catalog says. An approval of it that nobody recorded is put back:
// no proof can be bound to content that the catalog does not have.
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
	if p.Doc[mStatus] == approved && !id.Record.approval() {
		s.reason, s.demotes = PutBack, true
		s.calls = []Doc{{mStatus: pending, mApprovalText: "Set back: the content of this package is not what the catalog " + w.catalog + " registered."}}
		s.fields = []Field{{Path: mStatus, Old: approved, New: pending, Pos: w.pos([]string{mStatus})}}
	}
	return s
}

// cannotRemove reports members that the registry has, the catalog does not
// state, and the API cannot take away.
func (w *wanted) cannotRemove(have Doc) []remark {
	var says []remark
	for _, member := range []string{mLifeCycle, mCard, mSourceURI} {
		if w.doc[member] == nil && !isEmpty(have[member]) {
			says = append(says, remark{Notice, CannotRemove, member + " is set in the registry and not in the catalog; SageMaker cannot remove it", nil, nil})
		}
	}
	return says
}

// An updater collects the members of an update.
type updater struct {
	w      *wanted
	have   Doc
	id     identity
	doc    Doc
	fields []Field
}

func (u *updater) note(path []string, old, new any) {
	u.fields = append(u.fields, Field{Path: fieldPath(path), Old: old, New: new, Pos: u.w.pos(path)})
}

// metadata sends the keys that differ, and removes those that were ours and
// are no longer in the catalog. Other people's keys stay.
func (u *updater) metadata(rec record) {
	have, _ := u.have[mMetadata].(map[string]any)
	want := maps.Clone(u.w.doc[mMetadata].(map[string]any))
	if rec != (record{}) {
		want[markerApproval] = rec.String()
	}
	set := map[string]any{}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if want[k] != have[k] && !(k == markerContent && newerDigest(have[k], want[k])) {
			set[k] = want[k]
			u.note([]string{mMetadata, k}, have[k], want[k])
		}
	}
	var remove []any
	for _, k := range slices.Sorted(maps.Keys(have)) {
		ours := k == markerKeys || !strings.HasPrefix(k, markerPrefix) && u.id.Keys.has(k)
		if _, stays := want[k]; ours && !stays {
			remove = append(remove, k)
			u.note([]string{mMetadata, k}, have[k], nil)
		}
	}
	if len(set) > 0 {
		u.doc[mMetadata] = set
	}
	if len(remove) > 0 {
		u.doc[mMetadataRemove] = remove
	}
}

// newerDigest reports whether two digests are of different algorithms: a
// release that computes another one does not write for that alone.
func newerDigest(have, want any) bool {
	h, _ := have.(string)
	w, _ := want.(string)
	a, _, _ := strings.Cut(h, ":")
	b, _, _ := strings.Cut(w, ":")
	return isDigest(h) && a != b
}

// members sends the members that update in place and differ.
func (u *updater) members(gates bool) {
	want := u.w.doc
	if !gates {
		want = u.w.withoutGates(want)
	}
	for _, member := range []string{mLifeCycle, mCard, mSourceURI, mRegistrationType, mApprovalText} {
		if want[member] == nil || member == mRegistrationType && want[member] == "Registered" && u.have[member] == nil {
			continue
		}
		if member == mCard && !gates && u.w.asks(mCard) && u.have[mCard] != nil {
			// Whatever status the card has, it is not ours to change without proof.
			card := maps.Clone(want[mCard].(map[string]any))
			delete(card, mCardStatus)
			want[mCard] = card
		}
		d := differ{w: u.w}
		d.diff([]string{member}, want[member], u.have[member])
		if member == mCard {
			d.fields = slices.DeleteFunc(d.fields, func(f Field) bool { // status left out on purpose
				_, stated := want[mCard].(map[string]any)[mCardStatus]
				return f.Path == mCard+"."+mCardStatus && !stated
			})
		}
		if len(d.fields) > 0 {
			u.doc[member] = want[member]
			u.fields = append(u.fields, d.fields...)
		}
	}
}

func (u *updater) additions() {
	fields, add := u.w.additions(u.have)
	u.fields = append(u.fields, fields...)
	maps.Copy(u.doc, add)
}

func (u *updater) status(c approvalChoice) {
	if c.set == "" {
		return
	}
	u.note([]string{mStatus}, u.have[mStatus], c.set)
	u.doc[mStatus] = c.set
	if u.w.doc[mApprovalText] == nil {
		u.doc[mApprovalText] = u.w.approvalText(c)
	}
}

// approvalText is the sentence for people that goes with an approval state. It
// is written with the state and never compared.
func (w *wanted) approvalText(c approvalChoice) string {
	switch {
	case c.reason == PutBack:
		return "Set back: nobody approved this in the catalog " + w.catalog + "."
	case c.set != approved:
		return "As the catalog " + w.catalog + " says."
	case c.record.Proof == "none":
		return "Approved by the catalog " + w.catalog + ", which asks for no proof here."
	}
	return "Approved by the catalog " + w.catalog + ": " + c.record.Proof + "."
}

// calls splits the update where the API wants several requests: a model card's
// status and content, and a source beside a first inference specification. The
// approval state is in the last one.
func (u *updater) calls() []Doc {
	if len(u.doc) == 0 {
		return nil
	}
	var first []Doc
	if u.doc[mInference] != nil && u.doc[mSourceURI] != nil {
		first = append(first, Doc{mInference: u.doc[mInference]})
		delete(u.doc, mInference)
	}
	haveCard, _ := u.have[mCard].(map[string]any)
	if card, ok := u.doc[mCard].(map[string]any); ok && haveCard != nil {
		status := Doc{mCardStatus: card[mCardStatus]}
		content := Doc{mCardContent: card[mCardContent]}
		changedStatus := card[mCardStatus] != nil && card[mCardStatus] != haveCard[mCardStatus]
		changedContent := slices.ContainsFunc(u.fields, func(f Field) bool { return strings.HasPrefix(f.Path, mCard+"."+mCardContent) })
		switch {
		case changedStatus && changedContent && card[mCardStatus] == "Archived":
			first = append(first, Doc{mCard: content}) // an archived card takes no content
			u.doc[mCard] = status
		case changedStatus && changedContent:
			first = append(first, Doc{mCard: status})
			u.doc[mCard] = content
		case changedStatus:
			u.doc[mCard] = status
		default:
			u.doc[mCard] = content
		}
	}
	return append(first, u.doc)
}
