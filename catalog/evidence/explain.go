package evidence

import (
	"fmt"
	"slices"
	"time"
)

// explain says of one review whether it counts, and why not.
func explain(p Pull, r Review, standing []stand, pushed Answer[time.Time], may func(User) (State, string)) Finding {
	by := fmt.Sprintf("review by %s (%s, %s)", who(r.User), r.State, r.Submitted.UTC().Format("2006-01-02 15:04:05"))
	const check = "review"
	switch r.State {
	case approved:
	case changesRequested:
		return explainChanges(check, by, r, standing, may)
	case dismissed:
		return failed(check, "%s: it was dismissed", by)
	default:
		return failed(check, "%s: it is neither an approval nor a request for changes", by)
	}
	state, why := current(p, r, pushed)
	if state != Held && !stillStands(standing, r) {
		return failed(check, "%s: the same account asked for changes or was dismissed since", by)
	}
	person, unfit := may(r.User)
	switch {
	case person == Held:
		return failed(check, "%s: %s", by, unfit)
	case state == Held:
		return failed(check, "%s: %s", by, why)
	case person == Unknown:
		return doubtful(check, "%s: %s", by, unfit)
	case state == Unknown:
		return doubtful(check, "%s: %s", by, why)
	}
	return passed(check, "%s counts", by)
}

func explainChanges(check, by string, r Review, standing []stand, may func(User) (State, string)) Finding {
	stands := slices.ContainsFunc(standing, func(s stand) bool { return s.user.ID == r.User.ID && s.last == changesRequested })
	person, why := may(r.User)
	switch {
	case !stands:
		return passed(check, "%s: the same account approved or was dismissed since", by)
	case person == Held:
		return passed(check, "%s: it stops nothing, since %s", by, why)
	case person == Unknown:
		return doubtful(check, "%s: %s", by, why)
	}
	return failed(check, "%s: it stands against the merge", by)
}

func stillStands(standing []stand, r Review) bool {
	return slices.ContainsFunc(standing, func(s stand) bool {
		return slices.Contains(s.approvals, r)
	})
}
