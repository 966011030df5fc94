package main

import (
	"time"

	"modelreg/catalog/evidence"
)

// landsWithin is how long a commit is taken to wait before it comes onto the
// branch. Pull requests that GitHub merges make theirs at the merge.
const landsWithin = 31 * 24 * time.Hour

// A period is the time that is asked about; an end that is zero is open.
type period struct{ since, until time.Time }

func (l *telling) period() (p period, err error) {
	if l.since != "" {
		if p.since, _, err = parseDate(l.since); err != nil {
			return p, err
		}
	}
	if l.until != "" {
		_, p.until, err = parseDate(l.until)
	}
	return p, err
}

// has reports whether an entry is within the period, by the merge of its pull
// request or by what the commit says.
func (p period) has(e evidence.Entry) bool {
	when := e.When
	if e.Pull != nil {
		when = e.Pull.MergedAt
	}
	return !when.Before(p.since) && (p.until.IsZero() || !when.After(p.until))
}

// near reports whether a commit may be, so that GitHub is worth asking: it came
// onto the branch between two times, and may have waited for that.
func (p period) near(from, to time.Time) bool {
	return !from.Add(landsWithin).Before(p.since) && (p.until.IsZero() || !to.Add(-landsWithin).After(p.until))
}
