package catalog

import (
	"bytes"
	"reflect"
	"slices"

	"modelreg/catalog/evidence"
)

// A Candidate is a version that a change of the catalog brings in, or asks
// approval for.
type Candidate struct {
	Version *Version
	New     bool          // there was no such version
	In      []CandidateIn // targets by name, those together in which the same holds, and those first where it asks
	Reports []ReportsIn   // likewise
}

// A CandidateIn is how a candidate stands in some targets.
type CandidateIn struct {
	Targets  []string
	Asks     bool               // it is to be approved there, and was not as it is
	Approved string             // highest label of its group that was to be approved there, its own where it asks anew; empty: none
	Metrics  []MetricComparison // beside that version's, as it was
}

// Asks reports whether it asks for approval in any target.
func (c Candidate) Asks() bool {
	return slices.ContainsFunc(c.In, func(in CandidateIn) bool { return in.Asks })
}

// Decided are the targets in which something about it is decided: those where it
// asks, or all where it is new.
func (c Candidate) Decided() []CandidateIn {
	if c.New {
		return c.In
	}
	return slices.DeleteFunc(slices.Clone(c.In), func(in CandidateIn) bool { return !in.Asks })
}

// ReportsIn are the reports on a candidate, as they are called in some targets.
type ReportsIn struct {
	Targets   []string
	Partition string // of AWS; empty for local targets
	Reports   []Report
}

// Candidates are the versions of after that are new or newly to be approved,
// by group and label. An approval is for all that S covers, so that a version
// of which that changes asks for it anew. Before may be nil: there was no
// catalog. Thresholds are those of before, since a change is not judged by its
// own.
func Candidates(before, after *Catalog) []Candidate {
	if after.Registry == nil {
		return nil
	}
	if before == nil {
		before = &Catalog{}
	}
	same := before.Registry != nil && before.Registry.Name == after.Registry.Name && reflect.DeepEqual(before.Registry.Targets, after.Registry.Targets)
	then := map[*Group]*Group{}
	for _, p := range (&baseCheck{base: before, head: after}).pairs() {
		if p.now != nil && p.then != nil && (then[p.now] == nil || p.then.Name == p.now.Name) {
			then[p.now] = p.then
		}
	}
	var found []Candidate
	for _, g := range after.Groups {
		f := rivals{before: before, reg: after.Registry, group: g, then: then[g], best: map[string][]standing{}}
		stays := same && f.then != nil && f.then.Path == g.Path && f.then.Name == g.Name
		for _, v := range g.Versions {
			if was := f.was(v.Label.String()); stays && was != nil && bytes.Equal(was.doc, v.doc) {
				continue // by far the most
			}
			if c, ok := f.candidate(v); ok {
				found = append(found, c)
			}
		}
	}
	return found
}

// rivals are what the versions of one group are compared with.
type rivals struct {
	before *Catalog
	reg    *Registry
	group  *Group
	then   *Group                // nil: the group is new
	best   map[string][]standing // the two highest that were approved, by target
}

// A standing is a version as it is in one target.
type standing struct {
	label string
	s     string // digest of what was asked for
	doc   map[string]any
}

func (f rivals) candidate(v *Version) (c Candidate, ok bool) {
	if v.Broken {
		return c, false
	}
	was := f.was(v.Label.String())
	c = Candidate{Version: v, New: was == nil}
	ok = c.New
	for _, t := range f.reg.Targets {
		eff, problems := v.Effective(f.reg, t)
		if HasErrors(problems) {
			continue // validate tells
		}
		in := CandidateIn{Targets: []string{t.Name}, Asks: isApproved(eff.Doc) && f.asked(was, t.Name) != eff.S}
		ok = ok || in.Asks
		but := v.Label.String()
		if in.Asks {
			but = "" // beside what it was itself, if that was approved
		}
		var approved map[string]any
		if best := f.approved(t.Name, but); best != nil {
			in.Approved, approved = best.label, best.doc
		}
		in.Metrics = CompareMetrics(eff.Doc, approved, f.group.Thresholds(f.reg), f.bounds())
		c.add(in, ReportsIn{Targets: []string{t.Name}, Partition: partitionOf(t), Reports: Reports(eff.Doc)})
	}
	slices.SortStableFunc(c.In, func(a, b CandidateIn) int {
		switch {
		case a.Asks == b.Asks:
			return 0
		case a.Asks:
			return -1
		}
		return 1
	})
	return c, ok
}

// add puts a target to those in which the same holds.
func (c *Candidate) add(in CandidateIn, reports ReportsIn) {
	i := slices.IndexFunc(c.In, func(have CandidateIn) bool {
		have.Targets = in.Targets
		return reflect.DeepEqual(have, in)
	})
	if i < 0 {
		c.In = append(c.In, in)
	} else {
		c.In[i].Targets = append(c.In[i].Targets, in.Targets...)
	}
	if len(reports.Reports) == 0 {
		return
	}
	i = slices.IndexFunc(c.Reports, func(have ReportsIn) bool {
		return have.Partition == reports.Partition && slices.Equal(have.Reports, reports.Reports)
	})
	if i < 0 {
		c.Reports = append(c.Reports, reports)
	} else {
		c.Reports[i].Targets = append(c.Reports[i].Targets, reports.Targets...)
	}
}

func (f rivals) was(label string) *Version {
	if f.then == nil {
		return nil
	}
	v, _ := f.then.Version(label)
	return v
}

// asked is the digest of what a version was to be approved for in a target;
// empty where it was not.
func (f rivals) asked(was *Version, target string) string {
	s := f.standing(was, target)
	if s == nil || !isApproved(s.doc) {
		return ""
	}
	return s.s
}

// standing is a version of before in a target; nil where there is none.
func (f rivals) standing(v *Version, target string) *standing {
	t, ok := f.before.Target(target)
	if v == nil || !ok {
		return nil
	}
	eff, problems := v.Effective(f.before.Registry, t)
	if HasErrors(problems) {
		return nil
	}
	return &standing{v.Label.String(), eff.S, eff.Doc}
}

// approved is the version of the group with the highest label that was
// approved in a target, but for one; nil where there is none.
func (f rivals) approved(target, but string) *standing {
	best, known := f.best[target]
	if !known && f.then != nil {
		for _, v := range slices.Backward(f.then.Versions) {
			if s := f.standing(v, target); s != nil && isApproved(s.doc) {
				best = append(best, *s)
			}
			if len(best) == 2 {
				break
			}
		}
	}
	f.best[target] = best
	for _, s := range best {
		if s.label != but {
			return &s
		}
	}
	return nil
}

// bounds are the thresholds that were in force.
func (f rivals) bounds() map[string]Threshold {
	switch {
	case f.before.Registry == nil:
		return nil
	case f.then == nil:
		return evidence.Thresholds(f.before.Registry.Metrics, nil)
	}
	return f.then.Thresholds(f.before.Registry)
}

func isApproved(doc map[string]any) bool { return doc["modelApprovalStatus"] == "Approved" }

func partitionOf(t *Target) string {
	if t.SageMaker == nil {
		return ""
	}
	return t.Partition()
}
