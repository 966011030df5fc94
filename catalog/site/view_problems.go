package site

import (
	"path"
	"slices"
	"strconv"

	"modelreg/catalog"
)

// A problemView is what is wrong with a file, beside those of other files.
type problemView struct {
	catalog.Problem
	At  string // the file in the repository, and the line
	URL string // of the page of what the file says, or of the file; empty: neither is known
}

// problems are the first ones of all files, seen from the top: errors before
// warnings.
func (w *writer) problems() []problemView {
	var all []problemView
	for _, severity := range []catalog.Severity{catalog.Error, catalog.Warning} {
		for _, p := range w.Problems {
			if p.Severity != severity {
				continue
			}
			if len(all) == mostCards {
				return all
			}
			all = append(all, w.problem(p))
		}
	}
	return all
}

func (w *writer) problem(p catalog.Problem) problemView {
	name := w.Catalog.Below(p.Pos)
	v := problemView{Problem: p, At: path.Join(w.Source.Folder, name), URL: w.found.urlOfFile(name)}
	if v.URL == "" {
		v.URL = w.fileURL(name)
	}
	if p.Line > 0 {
		v.At += ":" + strconv.Itoa(p.Line)
	}
	return v
}

// urlOfFile is the page of the version that a file below the catalog says, or of
// the group around it, seen from the top; empty: there is none.
func (l *lookup) urlOfFile(name string) string {
	if group, label, err := catalog.VersionAt(name); err == nil {
		if url := l.urlOf(Key{Group: group, Label: label.String()}); url != "" {
			return url
		}
	}
	for dir := path.Dir(name); dir != "." && dir != "/"; dir = path.Dir(dir) {
		if url := l.urlOf(Key{Group: dir}); url != "" {
			return url
		}
	}
	return ""
}

// broken is how many files of a group have errors.
func broken(g *catalog.Group) int {
	n := 0
	if g.Broken {
		n++
	}
	for _, v := range g.Versions {
		if v.Broken {
			n++
		}
	}
	return n
}

// Troubled reports whether a file has errors, and not only what is worth a look.
func (v startView) Troubled() bool {
	return slices.ContainsFunc(v.Problems, func(p problemView) bool { return p.Severity == catalog.Error })
}
