package site

import (
	"slices"

	"modelreg/catalog"
)

// A shownGroup is a group with what its pages share: the documents of its
// versions are read once for all of them.
type shownGroup struct {
	*catalog.Group
	docs     map[*catalog.Version][]map[string]any // one a target, in the catalog's order; nil where it is not understood
	wants    map[*catalog.Version][]string         // fingerprints that approvals are bound to, one a target
	bounds   map[string]catalog.Threshold          // none where the group's own are not known, which go before those of the registry
	terms    terms                                 // of the documents
	divided  []bool                                // by target: some version has an override there
	approved [][]*catalog.Version                  // by target, newest first: those whose approval stands; where the registry was not read, those that ask for it
}

// approvedStatus is the state that is asked for, and has to be proven.
const approvedStatus = "Approved"

func (w *writer) show(g *catalog.Group) *shownGroup {
	targets := w.Catalog.Registry.Targets
	s := &shownGroup{Group: g, docs: map[*catalog.Version][]map[string]any{}, wants: map[*catalog.Version][]string{}, terms: terms{}, approved: make([][]*catalog.Version, len(targets)), divided: make([]bool, len(targets))}
	if !g.Broken {
		s.bounds = g.Thresholds(w.Catalog.Registry)
	}
	for _, v := range slices.Backward(g.Versions) {
		s.docs[v], s.wants[v] = make([]map[string]any, len(targets)), make([]string, len(targets))
		written := v.Written()
		for i, t := range targets {
			s.divided[i] = s.divided[i] || written.Overrides(t.Name)
			s.docs[v][i], s.wants[v][i] = w.effective(v, written, t)
			if st := w.state(v, t.Name, s.docs[v][i]); st.Basis.stands() || !st.Known && st.Asked == approvedStatus {
				s.approved[i] = append(s.approved[i], v)
			}
		}
	}
	return s
}

// approvedBeside is the newest approved version in a target besides one.
func (s *shownGroup) approvedBeside(v *catalog.Version, target int) *catalog.Version {
	for _, o := range s.approved[target] {
		if o != v {
			return o
		}
	}
	return nil
}
