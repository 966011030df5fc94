// Package source finds the catalog that a command is about: in a folder, or in
// a commit of the repository around it.
package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
)

const registryFile = "registry.yaml"

// ErrNone says that a folder or a commit has no catalog.
var ErrNone = errors.New("there is no catalog")

// A Source is one catalog as it can be read: a folder, or a folder in a commit.
type Source struct {
	Dir    string          // the catalog's folder as the user typed it
	Commit *gittree.Commit // nil when the working folder is read

	fsys fs.FS
	repo *gittree.Repo // nil until somebody asks
	root func() error  // closes fsys; nil for a commit
}

// Open finds the catalog below dir: dir itself, or dir/catalog. With a
// revision it is read from git's objects, and dir need not be checked out.
func Open(dir, rev string) (*Source, error) {
	if rev != "" {
		return openRevision(dir, rev)
	}
	if err := onlyOne(dir); err != nil {
		return nil, err
	}
	for _, d := range candidates(dir) {
		if _, err := os.Lstat(filepath.Join(d, registryFile)); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if errors.Is(err, syscall.ENOTDIR) {
			return nil, cli.Failed(fmt.Errorf("%s is not a folder", d), "name the catalog's folder, or the folder above it, with -C DIR")
		} else if err != nil {
			return nil, cli.Failed(fmt.Errorf("looking for a catalog: %w", err), "")
		}
		fsys, closeRoot, err := catalog.OpenDir(d)
		if err != nil {
			return nil, cli.Failed(err, "")
		}
		return &Source{Dir: d, fsys: fsys, root: closeRoot}, nil
	}
	return nil, nowhere(dir, "")
}

// onlyOne refuses a folder that has a catalog in both places: one that is added
// must not take the place of the one that was meant.
func onlyOne(dir string) error {
	for _, d := range candidates(dir) {
		if _, err := os.Lstat(filepath.Join(d, registryFile)); err != nil {
			return nil
		}
	}
	return twice(dir)
}

func twice(dir string) error {
	c := candidates(dir)
	return cli.Failed(fmt.Errorf("there are two catalogs: %s and %s", path.Join(c[0], registryFile), path.Join(c[1], registryFile)),
		"name the folder of one of them with -C DIR, or remove the other")
}

func openRevision(dir, rev string) (found *Source, err error) {
	for _, d := range candidates(dir) {
		repo, err := gittree.Open(d)
		if err != nil {
			return nil, cli.Failed(err, "")
		}
		s := &Source{Dir: d, repo: repo}
		err = s.read(rev)
		switch {
		case err == nil && found == nil:
			found = s
			continue
		case err == nil:
			return nil, errors.Join(twice(dir), s.Close(), found.Close())
		case !errors.Is(err, fs.ErrNotExist) && found == nil:
			return nil, errors.Join(cli.Failed(err, ""), s.Close())
		}
		if err := s.Close(); err != nil {
			return nil, err
		}
	}
	if found == nil {
		return nil, nowhere(dir, " at "+rev)
	}
	return found, nil
}

// read turns the source to a commit.
func (s *Source) read(rev string) error {
	commit, err := s.repo.Resolve(rev)
	if err != nil {
		return err
	}
	fsys, err := s.repo.FS(commit)
	if err != nil {
		return err
	}
	if _, err := fs.Stat(fsys, registryFile); err != nil {
		return err
	}
	s.fsys, s.Commit = fsys, &commit
	return nil
}

// candidates are the folders where the catalog may be.
func candidates(dir string) []string {
	dir = strings.TrimRight(filepath.ToSlash(dir), "/")
	if dir == "" {
		dir = "/"
	}
	if dir == "." {
		return []string{".", "catalog"}
	}
	return []string{dir, path.Join(dir, "catalog")}
}

func nowhere(dir, at string) error {
	c := candidates(dir)
	return cli.Failed(
		fmt.Errorf("%w%s: neither %s nor %s exists", ErrNone, at, path.Join(c[0], registryFile), path.Join(c[1], registryFile)),
		"name the catalog's folder, or the folder above it, with -C DIR")
}

