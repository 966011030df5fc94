package gittree

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Comparer tells which files differ between two commits, below the opened
// folder. It is for one goroutine, and quickest when it goes back in time: the
// trees before one change are mostly those after the one that is asked next.
type Comparer struct {
	repo    *Repo
	storage *storage
	trees   map[plumbing.Hash][]byte // content of those last seen before a change
	size    int                      // of trees, in bytes
}

// remembered bounds what a Comparer keeps of trees.
const remembered = 8 << 20

// Comparer makes one. Close it after use.
func (r *Repo) Comparer() (*Comparer, error) {
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	return &Comparer{repo: r, storage: s, trees: map[plumbing.Hash][]byte{}}, nil
}

// Close gives back what the Comparer reads with.
func (c *Comparer) Close() { c.repo.give(c.storage) }

// Compare calls changed for every path whose file is not the same before and
// after; the zero File is nothing. Renames are not followed. The zero Commit
// has no files. Only trees that differ are read.
func (c *Comparer) Compare(before, after Commit, changed func(path string, before, after File)) error {
	a, b := node{mode: modeDir, hash: before.tree}, node{mode: modeDir, hash: after.tree}
	if c.repo.dir != "" {
		for name := range strings.SplitSeq(c.repo.dir, "/") {
			if a == b {
				return nil
			}
			var err error
			if a, err = c.child(a, name, false); err == nil {
				b, err = c.child(b, name, true)
			}
			if err != nil {
				return err
			}
		}
	}
	return c.compare("", a, b, changed)
}

// child is a folder's folder; the zero node where there is none.
func (c *Comparer) child(n node, name string, last bool) (node, error) {
	content, err := c.content(n, last)
	if err != nil {
		return node{}, err
	}
	for len(content) > 0 {
		e, rest, ok := nextEntry(content)
		if !ok {
			return node{}, damaged(n, e)
		}
		if e.mode == modeDir && string(e.name) == name {
			return node{mode: modeDir, hash: e.hash()}, nil
		}
		content = rest
	}
	return node{}, nil
}

// content gives the content of a folder's tree, and none of what is no folder.
// What is asked for the last time is forgotten.
func (c *Comparer) content(n node, last bool) ([]byte, error) {
	if !n.isDir() || n.hash.IsZero() {
		return nil, nil
	}
	b, ok := c.trees[n.hash]
	if !ok {
		var err error
		if b, err = c.repo.readIn(c.storage, plumbing.TreeObject, n.hash); err != nil {
			return nil, err
		}
	}
	switch {
	case last && ok:
		delete(c.trees, n.hash)
		c.size -= len(b)
	case !last && !ok:
		if c.size+len(b) > remembered {
			clear(c.trees)
			c.size = 0
		}
		c.trees[n.hash] = b
		c.size += len(b)
	}
	return b, nil
}

// compare goes through two trees in step; dir is their path with a slash behind.
func (c *Comparer) compare(dir string, before, after node, changed func(path string, before, after File)) error {
	a, err := c.content(before, false)
	if err != nil {
		return err
	}
	b, err := c.content(after, true)
	if err != nil {
		return err
	}
	var last entry // what both trees have behind them
	for {
		if n, e := common(a, b); n > 0 {
			a, b, last = a[n:], b[n:], e
		}
		if len(a) == 0 && len(b) == 0 {
			return nil
		}
		x, restA, okA := nextEntry(a)
		y, restB, okB := nextEntry(b)
		if !okA && len(a) > 0 {
			return damaged(before, x)
		}
		if !okB && len(b) > 0 {
			return damaged(after, y)
		}
		switch order := x.compare(y); {
		case len(b) == 0 || len(a) > 0 && order < 0:
			y, restB = entry{}, b
		case len(a) == 0 || order > 0:
			x, restA = entry{}, a
		}
		a, b = restA, restB
		here := x
		if x.raw == nil {
			here = y
		}
		if last.raw != nil && last.compare(here) >= 0 || !usable(string(here.name)) {
			return fmt.Errorf("comparing trees %s and %s: one is damaged near %q; git fsck tells", before.hash, after.hash, here.name)
		}
		last = here
		p := dir + string(here.name)
		if here.mode == modeDir {
			err = c.compare(p+"/", x.node(), y.node(), changed)
		} else if f, g := x.file(), y.file(); f != g {
			changed(p, f, g)
		}
		if err != nil {
			return err
		}
	}
}

// common is the length of the entries that two trees begin with alike, and the
// last of them. Nearly all of a large tree is, so they are counted and not read.
func common(a, b []byte) (n int, last entry) {
	same, shorter := 0, min(len(a), len(b))
	for same+8 <= shorter && binary.NativeEndian.Uint64(a[same:]) == binary.NativeEndian.Uint64(b[same:]) {
		same += 8
	}
	for same < shorter && a[same] == b[same] {
		same++
	}
	if same == len(a) && same == len(b) {
		return same, entry{}
	}
	begin := 0
	for {
		size := bytes.IndexByte(a[n:same], 0) + 1 + len(plumbing.ZeroHash)
		if size == len(plumbing.ZeroHash) || n+size > same {
			last, _, _ = nextEntry(a[begin:n])
			return n, last
		}
		begin, n = n, n+size
	}
}

func damaged(n node, e entry) error {
	return fmt.Errorf("reading tree %s: it is damaged near %q", n.hash, e.name)
}
