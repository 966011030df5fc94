package evidence

import (
	"fmt"
	"slices"
)

// approval holds that the people whom the policy names approved the pull
// request, by every rule that must agree, and gives what the reviews come to under each.
func approval(f Facts, m merged) ([]Finding, []tally) {
	p := m.pull
	if p.Detail == nil {
		return []Finding{doubtful("reviews", "nobody asked for the reviews of %s#%d", f.Branch.Repository, p.Number)}, nil
	}
	in, found := contributors(f, p)
	steps := []Finding{found}
	rules := Rules(f.Policy.Value.Policy, f.Question)
	if len(rules) == 0 {
		return append(steps, failed("rule", "no rule of the policy says who approves %s; add one to approval.rules", subject(f.Question))), nil
	}
	if !p.Detail.Reviews.Known {
		return append(steps, notKnown("reviews", "who reviewed it", p.Detail.Reviews)), nil
	}
	var tallies []tally
	for _, r := range rules {
		t := countReviews(f, m, r, in)
		steps = append(steps, t.steps(wayOut(f, p))...)
		tallies = append(tallies, t)
	}
	return steps, tallies
}

// approvers are those whose approvals count, under any of the rules.
func approvers(tallies []tally) []User {
	var out []User
	for _, t := range tallies {
		for _, u := range t.given {
			if !slices.Contains(out, u) {
				out = append(out, u)
			}
		}
	}
	return out
}

func subject(q Question) string {
	if q.Policy {
		return "changes of the policy"
	}
	return fmt.Sprintf("%s/%s in %q", q.Group, q.Label, q.Target)
}
