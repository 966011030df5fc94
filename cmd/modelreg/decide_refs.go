package main

import (
	"context"
	"errors"
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

// pathsOf are the paths of groups, which their paths or SageMaker's names name.
// What the catalog does not have stays as it is.
func pathsOf(c *catalog.Catalog, groups []string) []string {
	paths := slices.Clone(groups)
	for i, name := range paths {
		if g, ok := groupCalled(c, name); ok {
			paths[i] = g.Path
		}
	}
	return paths
}

// groupCalled finds the group with a path, or else with a name in SageMaker.
func groupCalled(c *catalog.Catalog, name string) (*catalog.Group, bool) {
	if g, ok := c.Group(name); ok {
		return g, true
	}
	return groupNamed(c, name)
}

// version finds the version that a ref names. It is one whose file was
// understood.
func (d *desk) version(ctx context.Context, ref string) (*catalog.Version, error) {
	group, label := splitRef(ref)
	among := d.catalog.Groups
	if g, ok := groupCalled(d.catalog, group); ok {
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
	if g, ok := groupCalled(d.catalog, ref); ok && len(g.Versions) > 0 {
		hint = fmt.Sprintf("that is a group; a version is named by its label, too, such as %q", g.Versions[len(g.Versions)-1].Ref())
	} else if file := d.unmerged(ctx, group, label); file != "" {
		hint = file + " is in the folder, and not merged yet: commit, push and merge it first, or leave --pr out to edit it there"
	} else if len(known) > 0 {
		hint = schema.Suggest(ref, known)
	}
	return nil, cli.Misused(hint, "%s has no version %q", d.called(), ref)
}

// group finds the group with a path, or else with a name in SageMaker.
func (d *desk) group(ctx context.Context, name string) (*catalog.Group, error) {
	if g, ok := groupCalled(d.catalog, name); ok {
		return g, nil
	}
	hint := "there are no groups yet; modelreg register --new-group makes one"
	if file := d.unmerged(ctx, name, ""); file != "" {
		hint = file + " is in the folder, and not merged yet: commit, push and merge it first, or leave --pr out to edit it there"
	} else if len(d.catalog.Groups) > 0 {
		hint = schema.Suggest(name, groupNames(d.catalog))
	}
	return nil, cli.Misused(hint, "%s has no group %q", d.called(), name)
}

// called is what the catalog that is edited is called: of the protected branch
// people see that it is not the folder they are in.
func (d *desk) called() string {
	if r, ok := d.place.(*remote); ok {
		return fmt.Sprintf("%s of %s (%.7s)", r.at.Branch, r.at.Repository, r.at.Tip)
	}
	return "the catalog"
}

// unmerged is the file of a version, or without a label of a group, that the
// folder has and the protected branch, which is edited, has not; empty: there is
// none.
func (d *desk) unmerged(ctx context.Context, group, label string) string {
	if _, ok := d.place.(*remote); !ok {
		return ""
	}
	src, err := d.app.open()
	if err != nil {
		return "" // there is no such folder
	}
	c, _, err := src.LoadGroups(ctx)
	if err := errors.Join(err, src.Close()); err != nil {
		return ""
	}
	g, ok := groupCalled(c, group)
	if !ok {
		return ""
	}
	if label == "" {
		return path.Join(src.Dir, g.Path, "group.yaml")
	}
	if v, ok := g.Version(label); ok {
		return path.Join(src.Dir, v.Path)
	}
	return ""
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
