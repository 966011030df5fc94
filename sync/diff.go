package sync

import (
	"runtime"
	"slices"
	stdsync "sync"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// Input is everything a plan depends on.
type Input struct {
	Catalog  *catalog.Catalog
	Target   *catalog.Target
	Commit   string
	Have     Snapshot
	Verdicts evidence.Verdicts

	OutOfOrder []string               // refs that may be created below a registered label
	Prune      bool                   // whether orphans may be deleted
	Groups     func(path string) bool // nil: all groups; else only these, by catalog path or, for what only the registry has, by SageMaker's name
}

// Diff says what would have to happen for the registry to match the catalog.
// It reads no clock, environment or network: equal inputs give byte-equal
// plans. The catalog's registry must be readable.
func Diff(in Input) *Plan {
	plan := &Plan{
		Format:  PlanFormat,
		Catalog: in.Catalog.Registry.Name,
		Target:  in.Target.Name,
		Commit:  in.Commit,
		Changes: []Change{},
	}
	have := make(map[string]*Group, len(in.Have.Groups))
	for i := range in.Have.Groups {
		have[in.Have.Groups[i].Name] = &in.Have.Groups[i]
	}

	var groups []*catalog.Group
	for _, g := range in.Catalog.Groups {
		if in.Groups == nil || in.Groups(g.Path) {
			groups = append(groups, g)
		}
	}
	parts := make([]groupPlan, len(groups))
	parallel(len(groups), func(i int) {
		parts[i] = in.diffGroup(groups[i], have[groups[i].Name])
	})
	known := map[string]bool{}
	for _, g := range in.Catalog.Groups {
		known[g.Name] = true
	}
	for _, part := range parts {
		part.addTo(plan)
	}
	for _, g := range in.Have.Groups {
		if !known[g.Name] && (in.Groups == nil || in.Groups(g.Name)) {
			in.goneGroup(g).addTo(plan)
		}
	}
	plan.Refused = guard(in, plan)
	return plan
}

// parallel calls f for 0..n-1 on every processor. Each call owns its index.
func parallel(n int, f func(int)) {
	var wg stdsync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// A groupPlan is the part of a plan that one group contributes.
type groupPlan struct {
	changes                       []Change
	asked                         []Request
	unchanged, managed, unmanaged int
}

func (g groupPlan) addTo(p *Plan) {
	p.add(g.changes...)
	p.Asked = append(p.Asked, g.asked...)
	p.Counts.Unchanged += g.unchanged
	p.Counts.Managed += g.managed
	p.Counts.Unmanaged += g.unmanaged
}

// A groupDiffer compares one group.
type groupDiffer struct {
	Input
	group *catalog.Group
	have  *Group // nil when the registry has none
	groupPlan

	ids     []identity       // of have.Packages
	byLabel map[string][]int // label -> indexes into have.Packages
	claimed map[int]bool     // packages that a version accounts for
	highest catalog.Label    // highest label that is registered
	waits   string           // ref of the first version that cannot be created yet
}

func (in Input) diffGroup(g *catalog.Group, have *Group) groupPlan {
	d := &groupDiffer{Input: in, group: g, have: have, byLabel: map[string][]int{}, claimed: map[int]bool{}}
	if g.Broken {
		d.say(Blocked, HasProblems, g.Pos(), "group.yaml has problems, so nothing of "+g.Path+" is synced; modelreg validate shows them")
		if have != nil {
			d.unmanaged = len(have.Packages)
		}
		return d.groupPlan
	}
	if !d.diffGroupItself() {
		return d.groupPlan
	}
	d.match()
	for _, v := range g.Versions {
		d.diffVersion(v)
	}
	d.leftovers()
	d.newest()
	return d.groupPlan
}

func (d *groupDiffer) add(c Change) {
	c.Group = d.group.Name
	if c.Kind == "" {
		c.Kind = OfGroup
		c.Ref = d.group.Path
	}
	d.changes = append(d.changes, c)
}

func (d *groupDiffer) say(a Action, r Reason, pos catalog.Pos, detail string) {
	d.add(Change{Action: a, Reason: r, Pos: pos, Detail: detail})
}

// match finds out which package is which version.
func (d *groupDiffer) match() {
	if d.have == nil {
		return
	}
	name := d.Catalog.Registry.Name
	for i, p := range d.have.Packages {
		id := identify(p)
		d.ids = append(d.ids, id)
		if id.Catalog != name {
			d.unmanaged++
			continue
		}
		d.managed++
		label, err := catalog.ParseLabel(id.Label)
		if err != nil {
			d.ids[i].Label = ""
			continue
		}
		d.byLabel[id.Label] = append(d.byLabel[id.Label], i)
		if d.highest.IsZero() || comparable(label, d.highest) && label.Compare(d.highest) > 0 {
			d.highest = label
		}
	}
}

func comparable(a, b catalog.Label) bool { return a.Scheme() == b.Scheme() }

// diffVersion compares one version with its package, or plans to create it.
func (d *groupDiffer) diffVersion(v *catalog.Version) {
	label := v.Label.String()
	change := Change{Kind: OfVersion, Ref: v.Ref(), Label: label}
	registered := d.byLabel[label]
	block := func(r Reason, detail string) {
		change.Action, change.Reason, change.Detail, change.Pos = Blocked, r, detail, v.Pos()
		d.add(change)
		if len(registered) == 0 && d.waits == "" {
			d.waits = v.Ref()
		}
	}
	for _, i := range registered {
		d.claimed[i] = true
	}
	if v.Broken {
		block(HasProblems, v.Path+" has problems, so "+v.Ref()+" is not synced; modelreg validate shows them")
		return
	}
	w, problems := desire(d.Catalog.Registry, d.Target, v)
	if w == nil {
		block(HasProblems, problems[0].Message)
		return
	}
	defer w.forget()
	var verdict evidence.Verdict
	ask := func() evidence.Verdict {
		verdict = d.ask(w)
		return verdict
	}
	if len(registered) == 0 {
		if i, ok := d.recognise(w); ok {
			registered = []int{i}
			d.claimed[i] = true
		}
	}
	if len(registered) == 0 {
		d.planCreation(w, change, block, ask)
		return
	}

	chosen := d.choose(w, registered)
	p := d.have.Packages[chosen]
	s := w.settle(p, d.ids[chosen], ask)
	change.ARN = p.ARN
	d.remarks(change, w, s.says)
	if len(s.calls) > 0 {
		c := change
		c.Action, c.Reason, c.Fields = Update, s.reason, s.fields
		c.Pos = w.asking(s)
		c.step = step{want: w, verdict: verdict, approves: s.approves, demotes: s.demotes}
		d.add(c)
	} else if len(s.says) == 0 {
		d.unchanged++
	}
	d.duplicates(change, w, registered, chosen)
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
	verdict := evidence.Verdict{State: evidence.Granted, Proof: "none"}
	if len(w.eff.Asks) > 0 {
		verdict = ask()
	}
	granted := verdict.State == evidence.Granted
	no := w.refused(verdict)
	if d.Target.Versions == "approved" && !(w.status == approved && granted) {
		if w.status == approved {
			d.remarks(change, w, []remark{{no.note, no.reason, no.detail, w.eff.Asks[0].Path, nil}})
		} else {
			d.unchanged++ // waiting for approval is as it should be
		}
		return
	}
	if arn := d.lookalike(w); arn != "" {
		block(Lookalike, arn+" holds the same content as "+v.Ref()+" and carries no markers of ours; delete it, or take it over by setting its customer metadata "+markerCatalog+"="+d.Catalog.Registry.Name+" and "+markerVersion+"="+v.Label.String())
		return
	}
	outOfOrder := slices.Contains(d.OutOfOrder, v.Ref())
	if d.waits != "" && !outOfOrder {
		block(Waits, v.Ref()+" waits for "+d.waits+", so that versions are registered in label order; fix that one first, or allow it with --out-of-order "+v.Ref())
		return
	}
	if !d.highest.IsZero() && comparable(v.Label, d.highest) && v.Label.Compare(d.highest) < 0 && !outOfOrder {
		block(OutOfOrder, v.Ref()+" is below "+d.group.Path+"/"+d.highest.String()+", which is registered already; SageMaker's newest would no longer be the highest label: use a higher label, or allow it with --out-of-order "+v.Ref())
		return
	}
	if len(w.eff.Asks) > 0 && !granted {
		d.remarks(change, w, []remark{{no.note, no.reason, no.detail, w.eff.Asks[0].Path, nil}})
	}
	change.Action, change.Reason, change.Pos = Create, NewVersion, w.pos(nil)
	change.Fields = w.leaves(w.creation())
	if granted && w.status == approved {
		for i := range change.Fields {
			if change.Fields[i].Path == mStatus {
				change.Fields[i].New = approved
			}
		}
	}
	change.step = step{want: w, verdict: verdict, approves: granted && w.status == approved}
	if d.have != nil {
		change.step.seen = d.have.Packages
	}
	d.add(change)
}

// choose picks the package that is the version, of several with its markers:
// the first one that is complete and holds what the catalog says, else the
// first one.
func (d *groupDiffer) choose(w *wanted, registered []int) int {
	if len(registered) == 1 {
		return registered[0]
	}
	for _, i := range registered {
		p := d.have.Packages[i]
		if p.Status == "Completed" && w.sameContent(p.Doc) {
			return i
		}
	}
	return registered[0]
}

// duplicates reports further packages with the version's markers. None of them
// may be approved.
func (d *groupDiffer) duplicates(change Change, w *wanted, registered []int, chosen int) {
	for _, i := range registered {
		if i == chosen {
			continue
		}
		p := d.have.Packages[i]
		c := change
		c.ARN, c.Action, c.Reason, c.Pos = p.ARN, Notice, Duplicate, w.pos(nil)
		c.Detail = p.ARN + " carries the markers of " + c.Ref + " too; " + d.have.Packages[chosen].ARN + " is the one that counts"
		d.add(c)
		if p.Doc[mStatus] == approved && p.Status == "Completed" {
			c.Action, c.Reason, c.Pos = Update, PutBack, w.pos([]string{mStatus})
			c.Fields = []Field{{Path: mStatus, Old: approved, New: pending, Pos: c.Pos}}
			c.step = step{want: w, demotes: true, duplicate: true}
			d.add(c)
		}
	}
}

// recognise finds the one package that carries our catalog's name, tells no
// label any more, and holds exactly what w would register.
func (d *groupDiffer) recognise(w *wanted) (int, bool) {
	found := -1
	for i, id := range d.ids {
		if id.Catalog != d.Catalog.Registry.Name || id.Label != "" || d.claimed[i] {
			continue
		}
		if p := d.have.Packages[i]; p.Full && w.sameContent(p.Doc) {
			if found >= 0 {
				return 0, false
			}
			found = i
		}
	}
	return found, found >= 0
}

// lookalike finds a package without any markers that holds exactly what w
// would register: creating w would be registering it twice.
func (d *groupDiffer) lookalike(w *wanted) string {
	for i, id := range d.ids {
		p := d.have.Packages[i]
		if id.Catalog == "" && p.Full && p.Status == "Completed" && w.sameContent(p.Doc) && len(w.leavesInCommon(p.Doc)) > 0 {
			return p.ARN
		}
	}
	return ""
}

// leavesInCommon lists create-only members that both state, so that two
// packages with nothing in them are not taken for the same one.
func (w *wanted) leavesInCommon(have Doc) []string {
	var both []string
	for _, member := range catalog.CreateOnly() {
		if member != mMetadataProps && !isEmpty(w.doc[member]) && !isEmpty(have[member]) {
			both = append(both, member)
		}
	}
	return both
}

// newest warns where SageMaker's newest package of ours is not the highest
// label, so that tools which take the newest take another one than latest.
func (d *groupDiffer) newest() {
	if d.have == nil || d.highest.IsZero() {
		return
	}
	last := identity{}
	for i, id := range d.ids {
		if id.Catalog == d.Catalog.Registry.Name && id.Label != "" && d.have.Packages[i].Status == "Completed" {
			last = id
		}
	}
	if last.Label != "" && last.Label != d.highest.String() {
		d.say(Notice, NewestDiffers, d.group.Pos(), "SageMaker's newest package of "+d.group.Path+" is "+last.Label+", the highest label is "+d.highest.String()+"; tools that take the newest one get another one than modelreg")
	}
}
