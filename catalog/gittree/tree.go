package gittree

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A node is one entry of a tree.
type node struct {
	name string
	mode string // one of the modes below
	hash plumbing.Hash
}

const (
	modeDir       = "40000"
	modeFile      = "100644"
	modeExec      = "100755"
	modeSymlink   = "120000"
	modeSubmodule = "160000"
)

func (n node) isDir() bool  { return n.mode == modeDir }
func (n node) isFile() bool { return n.mode == modeFile || n.mode == modeExec }

// fileMode shows links as links and submodules as neither file nor folder.
func (n node) fileMode() fs.FileMode {
	switch n.mode {
	case modeDir:
		return fs.ModeDir | 0o555
	case modeExec:
		return 0o555
	case modeSymlink:
		return fs.ModeSymlink | 0o777
	case modeSubmodule:
		return fs.ModeIrregular
	}
	return 0o444
}

// tree reads a tree's entries, in git's order.
func (r *Repo) tree(h plumbing.Hash) ([]node, error) {
	b, err := r.read(plumbing.TreeObject, h)
	if err != nil {
		return nil, err
	}
	nodes, err := parseTree(b)
	if err != nil {
		return nil, fmt.Errorf("reading tree %s: %w", h, err)
	}
	return nodes, nil
}

// parseTree reads the content of a tree object.
func parseTree(b []byte) ([]node, error) {
	nodes := make([]node, 0, bytes.Count(b, []byte{0}))
	for len(b) > 0 {
		e, rest, ok := nextEntry(b)
		if !ok || !usable(string(e.name)) {
			return nil, fmt.Errorf("it is damaged near %q", e.name)
		}
		nodes, b = append(nodes, e.node()), rest
	}
	return nodes, nil
}

// usable refuses names that git itself never writes, and that would lead out
// of the tree.
func usable(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.Contains(name, "/")
}

// find follows a slash path from a tree. ok is false where there is nothing.
func (r *Repo) find(root plumbing.Hash, p string) (n node, ok bool, err error) {
	n = node{name: ".", mode: modeDir, hash: root}
	if p == "" || p == "." {
		return n, true, nil
	}
	for name := range strings.SplitSeq(p, "/") {
		if !n.isDir() {
			return node{}, false, nil
		}
		nodes, err := r.tree(n.hash)
		if err != nil {
			return node{}, false, err
		}
		if n, ok = named(nodes, name); !ok {
			return node{}, false, nil
		}
	}
	return n, true, nil
}

func named(nodes []node, name string) (node, bool) {
	for _, n := range nodes {
		if n.name == name {
			return n, true
		}
	}
	return node{}, false
}

// files lists everything but folders below the opened folder in a commit, by
// path.
func (r *Repo) files(ctx context.Context, c Commit) (map[string]node, error) {
	found := map[string]node{}
	top, ok, err := r.find(c.tree, r.dir)
	if err != nil || !ok || !top.isDir() {
		return found, err
	}
	var walk func(h plumbing.Hash, dir string) error
	walk = func(h plumbing.Hash, dir string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		nodes, err := r.tree(h)
		for _, n := range nodes {
			p := dir + n.name
			if !n.isDir() {
				found[p] = n
			} else if err := walk(n.hash, p+"/"); err != nil {
				return err
			}
		}
		return err
	}
	return found, walk(top.hash, "")
}
