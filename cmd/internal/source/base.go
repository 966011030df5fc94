package source

import (
	"context"
	"path"

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
	head, problems, err := catalog.Load(ctx, s.fsys, catalog.LoadOptions{Dir: s.Dir, Unchanged: unchanged})
	if err != nil {
		return nil, nil, cli.Failed(err, "")
	}
	return head, problems, nil
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
