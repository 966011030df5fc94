package catalog

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// CheckBase finds what head may not do because of what base, an earlier state
// of the same catalog, has registered: change what SageMaker takes only at
// creation, drop a version that is not rejected, use a label again, ask for an
// approval that misses a threshold.
//
// Both catalogs may be loaded with the same LoadOptions.Unchanged, as long as
// registry.yaml is the same: what is not opened is not compared. What could
// not be understood is not compared either; Load has said so.
//
// everHad says which of some version files (paths below the catalog) the
// history up to base has ever held, with the last commit that did, in a form
// for people. It is called at most once, and may be nil where there is no
// history. Its error is CheckBase's.
func CheckBase(base, head *Catalog, everHad func(paths []string) (map[string]string, error)) ([]Problem, error) {
	if base.Registry == nil || head.Registry == nil {
		return nil, nil
	}
	c := &baseCheck{base: base, head: head, variables: map[variable]*use{}}
	c.name()
	for _, p := range c.pairs() {
		c.group(p)
		c.requests(p)
	}
	c.changedVariables()
	if err := c.reused(everHad); err != nil {
		return nil, err
	}
	return SortProblems(c.problems), nil
}

type baseCheck struct {
	base, head *Catalog
	problems   []Problem
	added      []addition
	variables  map[variable]*use
}

// A pair is a group then and now; one of them may be nil.
type pair struct{ then, now *Group }

func (c *baseCheck) problem(pos Pos, rule, format string, args ...any) {
	c.problems = append(c.problems, Problem{pos, Error, rule, fmt.Sprintf(format, args...)})
}

// name compares the catalogs' names: another name is another owner of all that
// is registered.
func (c *baseCheck) name() {
	if then, now := c.base.Registry.Name, c.head.Registry.Name; then != now {
		c.problem(c.head.Registry.Pos("name"), "create-only",
			"name of the catalog cannot change to %q, since everything registered carries the old one; put %q back", now, then)
	}
}

// pairs matches groups by the name that SageMaker knows, so that a folder may
// move, and then by their folder.
func (c *baseCheck) pairs() []pair {
	byName := map[string]*Group{}
	for _, g := range c.head.Groups {
		if !g.Broken {
			byName[g.Name] = g
		}
	}
	var pairs []pair
	matched := map[*Group]bool{}
	for _, then := range c.base.Groups {
		now := byName[then.Name]
		if now == nil || then.Broken || matched[now] {
			now, _ = c.head.Group(then.Path)
		}
		if now != nil {
			matched[now] = true
		}
		pairs = append(pairs, pair{then, now})
	}
	for _, now := range c.head.Groups {
		if !matched[now] {
			pairs = append(pairs, pair{nil, now})
		}
	}
	return pairs
}

func (c *baseCheck) group(p pair) {
	if p.then != nil && p.now != nil && !p.then.Broken && !p.now.Broken {
		c.groupDoc(p.then, p.now)
	}
	if p.then != nil {
		for _, v := range p.then.Versions {
			if now := p.version(v.Label); now != nil {
				c.version(v, now)
			} else {
				c.removed(v, p.now)
			}
		}
	}
	if p.now != nil {
		for _, v := range p.now.Versions {
			if p.then == nil || !p.then.has(v.Label) {
				c.added = append(c.added, addition{v, p})
			}
		}
	}
}

func (p pair) version(l Label) *Version {
	if p.now == nil {
		return nil
	}
	v, _ := p.now.Version(l.String())
	return v
}

func (g *Group) has(l Label) bool {
	_, ok := g.Version(l.String())
	return ok
}

// groupDoc compares what no call can change of a group.
func (c *baseCheck) groupDoc(then, now *Group) {
	if then.Name != now.Name {
		c.problem(now.Pos("modelPackageGroupName"), "create-only",
			"modelPackageGroupName of %s cannot change to %q after registration; put %q back, or start a new group in another folder", now.Path, now.Name, then.Name)
		return
	}
	if then.Doc == nil || now.Doc == nil {
		return // not read, since it is the same
	}
	const member = "modelPackageGroupDescription"
	for _, t := range c.targets() {
		before, problems := then.Effective(t.then)
		after, more := now.Effective(t.now)
		if len(problems) == 0 && len(more) == 0 && before[member] != after[member] {
			c.problem(now.Pos(member), "create-only", "%s of %s cannot change after registration; put the old one back", member, now.Path)
		}
	}
}

// removed says no to dropping a version that could still be in use. The bad
// commit deletes versions/2.yaml where that says modelApprovalStatus: Approved.
func (c *baseCheck) removed(v *Version, now *Group) {
	if v.Broken || c.unknown(v.Path) || c.unknown(path.Join(v.Group.Path, groupFile)) {
		return
	}
	pos, moved := c.head.Registry.Pos(), fmt.Sprintf(", or where its folder moved, write modelPackageGroupName: %s in group.yaml", v.Group.Name)
	if now != nil {
		pos, moved = now.Pos(), ""
	}
	reg := c.base.Registry
	live := map[string][]string{} // status to targets
	for _, t := range reg.Targets {
		e, problems := v.Effective(reg, t)
		if len(problems) > 0 {
			continue
		}
		if status := value(e.Doc, []string{"modelApprovalStatus"}); status != "Rejected" {
			live[status] = append(live[status], t.Name)
		}
	}
	for _, status := range []string{"Approved", "PendingManualApproval"} { // the stronger reason
		if names := live[status]; names != nil {
			where := ""
			if len(names) < len(reg.Targets) {
				where = " in " + strings.Join(names, ", ")
			}
			c.problem(pos, "removal", "version %s cannot be removed while it is %s%s; set modelApprovalStatus: Rejected first%s", v.Ref(), status, where, moved)
			return
		}
	}
}

// unknown reports whether something is at p in head, or may be, since it or a
// folder that it is in cannot be read.
func (c *baseCheck) unknown(p string) bool {
	return slices.ContainsFunc(c.head.Unknown, func(u string) bool {
		return u == p || strings.HasPrefix(p, u+"/")
	})
}

// An addition is a version that base does not have.
type addition struct {
	version *Version
	group   pair
}

// reused finds labels that come back: 1.yaml, 2.yaml removed, 2.yaml again.
func (c *baseCheck) reused(everHad func([]string) (map[string]string, error)) error {
	if everHad == nil || len(c.added) == 0 {
		return nil
	}
	var paths []string
	for _, a := range c.added {
		paths = append(paths, a.paths()...)
	}
	had, err := everHad(paths)
	if err != nil {
		return fmt.Errorf("looking for labels that were used before: %w", err)
	}
	for _, a := range c.added {
		for _, p := range a.paths() {
			if commit, ok := had[p]; ok {
				c.problem(a.version.Pos(), "label-reuse", "label %q of %s was used before, up to commit %s; use a label that never was",
					a.version.Label.String(), a.version.Group.Path, commit)
				break
			}
		}
	}
	return nil
}

// paths are where the label may have been: in the folder of today, and in the
// one that the group moved from.
func (a addition) paths() []string {
	paths := []string{a.version.Path}
	if then := a.group.then; then != nil && then.Path != a.version.Group.Path {
		paths = append(paths, then.Path+strings.TrimPrefix(a.version.Path, a.version.Group.Path))
	}
	return paths
}
