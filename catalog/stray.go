package catalog

import (
	"io/fs"
	"path"
	"strings"
)

// stray notes a YAML file that is not read where it is. group is the path of
// the group around it, or ""; entries are what its folder holds.
func (w *walker) stray(p, group string, entries []fs.DirEntry) {
	dir, name := path.Split(p)
	dir = strings.TrimSuffix(dir, "/")
	meant := meantName(name)
	switch {
	case meant == registryFile && dir == "", meant == groupFile && dir != "" && (group == "" || group == dir):
		w.misnamed(p, meant, entries)
	case meant == registryFile:
		w.lost(p, "%q has no place here; there is one, at the root of the catalog", name)
	case meant == groupFile && dir == "":
		w.lost(p, "the root of the catalog cannot be a group; move %q into a folder of its own", name)
	case meant == groupFile:
		w.lost(p, "group %q is inside group %q; move its folder out of there", dir, group)
	case group == "" && path.Base(dir) == versionsFolder && dir != versionsFolder:
		w.lost(p, "version file %q belongs to no group; add %q", name, path.Join(path.Dir(dir), groupFile))
	default:
		w.lost(p, "%q has no place here; versions are files in the folder %q beside %q", name, versionsFolder, groupFile)
	}
}

// misnamed notes a file that would be read under the name that it should have.
func (w *walker) misnamed(p, meant string, entries []fs.DirEntry) {
	name := path.Base(p)
	switch {
	case !holds(entries, meant):
		w.lost(p, "%q is not read; rename it to %q", name, meant)
	case strings.EqualFold(name, meant): // usable has told the two apart
		w.unknown = append(w.unknown, p)
	default:
		w.lost(p, "%q is not read, and %q is here too; keep one of them, as %q", name, meant, meant)
	}
}

// meantName is how a YAML file of this name should be written: GROUP.YML is
// group.yaml, and 2.yml is 2.yaml.
func meantName(name string) string {
	stem := strings.TrimSuffix(name, path.Ext(name))
	for _, known := range []string{registryFile, groupFile} {
		if strings.EqualFold(stem+".yaml", known) {
			return known
		}
	}
	return stem + ".yaml"
}
