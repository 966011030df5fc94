package source

import (
	"context"
	"errors"
	"io/fs"
	"path"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
)

// LoadSince reads the catalog with regard to a base revision: the files that
// are the same there are not opened, and the problems tell as well what may not
// change after it.
func (s *Source) LoadSince(ctx context.Context, rev string) (*catalog.Catalog, []catalog.Problem, error) {
	if err := s.openRepo(); err != nil {
		return nil, nil, cli.Failed(err, "")
	}
	base, err := s.repo.Resolve(rev)
	if err != nil {
		return nil, nil, cli.Failed(err, "")
	}
	unchanged, err := s.unchangedSince(ctx, base)
	if err != nil {
		return nil, nil, cli.Failed(err, "")
	}
	var head, before *catalog.Catalog
	var problems []catalog.Problem
	both, loading := errgroup.WithContext(ctx)
	both.Go(func() (err error) {
		head, problems, err = catalog.Load(loading, s.fsys, catalog.LoadOptions{Dir: s.Dir, Unchanged: unchanged})
		return err
	})
	both.Go(func() (err error) {
		before, err = s.loadBase(loading, base, unchanged)
		return err
	})
	if err := both.Wait(); err != nil || before == nil {
		return head, problems, cli.Failed(err, "")
	}
	more, err := catalog.CheckBase(before, head, func(paths []string) (map[string]string, error) {
		found, err := s.repo.EverHad(ctx, base, paths)
		had := make(map[string]string, len(found))
		for p, c := range found {
			had[p] = c.Short()
		}
		return had, err
	})
	return head, catalog.SortProblems(append(problems, more...)), cli.Failed(err, "")
}

// unchangedSince tells which version files need no reading. What a version
// means also depends on its group.yaml, and on registry.yaml.
func (s *Source) unchangedSince(ctx context.Context, base gittree.Commit) (func(string) bool, error) {
	var same func(string) bool
	var err error
	if s.Commit != nil {
		same, err = s.repo.UnchangedBetween(ctx, base, *s.Commit)
	} else {
		same, err = s.repo.Unchanged(ctx, base)
	}
	if err != nil {
		return nil, err
	}
	if !same(registryFile) {
		return nil, nil
	}
	return func(p string) bool {
		return same(p) && same(path.Join(path.Dir(path.Dir(p)), "group.yaml"))
	}, nil
}

// loadBase reads the catalog as it was; nil when there was none. What was
// wrong with it then is nobody's business now.
func (s *Source) loadBase(ctx context.Context, base gittree.Commit, unchanged func(string) bool) (*catalog.Catalog, error) {
	fsys, err := s.repo.FS(base)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	before, _, err := catalog.Load(ctx, fsys, catalog.LoadOptions{Dir: s.Dir, Unchanged: unchanged})
	return before, err
}
