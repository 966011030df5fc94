package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// checkApprovalRules finds rules that cannot be followed: patterns that are
// none, more approvals than there are approvers, rules that are never reached.
//
//	rules: [{groups: ["pricing/[*"], approvals: 3, approvers: {users: [ana, bob]}}]
func checkApprovalRules(doc map[string]any, r report) {
	all := -1 // the rule that matches every group
	for i, rule := range list(mapping(doc, "approval"), "rules") {
		rule, _ := rule.(map[string]any)
		path := []string{"approval", "rules", strconv.Itoa(i)}
		if all >= 0 {
			r(path, Warning, "approval-rule", fmt.Sprintf("rule is never reached; rule %d matches every group", all+1))
		}
		for j, p := range list(rule, "groups") {
			p, _ := p.(string)
			switch {
			case p != "" && !doublestar.ValidatePattern(p):
				r(below(path, "groups", strconv.Itoa(j)), Error, "approval-rule",
					fmt.Sprintf("pattern %q cannot be read; write a path with *, ** or ?, such as \"pricing/**\"", short(p)))
			case strings.HasPrefix(p, "/") || strings.HasSuffix(p, "/"):
				r(below(path, "groups", strconv.Itoa(j)), Error, "approval-rule",
					fmt.Sprintf("pattern %q matches no group; write a path below the catalog without a slash at its ends", short(p)))
			case p == "**" && all < 0:
				all = i
			}
		}
		checkSatisfiable(path, rule, r)
	}
}

// checkSatisfiable wants a rule to name enough approvers. How many people are
// in a team is not known here.
func checkSatisfiable(path []string, rule map[string]any, r report) {
	approvers, ok := rule["approvers"].(map[string]any)
	if !ok || len(list(approvers, "teams")) > 0 {
		return
	}
	users := distinct(list(approvers, "users"))
	approvals, _ := rule["approvals"].(float64)
	switch {
	case users == 0:
		r(below(path, "approvers"), Error, "approval-rule", "approvers names nobody; add users or teams")
	case approvals > float64(users):
		r(below(path, "approvals"), Error, "approval-rule", fmt.Sprintf("approvals is %v, but only %d may approve; add users or teams", approvals, users))
	}
}

// distinct counts logins, which GitHub compares without case.
func distinct(users []any) int {
	var names []string
	for _, u := range users {
		if u, ok := u.(string); ok {
			names = append(names, strings.ToLower(u))
		}
	}
	slices.Sort(names)
	return len(slices.Compact(names))
}
