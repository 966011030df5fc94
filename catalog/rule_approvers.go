package catalog

import (
	"fmt"
	"slices"

	"github.com/bmatcuk/doublestar/v4"
)

// checkApprovers warns, where approvals need proof from GitHub, of groups that
// no rule matches: their approvals wait for ever.
//
//	approval: {rules: [{groups: ["pricing/**"], ...}]}   # beside a group house-price
func checkApprovers(c *Catalog, note noter) {
	if c.Registry == nil {
		return
	}
	targets := proven(c.Registry.Targets)
	if len(targets) == 0 {
		return
	}
	everywhere := true // the first group that nobody can approve has no rule in any target
	first, at, left := "", "", 0
	for _, g := range c.Groups {
		without := slices.DeleteFunc(slices.Clone(targets), func(t string) bool { return c.Registry.hasRule(g.Path, t) })
		if len(without) == 0 {
			continue
		}
		if left == 0 {
			first, at, everywhere = g.Path, without[0], len(without) == len(targets)
		}
		left++
	}
	if left == 0 {
		return
	}
	what := fmt.Sprintf("group %q", short(first))
	if !everywhere {
		what += fmt.Sprintf(" in target %q", short(at))
	}
	if left > 1 {
		what += fmt.Sprintf(" and %d more", left-1)
	}
	note(c.Registry.Pos("approval", "rules"), Warning, "approval-rule", fmt.Sprintf(
		"no rule matches %s; nobody can approve its versions, add a rule for \"**\"", what))
}

// proven are the names of targets in which approvals need proof.
func proven(targets []*Target) []string {
	var names []string
	for _, t := range targets {
		if t.Evidence == evidenceGitHub {
			names = append(names, t.Name)
		}
	}
	return names
}

// hasRule reports whether somebody may approve versions of a group for a
// target.
func (r *Registry) hasRule(group, target string) bool {
	return slices.ContainsFunc(r.Approval.Rules, func(rule ApprovalRule) bool {
		return (len(rule.Targets) == 0 || slices.Contains(rule.Targets, target)) &&
			slices.ContainsFunc(rule.Groups, func(p string) bool { return doublestar.MatchUnvalidated(p, group) })
	})
}