// Repo is the repository that Commit is in; nil where a working folder is read.
func (s *Source) Repo() *gittree.Repo {
	if s.Commit == nil {
		return nil
	}
	return s.repo
}

// Close lets go of files.
func (s *Source) Close() error {
	var errs []error
	if s.root != nil {
		errs = append(errs, s.root())
	}
	if s.repo != nil {
		errs = append(errs, s.repo.Close())
	}
	return errors.Join(errs...)
}

// Check reads the whole catalog for its problems alone.
func (s *Source) Check(ctx context.Context) ([]catalog.Problem, error) {
	_, problems, err := catalog.Load(ctx, s.fsys, catalog.LoadOptions{Dir: s.Dir, CheckOnly: true})
	return problems, cli.Failed(err, "")
}

// Load reads the whole catalog.
func (s *Source) Load(ctx context.Context) (*catalog.Catalog, []catalog.Problem, error) {
	c, problems, err := catalog.Load(ctx, s.fsys, catalog.LoadOptions{Dir: s.Dir})
	return c, problems, cli.Failed(err, "")
}

// Registry reads registry.yaml alone; nil when it is not usable.
func (s *Source) Registry(ctx context.Context) (*catalog.Registry, error) {
	c, _, err := catalog.Load(ctx, settingsOnly{s.fsys}, catalog.LoadOptions{Dir: s.Dir})
	if err != nil {
		return nil, cli.Failed(err, "")
	}
	return c.Registry, nil
}

// settingsOnly is a catalog's folder in which registry.yaml alone can be seen.
type settingsOnly struct{ fs.FS }

func (s settingsOnly) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(s.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() != registryFile }), err
}

// AtHead turns a working folder to the commit that is checked out, and refuses
// when the folder is not what that commit says. A source that is at a commit
// already stays there.
func (s *Source) AtHead(ctx context.Context) error {
	if s.Commit != nil {
		return nil
	}
	if err := s.openRepo(); err != nil {
		return cli.Failed(err, "targets on SageMaker and those with evidence: github are synced from a commit; run git init, and commit the catalog")
	}
	switch _, dirty, err := s.Head(ctx); {
	case errors.Is(err, gittree.ErrUnborn):
		return cli.Failed(errors.New("this target is synced from a commit, and there is none yet"), "commit the catalog first")
	case err != nil:
		return cli.Failed(err, "")
	case len(dirty) > 0:
		return cli.Failed(
			fmt.Errorf("this target is synced from a commit, and the working folder differs from it: %s", strings.Join(s.some(dirty), ", ")),
			"commit the changes, or give --rev HEAD to go without them")
	}
	switch err := s.read("HEAD"); {
	case errors.Is(err, fs.ErrNotExist):
		return cli.Failed(
			fmt.Errorf("this target is synced from a commit, and %s is not in the one that is checked out", path.Join(s.Dir, registryFile)),
			"commit the catalog first, and see that git does not ignore it")
	case err != nil:
		return cli.Failed(err, "commit the catalog first")
	}
	return nil
}

// AtCommit turns a working folder to the commit that is checked out, whatever
// differs from it.
func (s *Source) AtCommit() error {
	if s.Commit != nil {
		return nil
	}
	err := s.openRepo()
	if err == nil {
		err = s.read("HEAD")
	}
	return cli.Failed(err, "commit the catalog first")
}

func (s *Source) openRepo() error {
	if s.repo != nil {
		return nil
	}
	repo, err := gittree.Open(s.Dir)
	s.repo = repo
	return err
}

// FS is the catalog's folder as it is read.
func (s *Source) FS() fs.FS { return s.fsys }

// EverHad tells which files the history up to the commit that is checked out
// has ever held, with the last commit that did. Outside of git, or before the
// first commit, that is none.
func (s *Source) EverHad(ctx context.Context, paths []string) (map[string]string, error) {
	err := s.openRepo()
	if errors.Is(err, gittree.ErrNoRepository) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	head, err := s.repo.Resolve("HEAD")
	if errors.Is(err, gittree.ErrUnborn) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return everHad(ctx, s.repo, head)(paths)
}
