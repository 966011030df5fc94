package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"modelreg/schema"
)

// checkApproval checks who approves what: rules that cannot be followed,
// targets that there are not, a branch that is written in another way.
//
//	approval: {branch: refs/heads/main, rules: [{groups: ["pricing/[*"], targets: [prod]}]}
func checkApproval(doc map[string]any, reg *Registry, r report) {
	approval := mapping(doc, "approval")
	if text(approval, "repository") == "" && len(proven(reg.Targets)) > 0 {
		r([]string{"approval"}, Warning, "approval-rule",
			"no approval can be proven without approval.repository; add it, or write evidence: none for the target")
	}
	checkBranch(text(approval, "branch"), r)
	targets := slices.Sorted(maps.Keys(mapping(doc, "targets")))
	for i, rule := range list(approval, "rules") {
		rule, _ := rule.(map[string]any)
		path := []string{"approval", "rules", strconv.Itoa(i)}
		checkPatterns(path, rule, r)
		checkRuleTargets(path, rule, targets, r)
		checkApproverList(path, rule, approval, r)
	}
	if policy := mapping(approval, "policy"); policy != nil {
		checkApproverList([]string{"approval", "policy"}, policy, approval, r)
	}
	checkReach(list(approval, "rules"), targets, r)
}

func checkPatterns(path []string, rule map[string]any, r report) {
	for i, p := range list(rule, "groups") {
		p, _ := p.(string)
		at := below(path, "groups", strconv.Itoa(i))
		switch {
		case p != "" && !doublestar.ValidatePattern(p):
			r(at, Error, "approval-rule",
				fmt.Sprintf("pattern %q cannot be read; write a path with *, ** or ?, such as \"pricing/**\"", short(p)))
		case strings.HasPrefix(p, "/") || strings.HasSuffix(p, "/"):
			r(at, Error, "approval-rule",
				fmt.Sprintf("pattern %q matches no group; write a path below the catalog without a slash at its ends", short(p)))
		}
	}
}

func checkRuleTargets(path []string, rule map[string]any, targets []string, r report) {
	if len(targets) == 0 {
		return
	}
	for i, name := range list(rule, "targets") {
		if name, _ := name.(string); name != "" && !slices.Contains(targets, name) {
			r(below(path, "targets", strconv.Itoa(i)), Error, "approval-rule",
				fmt.Sprintf("rule is for unknown target %q; %s", short(name), schema.Suggest(name, targets)))
		}
	}
}
