package main

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
)

// links are the problems with symbolic links that files of an edit are, or are
// behind. They were there before, and nothing is written through one.
func (d *desk) links(files []proposal.File) []catalog.Problem {
	return slices.DeleteFunc(slices.Clone(d.problems), func(p catalog.Problem) bool {
		if p.Rule != "layout" {
			return true
		}
		i := slices.IndexFunc(files, func(f proposal.File) bool {
			shown := path.Join(d.dir, f.Path)
			return shown == p.Path || strings.HasPrefix(shown, p.Path+"/")
		})
		return i < 0 || !d.isLink(p.Path)
	})
}

// isLink looks at a path as the user would type it.
func (d *desk) isLink(shown string) bool {
	name := strings.TrimPrefix(shown, path.Join(d.dir)+"/")
	entries, err := fs.ReadDir(d.fsys, path.Dir(name))
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.Name() == path.Base(name) && e.Type()&fs.ModeSymlink != 0
	})
}
