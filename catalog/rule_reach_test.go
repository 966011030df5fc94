package catalog

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// A rule that is said to be never reached decides about no group and target.
func TestUnreachedRulesNeverDecide(t *testing.T) {
	patterns := []string{"**", "a", "a/**", "a/*", "a/b", "a/b/**", "a*/**", "{a,b}/**", "a/**/c", "*/**", "b", "a/{b,c}"}
	groups := []string{"a", "b", "c", "a/b", "a/c", "a/b/c", "ab/c", "b/a", "a/b/c/d"}
	targets := []string{"local", "production", "staging"}
	rapid.Check(t, func(rt *rapid.T) {
		var rules []any
		reg := &Registry{}
		for range rapid.IntRange(1, 5).Draw(rt, "rules") {
			names := rapid.SliceOfN(rapid.SampledFrom(patterns), 1, 3).Draw(rt, "groups")
			only := rapid.SliceOfN(rapid.SampledFrom(targets), 0, 2).Draw(rt, "targets")
			rules = append(rules, map[string]any{"groups": anys(names), "targets": anys(only)})
			reg.Approval.Rules = append(reg.Approval.Rules, ApprovalRule{Groups: names, Targets: only})
		}
		unreached := map[int]bool{}
		checkReach(rules, targets, func(path []string, _ Severity, _, _ string) {
			i, err := strconv.Atoi(path[2])
			if err != nil {
				rt.Fatal(err)
			}
			unreached[i] = true
		})
		for _, group := range groups {
			for _, target := range targets {
				for i := range reg.Approval.Rules {
					one := &Registry{Approval: Approval{Rules: reg.Approval.Rules[i : i+1]}}
					if !one.hasRule(group, target) {
						continue
					}
					if unreached[i] {
						rt.Fatalf("rule %d decides about %s in %s", i+1, group, target)
					}
					break
				}
			}
		}
	})
}

func anys(texts []string) []any {
	out := []any{}
	for _, s := range texts {
		out = append(out, s)
	}
	return out
}
