package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/schema"
)

// splitRef takes a ref apart: pricing/churn/3 is 3 of pricing/churn.
func splitRef(ref string) (group, label string) {
	i := strings.LastIndexByte(ref, '/')
	if i < 0 {
		return ref, ""
	}
	return ref[:i], ref[i+1:]
}

// targetsOf finds the targets that were named, by name and each once.
func targetsOf(reg *catalog.Registry, names []string) ([]string, error) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	var known []string
	for _, t := range reg.Targets {
		known = append(known, t.Name)
	}
	for _, name := range names {
		if _, ok := reg.Target(name); !ok {
			return nil, cli.Misused(schema.Suggest(name, known), "unknown target %q", name)
		}
	}
	return names, nil
}

// version finds the version that a ref names. It is one whose file was
// understood.
func (d *desk) version(ref string) (*catalog.Version, error) {
	group, label := splitRef(ref)
	among := d.catalog.Groups
	if g, ok := d.catalog.Group(group); ok {
		if v, ok := g.Version(label); ok {
			return v, d.understood(v)
		}
		among = []*catalog.Group{g}
	}
	var known []string
	for _, g := range among {
		for _, v := range g.Versions {
			known = append(known, v.Ref())
		}
	}
	hint := "there are no versions yet; modelreg register adds one"
	if g, ok := d.catalog.Group(ref); ok && len(g.Versions) > 0 {
		hint = fmt.Sprintf("that is a group; a version is named by its label, too, such as %q", g.Versions[len(g.Versions)-1].Ref())
	} else if len(known) > 0 {
		hint = schema.Suggest(ref, known)
	}
	return nil, cli.Misused(hint, "the catalog has no version %q", ref)
}

// group finds the group with a path.
func (d *desk) group(name string) (*catalog.Group, error) {
	if g, ok := d.catalog.Group(name); ok {
		return g, nil
	}
	var known []string
	for _, g := range d.catalog.Groups {
		known = append(known, g.Path)
	}
	hint := "there are no groups yet; modelreg register --new-group makes one"
	if len(known) > 0 {
		hint = schema.Suggest(name, known)
	}
	return nil, cli.Misused(hint, "the catalog has no group %q", name)
}

// understood refuses a version whose file or whose group's file has errors.
func (d *desk) understood(v *catalog.Version) error {
	if !v.Broken && !v.Group.Broken {
		return nil
	}
	files := []string{d.shown(v.Path), d.shown(path.Join(v.Group.Path, "group.yaml"))}
	var found []catalog.Problem
	for _, p := range d.problems {
		if slices.Contains(files, p.Path) {
			found = append(found, p)
		}
	}
	return d.app.refuse(found, fmt.Sprintf("%s can't be edited", v.Ref()))
}

// shown is a path below the catalog as the user would type it.
func (d *desk) shown(file string) string { return path.Join(d.dir, file) }
