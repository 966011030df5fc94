package catalog

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"modelreg/schema"
)

// LoadRegistry reads registry.yaml alone, and checks it as Load does. The
// Registry is nil when it has errors.
func LoadRegistry(ctx context.Context, text []byte) (*Registry, []Problem, error) {
	l, err := newBlobLoader(ctx)
	if err != nil {
		return nil, nil, err
	}
	c := &Catalog{Registry: l.settings(l.blob(text, registryFile, schema.Registry))}
	problems := l.finish(c) // may take the Registry away
	return c.Registry, problems, nil
}

// LoadGroup reads one group.yaml alone, of the group at dir below the catalog.
// As with Load, the Group can be Broken. What depends on registry.yaml is not
// checked.
func LoadGroup(ctx context.Context, text []byte, dir string) (*Group, []Problem, error) {
	l, err := newBlobLoader(ctx)
	if err != nil {
		return nil, nil, err
	}
	g := &Group{Path: dir}
	p := path.Join(dir, groupFile)
	l.add(l.checkGroup(g, l.blob(text, p, schema.Group)))
	return g, l.finish(&Catalog{Groups: []*Group{g}}), nil
}

// LoadVersion reads one version from the bytes of the three files that it is
// made of: registry.yaml, the group.yaml of its group, and its own at p, by
// their paths below the catalog. It is for asking what a version was at a
// commit without reading the whole catalog there: where Load finds no errors,
// the version is Effective in the same way. Problems are those that Load finds
// in one of these files.
//
// The Registry is nil when registry.yaml is missing or has errors, the Version
// when its file or that of its group is missing. As with Load, the Version can
// be Broken, and so can its Group. The error says that p cannot be the path of a
// version, or that ctx has ended.
func LoadVersion(ctx context.Context, files map[string][]byte, p string) (*Registry, *Version, []Problem, error) {
	group, label, err := VersionAt(p)
	if err != nil {
		return nil, nil, nil, err
	}
	l, err := newBlobLoader(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	c := &Catalog{}
	if text, exists := files[registryFile]; exists {
		c.Registry = l.settings(l.blob(text, registryFile, schema.Registry))
	} else {
		l.noSettings()
	}
	v := l.single(c, group, label, files, p)
	problems := l.finish(c) // may take the Registry away
	return c.Registry, v, problems, nil
}

// LoadVersion is like the function of this name for a registry.yaml that has
// been loaded already, and takes half the time. Problems are those of the other
// two files.
func (r *Registry) LoadVersion(ctx context.Context, files map[string][]byte, p string) (*Version, []Problem, error) {
	group, label, err := VersionAt(p)
	if err != nil {
		return nil, nil, err
	}
	l, err := newBlobLoader(ctx)
	if err != nil {
		return nil, nil, err
	}
	l.checks = r
	c := &Catalog{Registry: r}
	v := l.single(c, group, label, files, p)
	return v, l.finish(c), nil
}

// single reads one version and its group into c.
func (l *loader) single(c *Catalog, group string, label Label, files map[string][]byte, p string) *Version {
	groupPath := path.Join(group, groupFile)
	groupText, inGroup := files[groupPath]
	text, exists := files[p]
	switch {
	case !inGroup && exists:
		w := walker{show: l.show}
		w.stray(p, "", nil)
		l.problems = append(l.problems, w.problems...)
		return nil
	case !inGroup:
		return nil
	}
	g := &Group{Path: group}
	c.Groups = []*Group{g}
	l.add(l.checkGroup(g, l.blob(groupText, groupPath, schema.Group)))
	if !exists {
		return nil
	}
	v := &Version{Group: g, Label: label, Path: p}
	g.Versions = []*Version{v}
	l.add(l.checkVersion(v, l.blob(text, p, schema.Version)))
	return v
}

// VersionAt takes the path of a version's file below the catalog's folder apart.
// It is an error for a path at which nothing is read as a version, whatever is
// there: what VersionAt lets pass, a walk over folders finds too.
func VersionAt(p string) (group string, label Label, err error) {
	dir, name := path.Split(p)
	group, inGroup := strings.CutSuffix(dir, "/"+versionsFolder+"/")
	stem, isYAML := strings.CutSuffix(name, ".yaml")
	hidden := func(name string) bool { return name == "" || name[0] == '.' || !printable(name) }
	if !inGroup || !isYAML || slices.ContainsFunc(strings.Split(p, "/"), hidden) {
		return "", Label{}, fmt.Errorf("path %q is not that of a version; give one such as \"house-price/versions/1.yaml\"", p)
	}
	label, err = ParseLabel(stem)
	if err != nil {
		return "", Label{}, fmt.Errorf("reading the path %q: %w", p, err)
	}
	return group, label, nil
}

// newBlobLoader gives a loader for files that somebody else has read.
func newBlobLoader(ctx context.Context) (*loader, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("reading the catalog: %w", err)
	}
	set, err := schemas()
	if err != nil {
		return nil, err
	}
	return &loader{set: set}, nil
}

// blob is like open for the bytes of a whole file.
func (l *loader) blob(data []byte, path string, k schema.Kind) opened {
	if len(data) > maxFile {
		return l.unread(path, tooLarge(strconv.Itoa(len(data))))
	}
	return l.understand(data, path, k)
}

// finish does what can be done only when the files of c have been read: one
// group's at most.
func (l *loader) finish(c *Catalog) []Problem {
	l.problems = SortProblems(append(l.problems, checkGroups(c)...))
	c.markBroken(l.problems, l.show)
	return l.problems
}
