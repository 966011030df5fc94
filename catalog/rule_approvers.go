package catalog

import (
	"fmt"
	"slices"

	"github.com/bmatcuk/doublestar/v4"
)

// checkApprovers warns, where approvals need proof from GitHub, of what makes
// approvals wait for ever: no repository, or no rule for a group.
//
//	approval: {rules: [{groups: ["pricing/**"], ...}]}   # beside a group house-price
func checkApprovers(c *Catalog, note noter) {
	if c.Registry == nil || !slices.ContainsFunc(c.Registry.Targets, func(t *Target) bool { return t.Evidence == evidenceGitHub }) {
		return
	}
	approval := c.Registry.Approval
	if approval.Repository == "" {
		note(c.Registry.Pos("approval"), Warning, "approval-rule",
			"no approval can be proven without approval.repository; add it, or write evidence: none for the target")
	}
	var left []string
	for _, g := range c.Groups {
		matches := func(pattern string) bool { return doublestar.MatchUnvalidated(pattern, g.Path) }
		if !slices.ContainsFunc(approval.Rules, func(rule ApprovalRule) bool { return slices.ContainsFunc(rule.Groups, matches) }) {
			left = append(left, g.Path)
		}
	}
	if len(left) > 0 {
		others := ""
		if n := len(left) - 1; n > 0 {
			others = fmt.Sprintf(" and %d more", n)
		}
		note(c.Registry.Pos("approval", "rules"), Warning, "approval-rule", fmt.Sprintf(
			"no rule matches group %q%s; nobody can approve its versions, add a rule for \"**\"", short(left[0]), others))
	}
}
