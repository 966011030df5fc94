package gittree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// ErrBare says that a repository has no working folder.
var ErrBare = errors.New("a bare repository has no working folder")

// A working is the opened folder as it is on disk, and what the index knows of it.
type working struct {
	repo    *Repo
	dir     string                  // of the file system
	entries map[string]*index.Entry // by path below dir
	folders map[string]bool         // that hold tracked files, at any depth
	written time.Time               // when the index was
}

func (r *Repo) working() (*working, error) {
	if r.worktree == "" {
		return nil, ErrBare
	}
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	idx, err := s.Index()
	r.give(s)
	if err != nil {
		return nil, fmt.Errorf("reading the git index of %s: %w", r.worktree, err)
	}
	w := &working{
		repo:    r,
		dir:     filepath.Join(r.worktree, filepath.FromSlash(r.dir)),
		entries: make(map[string]*index.Entry, len(idx.Entries)),
		folders: map[string]bool{".": true},
		written: idx.ModTime,
	}
	for _, e := range idx.Entries {
		p, ok := strings.CutPrefix(e.Name, r.dir+"/")
		if r.dir == "" {
			p, ok = e.Name, true
		}
		if !ok || e.IntentToAdd {
			continue // git add -N: as good as untracked
		}
		w.entries[p] = e
		for dir := path.Dir(p); !w.folders[dir]; dir = path.Dir(dir) {
			w.folders[dir] = true
		}
	}
	return w, nil
}

// walk visits what is tracked or untracked, but not what is ignored.
func (w *working) walk(ctx context.Context, dir string, ignored *ignores, visit func(p string, d fs.DirEntry, untracked bool) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(filepath.Join(w.dir, filepath.FromSlash(dir)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if ignored, err = ignored.in(filepath.Join(w.dir, filepath.FromSlash(dir)), w.repo.inRepo(dir)); err != nil {
		return err
	}
	for _, d := range entries {
		p := path.Join(dir, d.Name())
		e := w.entries[p]
		switch {
		case d.Name() == ".git":
		case d.IsDir() && e != nil && e.Mode == filemode.Submodule: // has a repository of its own
		case d.IsDir():
			below := ignored.below(w.repo.inRepo(p))
			if w.folders[p] || !below.everything {
				err = w.walk(ctx, p, below, visit)
			}
		case e != nil:
			err = visit(p, d, false)
		case !ignored.match(w.repo.inRepo(p), false):
			err = visit(p, d, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// same reports whether the file at p is the blob h. The index's memory of the
// file saves reading it, where that can be trusted: the same size and times,
// and changed last before the index was written ("racily clean" otherwise,
// https://git-scm.com/docs/racy-git).
func (w *working) same(p string, h plumbing.Hash, mode filemode.FileMode) (bool, error) {
	name := filepath.Join(w.dir, filepath.FromSlash(p))
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !w.repo.sameMode(info.Mode(), mode) {
		return false, nil
	}
	if e := w.entries[p]; e != nil && e.Hash == h && e.Stage == 0 && w.remembers(e, info) {
		return true, nil
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		to, err := os.Readlink(name)
		return plumbing.ComputeHash(plumbing.BlobObject, []byte(filepath.ToSlash(to))) == h, err
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return false, err
	}
	if plumbing.ComputeHash(plumbing.BlobObject, content) == h {
		return true, nil
	}
	// What git would have turned into LF before it compared.
	lf := bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	return len(lf) < len(content) && plumbing.ComputeHash(plumbing.BlobObject, lf) == h && w.repo.autocrlf(), nil
}

func (w *working) remembers(e *index.Entry, info fs.FileInfo) bool {
	changed := changeTime(info)
	return e.Size == uint32(info.Size()) &&
		e.ModifiedAt.Equal(info.ModTime()) &&
		(changed.IsZero() || e.CreatedAt.Equal(changed)) &&
		e.ModifiedAt.Before(w.written)
}

func (r *Repo) sameMode(got fs.FileMode, want filemode.FileMode) bool {
	switch want {
	case filemode.Symlink:
		return got&fs.ModeSymlink != 0
	case filemode.Regular, filemode.Deprecated, filemode.Executable:
		if !got.IsRegular() {
			return false
		}
		trusted := r.config.Raw.Section("core").Option("filemode") != "false"
		return !trusted || (got&0o100 != 0) == (want == filemode.Executable)
	}
	return false
}

// autocrlf says whether git turns CRLF into LF, by any of its configurations.
func (r *Repo) autocrlf() bool {
	set := r.config.Raw.Section("core").Option("autocrlf")
	for _, scope := range []config.Scope{config.GlobalScope, config.SystemScope} {
		if set != "" {
			break
		}
		if c, err := config.LoadConfig(scope); err == nil {
			set = c.Raw.Section("core").Option("autocrlf")
		}
	}
	return strings.EqualFold(set, "input") || isTrue(set)
}
