package source

import (
	"context"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
)

// LoadGroups reads the versions of some groups alone, by path. Of the others
// only the names and labels are known.
func (s *Source) LoadGroups(ctx context.Context, groups ...string) (*catalog.Catalog, []catalog.Problem, error) {
	chosen := folders{named: map[string]bool{}, above: map[string]bool{}}
	for _, g := range groups {
		chosen.add(g)
	}
	c, problems, err := catalog.Load(ctx, s.fsys, catalog.LoadOptions{Dir: s.Dir, Unchanged: func(p string) bool {
		return !chosen.leadTo(p)
	}})
	return c, problems, cli.Failed(err, "")
}
