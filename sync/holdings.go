package sync

import (
	"cmp"
	"context"
	"slices"
	"time"

	"modelreg/catalog"
)

// A Holding is a package of a registry beside the version of the catalog that
// it is, or a version that the registry has no package of. What is recorded is
// sync's word, and no proof.
type Holding struct {
	Group string // SageMaker's name of the group
	Path  string // the group's path in the catalog
	Label string // empty where neither markers nor content tell which version it is
	Ref   string // house-price/1; the ARN where there is no label

	Version *catalog.Version  // nil: the catalog does not have it
	Want    catalog.Effective // what the catalog says of it in the target; zero where that is not to be told
	Problem string            // why not

	ARN         string // empty: not registered
	Number      int    // SageMaker's own version number
	Owner       Owner
	Matched     bool   // nobody's by its markers, and it counts as the version for what it holds
	Duplicate   bool   // another package is the one that counts for the version
	Completed   bool   // whether SageMaker has made it, without failing
	Status      string // live approval state
	Stage       string // of the life cycle
	StageStatus string
	Recorded    Recorded
	// Proven: sync recorded that it approved the package with all the proof that
	// the target asks for.
	Proven bool
	// Content are members that never change after creation and are not what the
	// catalog says, Changed other ones that it states. Neither tells anything of a
	// package that was not described.
	Content, Changed []Field

	CreatedAt  time.Time
	ModifiedAt time.Time // zero when never modified or not told
	ModifiedBy string
}

// LookGroup reads one group of a registry and lists what it holds as [Holdings]
// does. It lists the group's packages, and describes those that wanted picks of
// them: of the others nothing is known but what a listing tells. With early, the
// newest are first, and it stops once enough says that they answer the question.
// Where the target says adopt: match, and they do not, all are described: any may
// be any version.
func LookGroup(ctx context.Context, t Target, in Input, group *catalog.Group, wanted func(Package) bool, early bool, enough func([]Holding) bool) ([]Holding, error) {
	packages, err := t.ListPackages(ctx, group.Name, func(string) bool { return false })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(packages, func(a, b Package) int { return cmp.Compare(a.Number, b.Number) })
	var first, rest []string
	for _, p := range slices.Backward(packages) {
		if wanted(p) {
			first = append(first, p.ARN)
		} else {
			rest = append(rest, p.ARN)
		}
	}
	have := Snapshot{Groups: []Group{{Name: group.Name, Packages: packages}}}
	holdings := func() []Holding {
		in.Have = have
		return Holdings(in, group)
	}
	n := 1
	if !early {
		n = len(first)
	}
	for ; len(first) > 0; n = min(2*n, describers) {
		batch := slices.Sorted(slices.Values(first[:min(n, len(first))]))
		first = first[len(batch):]
		if err := refresh(ctx, t, have, batch); err != nil {
			return nil, err
		}
		if found := holdings(); len(first) > 0 && enough(found) {
			return found, nil
		}
	}
	if found := holdings(); in.Target.Adopt != "match" || enough(found) {
		return found, nil
	}
	slices.Sort(rest)
	if err := refresh(ctx, t, have, rest); err != nil {
		return nil, err
	}
	return holdings(), nil
}

// Holdings lists what a registry holds of a group of the catalog: its versions
// in label order, each with the package that counts for it, and then all other
// packages by number. It is pure.
func Holdings(in Input, group *catalog.Group) []Holding {
	return in.differ(group, in.groups()[group.Name]).holdings()
}

func (d *groupDiffer) holdings() []Holding {
	d.pair()
	in, group, have := d.Input, d.group, d.have
	var versions, others []Holding
	of := map[int]*entry{} // the versions of packages that are duplicates
	for _, e := range d.entries {
		h := Holding{Group: group.Name, Path: group.Path, Label: e.version.Label.String(), Ref: e.version.Ref(), Problem: e.problem}
		chosen := -1
		switch {
		case len(e.registered) == 1:
			chosen = e.registered[0]
		case len(e.registered) > 1 && e.want != nil:
			chosen = d.choose(e)
		}
		for _, i := range e.registered {
			if i != chosen {
				of[i] = e
			}
		}
		h.tell(e)
		if chosen >= 0 {
			d.fill(&h, chosen, e)
			of[chosen] = nil
		}
		versions = append(versions, h)
	}
	if have == nil {
		return versions
	}
	for i, p := range have.Packages {
		e, claimed := of[i]
		if claimed && e == nil {
			continue // listed with its version
		}
		h := Holding{Group: group.Name, Path: group.Path, Ref: p.ARN, Duplicate: claimed}
		if label := d.ids[i].Label; label != "" && d.ids[i].Catalog == in.Catalog.Registry.Name {
			h.Label, h.Ref = label, group.Path+"/"+label
		}
		if e != nil {
			h.tell(e)
		}
		d.fill(&h, i, e)
		others = append(others, h)
	}
	return append(versions, others...)
}

// tell says what the catalog says.
func (h *Holding) tell(e *entry) {
	h.Version = e.version
	if e.want != nil {
		h.Want = e.want.eff
	}
}

// fill says what the registry says. The version is nil where the catalog does
// not have it.
func (d *groupDiffer) fill(h *Holding, i int, e *entry) {
	p, id := d.have.Packages[i], d.ids[i]
	h.ARN, h.Number, h.Completed = p.ARN, p.Number, p.Status == "Completed"
	h.CreatedAt, h.ModifiedAt, h.ModifiedBy = p.CreatedAt, p.ModifiedAt, p.ModifiedBy
	h.Status, _ = p.Doc[mStatus].(string)
	if h.Status == "" {
		h.Status = pending
	}
	cycle, _ := p.Doc[mLifeCycle].(map[string]any)
	h.Stage, _ = cycle["stage"].(string)
	h.StageStatus, _ = cycle["stageStatus"].(string)
	h.Matched = id.Matched
	switch {
	case id.Catalog == "" || id.Matched:
		h.Owner = Unmanaged
	case id.Catalog == d.Catalog.Registry.Name:
		h.Owner = Ours
	default:
		h.Owner = Elsewhere
	}
	if id.Record.proven() {
		h.Recorded = Recorded{id.Record.S, id.Record.Proof}
	}
	asked := d.Target.Evidence != "none" && catalog.AsksApproval(d.Catalog.Registry.Approval.Gates)
	if e != nil && e.want != nil {
		h.Content, h.Changed = e.want.deviations(p.Doc, id)
		e.want.forget()
	}
	h.Proven = id.Record.proven() && id.Record.approves() && (id.Record.Proof != noProof || !asked)
}
