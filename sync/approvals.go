package sync

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog"
)

// An Owner says whose a package is by its markers.
type Owner string

const (
	Ours      Owner = "ours"
	Unmanaged Owner = "unmanaged"       // no catalog's
	Elsewhere Owner = "another catalog" //
)

// An Approval is a package that carries gated values in the registry, beside
// what the catalog says about it and what sync recorded on it. What is recorded
// is a claim, not a proof.
type Approval struct {
	Group  string // SageMaker's name of the group
	Path   string // the group's path in the catalog; of a group that it does not have, the name
	Label  string // empty where the markers do not tell which version it is
	Ref    string // house-price/1; the ARN where there is no label
	ARN    string
	Number int // SageMaker's own version number
	Owner  Owner

	Version  *catalog.Version // nil: the catalog does not have it
	S        string           // digest of what the catalog asks for in this target; empty where that is not to be told
	Gates    []string         // the gated values that are live: modelApprovalStatus=Approved
	Recorded Recorded
	Content  []Field // members that never change after creation and are not what the catalog says
	Changed  []Field // other members that are not
	Altered  []Field // those of Changed, the approval state aside, that the catalog states
	// Matched: no markers say which version it is; it counts as the one that it
	// equals. Nothing is recorded on it.
	Matched bool
	// Duplicate: another package is the one that counts for this version.
	Duplicate bool
	// Claimed says whose the group is by its tags, where the catalog names it and
	// it is another one's.
	Claimed string
	Problem string // why the package was not compared, or not completely

	ModifiedAt time.Time // zero when never modified or not told
	ModifiedBy string
}

// Recorded is what modelreg/approval says on a package: the proof with which
// sync wrote gated values, and the digest it wrote them for. Both are empty
// where no proof is recorded.
type Recorded struct{ S, Proof string }

// LookApprovals reads the registry, describes every package of the catalog's
// groups that carries a gated value, and lists them as [Approvals] does.
// in.Have is filled in.
func LookApprovals(ctx context.Context, t Target, in Input) ([]Approval, error) {
	var err error
	if in.Have, err = t.Observe(ctx, nil); err != nil {
		return nil, err
	}
	var arns []string
	for _, a := range Approvals(in) {
		arns = append(arns, a.ARN)
	}
	slices.Sort(arns)
	if err := refresh(ctx, t, in.Have, arns); err != nil {
		return nil, err
	}
	return Approvals(in), nil
}

// Approvals lists the packages that carry a gated value, of the groups that
// the catalog manages and of those that it once did: by the group's path, then
// by number. It is pure. Packages that are not Full are compared as far as
// they are known.
func Approvals(in Input) []Approval {
	known := map[string]bool{}
	have := in.groups()
	parts := make([][]Approval, len(in.Catalog.Groups))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, g := range in.Catalog.Groups {
		known[g.Name] = true
		if have[g.Name] != nil {
			workers.Go(func() error {
				parts[i] = in.differ(g, have[g.Name]).approvals()
				return nil
			})
		}
	}
	_ = workers.Wait() // they have no errors to give
	out := slices.Concat(parts...)
	for i := range in.Have.Groups {
		g := &in.Have.Groups[i]
		if !known[g.Name] {
			out = append(out, in.goneApprovals(*g)...)
		}
	}
	return out
}

