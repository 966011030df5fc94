package source

import (
	"context"
	"errors"
	"fmt"
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
	// Finding the files of the catalog and finding out which of them changed go
	// side by side; only then is anything parsed.
	var head *catalog.Catalog
	var problems []catalog.Problem
	var changes changes
	known := make(chan struct{})
	both, reading := errgroup.WithContext(ctx)
	both.Go(func() (err error) {
		defer close(known)
		changes, err = s.changes(reading, base)
		return err
	})
	both.Go(func() (err error) {
		head, problems, err = catalog.Load(reading, s.fsys, catalog.LoadOptions{Dir: s.Dir, Unchanged: func(p string) bool {
			<-known
			return changes.unchanged(p)
		}})
		return err
	})
	if err := both.Wait(); err != nil {
		return nil, nil, cli.Failed(err, "")
	}
	touched := changes.touched(head)
	before, err := s.loadBase(ctx, base, changes, touched)
	if err != nil {
		return nil, nil, cli.Failed(err, "")
	}
	if before == nil {
		return head, append(problems, catalog.Problem{
			Pos: catalog.Pos{Path: path.Join(s.Dir, registryFile)}, Severity: catalog.Warning, Rule: "base",
			Message: fmt.Sprintf("there is no catalog here in %q, so nothing tells what may not change; if the folder was moved, move it in a commit of its own and check what came after", rev),
		}), nil
	}
	now := *head
	now.Groups = nil
	for _, g := range head.Groups {
		if touched.has(g.Path) {
			now.Groups = append(now.Groups, g)
		}
	}
	more, err := catalog.CheckBase(before, &now, everHad(ctx, s.repo, base))
	return head, catalog.SortProblems(append(problems, more...)), cli.Failed(err, "")
}

// everHad tells, of files, the commits up to base that had them, by path.
func everHad(ctx context.Context, repo *gittree.Repo, base gittree.Commit) func(paths []string) (map[string]string, error) {
	return func(paths []string) (map[string]string, error) {
		found, err := repo.EverHad(ctx, base, paths)
		had := make(map[string]string, len(found))
		for p, c := range found {
			had[p] = c.Short()
		}
		return had, err
	}
}

// changes are what git knows of the catalog's files since a base.
type changes struct {
	since *gittree.Since
	all   bool // registry.yaml is another one, and everything depends on it
}

func (s *Source) changes(ctx context.Context, base gittree.Commit) (c changes, err error) {
	if s.Commit != nil {
		c.since, err = s.repo.UnchangedBetween(ctx, base, *s.Commit)
	} else {
		c.since, err = s.repo.Unchanged(ctx, base)
	}
	if err == nil {
		c.all = !c.since.Same(registryFile)
	}
	return c, err
}

// unchanged reports whether a version file needs no reading. What a version
// means also depends on its group.yaml.
func (c changes) unchanged(p string) bool {
	return c.since != nil && !c.all && c.since.Same(p) && c.since.Same(path.Join(groupOf(p), "group.yaml"))
}

// touched are the groups in which anything is not what it was.
func (c changes) touched(head *catalog.Catalog) folders {
	f := folders{all: c.all, named: map[string]bool{}, above: map[string]bool{}}
	for _, p := range c.since.Changed() {
		f.add(groupOf(p))
	}
	for _, g := range head.Groups {
		for _, v := range g.Versions {
			if !c.since.Same(v.Path) {
				f.add(g.Path)
			}
		}
		if !c.since.Same(path.Join(g.Path, "group.yaml")) {
			f.add(g.Path)
		}
	}
	return f
}

// groupOf is the folder of the group that a file belongs to.
func groupOf(p string) string {
	dir := path.Dir(p)
	if path.Base(dir) == "versions" {
		return path.Dir(dir)
	}
	return dir
}

// loadBase reads the touched groups as they were; nil when there was no
// catalog. What was wrong with it then is nobody's business now.
func (s *Source) loadBase(ctx context.Context, base gittree.Commit, c changes, touched folders) (*catalog.Catalog, error) {
	fsys, err := s.repo.FS(base)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	before, _, err := catalog.Load(ctx, within{fsys, touched}, catalog.LoadOptions{Dir: s.Dir, Unchanged: c.unchanged})
	return before, err
}
