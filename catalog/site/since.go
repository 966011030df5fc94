package site

import (
	"slices"
	"time"

	"modelreg/catalog/evidence"
)

// decisions are the events after which an approval stands or does not.
var decisions = []EventKind{Approved, Rejected, Withdrawn, Asked, Removed}

// decision is the newest one on a version in a target; nil: none is known.
func (w *writer) decision(key Key) *Event {
	for _, e := range w.found.ofVersion[[2]string{key.Group, key.Label}] {
		if e.Key == key && slices.Contains(decisions, e.Kind) {
			return e
		}
	}
	return nil
}

// since is the time from which an approval is live. Where its pull request is
// known, that is when it was merged, or the package made, if that was later.
// Else it is when the registry last changed the package, which may have been
// for something else.
func (w *writer) since(key Key) (when time.Time, merged bool) {
	live := w.Live[key]
	if when = w.mergedAt(key); !when.IsZero() {
		if when.Before(live.Created) {
			when = live.Created
		}
		return when, true
	}
	if live.Modified.After(live.Created) {
		return live.Modified, false
	}
	return live.Created, false
}

// mergedAt is when the pull request of an approval was merged; zero: not known.
func (w *writer) mergedAt(key Key) time.Time {
	if b := w.Proofs[key].Bundle; b != nil {
		if i, _, ok := evidence.Pick(b.Facts); ok {
			return b.Facts.Pulls.Value[i].MergedAt
		}
	}
	if e := w.decision(key); e != nil && e.Kind == Approved && e.Pull > 0 {
		return e.When
	}
	return time.Time{}
}
