package gittree

import (
	"context"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
)

// FirstParents lists the commits from after back along first parents, without
// before: what a movement of a branch from before to after brought onto it,
// newest first. ok is false when before is not on the way; it may be missing
// then. A clone that lacks commits on the way is an error, also a shallow one.
func (r *Repo) FirstParents(ctx context.Context, after, before string) (commits []Commit, ok bool, err error) {
	err = r.BackFrom(ctx, after, func(c Commit) bool {
		if ok = c.Hash == before; !ok {
			commits = append(commits, c)
		}
		return !ok
	})
	if err != nil || !ok {
		return nil, false, err
	}
	return commits, true, nil
}

// BackFrom visits a commit and its first-parent ancestors, newest first, until
// visit returns false or history begins. It is an error where history ends
// because this clone lacks it.
func (r *Repo) BackFrom(ctx context.Context, hash string, visit func(Commit) bool) error {
	s, err := r.take()
	if err != nil {
		return err
	}
	defer r.give(s)
	c, err := r.commitIn(s, plumbing.NewHash(hash))
	for ok := true; err == nil && ok && visit(c); c, ok, err = r.parentOf(s, c) {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return err
}

// Contains tells whether ancestor is descendant or can be reached from it, by
// whatever parents. A no is only given when all of descendant's history is
// here; else it is an error. It reads as many commits as it must, all of them
// for a no.
func (r *Repo) Contains(ctx context.Context, ancestor, descendant string) (bool, error) {
	s, err := r.take()
	if err != nil {
		return false, err
	}
	defer r.give(s)
	wanted := plumbing.NewHash(ancestor)
	next := []plumbing.Hash{plumbing.NewHash(descendant)}
	seen := map[plumbing.Hash]bool{next[0]: true}
	var gap error // where history could not be followed
	for len(next) > 0 {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		h := next[0]
		next = next[1:]
		c, err := r.commitIn(s, h)
		if err != nil {
			return false, err
		}
		if h == wanted {
			return true, nil
		}
		if err := r.ends(c); err != nil && len(c.Parents) > 0 {
			gap = err
			continue
		}
		for _, parent := range c.Parents {
			if p := plumbing.NewHash(parent); !seen[p] {
				seen[p] = true
				next = append(next, p)
			}
		}
	}
	if gap != nil {
		return false, fmt.Errorf("looking for %s in the history of %s: %w", ancestor, descendant, gap)
	}
	return false, nil
}
