package catalog

import "slices"

// Asking is a copy of r in which more gates need proof, after those that do
// already. It shares everything else with r.
func (r *Registry) Asking(more []Gate) *Registry {
	out := *r
	out.Approval.Gates = slices.Clone(r.Approval.Gates)
	for _, g := range more {
		if !slices.ContainsFunc(out.Approval.Gates, func(have Gate) bool { return have.String() == g.String() }) {
			out.Approval.Gates = append(out.Approval.Gates, g)
		}
	}
	return &out
}

// WithEvidence is a copy of r in which a target asks for evidence, "github" or
// "none". The other targets are shared with r; a name that r does not have
// changes nothing.
func (r *Registry) WithEvidence(target, evidence string) *Registry {
	out := *r
	out.Targets = slices.Clone(r.Targets)
	for i, t := range out.Targets {
		if t.Name == target {
			changed := *t
			changed.Evidence = evidence
			out.Targets[i] = &changed
		}
	}
	return &out
}

// WithRegistry is a copy of c with other settings. Groups and versions are
// shared with c.
func (c *Catalog) WithRegistry(reg *Registry) *Catalog {
	out := *c
	out.Registry = reg
	return &out
}
