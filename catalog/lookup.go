package catalog

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Target finds a target by name.
func (c *Catalog) Target(name string) (*Target, bool) {
	if c.Registry == nil {
		return nil, false
	}
	return c.Registry.Target(name)
}

// Target finds a target by name.
func (r *Registry) Target(name string) (*Target, bool) {
	i, ok := slices.BinarySearchFunc(r.Targets, name, func(t *Target, n string) int { return strings.Compare(t.Name, n) })
	if !ok {
		return nil, false
	}
	return r.Targets[i], true
}

// Group finds a group by its path below the catalog.
func (c *Catalog) Group(path string) (*Group, bool) {
	i, ok := slices.BinarySearchFunc(c.Groups, path, func(g *Group, p string) int { return strings.Compare(g.Path, p) })
	if !ok {
		return nil, false
	}
	return c.Groups[i], true
}

// Version finds a version by its label as it is written in the file's name.
func (g *Group) Version(label string) (*Version, bool) {
	i := slices.IndexFunc(g.Versions, func(v *Version) bool { return v.Label.String() == label })
	if i < 0 {
		return nil, false
	}
	return g.Versions[i], true
}

// Below is the path below the catalog of the file that a position is in.
func (c *Catalog) Below(p Pos) string {
	if c.Dir == "" || c.Dir == "." {
		return p.Path
	}
	return strings.TrimPrefix(strings.TrimPrefix(p.Path, strings.TrimSuffix(c.Dir, "/")), "/")
}

// Pos is the position of the narrowest node on a path of member names and list
// indexes (as decimals) in registry.yaml.
func (r *Registry) Pos(path ...string) Pos { return r.file.pos(path) }

// Pos is the position of the narrowest node on a path in group.yaml.
func (g *Group) Pos(path ...string) Pos { return g.file.pos(path) }

// Pos is the position of the narrowest node on a path in the version's file.
func (v *Version) Pos(path ...string) Pos { return v.file.pos(path) }

// PosIn is like Pos for the version as it is in one target: a position inside
// the target's override where that decides the value.
func (v *Version) PosIn(target string, path ...string) Pos {
	return v.file.posAt(func(t *tree) *yaml.Node { return t.findIn(target, path) })
}
