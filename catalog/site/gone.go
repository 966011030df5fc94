package site

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
)

// A goneGroup is a group of which the catalog once had more. What is gone keeps
// its page, so that links to it lead somewhere.
type goneGroup struct {
	path   string
	whole  bool     // the group is gone, too
	labels []string // of the versions that are gone, newest first
}

// findGone finds what events tell of and the catalog does not have, and gives it
// a page. What has a name that a page of the catalog needs goes without.
func (l *lookup) findGone() []goneGroup {
	missing := map[string][]catalog.Label{}
	for version := range l.ofVersion {
		label, err := catalog.ParseLabel(version[1])
		if err == nil && fs.ValidPath(version[0]) && !l.pages[version] {
			missing[version[0]] = append(missing[version[0]], label)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	used := names{}
	for page := range l.pages {
		for _, file := range filesOf(page[0], page[1]) {
			used.use(file)
		}
	}
	var all []goneGroup
	for _, group := range slices.Sorted(maps.Keys(missing)) {
		g := goneGroup{path: group, whole: !l.pages[[2]string{group}]}
		if g.whole && !used.use(filesOf(group, "")[0]) {
			continue
		}
		l.pages[[2]string{group}] = true
		labels := missing[group]
		slices.SortFunc(labels, func(a, b catalog.Label) int { return b.Compare(a) })
		for _, label := range labels {
			if used.use(filesOf(group, label.String())[0]) {
				l.pages[[2]string{group, label.String()}] = true
				g.labels = append(g.labels, label.String())
			}
		}
		all = append(all, g)
	}
	return all
}

// filesOf are the files of a version, or without a label of a group: its page,
// and what may be beside that.
func filesOf(group, label string) []string {
	dir := "groups/" + group + "/"
	if label == "" {
		return []string{dir + "index.html", dir + "all.html", dir + "compare.html"}
	}
	return []string{dir + label + ".html", dir + label + ".js"}
}

// names are those of files (true) and of folders that these are in. Upper and
// lower case are one, as they are on many disks.
type names map[string]bool

// use takes a name for a file, unless a folder or another file has it, or a file
// that of a folder which it is in.
func (n names) use(file string) bool {
	file = strings.ToLower(file)
	if _, used := n[file]; used {
		return false
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if n[dir] {
			return false
		}
	}
	n[file] = true
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		n[dir] = false
	}
	return true
}
