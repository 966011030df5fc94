package source

import (
	"context"
	"errors"
	"io/fs"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
)

// Pair reads the whole catalog at two commits of a repository that was opened
// at its folder, with the problems that the second has: those of its own, and
// what may not change after the first. A catalog that is not there yet, or no
// more, is nil.
func Pair(ctx context.Context, repo *gittree.Repo, dir string, before, after gittree.Commit) (was, is *catalog.Catalog, problems []catalog.Problem, err error) {
	if was, _, err = loadAt(ctx, repo, dir, before); err != nil {
		return nil, nil, nil, err
	}
	if is, problems, err = loadAt(ctx, repo, dir, after); err != nil || was == nil || is == nil {
		return was, is, problems, err
	}
	more, err := catalog.CheckBase(was, is, everHad(ctx, repo, before))
	return was, is, catalog.SortProblems(append(problems, more...)), err
}

func loadAt(ctx context.Context, repo *gittree.Repo, dir string, at gittree.Commit) (*catalog.Catalog, []catalog.Problem, error) {
	fsys, err := repo.FS(at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return catalog.Load(ctx, fsys, catalog.LoadOptions{Dir: dir})
}
