package history

import (
	"iter"
	"maps"
	"slices"
	"time"

	"modelreg/catalog/gittree"
)

// A History is the past of a catalog folder along first parents. It may be
// read by several goroutines at once.
type History struct {
	commits []commit            // oldest first, so that what is new is appended
	ages    map[string]int      // index in commits by hash
	changes map[string][]change // by path, oldest first
}

type commit struct {
	Hash    string
	When    time.Time
	Subject string
}

type change struct {
	Age           int // index in commits
	Before, After gittree.File
}

// A Change is what one commit did to one file.
type Change struct {
	Commit  string       // forty hex digits
	Parent  string       // its first parent, which the file is compared with; empty at a root
	Before  gittree.File // zero: it was not there
	After   gittree.File // zero: it was not there any more
	When    time.Time    // committer's date; anyone can forge it
	Subject string       // first line of the message
}

// newHistory puts a chain of commits, oldest first, in order.
func newHistory(commits []commit, changes map[string][]change) *History {
	h := &History{commits: commits, ages: make(map[string]int, len(commits)), changes: changes}
	for age, c := range commits {
		h.ages[c.Hash] = age
	}
	return h
}

// From is the hash of the commit that the history was read from.
func (h *History) From() string { return h.commits[len(h.commits)-1].Hash }

// Changes are what was done to the file at a slash path below the opened
// folder, newest first.
func (h *History) Changes(path string) []Change {
	found := make([]Change, 0, len(h.changes[path]))
	for _, c := range slices.Backward(h.changes[path]) {
		found = append(found, h.tell(c))
	}
	return found
}

// Introduced is the newest change: what brought in the content that the file
// has now, or took it away. ok is false for a path that never was.
func (h *History) Introduced(path string) (c Change, ok bool) {
	changes := h.changes[path]
	if len(changes) == 0 {
		return Change{}, false
	}
	return h.tell(changes[len(changes)-1]), true
}

func (h *History) tell(c change) Change {
	at := h.commits[c.Age]
	told := Change{Commit: at.Hash, Before: c.Before, After: c.After, When: at.When, Subject: at.Subject}
	if c.Age > 0 {
		told.Parent = h.commits[c.Age-1].Hash
	}
	return told
}

// Paths are all paths that ever had a file, sorted.
func (h *History) Paths() iter.Seq[string] {
	return slices.Values(slices.Sorted(maps.Keys(h.changes)))
}

// Has tells whether a commit is the one that was read from, or one of its
// first-parent ancestors.
func (h *History) Has(commit string) bool {
	_, ok := h.ages[commit]
	return ok
}

// Position tells how many first parents a commit is back; 0 is the commit that
// was read from. Of two commits that have one, the one with the greater
// position can be reached from the other, and not the other way round.
func (h *History) Position(commit string) (n int, ok bool) {
	age, ok := h.ages[commit]
	if !ok {
		return 0, false
	}
	return len(h.commits) - 1 - age, true
}

// Between are the commits from after back to the one that follows before,
// newest first. ok is false where before is no first-parent ancestor of after,
// or after is not in this history.
func (h *History) Between(after, before string) (commits []string, ok bool) {
	newest, okAfter := h.ages[after]
	oldest, okBefore := h.ages[before]
	if !okAfter || !okBefore || oldest > newest {
		return nil, false
	}
	for _, c := range slices.Backward(h.commits[oldest+1 : newest+1]) {
		commits = append(commits, c.Hash)
	}
	return commits, true
}
