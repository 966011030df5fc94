package sync

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

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

	OutOfOrder []string // refs that may be created below a registered label
	Prune      bool     // whether orphans may be deleted
}

// Diff says what would have to happen for the registry to match the catalog.
// It reads no clock, environment or network: equal inputs give byte-equal
// plans. The catalog's registry must be readable.
func Diff(in Input) *Plan {
	plan := &Plan{
		Format:  PlanFormat,
		Catalog: in.Catalog.Registry.Name,
		Folder:  in.Catalog.Dir,
		Target:  in.Target.Name,
		Commit:  in.Commit,
		Prune:   in.Prune,
		Changes: []Change{},

		OutOfOrder: slices.Compact(slices.Sorted(slices.Values(in.OutOfOrder))),
	}
	have := make(map[string]*Group, len(in.Have.Groups))
	for i := range in.Have.Groups {
		have[in.Have.Groups[i].Name] = &in.Have.Groups[i]
	}

	groups := in.Catalog.Groups
	parts := make([]groupPlan, len(groups))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, g := range groups {
		workers.Go(func() error {
			parts[i] = in.diffGroup(g, have[g.Name])
			return nil
		})
	}
	_ = workers.Wait() // they have no errors to give
	known := map[string]bool{}
	for _, g := range groups {
		known[g.Name] = true
	}
	for _, part := range parts {
		part.addTo(plan)
	}
	for _, g := range in.Have.Groups {
		if !known[g.Name] {
			in.goneGroup(g).addTo(plan)
		}
	}
	plan.Refused = guard(in, plan)
	return plan
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

	entries   []*entry         // its versions, in label order
	ids       []identity       // of have.Packages
	claimed   map[int]bool     // packages that a version accounts for
	unclaimed map[string][]int // the others, by artifacts; made when first needed
	highest   catalog.Label    // highest label that is registered
	waits     string           // ref of the first version that cannot be created yet
}

func (in Input) diffGroup(g *catalog.Group, have *Group) groupPlan {
	d := &groupDiffer{Input: in, group: g, have: have, claimed: map[int]bool{}}
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
	for _, v := range g.Versions {
		d.entries = append(d.entries, d.entry(v))
	}
	d.match()
	for _, e := range d.entries {
		d.diffVersion(e)
	}
	d.holdBack()
	d.leftovers()
	d.newest()
	return d.groupPlan
}

// holdBack takes out of the plan what depends on the versions as a whole: a
// group that nothing would be registered in, where only approved versions are,
// and demotions while it is unknown whether another version is approved, since
// "latest approved" must not fall back for a moment. A rejection never waits.
func (d *groupDiffer) holdBack() {
	creates := slices.ContainsFunc(d.changes, func(c Change) bool { return c.Kind == OfVersion && c.Action == Create })
	if d.have == nil && d.Target.Versions == "approved" && !creates {
		d.changes = slices.DeleteFunc(d.changes, func(c Change) bool { return c.Kind == OfGroup && c.Action == Create })
	}
	unknown := slices.IndexFunc(d.changes, func(c Change) bool { return c.Reason == UnknownProof })
	for i := range d.changes {
		if c := &d.changes[i]; unknown >= 0 && c.Action == Update && c.Reason == Demote {
			c.Action, c.Reason, c.Fields, c.step = Blocked, Waits, nil, step{}
			c.Detail = c.Ref + " stays approved until it is known whether " + d.changes[unknown].Ref + " is"
		}
	}
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
