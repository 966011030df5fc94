package evidence

import (
	"slices"
	"time"
)

// pushTime is when the head of the pull request was pushed for the last time
// before the merge: by the log of its ref, or, where that does not tell, when
// GitHub first knew a check or a status of it. Zero: nobody can tell. Dates of
// commits can be forged.
func pushTime(p Pull) Answer[time.Time] {
	if !p.Detail.Pushes.Known {
		return NotKnown[time.Time](p.Detail.Pushes.Problem)
	}
	i := slices.IndexFunc(p.Detail.Pushes.Value, func(u Update) bool {
		return u.After == p.Head.SHA && !u.At.After(p.MergedAt)
	})
	if i >= 0 {
		return Known(p.Detail.Pushes.Value[i].At)
	}
	return p.Detail.Seen
}
