package main

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
)

// links are the problems with symbolic links in some groups, or on the way to
// them. What is behind one is not known, so that nobody can tell which versions
// such a group has.
func (d *desk) links(groups []string) []catalog.Problem {
	return slices.DeleteFunc(slices.Clone(d.problems), func(p catalog.Problem) bool {
		return p.Rule != "layout" || !d.isLink(p.Path) || !slices.ContainsFunc(groups, func(group string) bool {
			group = path.Join(d.dir, group)
			return group == p.Path || strings.HasPrefix(group, p.Path+"/") || strings.HasPrefix(p.Path, group+"/")
		})
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
