package evidence

import (
	"slices"

	"github.com/bmatcuk/doublestar/v4"
)

// Rules gives the rules of p that must all agree to what q asks: of a version
// the first one that matches its group and target, or none. Changes of the
// policy have a rule of their own; without it, all rules must agree.
func Rules(p Policy, q Question) []Rule {
	if q.Policy {
		if p.Changes != nil {
			return []Rule{*p.Changes}
		}
		return p.Rules
	}
	i := slices.IndexFunc(p.Rules, func(r Rule) bool {
		return slices.ContainsFunc(r.Groups, func(g string) bool { return doublestar.MatchUnvalidated(g, q.Group) }) &&
			(len(r.Targets) == 0 || slices.Contains(r.Targets, q.Target))
	})
	if i < 0 {
		return nil
	}
	return p.Rules[i : i+1]
}

// exempt says whether the policy asks no approval for what is asked, and what
// is recorded then. A question that names no gated values is taken for one
// that asks for all of them.
func exempt(f Facts) (proof string, found Finding) {
	q, at := f.Question, f.Policy.Value
	if q.Policy {
		return "", failed("exempt", "changes of the policy are always approved")
	}
	gated := func(ask string) bool { return slices.Contains(at.Policy.Gates, ask) }
	if len(q.Asks) > 0 && !slices.ContainsFunc(q.Asks, gated) {
		return "ungated c=" + at.Commit, passed("ungated", "the policy at %s asks no approval for %s", short(at.Commit), list(q.Asks))
	}
	if at.Policy.Targets[q.Target].Evidence == "none" {
		found = passed("evidence-none", "target %q asks for no proof by the policy at %s", q.Target, short(at.Commit))
		found.Warning = true
		return "none", found
	}
	return "", failed("exempt", "the policy asks for a proof")
}
