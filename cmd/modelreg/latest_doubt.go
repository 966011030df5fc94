package main

import (
	"fmt"
	"slices"

	"modelreg/sync"
)

// doubtful notes that the answer depends on what is not known of a package.
func (q *latestQuestion) doubtful(h *sync.Holding, found finding) {
	about := h.Ref
	if h.ARN != "" {
		about += " (" + h.ARN + ")"
	}
	q.unknown = fmt.Sprintf("whether %s is the latest of %s in target %q is not known: %s", about, q.group.Path, q.target.Name, found.unknown)
	q.remedy = found.hint
}

// illegible is what there is to say of a version that cannot be read.
func (q *latestQuestion) illegible(h *sync.Holding) finding {
	found := unsure("what the catalog says of it is not known: %s", h.Problem)
	found.hint = q.check + " shows what is wrong with the file of " + h.Ref
	return found
}

// unread is the highest version above the answer that cannot be read and that no
// package is known to be; nil where there is none.
func (q *latestQuestion) unread(best *sync.Holding) *sync.Holding {
	for i := range slices.Backward(q.holdings) {
		h := &q.holdings[i]
		if h.Version != nil && h.Want.S == "" && h.ARN == "" && (best == nil || compareRefs(h, best) > 0) {
			return h
		}
	}
	return nil
}

// adoptable reports whether a package in the state that is nobody's may count as
// a version for what it holds.
func (q *latestQuestion) adoptable() bool {
	return q.target.Adopt == "match" && slices.ContainsFunc(q.holdings, func(h sync.Holding) bool {
		return h.Label == "" && h.Owner == sync.Unmanaged && h.Completed && h.Status == q.status
	})
}
