package site

import (
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// A ruleView says who approves versions of a group in some targets.
type ruleView struct {
	Targets []string
	NoRule  bool     // nobody does
	Needed  int      // how many of Who
	Who     []string // none: anyone who can write to the repository
}

// rules say who approves in targets that ask for proof, targets together where
// the same holds.
func (w *writer) rules(g *catalog.Group) []ruleView {
	policy := w.Catalog.Registry.Policy()
	var all []ruleView
	for _, t := range w.Catalog.Registry.Targets {
		if t.Evidence == "none" {
			continue
		}
		v := ruleView{Targets: []string{t.Name}, NoRule: true}
		for _, r := range evidence.Rules(policy, evidence.Question{Group: g.Path, Target: t.Name}) {
			v.NoRule, v.Needed, v.Who = false, r.Approvals, slices.Concat(r.Users, r.Teams)
		}
		same := slices.IndexFunc(all, func(o ruleView) bool {
			return o.NoRule == v.NoRule && o.Needed == v.Needed && slices.Equal(o.Who, v.Who)
		})
		if same >= 0 {
			all[same].Targets = append(all[same].Targets, t.Name)
		} else {
			all = append(all, v)
		}
	}
	return all
}
