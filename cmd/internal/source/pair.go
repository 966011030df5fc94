package source

import (
	"context"
	"errors"
	"io/fs"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
)

// Pair reads the catalog at two commits of a repository that was opened at its
// folder: whole, but for the groups in which nothing differs. The problems are
// all that the second has: those of its own, and what may not change after the
// first. A catalog that is not there yet, or no more, is nil.
func Pair(ctx context.Context, repo *gittree.Repo, dir string, before, after gittree.Commit) (was, is *catalog.Catalog, problems []catalog.Problem, err error) {
	s := &Source{Dir: dir, Commit: &after, repo: repo}
	if s.fsys, err = repo.FS(after); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil, nil
	} else if err != nil {
		return nil, nil, nil, err
	}
	changes, err := s.changes(ctx, before)
	if err != nil {
		return nil, nil, nil, err
	}
	all, problems, err := catalog.Load(ctx, s.fsys, catalog.LoadOptions{Dir: dir, Unchanged: changes.unchanged})
	if err != nil {
		return nil, nil, nil, err
	}
	touched := changes.touched(all)
	if is, _, err = catalog.Load(ctx, within{s.fsys, touched}, catalog.LoadOptions{Dir: dir}); err != nil {
		return nil, nil, nil, err
	}
	fsys, err := repo.FS(before)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, is, problems, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if was, _, err = catalog.Load(ctx, within{fsys, touched}, catalog.LoadOptions{Dir: dir}); err != nil {
		return nil, nil, nil, err
	}
	more, err := catalog.CheckBase(was, is, everHad(ctx, repo, before))
	return was, is, catalog.SortProblems(append(problems, more...)), err
}
