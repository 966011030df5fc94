package github

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// A treeFS shows a folder of a tree. What a file holds is read once.
type treeFS struct {
	nodes map[string]*node // by path, "." is the folder itself
	read  func(blob string) ([]byte, error)
}

// A node is one file or folder.
type node struct {
	fs      *treeFS
	name    string
	mode    fs.FileMode
	blob    string        // empty for a folder
	entries []fs.DirEntry // of a folder, by name

	once    sync.Once // guards what follows
	content []byte
	err     error
}

func newTreeFS(files map[string]File, dir string, read func(blob string) ([]byte, error)) *treeFS {
	t := &treeFS{nodes: map[string]*node{}, read: read}
	t.nodes["."] = &node{fs: t, name: ".", mode: fs.ModeDir | 0o755}
	prefix := ""
	if dir != "" && dir != "." {
		prefix = dir + "/"
	}
	for p, f := range files {
		if below, ok := strings.CutPrefix(p, prefix); ok && fs.ValidPath(below) {
			t.add(below, &node{fs: t, name: path.Base(below), mode: fileMode(f.Mode), blob: f.Blob})
		}
	}
	for _, n := range t.nodes {
		slices.SortFunc(n.entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return t
}

// add puts a node into its folder, which is made where it is not there yet.
func (t *treeFS) add(p string, n *node) {
	t.nodes[p] = n
	dir := path.Dir(p)
	if t.nodes[dir] == nil {
		t.add(dir, &node{fs: t, name: path.Base(dir), mode: fs.ModeDir | 0o755})
	}
	t.nodes[dir].entries = append(t.nodes[dir].entries, fs.FileInfoToDirEntry(n))
}

// fileMode is that of a file as git writes it. A submodule is no file.
func fileMode(git string) fs.FileMode {
	switch git {
	case "100755":
		return 0o755
	case "120000":
		return fs.ModeSymlink | 0o777
	case "160000":
		return fs.ModeIrregular
	}
	return 0o644
}

func (t *treeFS) find(op, name string) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n, ok := t.nodes[name]
	if !ok {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

// Open opens a file or a folder; links and submodules can't be.
func (t *treeFS) Open(name string) (fs.File, error) {
	n, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	if n.IsDir() {
		return &openFolder{node: n, rest: n.entries}, nil
	}
	content, err := n.text()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{bytes.NewReader(content), n}, nil
}

// Stat tells of a folder without reading; of a file the size has to be known.
func (t *treeFS) Stat(name string) (fs.FileInfo, error) {
	n, err := t.find("stat", name)
	if err != nil {
		return nil, err
	}
	if n.mode.IsRegular() {
		if _, err := n.text(); err != nil {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
	}
	return n, nil
}

// ReadDir lists a folder by name, without reading a file.
func (t *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := t.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !n.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a directory")}
	}
	return slices.Clone(n.entries), nil
}

// text reads what a file holds.
func (n *node) text() ([]byte, error) {
	if !n.mode.IsRegular() {
		return nil, errors.New("is a symbolic link or a submodule")
	}
	n.once.Do(func() { n.content, n.err = n.fs.read(n.blob) })
	return n.content, n.err
}

func (n *node) Name() string       { return n.name }
func (n *node) Mode() fs.FileMode  { return n.mode }
func (n *node) IsDir() bool        { return n.mode.IsDir() }
func (n *node) ModTime() time.Time { return time.Time{} }
func (n *node) Sys() any           { return nil }

// Size is 0 until the file is read, or where it can't be.
func (n *node) Size() int64 {
	if !n.mode.IsRegular() {
		return 0
	}
	content, err := n.text()
	if err != nil {
		return 0
	}
	return int64(len(content))
}

type openFile struct {
	*bytes.Reader
	node *node
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	node *node
	rest []fs.DirEntry
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFolder) Close() error               { return nil }

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.node.name, Err: errors.New("is a directory")}
}

// ReadDir gives the next n entries, or all where n is not above 0.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.rest) {
		n = len(f.rest)
	}
	entries := slices.Clone(f.rest[:n])
	f.rest = f.rest[n:]
	return entries, nil
}
