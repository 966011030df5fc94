package source

import (
	"io/fs"
	"path"
	"slices"
)

// folders are some folders of a catalog.
type folders struct {
	all   bool // every folder
	named map[string]bool
	above map[string]bool // the folders that lead to the named ones
}

func (f folders) add(dir string) {
	f.named[dir] = true
	for d := path.Dir(dir); !f.above[d]; d = path.Dir(d) {
		f.above[d] = true
	}
}

func (f folders) has(dir string) bool { return f.all || f.named[dir] }

// leadTo reports whether p is one of the folders, in one, or on the way to one.
func (f folders) leadTo(p string) bool {
	if f.all || f.above[p] {
		return true
	}
	for d := p; d != "."; d = path.Dir(d) {
		if f.named[d] {
			return true
		}
	}
	return false
}

// within is a catalog's folder in which registry.yaml and some groups alone
// can be seen.
type within struct {
	fs.FS
	folders folders
}

func (w within) ReadDir(dir string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, dir)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		p := path.Join(dir, e.Name())
		return p != registryFile && !w.folders.leadTo(p)
	}), err
}
