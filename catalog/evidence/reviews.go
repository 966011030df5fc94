package evidence

import (
	"fmt"
	"slices"
	"time"
)

// States of reviews. All others say nothing about an approval.
// https://docs.github.com/en/rest/pulls/reviews#list-reviews-for-a-pull-request
const (
	approved         = "APPROVED"
	changesRequested = "CHANGES_REQUESTED"
	dismissed        = "DISMISSED"
)

// endsReviews are events after which what was reviewed before is not what is
// merged: another base means another difference, another head another content.
// https://docs.github.com/en/rest/using-the-rest-api/issue-event-types
var endsReviews = []string{"base_ref_changed", "automatic_base_change_succeeded", "head_ref_force_pushed"}

// A stand is what one user says of a pull request after all reviews.
type stand struct {
	user User
	// Whoever has asked for changes, or was dismissed, has taken back the
	// approvals before. Approvals that follow each other stand together.
	last      string
	approvals []Review
}

// stands gives what each user says, in the order of their first reviews. What
// is approved after the merge says nothing about it, and lifts nothing.
func stands(p Pull) []stand {
	var out []stand
	for _, r := range p.Detail.Reviews.Value {
		if r.State != approved && r.State != changesRequested && r.State != dismissed || r.State == approved && isLate(p, r) {
			continue
		}
		i := slices.IndexFunc(out, func(s stand) bool { return s.user.ID == r.User.ID })
		if i < 0 {
			i = len(out)
			out = append(out, stand{user: r.User})
		}
		out[i].last = r.State
		if r.State != approved {
			out[i].approvals = nil
		} else {
			out[i].approvals = append(out[i].approvals, r)
		}
	}
	return out
}

func isLate(p Pull, r Review) bool { return !r.Submitted.Before(p.MergedAt) }

// current says whether an approval is one of what was merged: Granted yes,
// Held no, Unknown perhaps; and why, if it is not yes.
//
// Commit and time are both needed: GitHub moves the commit of a review to a new
// head when that only brought the pull request up to date.
func current(p Pull, r Review, pushed Answer[time.Time]) (State, string) {
	switch {
	case isLate(p, r):
		return Held, "it was given after the merge"
	case r.Commit != p.Head.SHA:
		return Held, fmt.Sprintf("it is of commit %s, and older than the last push (%s)", short(r.Commit), short(p.Head.SHA))
	case pushed.Known && pushed.Value.IsZero():
		return Held, fmt.Sprintf("nobody can tell when the head %s was pushed; have a check run on it", short(p.Head.SHA))
	case !r.Submitted.After(pushed.Value):
		return Held, fmt.Sprintf("it is older than the last push (%s)", short(p.Head.SHA))
	}
	for _, e := range p.Detail.Events.Value {
		if slices.Contains(endsReviews, e.Kind) && !e.At.Before(r.Submitted) && !e.At.After(p.MergedAt) {
			return Held, fmt.Sprintf("it is older than a change of what is merged where (%s)", e.Kind)
		}
	}
	if !pushed.Known {
		return Unknown, notKnown("", "when the head was pushed", pushed).Text
	}
	if !p.Detail.Events.Known {
		return Unknown, notKnown("", "what happened to the pull request", p.Detail.Events).Text
	}
	return Granted, ""
}
