package evidence

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A tally is what the reviews of a pull request come to under one rule.
type tally struct {
	needed  int
	given   []User    // whose approvals count
	perhaps []User    // whose approvals count if what is not known speaks for them
	against []Finding // who asked for changes and may stop it
	ignored []string  // why approvals do not count, and whose
	besides []Finding // what the rule wants besides approvals
	reviews []Finding // every review, and why it counts or not
	rule    Rule
	barred  []User // who may not approve, since they had a part in it
	pull    string // owner/name#7
}

func countReviews(f Facts, m merged, r Rule, in involvement) tally {
	t := tally{rule: r, needed: max(r.Approvals, 1), pull: fmt.Sprintf("%s#%d", f.Branch.Repository, m.pull.Number)}
	in = in.clone()
	registered := registrants(in, f, m.pull, r, m.base)
	t.besides = append(t.besides, registered)
	if registered.State == Unknown {
		in.doubt = registered.Text
	}
	if r.SeparatePullRequest && !f.Question.Policy {
		t.besides = append(t.besides, separate(f, m.pull, m.base))
	}
	t.barred = in.users()
	pushed := pushTime(m.pull)
	may := func(u User) (State, string) {
		return eligible(f.Policy.Value.Policy, r, m.pull.Detail.People, in, u)
	}
	standing := stands(m.pull)
	for _, s := range standing {
		t.take(m.pull, s, pushed, may)
	}
	for _, review := range m.pull.Detail.Reviews.Value {
		t.reviews = append(t.reviews, explain(m.pull, review, standing, pushed, may))
	}
	return t
}

// take counts what one user says.
func (t *tally) take(p Pull, s stand, pushed Answer[time.Time], may func(User) (State, string)) {
	person, unfit := may(s.user)
	if s.last == changesRequested {
		t.oppose(s.user, person, unfit)
		return
	}
	best, why := Held, ""
	for _, r := range s.approvals {
		if best == Held {
			best, why = current(p, r, pushed)
		}
	}
	if person == Held {
		best, why = Held, unfit
	}
	switch {
	case len(s.approvals) == 0:
	case best == Held:
		t.ignored = append(t.ignored, fmt.Sprintf("the approval by %s does not count: %s", who(s.user), why))
	case best == Unknown || person == Unknown:
		t.perhaps = append(t.perhaps, s.user)
	default:
		t.given = append(t.given, s.user)
	}
}

// oppose counts a request for changes that stands.
func (t *tally) oppose(u User, person State, unfit string) {
	const check = "changes-requested"
	switch person {
	case Granted:
		t.against = append(t.against, failed(check, "%s asked for changes of %s and did not approve since", who(u), t.pull))
	case Unknown:
		t.against = append(t.against, doubtful(check, "%s asked for changes of %s, and may be one who approves: %s", who(u), t.pull, unfit))
	}
}

// steps are the findings of the rule: what it wants besides, who stops it, and
// whether enough approve.
func (t *tally) steps(wayOut string) []Finding {
	missing := fmt.Sprintf("%s has %d of %s", t.pull, len(t.given), count(t.needed, "approval"))
	if len(t.ignored) > 0 {
		missing += ": " + strings.Join(t.ignored, "; ")
	}
	var enough Finding
	switch {
	case len(t.given) >= t.needed:
		enough = passed("approvals", "%s has %d of %s: %s", t.pull, len(t.given), count(t.needed, "approval"), names(t.given))
	case len(t.given)+len(t.perhaps) >= t.needed:
		enough = doubtful("approvals", "%s; whether those of %s count could not be found out", missing, names(t.perhaps))
	default:
		enough = failed("approvals", "%s; %s", missing, wayOut)
	}
	enough.Parts = t.reviews
	steps := slices.Clone(t.besides)
	for _, a := range t.against {
		a.Text += "; " + wayOut
		steps = append(steps, a)
	}
	return append(steps, enough)
}
