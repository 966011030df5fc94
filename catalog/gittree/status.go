package gittree

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// Dirty lists, sorted, the paths below the opened folder where the working
// folder or the index is not what HEAD says: changed, staged, deleted, in
// conflict, or untracked. What git ignores is not in it.
func (r *Repo) Dirty(ctx context.Context) ([]string, error) {
	w, err := r.working()
	if err != nil {
		return nil, err
	}
	head, err := r.head(ctx)
	if err != nil {
		return nil, err
	}
	dirty := map[string]bool{}
	for p, e := range w.entries {
		n, ok := head[p]
		if e.Stage != 0 || !ok || n.hash != e.Hash || strings.TrimLeft(e.Mode.String(), "0") != n.mode {
			dirty[p] = true
		}
	}
	for p := range head {
		if w.entries[p] == nil {
			dirty[p] = true
		}
	}
	there := make(map[string]bool, len(w.entries))
	ignored, err := r.ignored()
	if err != nil {
		return nil, err
	}
	err = w.walk(ctx, ".", ignored, func(p string, d fs.DirEntry, untracked bool) error {
		there[p] = true
		if !untracked {
			same, err := w.same(p, w.entries[p].Hash, w.entries[p].Mode)
			untracked = !same
			if err != nil {
				return err
			}
		}
		if untracked {
			dirty[p] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for changes below %s: %w", w.dir, err)
	}
	for p, e := range w.entries {
		if !there[p] && e.Mode != filemode.Submodule && !e.SkipWorktree {
			dirty[p] = true
		}
	}
	return slices.Sorted(maps.Keys(dirty)), nil
}

// head lists the files at HEAD; none before the first commit.
func (r *Repo) head(ctx context.Context) (map[string]node, error) {
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	ref, err := s.Reference(plumbing.HEAD)
	if err == nil && ref.Type() == plumbing.SymbolicReference {
		_, err = s.Reference(ref.Target())
	}
	r.give(s)
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, nil
	}
	c, err := r.Resolve("HEAD")
	if err != nil {
		return nil, err
	}
	return r.files(ctx, c)
}
