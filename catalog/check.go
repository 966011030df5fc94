package catalog

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"modelreg/schema"
)

// group reads and checks one group.yaml.
func (l *loader) group(g *Group) finding {
	p := path.Join(g.Path, groupFile)
	if l.settled[g] && l.unnamed(p) {
		g.file, g.Name = &file{path: l.show(p)}, groupName(g.Path, nil)
		return finding{}
	}
	return l.checkGroup(g, l.open(l.fsys, p, p, schema.Group))
}

// checkGroup checks a group.yaml.
func (l *loader) checkGroup(g *Group, o opened) finding {
	d := o.doc
	g.file, g.Name = o.file, groupName(g.Path, nil)
	if d == nil {
		return finding{o.problems, []string{path.Join(g.Path, groupFile)}}
	}
	d.validate(l.set, schema.Group)
	g.Doc, g.Name = d.body(), groupName(g.Path, d.value)
	checkGroupDoc(g.Doc, l.checks, d.report)
	template := newTemplate(g.Doc)
	l.inTargets(d, func(t *Target, r report) {
		s := substitution{target: t, changed: l.recheck(schema.Group, r), report: r}
		s.fill(g.Doc, template, nil)
	})
	return finding{problems: d.problems}
}

// unnamed reports whether a group's file leaves its name to its folder, so that
// nothing that other files depend on is in it.
func (l *loader) unnamed(p string) bool {
	data, err := readFile(l.fsys, p)
	return err == nil && !bytes.Contains(data, []byte("modelPackageGroupName"))
}

// version reads and checks one version file; fsys is its folder.
func (l *loader) version(fsys fs.FS, v *Version) finding {
	return l.checkVersion(v, l.open(fsys, path.Base(v.Path), v.Path, schema.Version))
}

// checkVersion checks a version file.
func (l *loader) checkVersion(v *Version, o opened) finding {
	d := o.doc
	v.file = o.file
	if d == nil {
		return finding{o.problems, []string{v.Path}}
	}
	d.validate(l.set, schema.Version)
	body := d.body()
	checkVersionDoc(body, l.checks, v.Group, d.report)
	if !l.opts.CheckOnly {
		v.doc = slices.Clone(canonical(body))
	}
	source := newSource(body)
	var common []textMember // of the document that targets without override share
	l.inTargets(d, func(t *Target, r report) {
		doc, overridden := source.in(t, l.recheck(schema.Version, r), r)
		texts := common
		if overridden {
			l.validateWhole(d, doc, r)
			texts = textMembers(doc)
		} else if common == nil {
			common = textMembers(doc)
			texts = common
		}
		checkEffectiveDoc(doc, texts, l.checks, v.Group, t, r)
	})
	return finding{problems: d.problems}
}

// recheck holds a string that substitution changed to the schema, which let
// the placeholder pass. What the schema says there is looked up once for all
// targets.
func (l *loader) recheck(k schema.Kind, r report) func(path []string, t *template, s string) {
	return func(path []string, t *template, s string) {
		if t.schema == nil {
			t.schema = l.set.Part(k, path)
		}
		for _, v := range t.schema.Validate(path, s) {
			r(v.Path, severity(v), "schema", v.Message)
		}
	}
}

// validateWhole holds a merged version to the schema. Keys that d has without
// the override have been judged already.
func (l *loader) validateWhole(d *document, doc map[string]any, r report) {
	whole := maps.Clone(doc)
	whole["apiVersion"], whole["kind"] = APIVersion, kinds[schema.Version]
	for _, v := range l.set.Validate(schema.Version, whole) {
		if _, missing := d.follow(d.root, v.Path); v.AtKey && len(missing) == 0 {
			continue
		}
		r(v.Path, severity(v), "schema", v.Message)
	}
}

// report is the document's own [report].
func (d *document) report(path []string, sev Severity, rule, message string) {
	if n := d.find(path); !d.settled[n] {
		d.problems = append(d.problems, Problem{d.at(n), sev, rule, message})
	}
}

// inTargets runs a check for every target. A problem that all targets have is
// noted once; one that only some have names them; one that the document has
// whatever the target is left at that.
func (l *loader) inTargets(d *document, check func(t *Target, r report)) {
	if l.checks == nil {
		return
	}
	var order []Problem
	var targets map[Problem][]string
	for _, t := range l.checks.Targets {
		check(t, func(path []string, sev Severity, rule, message string) {
			n := d.findIn(t.Name, path)
			if d.settled[n] {
				return
			}
			if targets == nil {
				targets = make(map[Problem][]string)
				for _, p := range d.problems {
					targets[p] = []string{}
				}
			}
			p := Problem{d.at(n), sev, rule, message}
			names, told := targets[p]
			if !told {
				order = append(order, p)
			}
			if (!told || len(names) > 0) && !slices.Contains(names, t.Name) {
				targets[p] = append(names, t.Name)
			}
		})
	}
	for _, p := range order {
		switch names := targets[p]; len(names) {
		case len(l.checks.Targets):
		case 1:
			p.Message += " (target " + names[0] + ")"
		default:
			p.Message += " (targets " + strings.Join(names, ", ") + ")"
		}
		d.problems = append(d.problems, p)
	}
}

// markBroken marks what has errors, wherever they were found.
func (c *Catalog) markBroken(problems []Problem, show func(string) string) {
	broken := map[string]bool{}
	for _, p := range problems {
		if p.Severity == Error {
			broken[p.Path] = true
		}
	}
	if broken[show(registryFile)] {
		c.Registry = nil
	}
	for _, g := range c.Groups {
		if broken[show(path.Join(g.Path, groupFile))] {
			g.Broken, g.Doc = true, nil
			c.Unknown = append(c.Unknown, path.Join(g.Path, groupFile)) // its name cannot be trusted
		}
		for _, v := range g.Versions {
			if broken[show(v.Path)] {
				v.Broken, v.doc = true, nil
			}
		}
	}
}
