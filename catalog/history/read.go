package history

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog/gittree"
)

// Read walks from a commit along first parents to the beginning.
func Read(ctx context.Context, repo *gittree.Repo, from gittree.Commit) (*History, error) {
	return extend(ctx, repo, from, newHistory(nil, nil))
}

// extend walks from a commit back to the first one that is known, and adds
// what came after it to what is known up to it. known is used up.
func extend(ctx context.Context, repo *gittree.Repo, from gittree.Commit, known *History) (*History, error) {
	var chain []gittree.Commit // newest first
	kept := 0                  // commits of known that from descends from
	err := repo.BackFrom(ctx, from.Hash, func(c gittree.Commit) bool {
		chain = append(chain, c)
		age, met := known.ages[c.Hash]
		if met {
			kept = age + 1
		}
		return !met
	})
	if err != nil {
		return nil, fmt.Errorf("reading history of %s: %w", from.Short(), err)
	}
	// The oldest commit of the chain is compared with what was before it: with
	// nothing at a root. One that is known was compared already.
	older := append(slices.Clone(chain[1:]), gittree.Commit{})
	if kept > 0 {
		older = chain[1:]
	}
	parts, err := compareAll(ctx, repo, chain[:len(older)], older)
	if err != nil {
		return nil, fmt.Errorf("reading history of %s: %w", from.Short(), err)
	}
	known.cut(kept)
	commits := known.commits
	for _, c := range slices.Backward(chain[:len(older)]) {
		commits = append(commits, commit{Hash: c.Hash, When: c.When, Subject: c.Subject})
	}
	changes := known.changes
	for _, part := range slices.Backward(parts) {
		for _, d := range slices.Backward(part) {
			changes[d.path] = append(changes[d.path], change{Age: len(commits) - 1 - d.position, Before: d.before, After: d.after})
		}
	}
	return newHistory(commits, changes), nil
}

// cut forgets all but the oldest commits.
func (h *History) cut(kept int) {
	if h.changes == nil {
		h.changes = map[string][]change{}
	}
	if kept == len(h.commits) {
		return
	}
	h.commits = h.commits[:kept]
	for path, changes := range h.changes {
		n, _ := slices.BinarySearchFunc(changes, kept, func(c change, age int) int { return c.Age - age })
		if h.changes[path] = changes[:n]; n == 0 {
			delete(h.changes, path)
		}
	}
}

// A difference is what a commit changed, found by its place in the chain.
type difference struct {
	position      int
	path          string
	before, after gittree.File
}

// workers is how many goroutines compare trees. Each has an index of all
// objects and a cache of its own, so more would cost more memory than the time
// they save is worth.
const workers = 2

// compareAll compares each commit with the older one at its place, in parts
// that follow each other. Each part goes back in time.
func compareAll(ctx context.Context, repo *gittree.Repo, chain, older []gittree.Commit) ([][]difference, error) {
	parts := make([][]difference, workers)
	group, ctx := errgroup.WithContext(ctx)
	for k := range parts {
		first, end := k*len(chain)/workers, (k+1)*len(chain)/workers
		group.Go(func() (err error) {
			parts[k], err = comparePart(ctx, repo, chain, older, first, end)
			return err
		})
	}
	return parts, group.Wait()
}

func comparePart(ctx context.Context, repo *gittree.Repo, chain, older []gittree.Commit, first, end int) ([]difference, error) {
	comparer, err := repo.Comparer()
	if err != nil {
		return nil, err
	}
	defer comparer.Close()
	var found []difference
	for i := first; i < end; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := comparer.Compare(older[i], chain[i], func(path string, before, after gittree.File) {
			found = append(found, difference{i, path, before, after})
		})
		if err != nil {
			return nil, fmt.Errorf("at %s: %w", chain[i].Short(), err)
		}
	}
	return found, nil
}
