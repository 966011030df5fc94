package sync

import (
	"fmt"
	"maps"
	"slices"

	"modelreg/catalog/evidence"
)

// An Adoption asks for a plan that writes markers on packages that count as
// versions by their content, and does nothing else.
type Adoption struct {
	Groups   []string // paths; none: all
	Approved bool     // also on packages that are approved, where the approval is granted
}

// includes reports whether a group is asked for.
func (a *Adoption) includes(group string) bool {
	return len(a.Groups) == 0 || slices.Contains(a.Groups, group)
}

// adoptGroup plans the adoptions of one group, and of the group itself where
// nobody owns it.
func (d *groupDiffer) adoptGroup() {
	if d.have == nil || d.group.Broken || !d.Adopt.includes(d.group.Path) {
		return
	}
	free := d.planGroup()
	d.changes = slices.DeleteFunc(d.changes, func(c Change) bool { return c.Action != Blocked && c.Reason != Adopt && c.Reason != Superseded })
	if !free {
		return
	}
	d.pair()
	for _, e := range d.entries {
		d.planVersion(e)
	}
}

// adoptVersion plans to write markers on the package of a version, where it
// counts as that by its content alone and is as the catalog says.
func (d *groupDiffer) adoptVersion(e *entry, change Change) {
	w := e.want
	if w == nil {
		return
	}
	defer w.forget()
	if len(e.registered) == 0 {
		if found := d.lookalikes(w); len(found) > 0 {
			change.Action, change.Reason, change.Pos = Blocked, Lookalike, e.version.Pos()
			change.Detail = d.describeLookalikes(w, found)
			d.add(change)
		}
		return
	}
	chosen := d.choose(e)
	p, id := d.have.Packages[chosen], d.ids[chosen]
	if !id.Matched {
		d.unchanged++
		return
	}
	var verdict evidence.Verdict
	ask := func() evidence.Verdict {
		verdict = d.ask(w)
		return verdict
	}
	from := len(d.changes)
	change.ARN, change.Pos = p.ARN, w.pos(nil)
	s := w.adopt(p, id, ask)
	d.remarks(change, w, s.says)
	switch isApproved := p.Doc[mStatus] == approved; {
	case len(s.calls) == 0:
	case isApproved && !d.Adopt.Approved:
		change.Action, change.Reason = Notice, Adopt
		change.Detail = p.ARN + " is approved and left without markers: a write" + fires + d.without() + "; --approved writes all the same"
		d.add(change)
	default:
		change.Action, change.Reason, change.Fields = Update, Adopt, s.fields
		if isApproved {
			change.Detail = p.ARN + " is approved, so the write" + fires + d.without()
		}
		change.step = step{want: w, verdict: verdict, matched: true, adopts: true}
		d.add(change)
	}
	prove(d.changes[from:], verdict)
}

// fires is what a write to an approved package does:
// https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
const fires = " fires SageMaker's state change event, and with it rules that deploy what is approved"

// without says how a package counts as its version without a write.
func (d *groupDiffer) without() string {
	if d.Target.Adopt == "match" {
		return "; it counts without one, since the target " + d.Target.Name + " says adopt: match"
	}
	return "; it counts without one where the target " + d.Target.Name + " says adopt: match in registry.yaml"
}

// adopt is settle for writing markers alone: it changes nothing else, and leaves
// a package alone that is not in the state that the catalog asks for, since the
// record would say that it is.
func (w *wanted) adopt(p Package, id identity, ask func() evidence.Verdict) settlement {
	if !id.Matched {
		return settlement{} // somebody was faster
	}
	if r, ok := w.unready(p); ok {
		return settlement{says: []remark{r}}
	}
	c := w.chooseApproval(p, id, ask)
	if c.note != "" {
		return settlement{says: []remark{{c.note, c.reason, c.detail, []string{mStatus}, nil}}}
	}
	if c.reason != "" {
		return settlement{says: []remark{{Notice, Adopt, fmt.Sprintf("%s is not yet what %s says (%s); sync changes that, and writes markers in the same call", p.ARN, w.version.Ref(), c.reason), []string{mStatus}, nil}}}
	}
	u := updater{w: w, have: p.Doc, id: id, doc: Doc{}}
	metadata, _ := p.Doc[mMetadata].(map[string]any)
	markers := map[string]any{markerApproval: c.record.String()}
	for k, v := range w.doc[mMetadata].(map[string]any) {
		if _, user := w.user[k]; !user {
			markers[k] = v
		}
	}
	for _, k := range slices.Sorted(maps.Keys(markers)) {
		u.note([]string{mMetadata, k}, metadata[k], markers[k])
	}
	return settlement{calls: []Doc{{mMetadata: markers}}, fields: u.fields, reason: Adopt}
}
