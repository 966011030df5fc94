package gittree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

var errNotDir = errors.New("not a directory")

// FS shows the opened folder as it is in a commit. Symbolic links are shown as
// links and are never followed, not by Stat either; links and submodules
// cannot be opened. Times are zero. It is safe for several goroutines, and
// fs.ErrNotExist when the commit has no such folder.
func (r *Repo) FS(c Commit) (fs.FS, error) {
	top, ok, err := r.find(c.tree, r.dir)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading %q at commit %s: %w", r.dir, c.Short(), err)
	case !ok:
		return nil, fmt.Errorf("reading %q at commit %s: %w", r.dir, c.Short(), fs.ErrNotExist)
	case !top.isDir():
		return nil, fmt.Errorf("reading %q at commit %s: %w", r.dir, c.Short(), errNotDir)
	}
	top.name = "."
	return &treeFS{repo: r, top: top}, nil
}

type treeFS struct {
	repo  *Repo
	top   node
	trees sync.Map // plumbing.Hash to []node by name; a tree is read once or, in a race, twice
}

// Open opens a file or folder. A file's content is read at the first Read.
func (f *treeFS) Open(name string) (fs.File, error) {
	n, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	info := fileInfo{f, n}
	switch {
	case n.isDir():
		entries, err := f.ReadDir(name)
		return &openDir{fileInfo: info, path: name, entries: entries}, err
	case n.isFile():
		return &openFile{fileInfo: info, path: name}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: notAFile(n)}
}

func (f *treeFS) ReadFile(name string) ([]byte, error) {
	n, err := f.find("read", name)
	if err != nil {
		return nil, err
	}
	if !n.isFile() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: notAFile(n)}
	}
	b, err := f.repo.read(plumbing.BlobObject, n.hash)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return b, nil
}

func (f *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := f.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !n.isDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errNotDir}
	}
	nodes, err := f.tree(n.hash)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	entries := make([]fs.DirEntry, len(nodes))
	for i, n := range nodes {
		entries[i] = dirEntry{fileInfo{f, n}}
	}
	return entries, nil
}

func (f *treeFS) Stat(name string) (fs.FileInfo, error) {
	n, err := f.find("stat", name)
	if err != nil {
		return nil, err
	}
	return f.info(name, n)
}

// find follows a path through trees that were read before, where they were.
func (f *treeFS) find(op, name string) (node, error) {
	if !fs.ValidPath(name) {
		return node{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n := f.top
	if name == "." {
		return n, nil
	}
	for part := range strings.SplitSeq(name, "/") {
		if !n.isDir() {
			return node{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
		}
		nodes, err := f.tree(n.hash)
		if err != nil {
			return node{}, &fs.PathError{Op: op, Path: name, Err: err}
		}
		i, ok := slices.BinarySearchFunc(nodes, part, func(n node, part string) int { return strings.Compare(n.name, part) })
		if !ok {
			return node{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
		}
		n = nodes[i]
	}
	return n, nil
}

// tree gives a tree's entries by name. (git sorts folders as if they ended in
// a slash.)
func (f *treeFS) tree(h plumbing.Hash) ([]node, error) {
	if nodes, ok := f.trees.Load(h); ok {
		return nodes.([]node), nil
	}
	nodes, err := f.repo.tree(h)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(nodes, func(a, b node) int { return strings.Compare(a.name, b.name) })
	f.trees.Store(h, nodes)
	return nodes, nil
}

func (f *treeFS) info(name string, n node) (fs.FileInfo, error) {
	info := sizedInfo{fileInfo: fileInfo{f, n}}
	if n.isFile() {
		size, err := f.repo.size(n.hash)
		if err != nil {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
		info.size = size
	}
	return info, nil
}

func notAFile(n node) error {
	switch n.mode {
	case modeSymlink:
		return errors.New("is a symbolic link")
	case modeSubmodule:
		return errors.New("is a git submodule")
	}
	return errors.New("is a directory")
}

// fileInfo is what a tree alone tells of an entry.
type fileInfo struct {
	fs *treeFS
	n  node
}

func (i fileInfo) Name() string      { return path.Base(i.n.name) }
func (i fileInfo) Mode() fs.FileMode { return i.n.fileMode() }
func (fileInfo) ModTime() time.Time  { return time.Time{} }
func (i fileInfo) IsDir() bool       { return i.n.isDir() }
func (i fileInfo) Sys() any          { return nil }

type sizedInfo struct {
	fileInfo
	size int64
}

func (i sizedInfo) Size() int64 { return i.size }

type dirEntry struct{ fileInfo }

func (e dirEntry) Type() fs.FileMode          { return e.Mode().Type() }
func (e dirEntry) Info() (fs.FileInfo, error) { return e.fs.info(e.n.name, e.n) }
func (e dirEntry) String() string             { return fs.FormatDirEntry(e) }

type openFile struct {
	fileInfo
	path    string
	content *bytes.Reader // nil until the first Read
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.fs.info(f.path, f.n) }
func (*openFile) Close() error                 { return nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.content == nil {
		content, err := f.fs.repo.read(plumbing.BlobObject, f.n.hash)
		if err != nil {
			return 0, &fs.PathError{Op: "read", Path: f.path, Err: err}
		}
		f.content = bytes.NewReader(content)
	}
	return f.content.Read(b)
}

type openDir struct {
	fileInfo
	path    string
	entries []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.fs.info(d.path, d.n) }
func (*openDir) Close() error                 { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.path, Err: notAFile(d.n)}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.entries)
	} else if len(d.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.entries))
	entries := slices.Clone(d.entries[:n])
	d.entries = d.entries[n:]
	return entries, nil
}
