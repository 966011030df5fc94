package sync

import (
	"maps"
	"slices"
	"strings"
)

// An updater collects the members of an update.
type updater struct {
	w      *wanted
	have   Doc
	id     identity
	doc    Doc
	fields []Field
	says   []remark
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

// remember brings the record up to date, if anything else is written.
func (u *updater) remember(rec record) {
	if len(u.doc) == 0 {
		return
	}
	set, _ := u.doc[mMetadata].(map[string]any)
	if set == nil {
		set = map[string]any{}
		u.doc[mMetadata] = set
	}
	set[markerApproval] = rec.String()
	have, _ := u.have[mMetadata].(map[string]any)
	u.note([]string{mMetadata, markerApproval}, have[markerApproval], rec.String())
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
// shut are gated values to be put back.
func (u *updater) members(gates bool, shut []openGate) {
	want := u.w.doc
	if !gates {
		want = u.w.withoutGates(want)
	}
	for _, member := range []string{mLifeCycle, mSourceURI, mRegistrationType, mApprovalText} {
		if want[member] == nil || member == mRegistrationType && want[member] == "Registered" && u.have[member] == nil {
			continue
		}
		if u.differs(member, want[member], u.have[member]) {
			u.doc[member] = want[member]
		}
	}
	putBack := slices.ContainsFunc(shut, openGate.shut)
	if card, ok := want[mCard].(map[string]any); ok || putBack {
		u.card(card, gates, putBack)
	}
}

func (u *updater) differs(member string, want, have any) bool {
	d := differ{w: u.w}
	d.diff([]string{member}, want, have)
	u.fields = append(u.fields, d.fields...)
	return len(d.fields) > 0
}

// card sends what differs of a model card: its status, its content, or both.
// What the catalog does not state stays. Without proof, an approved card stays
// as it is unless it is put back, and another one keeps its status.
func (u *updater) card(want map[string]any, gates, putBack bool) {
	have, _ := u.have[mCard].(map[string]any)
	waits := !gates && u.w.asks(mCard) && have != nil
	if waits && have[mCardStatus] == approved && !putBack {
		return
	}
	want, stated := maps.Clone(want), map[string]any{}
	switch {
	case putBack && want == nil:
		want = map[string]any{mCardStatus: cardPending}
	case putBack:
		want[mCardStatus] = cardPending
	case waits:
		delete(want, mCardStatus)
	}
	frozen := have[mCardStatus] == archived && (isEmpty(want[mCardStatus]) || want[mCardStatus] == archived)
	for _, member := range []string{mCardContent, mCardStatus} {
		if isEmpty(want[member]) {
			continue
		}
		d := differ{w: u.w}
		d.diff([]string{mCard, member}, want[member], have[member])
		if len(d.fields) > 0 && frozen {
			u.says = append(u.says, remark{Blocked, CreateOnly, "the model card of " + u.w.version.Ref() + " is archived, and the content of an archived card cannot change; give it another modelCardStatus", []string{mCard}, d.fields})
			continue
		}
		if len(d.fields) > 0 {
			stated[member] = want[member]
			u.fields = append(u.fields, d.fields...)
		}
	}
	if len(stated) > 0 {
		u.doc[mCard] = stated
	}
}

func (u *updater) additions() {
	fields, add := u.w.additions(u.have)
	u.fields = append(u.fields, fields...)
	maps.Copy(u.doc, add)
}

func (u *updater) status(c approvalChoice) {
	if c.set != "" {
		u.note([]string{mStatus}, u.have[mStatus], c.set)
		u.doc[mStatus] = c.set
	}
	// A proof that is recorded anew says so in words, too.
	if (c.set != "" || c.record.State == approved) && u.w.doc[mApprovalText] == nil {
		u.doc[mApprovalText] = u.w.approvalText(c)
	}
}

// longestText is how many characters ApprovalDescription takes, on one line:
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html
const longestText = 1024

// oneLine makes a sentence fit into ApprovalDescription.
func oneLine(s string) string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > longestText {
		return string(runes[:longestText-1]) + "…"
	}
	return string(runes)
}

// approvalText is the sentence for people that goes with an approval state. It
// is written with the state and never compared.
func (w *wanted) approvalText(c approvalChoice) string {
	switch {
	case c.reason == PutBack:
		return "Set back: nobody approved this in the catalog " + w.catalog + "."
	case c.text != "":
		return oneLine(c.text)
	case c.set != approved && c.record.State != approved:
		return "As the catalog " + w.catalog + " says."
	case c.record.Proof == noProof:
		return "Approved by the catalog " + w.catalog + ", which asks for no proof here."
	}
	return "Approved by the catalog " + w.catalog + ": " + c.record.Proof + "."
}

// calls splits the update where the API wants several requests: a model card's
// status and content, and a source beside a first inference specification. The
// approval state is in the last one. The first of several says what is begun.
func (u *updater) calls(rec record) []Doc {
	if len(u.doc) == 0 {
		return nil
	}
	var first []Doc
	if u.doc[mInference] != nil && u.doc[mSourceURI] != nil {
		first = append(first, Doc{mInference: u.doc[mInference]})
		delete(u.doc, mInference)
	}
	haveCard, _ := u.have[mCard].(map[string]any)
	card, _ := u.doc[mCard].(map[string]any)
	if status, content := card[mCardStatus], card[mCardContent]; haveCard != nil && status != nil && content != nil {
		// Never approved over what nobody approved, and an archived card takes no
		// content.
		steps := []Doc{{mCardContent: content}, {mCardStatus: status}}
		switch {
		case haveCard[mCardStatus] == archived && status == approved:
			steps = append([]Doc{{mCardStatus: cardPending}}, steps...)
		case status != approved && status != archived:
			steps[0], steps[1] = steps[1], steps[0]
		}
		last := len(steps) - 1
		for _, step := range steps[:last] {
			first = append(first, Doc{mCard: step})
		}
		u.doc[mCard] = steps[last]
	}
	if len(first) > 0 {
		u.begin(first[0], rec)
	}
	return append(first, u.doc)
}

// begin has the first of several calls say what is begun, and whose a package is
// that had no owner: who takes over goes by that.
func (u *updater) begin(call Doc, rec record) {
	set := map[string]any{}
	if u.id.Matched {
		markers, _ := u.doc[mMetadata].(map[string]any)
		maps.Copy(set, markers)
	}
	if rec.Proof != "" {
		set[markerApproval] = record{rec.S, begun, approvalState(Package{Doc: u.have})}.String()
	}
	if len(set) > 0 {
		call[mMetadata] = set
	}
}