// goneApprovals lists those of a group that the catalog does not have, if it once
// did.
func (in Input) goneApprovals(g Group) (out []Approval) {
	if g.Tags[tagCatalog] != ownerTag(in.Catalog.Registry) {
		return nil
	}
	for _, p := range g.Packages {
		if a := in.approval(g.Name, g.Name, p, identify(p)); len(a.Gates) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// approvals lists those of one group of the catalog. A tag says that the group
// is another catalog's, and anybody can set one, so it hides none of them.
func (d *groupDiffer) approvals() []Approval {
	in, g, have := d.Input, d.group, d.have
	live := func(p Package) bool { return len(in.gates(p.Doc)) > 0 }
	if have == nil || !slices.ContainsFunc(have.Packages, live) {
		return nil
	}
	why := foreign(have.Tags, in.Catalog.Registry)
	d.pair()
	chosen := map[int]*entry{} // the package of each version
	of := map[int]*entry{}
	for _, e := range d.entries {
		for _, i := range e.registered {
			of[i] = e
		}
		if len(e.registered) == 1 || len(e.registered) > 1 && e.want != nil {
			chosen[d.choose(e)] = e
		}
	}
	var out []Approval
	for i, p := range have.Packages {
		if !live(p) {
			continue
		}
		a := in.approval(g.Name, g.Path, p, d.ids[i])
		if e := of[i]; e != nil {
			a.Duplicate = e.want != nil && chosen[i] == nil
			a.compare(e, p, d.ids[i])
		}
		switch {
		case why != "" && have.Tags != nil:
			a.Claimed = "the group " + g.Name + " " + why
		case why != "":
			a.Problem = "the group " + g.Name + " " + why
		case g.Broken:
			a.Problem = "group.yaml has problems; modelreg validate shows them"
		}
		out = append(out, a)
	}
	return out
}

// approval is what the package itself tells.
func (in Input) approval(group, path string, p Package, id identity) Approval {
	a := Approval{
		Group: group, Path: path, Label: id.Label, Ref: p.ARN, ARN: p.ARN, Number: p.Number, Owner: Elsewhere,
		Gates: in.gates(p.Doc), ModifiedAt: p.ModifiedAt, ModifiedBy: p.ModifiedBy,
	}
	if _, err := catalog.ParseLabel(a.Label); err != nil {
		a.Label = ""
	}
	switch {
	case id.Matched:
		a.Owner, a.Matched, a.Ref = Unmanaged, true, path+"/"+a.Label
	case id.Catalog == "":
		a.Owner = Unmanaged
	case id.Catalog == in.Catalog.Registry.Name:
		a.Owner = Ours
		if a.Label != "" {
			a.Ref = path + "/" + a.Label
		}
	}
	if id.Record.proven() {
		a.Recorded = Recorded{id.Record.S, id.Record.Proof}
	}
	return a
}

// compare fills in what the catalog says about the package.
func (a *Approval) compare(e *entry, p Package, id identity) {
	a.Version = e.version
	w := e.want
	if w == nil {
		a.Problem = e.advice()
		return
	}
	defer w.forget()
	a.S = w.eff.S
	if !p.Full {
		a.Problem = "the registry did not tell all about " + p.ARN
		return
	}
	a.Content, a.Altered = w.deviations(p.Doc, id)
	a.Changed = slices.Clone(a.Altered)
	if have, _ := p.Doc[mStatus].(string); have != w.status {
		a.Changed = append(a.Changed, Field{Path: mStatus, Old: have, New: w.status, Pos: w.pos([]string{mStatus})})
	}
	for _, path := range w.unstated(p.Doc) {
		a.Changed = append(a.Changed, Field{Path: fieldPath(path), Old: at(p.Doc, path)})
	}
	sortFields(a.Content)
	sortFields(a.Changed)
}

// deviations are the members of a package that are not what the version says:
// those that never change after creation, and others that the catalog states. A
// source is one of the former where there is no other content.
func (w *wanted) deviations(have Doc, id identity) (content, changed []Field) {
	content = w.contentDiff(have, id.Mirror)
	u := updater{w: w, have: have, id: id, doc: Doc{}}
	u.metadata(record{})
	u.members(true, nil)
	u.additions()
	for _, f := range u.fields {
		switch {
		case id.Matched && isMarker(f):
		case f.Path == mSourceURI && !w.sameSource(have):
			content = append(content, f)
		default:
			changed = append(changed, f)
		}
	}
	return content, changed
}

// gates are the gated values that a package carries, as registry.yaml writes
// them.
func (in Input) gates(have Doc) []string {
	var live []string
	for _, g := range in.Catalog.Registry.Approval.Gates {
		if gateValue(have, g.Path) == g.Value {
			live = append(live, strings.Join(g.Path, ".")+"="+g.Value)
		}
	}
	return live
}
