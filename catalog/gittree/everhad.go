package gittree

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// EverHad finds which of the paths existed in a commit or in one of its
// first-parent ancestors, and for each the newest commit that had it. It stops
// when all are found; otherwise it goes to the beginning, at the price of one
// commit and, where the opened folder changed, the trees that changed on the
// way to a path. It is an error where a shallow clone hides the beginning.
func (r *Repo) EverHad(ctx context.Context, from Commit, paths []string) (map[string]Commit, error) {
	wanted := newWant(r, paths)
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	defer r.give(s)
	found := make(map[string]Commit, len(paths))
	var seen map[*want]plumbing.Hash
	for c := from; len(found) < len(paths); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		now := make(map[*want]plumbing.Hash, len(seen))
		err := r.look(wanted, c.tree, seen, now, func(p string) {
			if _, ok := found[p]; !ok {
				found[p] = c
			}
		})
		if err != nil {
			return nil, fmt.Errorf("reading history at %s: %w", c.Short(), err)
		}
		seen = now
		parent, ok, err := r.parentOf(s, c)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		c = parent
	}
	return found, nil
}

// A want is a folder on the way to paths that are looked for.
type want struct {
	dirs  map[string]*want
	files map[string]string // name to the path as it was asked for
}

func newWant(r *Repo, paths []string) *want {
	root := &want{}
	for _, p := range paths {
		at := root
		parts := strings.Split(r.inRepo(p), "/")
		for _, dir := range parts[:len(parts)-1] {
			if at.dirs == nil {
				at.dirs = map[string]*want{}
			}
			if at.dirs[dir] == nil {
				at.dirs[dir] = &want{}
			}
			at = at.dirs[dir]
		}
		if at.files == nil {
			at.files = map[string]string{}
		}
		at.files[parts[len(parts)-1]] = p
	}
	return root
}

// look reads a tree as far as it is wanted, and not again where it is the one
// that was seen in the commit before. now takes what is seen in this one.
func (r *Repo) look(w *want, h plumbing.Hash, seen, now map[*want]plumbing.Hash, hit func(string)) error {
	if seen[w] == h {
		keepSeen(w, seen, now)
		return nil
	}
	now[w] = h
	nodes, err := r.tree(h)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if p, ok := w.files[n.name]; ok && !n.isDir() {
			hit(p)
		}
		if sub := w.dirs[n.name]; sub != nil && n.isDir() {
			if err := r.look(sub, n.hash, seen, now, hit); err != nil {
				return err
			}
		}
	}
	return nil
}

func keepSeen(w *want, seen, now map[*want]plumbing.Hash) {
	if h, ok := seen[w]; ok {
		now[w] = h
	}
	for _, sub := range w.dirs {
		keepSeen(sub, seen, now)
	}
}
