package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	registryFile   = "registry.yaml"
	groupFile      = "group.yaml"
	versionsFolder = "versions"
)

// A layout is what the names of files and folders alone say about a catalog.
type layout struct {
	registry bool     // there is something called registry.yaml; who reads it says when it is no file
	groups   []*Group // by Path; Name, Doc, Versions and file are not set yet
	listed   []*Group // those that have a folder of versions, which is not looked at yet
	problems []Problem
	unknown  []string
}

// A walker finds the files of a catalog and holds them to the folder rules:
// every YAML file has its place, and what has none is a problem. Names that
// start with a dot (.git, .github, .modelreg, editors' files) are not the
// catalog's business.
type walker struct {
	fsys fs.FS
	show func(path string) string // the path as a person would type it
	layout
}

// walk reads the names below the root of fsys. The error means that the root
// itself cannot be read.
func walk(fsys fs.FS, show func(string) string) (layout, error) {
	w := &walker{fsys: fsys, show: show}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return layout{}, err
	}
	w.registry = holds(entries, registryFile)
	w.folder(".", "", entries)
	slices.SortFunc(w.groups, func(a, b *Group) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(w.unknown)
	return w.layout, nil
}

func (w *walker) problem(path, rule, format string, args ...any) {
	w.problems = append(w.problems, Problem{Pos{Path: w.show(path)}, Error, rule, fmt.Sprintf(format, args...)})
}

// lost notes a problem with something that may hold groups or versions, which
// are unknown from now on.
func (w *walker) lost(path, format string, args ...any) {
	w.problem(path, "layout", format, args...)
	w.unknown = append(w.unknown, path)
}

// read lists a folder other than the root.
func (w *walker) read(dir string) []fs.DirEntry {
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		w.problem(dir, "read", "folder cannot be read: %v", err)
		w.unknown = append(w.unknown, dir)
	}
	return entries
}

// folder looks at one folder; group is the path of the group around it, or "".
func (w *walker) folder(dir, group string, entries []fs.DirEntry) {
	var own *Group
	if dir != "." && holds(entries, groupFile) {
		if group != "" {
			w.lost(path.Join(dir, groupFile), "group %q is inside group %q; move its folder out of there", dir, group)
			return
		}
		own = &Group{Path: dir}
		w.groups = append(w.groups, own)
		group = dir
	}
	for _, e := range w.usable(dir, entries) {
		p := inFolder(dir, e.Name())
		switch {
		case e.IsDir() && own != nil && e.Name() == versionsFolder:
			w.listed = append(w.listed, own)
		case e.IsDir():
			w.folder(p, group, w.read(p))
		case !isYAML(p):
		case p == registryFile:
		case own != nil && e.Name() == groupFile:
		default:
			w.stray(p, group, entries)
		}
	}
}

// versions looks at a group's folder of versions. That is most of the work, and
// independent of other groups.
func (w *walker) versions(g *Group) {
	dir := path.Join(g.Path, versionsFolder)
	entries := w.read(dir)
	for _, e := range w.usable(dir, entries) {
		p := inFolder(dir, e.Name())
		switch {
		case e.IsDir():
			w.folder(p, g.Path, w.read(p))
		case !isYAML(p):
		default:
			ext := path.Ext(p)
			label, err := ParseLabel(strings.TrimSuffix(e.Name(), ext))
			if err != nil {
				w.problem(p, "label", "%v", err)
				w.unknown = append(w.unknown, p)
				continue
			}
			if ext != ".yaml" {
				w.misnamed(p, label.String()+".yaml", entries)
				continue
			}
			g.Versions = append(g.Versions, &Version{Group: g, Label: label, Path: p})
		}
	}
	slices.SortFunc(g.Versions, func(a, b *Version) int { return a.Label.Compare(b.Label) })
}

// usable drops what is hidden, and what is refused whatever it holds: links,
// and names that cannot be printed or that some file systems take for one.
func (w *walker) usable(dir string, entries []fs.DirEntry) []fs.DirEntry {
	var kept []fs.DirEntry
	var seen map[string]string // first name by folded name; nil where no name has capitals
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.ToLower(e.Name()) != e.Name() }) {
		seen = make(map[string]string, len(entries))
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		p := inFolder(dir, name)
		first, clash := seen[strings.ToLower(name)]
		if seen != nil {
			seen[strings.ToLower(name)] = name
		}
		switch {
		case p == registryFile && !e.IsDir() && !e.Type().IsRegular(): // told when it is read
		case !printable(name):
			w.lost(dir, "name %q has characters that cannot be shown; rename it", name)
		case e.Type()&fs.ModeSymlink != 0:
			w.lost(p, "%q is a symbolic link; put the file itself here, an approval cannot be bound to a link", name)
		case !e.IsDir() && !e.Type().IsRegular() && isYAML(name):
			w.lost(p, "%q is not a regular file; put a plain file here", name)
		case clash:
			w.lost(p, "names %q and %q differ only in case; rename one", first, name)
		default:
			kept = append(kept, e)
		}
	}
	return kept
}

// inFolder is path.Join for a clean folder and one name, of which a large catalog
// has many.
func inFolder(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

func printable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return r == '\\' || !unicode.IsPrint(r)
	})
}

// isYAML reports whether a file looks like YAML to a person, whatever the case.
func isYAML(p string) bool {
	ext := strings.ToLower(path.Ext(p))
	return ext == ".yaml" || ext == ".yml"
}

// holds reports whether a folder has something of this very name.
func holds(entries []fs.DirEntry, name string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
}
