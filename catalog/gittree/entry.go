package gittree

import (
	"bytes"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing"
)

// An entry is one of a tree's, where it stands in the tree's content. The zero
// entry is none.
type entry struct {
	raw  []byte // all of it
	name []byte
	mode string
}

// nextEntry cuts the first entry: mode, space, name, NUL and twenty bytes of
// hash. ok is false when there is none that can be read.
// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
func nextEntry(b []byte) (e entry, rest []byte, ok bool) {
	mode, behind, _ := bytes.Cut(b, []byte{' '})
	name, behind, found := bytes.Cut(behind, []byte{0})
	e = entry{name: name}
	if !found || len(behind) < len(plumbing.ZeroHash) {
		return e, nil, false
	}
	rest = behind[len(plumbing.ZeroHash):]
	e.raw = b[:len(b)-len(rest)]
	e.mode, ok = canonical(mode)
	return e, rest, ok
}

// canonical is a mode as git takes it: early versions of it, and other
// programs, wrote more of them.
// https://github.com/git/git/blob/v2.39.0/cache.h#L212
func canonical(mode []byte) (string, bool) {
	switch string(mode) {
	case modeDir:
		return modeDir, true
	case modeFile:
		return modeFile, true
	}
	bits, err := strconv.ParseUint(string(mode), 8, 32)
	if err != nil {
		return "", false
	}
	switch bits & 0o170000 {
	case 0o100000:
		if bits&0o100 != 0 {
			return modeExec, true
		}
		return modeFile, true
	case 0o120000:
		return modeSymlink, true
	case 0o040000:
		return modeDir, true
	}
	return modeSubmodule, true
}

func (e entry) hash() (h plumbing.Hash) {
	copy(h[:], e.raw[max(0, len(e.raw)-len(h)):])
	return h
}

func (e entry) node() node { return node{name: string(e.name), mode: e.mode, hash: e.hash()} }

func (e entry) file() File {
	if e.raw == nil {
		return File{}
	}
	return e.node().file()
}

// compare is git's order: by name, folders as if theirs ended in a slash.
func (e entry) compare(f entry) int {
	n := min(len(e.name), len(f.name))
	if order := bytes.Compare(e.name[:n], f.name[:n]); order != 0 {
		return order
	}
	return int(e.behind(n)) - int(f.behind(n))
}

// behind is the byte of the name at n, where a folder's goes on with a slash.
func (e entry) behind(n int) byte {
	switch {
	case n < len(e.name):
		return e.name[n]
	case e.mode == modeDir:
		return '/'
	}
	return 0
}
