package evidence

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An Outlook says what merging an open pull request now would grant.
type Outlook struct {
	State  State    `json:"state"`
	Reason string   `json:"reason"` // why, in words that a person can act on
	Needed int      `json:"needed"` // approvals, under the rule that lacks most
	Given  int      `json:"given"`  // those that count
	Next   []string `json:"next"`   // what to do, in order; empty where it would be granted
	Tree   Finding  `json:"tree"`
}

// Preview judges an open pull request as if it were merged now. Of f it wants
// the question, whose S and Content are those of the pull request's head; the
// branch and its tip; the pull request alone, with Detail and with the merge
// commit by which GitHub tries the merge, empty where there are conflicts; the
// policy and the thresholds at the tip; the registration; and the digests at
// the head, at the merge commit and at the tip. Introduction, updates and their
// commits are not looked at.
func Preview(f Facts, c Chain, now time.Time) Outlook {
	base := f.Branch.Tip
	policy := policyAt(f, base)
	steps := []Finding{policy, chainOf(c, f.Policy)}
	if policy.State != Granted {
		return outlook(f, steps, nil)
	}
	if _, free := exempt(f); free.State == Granted {
		steps = append(steps, thresholds(f, base, now)...)
		return outlook(f, append(steps, free), nil)
	}
	p, open := candidate(f)
	steps = append(steps, open)
	if open.State != Granted {
		return outlook(f, steps, nil)
	}
	p.MergedAt = now
	steps = append(steps, sameContent(f, p))
	steps = append(steps, thresholds(f, base, now)...)
	approved, tallies := approval(f, merged{pull: p, base: base})
	return outlook(f, append(steps, approved...), tallies)
}

// candidate is the pull request of a preview.
func candidate(f Facts) (Pull, Finding) {
	const check = "pull-request"
	if !f.Pulls.Known {
		return Pull{}, notKnown(check, "the pull request", f.Pulls)
	}
	if len(f.Pulls.Value) != 1 {
		return Pull{}, failed(check, "%s cannot be previewed; name one", count(len(f.Pulls.Value), "pull request"))
	}
	p := f.Pulls.Value[0]
	switch {
	case p.Merged:
		return p, failed(check, "%s#%d is merged; see what plan says of it", f.Branch.Repository, p.Number)
	case p.Closed:
		return p, failed(check, "%s#%d is closed; reopen it first", f.Branch.Repository, p.Number)
	case p.Base.RepositoryID != f.Branch.RepositoryID || "refs/heads/"+p.Base.Ref != f.Branch.Ref:
		return p, failed(check, "%s#%d goes into %q; only what is merged into %q is granted", f.Branch.Repository, p.Number, "refs/heads/"+p.Base.Ref, f.Branch.Ref)
	case p.MergeCommit == "":
		return p, doubtful(check, "GitHub did not try to merge %s#%d; resolve its conflicts, or run again in a minute", f.Branch.Repository, p.Number)
	}
	return p, passed(check, "%s#%d goes into %q", f.Branch.Repository, p.Number, f.Branch.Ref)
}

func outlook(f Facts, steps []Finding, tallies []tally) Outlook {
	v := conclude(steps)
	o := Outlook{State: v.State, Reason: v.Reason, Tree: *v.Tree, Next: []string{}}
	if v.State == Granted {
		o.Reason = steps[len(steps)-1].Text
		o.Tree.Text = o.Reason
	}
	for _, t := range tallies {
		if o.Needed == 0 || t.needed-len(t.given) > o.Needed-o.Given {
			o.Needed, o.Given = t.needed, len(t.given)
		}
	}
	for _, s := range steps {
		if s.State != Granted && s.Check != "approvals" && s.Check != "changes-requested" {
			o.Next = append(o.Next, s.Text)
		}
	}
	for _, t := range tallies {
		for _, a := range t.against {
			o.Next = append(o.Next, a.Text+"; settle it and ask for another review")
		}
		if missing := t.needed - len(t.given); missing > 0 {
			o.Next = append(o.Next, fmt.Sprintf("ask for %s of the head by %s", count(missing, "more approval"), t.others(f)))
		}
	}
	o.Next = slices.Compact(o.Next)
	return o
}

// others names those who may still approve, by the rule.
func (t tally) others(f Facts) string {
	var words []string
	for _, login := range t.rule.Users {
		same := func(u User) bool { return strings.EqualFold(u.Login, login) }
		if !slices.ContainsFunc(t.given, same) && !slices.ContainsFunc(t.barred, same) && !isMachine(f.Policy.Value.Policy, User{Login: login}) {
			words = append(words, fmt.Sprintf("%q", login))
		}
	}
	for _, team := range t.rule.Teams {
		words = append(words, fmt.Sprintf("a member of %q", team))
	}
	if t.rule.Anyone {
		words = append(words, "anyone who can write to the repository and had no part in it")
	}
	if len(words) == 0 {
		return "others than those who had a part in it; the policy names nobody else"
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}
