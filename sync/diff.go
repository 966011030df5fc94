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

	OutOfOrder []string  // refs that may be created below a registered label
	Prune      bool      // whether orphans may be deleted
	Adopt      *Adoption // plan nothing but adoptions; nil: whatever the catalog says
	Shard      Shard     // the groups that are planned; the others count for the safety limits only

	// Superseded reports whether the tip of the protected branch says something
	// else than the catalog about a version, or with an empty label about a
	// group's own settings. Such a thing is left to the run for that commit. The
	// group is named by its path, one that the catalog does not have by
	// SageMaker's name. nil: nothing is superseded. It is called from several
	// goroutines, and answers the same each time.
	Superseded func(group, label string) bool

	// Surveyed is told what the registry holds of each group, whenever the group
	// has been planned: what it is told last counts. nil: nobody asks. It is called
	// from several goroutines.
	Surveyed func(Survey)
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
		Shard:   in.Shard,
		Changes: []Change{},

		OutOfOrder: slices.Compact(slices.Sorted(slices.Values(in.OutOfOrder))),
	}
	have := in.groups()
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
	for i, part := range parts {
		part.addTo(plan.part(groups[i].Name))
	}
	for _, g := range in.Have.Groups {
		if !known[g.Name] && in.Adopt == nil {
			in.goneGroup(g).addTo(plan.part(g.Name))
			if in.Surveyed != nil {
				in.Surveyed(Survey{Group: g.Name, Approvals: in.goneApprovals(g)})
			}
		}
	}
	plan.Refused = guard(in, plan)
	return plan
}

// groups are the registry's groups by name.
func (in Input) groups() map[string]*Group {
	have := make(map[string]*Group, len(in.Have.Groups))
	for i := range in.Have.Groups {
		have[in.Have.Groups[i].Name] = &in.Have.Groups[i]
	}
	return have
}

// A groupPlan is the part of a plan that one group contributes.
type groupPlan struct {
	changes                       []Change
	asked                         []Request
	standing                      []string // refs
	unchanged, managed, unmanaged int
}

func (g groupPlan) addTo(p *Plan) {
	p.add(g.changes...)
	p.Asked = append(p.Asked, g.asked...)
	p.Standing = append(p.Standing, g.standing...)
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

	paired    bool
	entries   []*entry      // its versions, in label order
	ids       []identity    // of have.Packages
	stands    map[int]bool  // packages whose approval stands without a record of sync's
	claimed   map[int]bool  // packages that a version accounts for
	unclaimed *pool         // the others; made when first needed
	highest   catalog.Label // highest label that is registered, and stays
	waits     string        // ref of the first version that cannot be created yet

	// What is left to a newer run; see superseded.go.
	waitsNewer   bool   // what waits names is
	noGroup      bool   // the creation of the group is
	newerRequest string // ref of the first version whose request for approval is
}

func (in Input) differ(g *catalog.Group, have *Group) *groupDiffer {
	return &groupDiffer{Input: in, group: g, have: have, claimed: map[int]bool{}, stands: map[int]bool{}}
}

// pair puts the group's versions into SageMaker's terms and finds their
// packages, once.
func (d *groupDiffer) pair() {
	if d.paired {
		return
	}
	d.paired = true
	for _, v := range d.group.Versions {
		d.entries = append(d.entries, d.entry(v))
	}
	d.match()
}

func (in Input) diffGroup(g *catalog.Group, have *Group) groupPlan {
	d := in.differ(g, have)
	if d.Adopt != nil {
		d.adoptGroup()
	} else {
		d.plan()
	}
	part := d.groupPlan
	if in.Surveyed != nil {
		in.Surveyed(d.survey())
	}
	return part
}

// plan plans the group and its versions.
func (d *groupDiffer) plan() {
	g := d.group
	if g.Broken {
		if d.newer(g.Path, "") {
			d.say(Notice, Superseded, g.Pos(), left(g.Path))
		} else {
			d.say(Blocked, HasProblems, g.Pos(), "group.yaml has problems, so nothing of "+g.Path+" is synced; modelreg validate shows them")
		}
		if d.have != nil {
			d.unmanaged = len(d.have.Packages)
		}
		return
	}
	if !d.planGroup() {
		return
	}
	d.pair()
	for _, e := range d.entries {
		d.planVersion(e)
	}
	d.holdBack()
	d.leftovers()
	d.newest()
	previous := d.latestApproved()
	for i := range d.changes {
		d.changes[i].step.previous = previous
	}
}

// holdBack takes out of the plan what depends on the versions as a whole: a
// group that nothing would be registered in, where only approved versions are,
// and demotions while it is unknown or left to a newer run whether another
// version is approved, since "latest approved" must not fall back for a moment.
// A rejection never waits.
func (d *groupDiffer) holdBack() {
	creates := slices.ContainsFunc(d.changes, func(c Change) bool { return c.Kind == OfVersion && c.Action == Create })
	if d.have == nil && d.Target.Versions == "approved" && !creates {
		d.changes = slices.DeleteFunc(d.changes, func(c Change) bool {
			return c.Kind == OfGroup && (c.Action == Create || c.Reason == Superseded)
		})
	}
	unknown := slices.IndexFunc(d.changes, func(c Change) bool { return c.Reason == UnknownProof })
	for i := range d.changes {
		c := &d.changes[i]
		switch {
		case c.Action != Update || c.Reason != Demote:
		case unknown >= 0:
			c.Action, c.Reason, c.Fields, c.step = Blocked, Waits, nil, step{}
			c.Detail = c.Ref + " stays approved until it is known whether " + d.changes[unknown].Ref + " is"
		case d.newerRequest != "":
			c.Action, c.Reason, c.Fields, c.step = Notice, Superseded, nil, step{}
			c.Detail = c.Ref + " stays approved until " + d.newerRequest + " is settled: " + left(d.newerRequest)
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
