package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// checkReach warns of rules that never decide, since earlier ones match all
// that they are for.
//
//	rules: [{groups: ["**"], approvals: 1}, {groups: ["pricing/**"], approvals: 2}]
func checkReach(rules []any, targets []string, r report) {
	var earlier []reach
	for i, rule := range rules {
		rule, _ := rule.(map[string]any)
		own := reachOf(rule)
		if by := own.takenBy(earlier, targets); by != nil {
			which := "rule " + by[0] + " decides"
			if len(by) > 1 {
				which = "rules " + strings.Join(by, ", ") + " decide"
			}
			r([]string{"approval", "rules", strconv.Itoa(i)}, Warning, "approval-rule",
				fmt.Sprintf("rule is never reached; %s about all that it is for, so put it before, or remove it", which))
		}
		earlier = append(earlier, own)
	}
}

// A reach is what a rule is for.
type reach struct{ groups, targets []string }

func reachOf(rule map[string]any) reach {
	return reach{texts(rule, "groups"), texts(rule, "targets")}
}

// takenBy gives the numbers, from 1, of earlier rules that together match all
// that c is for; nil if they do not. Only what patterns match for certain is
// seen.
func (c reach) takenBy(earlier []reach, targets []string) []string {
	if len(c.targets) > 0 {
		targets = c.targets
	}
	var by []int
	for _, group := range c.groups {
		for _, target := range targets {
			i := slices.IndexFunc(earlier, func(e reach) bool { return e.holds(group, target) })
			if i < 0 {
				return nil
			}
			by = append(by, i+1)
		}
	}
	slices.Sort(by)
	var numbers []string
	for _, n := range slices.Compact(by) {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return numbers
}

func (c reach) holds(pattern, target string) bool {
	return (len(c.targets) == 0 || slices.Contains(c.targets, target)) &&
		slices.ContainsFunc(c.groups, func(wider string) bool { return contains(wider, pattern) })
}

// contains reports whether all that a pattern matches is matched by wider: the
// same pattern, one for everything, or one for all below a folder that the
// pattern starts with.
func contains(wider, pattern string) bool {
	folder, all := strings.CutSuffix(wider, "/**")
	return wider == "**" || wider == pattern ||
		all && !strings.ContainsAny(folder, `*?[{\`) && (pattern == folder || strings.HasPrefix(pattern, folder+"/"))
}

// texts are the strings of a list of m.
func texts(m map[string]any, name string) []string {
	var out []string
	for _, v := range list(m, name) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
