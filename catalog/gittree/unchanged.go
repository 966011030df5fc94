package gittree

import (
	"context"
	"maps"
	"runtime"
	"slices"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"golang.org/x/sync/errgroup"
)

// A Since is what became of the files of a commit below the opened folder.
type Since struct {
	same map[string]bool // every file of the commit
}

// Same reports whether the file at a slash path below the opened folder is
// what it was. What the commit does not have, or what cannot be told, is not.
func (s *Since) Same(path string) bool { return s.same[path] }

// Changed lists the files of the commit that are not what they were, or are
// gone, sorted.
func (s *Since) Changed() []string {
	var paths []string
	for p, same := range s.same {
		if !same {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	return paths
}

// Unchanged compares the working folder with base.
func (r *Repo) Unchanged(ctx context.Context, base Commit) (*Since, error) {
	var w *working
	var then map[string]node
	reading, rctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) { w, err = r.working(); return err })
	reading.Go(func() (err error) { then, err = r.files(rctx, base); return err })
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	// Nearly all the time goes into asking the file system about each file.
	paths := slices.Collect(maps.Keys(then))
	same := make([]bool, len(paths))
	workers := runtime.GOMAXPROCS(0)
	asking, actx := errgroup.WithContext(ctx)
	for k := range workers {
		asking.Go(func() error {
			for i := k; i < len(paths); i += workers {
				if err := actx.Err(); err != nil {
					return err
				}
				same[i] = w.unchanged(paths[i], then[paths[i]])
			}
			return nil
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	s := &Since{make(map[string]bool, len(paths))}
	for i, p := range paths {
		s.same[p] = same[i]
	}
	return s, nil
}

func (w *working) unchanged(path string, n node) bool {
	if !n.isFile() {
		return false
	}
	mode, err := filemode.New(n.mode)
	if err != nil {
		return false
	}
	same, err := w.same(path, n.hash, mode)
	return err == nil && same
}

// UnchangedBetween compares two commits.
func (r *Repo) UnchangedBetween(ctx context.Context, base, head Commit) (*Since, error) {
	then, err := r.files(ctx, base)
	if err != nil {
		return nil, err
	}
	now, err := r.files(ctx, head)
	if err != nil {
		return nil, err
	}
	s := &Since{make(map[string]bool, len(then))}
	for p, a := range then {
		b, ok := now[p]
		s.same[p] = ok && a.isFile() && a.hash == b.hash && a.mode == b.mode
	}
	return s, nil
}
