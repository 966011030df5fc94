package sync

import (
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// entry puts a version into SageMaker's terms, or says why that cannot be done.
func (d *groupDiffer) entry(v *catalog.Version) *entry {
	if v.Broken {
		return &entry{version: v, problem: "the file of " + v.Ref() + " has problems, so it is not synced"}
	}
	w, problems := desire(d.Catalog.Registry, d.Target, v)
	if w == nil {
		return &entry{version: v, problem: problems[0].Message}
	}
	return &entry{version: v, want: w}
}

// advice is the problem of an entry, and what shows more of it.
func (e *entry) advice() string {
	if e.version.Broken {
		return e.problem + "; modelreg validate shows them"
	}
	return e.problem
}

// diffVersion compares one version with its package, or plans to create it.
func (d *groupDiffer) diffVersion(e *entry) {
	v, w := e.version, e.want
	change := Change{Kind: OfVersion, Ref: v.Ref(), Label: v.Label.String()}
	if d.Adopt != nil {
		d.adoptVersion(e, change)
		return
	}
	block := func(r Reason, detail string) {
		change.Action, change.Reason, change.Detail, change.Pos = Blocked, r, detail, v.Pos()
		d.add(change)
		if len(e.registered) == 0 && d.waits == "" {
			d.waits = v.Ref()
		}
	}
	if w == nil {
		block(HasProblems, e.advice())
		return
	}
	defer w.forget()
	var verdict evidence.Verdict
	ask := func() evidence.Verdict {
		verdict = d.ask(w)
		return verdict
	}
	from := len(d.changes)
	defer func() { prove(d.changes[from:], verdict) }()
	if len(e.registered) == 0 {
		d.planCreation(w, change, block, ask)
		return
	}

	chosen := d.choose(e)
	p := d.have.Packages[chosen]
	id := d.ids[chosen]
	s := w.settle(p, id, ask)
	change.ARN = p.ARN
	if s.stands {
		d.stands[chosen] = true
		id.Record = record{S: w.eff.S, State: approved}
	}
	if w.status == approved && p.Doc[mStatus] == approved && id.Record.approves() {
		d.standing = append(d.standing, v.Ref())
	}
	says := len(d.changes)
	d.remarks(change, w, s.says)
	for i := says; i < len(d.changes); i++ {
		d.changes[i].Drift = w.drifted(p, id, s, d.changes[i].Reason)
	}
	if len(s.calls) > 0 {
		c := change
		c.Action, c.Reason, c.Fields = Update, s.reason, s.fields
		c.Pos, c.Drift = w.asking(s), w.drifted(p, id, s, s.reason)
		c.step = step{want: w, verdict: verdict, approves: s.approves, demotes: s.demotes, matched: id.Matched}
		if c.step.matched {
			c.Detail = "no catalog owns " + p.ARN + "; it becomes this one's in the same call"
		}
		d.add(c)
	} else if len(s.says) == 0 || s.asIs && len(s.says) == 1 {
		d.unchanged++
	}
	d.duplicates(change, e, chosen)
}

// prove shows in changes how the verdict that they rest on was reached.
func prove(changes []Change, v evidence.Verdict) {
	for i := range changes {
		switch c := &changes[i]; {
		case c.step.approves, c.Reason == HeldApproval, c.Reason == UnknownProof, c.Reason == ProofNeeded, c.Reason == PutBack:
			c.Proof = v.Tree
		}
	}
}

// asking finds the line that asks for an update: the approval state where that
// changes, else the first field that the catalog has a line for.
func (w *wanted) asking(s settlement) catalog.Pos {
	if s.approves || s.demotes {
		return w.pos([]string{mStatus})
	}
	for _, f := range s.fields {
		if f.Pos.Line > 0 {
			return f.Pos
		}
	}
	return w.pos(nil)
}

// ask looks the verdict on a version up, and notes that it was wanted.
func (d *groupDiffer) ask(w *wanted) evidence.Verdict {
	key := evidence.Key{Group: d.group.Path, Label: w.version.Label.String(), S: w.eff.S}
	if v, ok := d.Verdicts[key]; ok {
		return v
	}
	pos := w.pos(w.eff.Asks[0].Path)
	d.asked = append(d.asked, Request{Key: key, Ref: w.version.Ref(), Pos: pos})
	return d.Verdicts.For(key)
}

func (d *groupDiffer) remarks(change Change, w *wanted, says []remark) {
	for _, r := range says {
		c := change
		c.Action, c.Reason, c.Detail, c.Fields = r.action, r.reason, r.detail, r.fields
		c.Pos = w.pos(r.path)
		if len(r.fields) > 0 && r.fields[0].Pos.Line > 0 {
			c.Pos = r.fields[0].Pos
		}
		d.add(c)
	}
}

// planCreation plans to register a version that has no package yet.
func (d *groupDiffer) planCreation(w *wanted, change Change, block func(Reason, string), ask func() evidence.Verdict) {
	v := w.version
	if registers := d.Target.Versions != "approved" || w.status == approved; registers && d.waitsForNewer(v) {
		return
	}
	verdict := evidence.Verdict{State: evidence.Granted, Proof: noProof}
	if len(w.eff.Asks) > 0 {
		verdict = ask()
	}
	granted := verdict.State == evidence.Granted
	no := w.refused(verdict)
	if d.Target.Versions == "approved" && !(w.status == approved && granted) {
		if w.status == approved {
			d.remarks(change, w, []remark{{no.note, no.reason, no.detail, w.eff.Asks[0].Path, nil}})
			if verdict.State == evidence.Unknown && d.waits == "" {
				d.waits = v.Ref() // higher labels must not get ahead of an answer
			}
		} else {
			d.unchanged++ // waiting for approval is as it should be
		}
		return
	}
	if detail, moved := d.inTheWay(w); detail != "" {
		at := len(d.changes)
		block(Lookalike, detail)
		d.changes[at].Drift = moved
		return
	}
	if d.have != nil && d.byContent() && d.untold() != "" {
		block(Waits, v.Ref()+" is not registered while "+d.describeUntold()+"; it may be that version")
		return
	}
	outOfOrder := slices.Contains(d.OutOfOrder, v.Ref())
	if d.waits != "" && !outOfOrder {
		block(Waits, v.Ref()+" waits for "+d.waits+", so that versions are registered in label order; fix that one first, or allow it with --out-of-order "+v.Ref())
		return
	}
	if !d.highest.IsZero() && v.Label.Compare(d.highest) < 0 && !outOfOrder {
		below := v.Ref() + " is below " + d.group.Path + "/" + d.highest.String() + ", which is registered already"
		if w.status == rejected {
			d.remarks(change, w, []remark{{Notice, OutOfOrder, below + "; it is rejected, so it is not registered", []string{mStatus}, nil}})
			return // nobody misses it
		}
		block(OutOfOrder, below+"; SageMaker's newest would no longer be the highest label: allow it with --out-of-order "+v.Ref()+
			", which the sync workflow has as an input, too, or reject it and register its model again with a higher label")
		return
	}
	if len(w.eff.Asks) > 0 && !granted {
		d.remarks(change, w, []remark{{no.note, no.reason, no.detail, w.eff.Asks[0].Path, nil}})
	}
	change.Action, change.Reason, change.Pos = Create, NewVersion, w.pos(nil)
	change.Fields = w.leaves(w.outcome(granted))
	change.step = step{want: w, verdict: verdict, approves: granted && w.status == approved}
	if d.have != nil {
		change.step.seen = d.have.Packages
		change.step.taken = map[string]bool{}
		for i := range d.claimed {
			change.step.taken[d.have.Packages[i].ARN] = true
		}
	}
	d.add(change)
}

// newest warns where SageMaker's newest package of ours is not the highest
// label, so that tools which take the newest take another one than latest.
func (d *groupDiffer) newest() {
	if d.have == nil || d.highest.IsZero() {
		return
	}
	last := identity{}
	for i, id := range d.ids {
		if id.Catalog == d.Catalog.Registry.Name && id.Label != "" && d.have.Packages[i].Status == "Completed" && !d.leaves(i) {
			last = id
		}
	}
	if last.Label != "" && last.Label != d.highest.String() {
		d.say(Notice, NewestDiffers, d.group.Pos(), "SageMaker's newest package of "+d.group.Path+" is "+last.Label+", the highest label is "+d.highest.String()+"; tools that take the newest one get another one than modelreg")
	}
}
