package gittree

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// ErrNoRepository says that a folder is in no git repository.
var ErrNoRepository = errors.New("not in a git repository")

// ErrSparse says that the working tree of a repository has not all files.
var ErrSparse = errors.New("it is a sparse checkout, which is not supported; run git sparse-checkout disable, or check it out whole")

// A Repo is a git repository seen from one of its folders. It may be used by
// several goroutines at once.
type Repo struct {
	worktree string // absolute; empty for a bare repository
	dir      string // slash path of the folder inside the repository; empty at its top
	gitDir   billy.Filesystem
	common   string // where the objects are: gitDir, but for linked worktrees
	config   *config.Config
	sparse   bool                   // the working tree has not all files
	shallow  map[plumbing.Hash]bool // commits whose parents were not fetched
	lanes    chan *storage          // storages at rest; go-git's may not be shared
	opening  sync.Mutex             // of packs
	packs    []*pack                // nil before they are opened
}

// Open finds the repository that dir is in. dir itself need not exist, so that
// a folder that only older commits have can be read. Repositories that cannot
// be read truly, such as sparse checkouts, are refused with what to do about
// it; ErrNoRepository when there is none. Close the Repo after use.
func Open(dir string) (*Repo, error) {
	r, err := OpenObjects(dir)
	if err != nil {
		return nil, err
	}
	if r.sparse {
		return nil, errors.Join(fmt.Errorf("opening git repository %s: %w", r.worktree, ErrSparse), r.Close())
	}
	return r, nil
}

// OpenObjects is Open for those who leave the working tree alone, which may be a
// sparse one.
func OpenObjects(dir string) (*Repo, error) {
	abs, err := resolvePath(dir)
	if err != nil {
		return nil, fmt.Errorf("opening git repository around %s: %w", dir, err)
	}
	for top := abs; ; top = filepath.Dir(top) {
		gitDir, bare, err := gitDirAt(top)
		if err != nil {
			return nil, fmt.Errorf("opening git repository %s: %w", top, err)
		}
		if gitDir != "" {
			rel, err := filepath.Rel(top, abs)
			if err != nil {
				return nil, err
			}
			r, err := open(gitDir)
			if err != nil {
				return nil, fmt.Errorf("opening git repository %s: %w", top, err)
			}
			if r.dir = filepath.ToSlash(rel); r.dir == "." {
				r.dir = ""
			}
			if !bare {
				r.worktree = top
			}
			return r, nil
		}
		if top == filepath.Dir(top) {
			return nil, fmt.Errorf("opening git repository around %s: %w", dir, ErrNoRepository)
		}
	}
}

// Dir is the slash path of the opened folder inside the repository, empty at
// its top.
func (r *Repo) Dir() string { return r.dir }

// GitDir is the absolute path of the git directory with the objects, the same
// for all linked worktrees.
func (r *Repo) GitDir() string { return r.common }

// HeadDir is the absolute path of the git directory with HEAD, of which a linked
// worktree has one of its own.
func (r *Repo) HeadDir() string { return r.gitDir.Root() }

// Close lets go of open files. Filesystems of the Repo stay usable; they open
// them again.
func (r *Repo) Close() error {
	var errs []error
	for {
		select {
		case s := <-r.lanes:
			errs = append(errs, s.Close())
		default:
			r.opening.Lock()
			defer r.opening.Unlock()
			errs = append(errs, closePacks(r.packs))
			r.packs = nil
			return errors.Join(errs...)
		}
	}
}

// resolvePath makes dir absolute and follows symbolic links as far as it exists.
func resolvePath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for rest := ""; ; {
		real, err := filepath.EvalSymlinks(abs)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, os.ErrNotExist) || abs == filepath.Dir(abs) {
			return "", err
		}
		rest = filepath.Join(filepath.Base(abs), rest)
		abs = filepath.Dir(abs)
	}
}

// gitDirAt gives the git directory of the repository whose top folder is top,
// or nothing when it is none.
func gitDirAt(top string) (gitDir string, bare bool, err error) {
	dot := filepath.Join(top, ".git")
	info, err := os.Stat(dot)
	switch {
	case err == nil && info.IsDir():
		return dot, false, nil
	case err == nil: // a linked worktree or a submodule: a file says where
		content, err := os.ReadFile(dot)
		if err != nil {
			return "", false, err
		}
		to, ok := strings.CutPrefix(strings.TrimSpace(string(content)), "gitdir: ")
		if !ok {
			return "", false, fmt.Errorf("reading %s: it does not start with %q", dot, "gitdir: ")
		}
		return under(top, to), false, nil
	case !errors.Is(err, os.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
		return "", false, err
	}
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(top, name)); err != nil {
			return "", false, nil
		}
	}
	return top, true, nil
}

func open(gitDir string) (*Repo, error) {
	r := &Repo{gitDir: osfs.New(gitDir), common: gitDir, lanes: make(chan *storage, runtime.GOMAXPROCS(0))}
	switch content, err := os.ReadFile(filepath.Join(gitDir, "commondir")); {
	case err == nil:
		r.common = under(gitDir, strings.TrimSpace(string(content)))
		r.gitDir = dotgit.NewRepositoryFilesystem(r.gitDir, osfs.New(r.common))
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	defer r.give(s)
	if r.config, err = s.Config(); err != nil {
		return nil, fmt.Errorf("reading its configuration: %w", err)
	}
	if err := r.refuse(gitDir); err != nil {
		return nil, err
	}
	boundary, err := s.Shallow()
	if err != nil {
		return nil, fmt.Errorf("reading where its history ends: %w", err)
	}
	r.shallow = make(map[plumbing.Hash]bool, len(boundary))
	for _, h := range boundary {
		r.shallow[h] = true
	}
	return r, nil
}

// refuse names what go-git would read wrongly or stumble over later.
func (r *Repo) refuse(gitDir string) error {
	if format := r.config.Raw.Section("extensions").Option("objectformat"); format != "" && format != "sha1" {
		return fmt.Errorf("its objects are named by %s, which is not supported; use a repository with SHA-1 names", strings.ToUpper(format))
	}
	if ref := r.config.Raw.Section("extensions").Option("refstorage"); ref != "" && ref != "files" {
		return fmt.Errorf("its refs are stored as %q, which is not supported; run git refs migrate --ref-format=files", ref)
	}
	for _, file := range []string{"config", "config.worktree"} {
		content, err := os.ReadFile(filepath.Join(gitDir, file))
		if err != nil {
			continue // a linked worktree has no config of its own
		}
		c := config.NewConfig()
		if err := c.Unmarshal(content); err != nil {
			return fmt.Errorf("reading %s: %w", file, err)
		}
		if isTrue(c.Raw.Section("core").Option("sparsecheckout")) {
			r.sparse = true
		}
	}
	return nil
}

// partial says whether objects may be missing because a clone left them out.
func (r *Repo) partial() bool {
	if r.config.Raw.Section("extensions").Option("partialclone") != "" {
		return true
	}
	for _, remote := range r.config.Raw.Section("remote").Subsections {
		if isTrue(remote.Option("promisor")) {
			return true
		}
	}
	return false
}

// inRepo is the path in the repository of one below the opened folder.
func (r *Repo) inRepo(p string) string { return path.Join(r.dir, p) }

func isTrue(s string) bool {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

// under reads a path that a file in folder dir holds.
func under(dir, p string) string {
	if filepath.IsAbs(p) {
		return filepath.Clean(p)
	}
	return filepath.Join(dir, p)
}
