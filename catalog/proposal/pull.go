package proposal

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/schema"
)

// A PulledGroup is a group that a registry holds, in the words of the catalog's
// files.
type PulledGroup struct {
	Name     string          // SageMaker's
	Doc      map[string]any  // of a group.yaml, without the group's name; for a group that the catalog does not have
	Versions []PulledVersion // those that are to be written, by Number
}

// A PulledVersion is a package of a registry.
type PulledVersion struct {
	Number int // SageMaker's
	ARN    string
	Doc    map[string]any // of a version file
	Status string         // approval state in the registry
	Vague  bool           // nothing tells it from others but its number, so that it needs this one as its label
}

// A PulledFile is a file that says what a registry holds.
type PulledFile struct {
	Path    string // below the catalog
	Kind    schema.Kind
	Doc     map[string]any // without apiVersion and kind; nil for a file that the catalog has
	Changes []Change       // of a file that the catalog has
	Group   string         // SageMaker's name
	// Of the package; empty for a group.
	Number int
	ARN    string
	Status string // approval state in the registry
}

// Ref names the version of a file: house-price/1.
func (f PulledFile) Ref() string {
	group := path.Dir(path.Dir(f.Path))
	return group + "/" + strings.TrimSuffix(path.Base(f.Path), ".yaml")
}

// asks reports whether the file asks for an approval.
func (f PulledFile) asks() bool { return f.Kind == schema.Version && f.Status == Approved }

// PlacePulled finds the places for what a registry holds, by path. A group that
// the catalog does not have gets a folder of its name in lower case. Labels are
// SageMaker's numbers, where those are free and have never been used; else, and
// in groups with semantic versions, the next ones in the order of the numbers.
// What is vague and can't have its number has no place. top are the names in the
// catalog's folder, those of folders with a slash at the end. everHad is as
// catalog.CheckBase wants it.
func PlacePulled(c *catalog.Catalog, groups []PulledGroup, top []string, everHad func(paths []string) (map[string]string, error)) (files, unplaced []PulledFile, err error) {
	p := placer{catalog: c, top: top, reserved: map[string]string{}, used: map[string]bool{}}
	for _, g := range c.Groups {
		p.reserved[strings.ToLower(g.Name)] = g.Name
	}
	for _, g := range groups {
		p.reserved[strings.ToLower(g.Name)] = g.Name
	}
	var own []string // the paths of versions that keep their numbers
	for _, g := range groups {
		at := p.group(g)
		for _, v := range g.Versions {
			own = append(own, at.path(strconv.Itoa(v.Number)))
		}
	}
	if err := p.ask(own, everHad); err != nil {
		return nil, nil, err
	}
	for i, g := range groups {
		if err := p.versions(p.folders[i], g, everHad); err != nil {
			return nil, nil, err
		}
	}
	slices.SortFunc(p.files, func(a, b PulledFile) int { return strings.Compare(a.Path, b.Path) })
	return p.files, p.unplaced, nil
}

// A placer puts groups and versions where nothing else is.
type placer struct {
	catalog  *catalog.Catalog
	top      []string
	reserved map[string]string // groups by the folders of their names
	folders  []pulledFolder    // one for each group
	used     map[string]bool   // paths that the history has had

	files, unplaced []PulledFile
}

// A pulledFolder is where a group is.
type pulledFolder struct {
	dir   string
	group *catalog.Group // nil: a new one
}

func (f pulledFolder) path(label string) string { return path.Join(f.dir, "versions", label+".yaml") }

// group finds the folder of a group.
func (p *placer) group(g PulledGroup) pulledFolder {
	var at pulledFolder
	if i := slices.IndexFunc(p.catalog.Groups, func(have *catalog.Group) bool { return have.Name == g.Name }); i >= 0 {
		at = pulledFolder{p.catalog.Groups[i].Path, p.catalog.Groups[i]}
	} else {
		at.dir = strings.ToLower(g.Name)
		for n := 2; !p.free(at.dir, g.Name); n++ {
			at.dir = strings.ToLower(g.Name) + "-" + strconv.Itoa(n)
		}
		doc := g.Doc
		if at.dir != g.Name {
			doc = maps.Clone(doc)
			doc["modelPackageGroupName"] = g.Name
		}
		p.files = append(p.files, PulledFile{Path: path.Join(at.dir, "group.yaml"), Kind: schema.Group, Doc: doc, Group: g.Name})
	}
	p.folders = append(p.folders, at)
	return at
}

// free reports whether a group may have the folder: nothing else of the catalog
// is there or below, whatever the case of its letters, and it has the name of no
// other group.
func (p *placer) free(dir, name string) bool {
	if other, ok := p.reserved[dir]; ok && other != name {
		return false
	}
	for _, there := range p.top {
		if folder := strings.TrimSuffix(there, "/"); strings.EqualFold(folder, dir) && there != dir+"/" {
			return false
		}
	}
	within := func(file string) bool {
		return strings.HasPrefix(strings.ToLower(file)+"/", dir+"/")
	}
	return !slices.ContainsFunc(p.catalog.Groups, func(g *catalog.Group) bool { return within(g.Path) }) &&
		!slices.ContainsFunc(p.catalog.Unknown, within) &&
		!slices.ContainsFunc(p.folders, func(f pulledFolder) bool { return f.dir == dir })
}

// ask finds out which paths the history has had.
func (p *placer) ask(paths []string, everHad func([]string) (map[string]string, error)) error {
	if len(paths) == 0 {
		return nil
	}
	had, err := everHad(paths)
	for name := range had {
		p.used[name] = true
	}
	return err
}

// versions gives the versions of a group their labels.
func (p *placer) versions(at pulledFolder, g PulledGroup, everHad func([]string) (map[string]string, error)) error {
	var highest catalog.Label
	taken := map[string]bool{}
	if at.group != nil {
		for _, v := range at.group.Versions {
			taken[v.Label.String()] = true
			highest = v.Label // they are in order
		}
	}
	file := func(v PulledVersion) PulledFile {
		return PulledFile{Kind: schema.Version, Doc: v.Doc, Group: g.Name, Number: v.Number, ARN: v.ARN, Status: v.Status}
	}
	add := func(label string, v PulledVersion) {
		f := file(v)
		f.Path = at.path(label)
		p.files = append(p.files, f)
	}
	var late []PulledVersion // whose number is no label for them
	for _, v := range g.Versions {
		number := strconv.Itoa(v.Number)
		label, err := catalog.ParseLabel(number)
		if err != nil || highest.Scheme() == catalog.Semantic || taken[number] || p.used[at.path(number)] {
			if v.Vague {
				p.unplaced = append(p.unplaced, file(v))
			} else {
				late = append(late, v)
			}
			continue
		}
		taken[number] = true
		add(number, v)
		if highest.IsZero() || label.Compare(highest) > 0 {
			highest = label
		}
	}
	for len(late) > 0 {
		var paths []string
		next := make([]string, len(late))
		for i := range next {
			var err error
			if highest, err = NextLabel(highest, ""); err != nil {
				return fmt.Errorf("finding labels for group %s: %w", at.dir, err)
			}
			next[i] = highest.String()
			paths = append(paths, at.path(next[i]))
		}
		if err := p.ask(paths, everHad); err != nil {
			return err
		}
		for i, label := range next {
			if !p.used[paths[i]] {
				add(label, late[0])
				late = late[1:]
			}
		}
	}
	return nil
}
