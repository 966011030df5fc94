package gittree

import (
	"context"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// Unchanged tells which files of the working folder are what they are in
// base. The function it gives takes a slash path below the opened folder, is
// safe for several goroutines, and says false where it cannot tell.
func (r *Repo) Unchanged(ctx context.Context, base Commit) (func(path string) bool, error) {
	w, err := r.working()
	if err != nil {
		return nil, err
	}
	then, err := r.files(ctx, base)
	if err != nil {
		return nil, err
	}
	return func(path string) bool {
		n, ok := then[path]
		if !ok || !n.isFile() {
			return false
		}
		mode, err := filemode.New(n.mode)
		if err != nil {
			return false
		}
		same, err := w.same(path, n.hash, mode)
		return err == nil && same
	}, nil
}

// UnchangedBetween tells which files are the same in two commits.
func (r *Repo) UnchangedBetween(ctx context.Context, base, head Commit) (func(path string) bool, error) {
	then, err := r.files(ctx, base)
	if err != nil {
		return nil, err
	}
	now, err := r.files(ctx, head)
	if err != nil {
		return nil, err
	}
	return func(path string) bool {
		a, ok := then[path]
		b, ok2 := now[path]
		return ok && ok2 && a.isFile() && a.hash == b.hash && a.mode == b.mode
	}, nil
}
