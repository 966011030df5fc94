package site

import (
	"cmp"
	"slices"

	"modelreg/catalog"
)

// A lookup finds what Data lists by what it is about, so that many pages take
// no longer for it than for their own part.
type lookup struct {
	ofGroup   map[string][]*Event    // newest first
	ofVersion map[[2]string][]*Event // by group and label, newest first
	waiting   map[Key]*Waiting
	waits     map[string][]Waiting // by group, as they are listed
	wrong     []wrong              // alarms first
	wrongs    map[string][]wrong   // the same, by group
	targets   map[string]Target
	audited   []*Event                     // of all groups, newest first
	problems  map[string][]catalog.Problem // by the file's path below the catalog
	pages     map[[2]string]bool           // groups and versions that have one, by group and label
	gone      []goneGroup
}

func newLookup(d *Data) *lookup {
	l := &lookup{
		ofGroup: map[string][]*Event{}, ofVersion: map[[2]string][]*Event{},
		waiting: map[Key]*Waiting{}, waits: map[string][]Waiting{}, wrongs: map[string][]wrong{}, targets: map[string]Target{},
		problems: map[string][]catalog.Problem{}, pages: map[[2]string]bool{},
	}
	for _, p := range d.Problems {
		at := d.Catalog.Below(p.Pos)
		l.problems[at] = append(l.problems[at], p)
	}
	for i := range d.Events {
		e := &d.Events[i]
		version := [2]string{e.Group, e.Label}
		l.ofGroup[e.Group] = append(l.ofGroup[e.Group], e)
		l.ofVersion[version] = append(l.ofVersion[version], e)
		if slices.Contains(audited, e.Kind) {
			l.audited = append(l.audited, e)
		}
	}
	for _, g := range d.Catalog.Groups {
		l.pages[[2]string{g.Path}] = true
		for _, v := range g.Versions {
			l.pages[[2]string{g.Path, v.Label.String()}] = true
		}
	}
	l.gone = l.findGone()
	for _, x := range d.Waiting {
		l.waiting[x.Key] = &x
		l.waits[x.Group] = append(l.waits[x.Group], x)
	}
	for key, live := range d.Live {
		for _, text := range live.Drift {
			l.wrong = append(l.wrong, l.newWrong(key, text, live.Alarm))
		}
	}
	slices.SortFunc(l.wrong, func(a, b wrong) int {
		return cmp.Or(alarmsFirst(a, b), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Text, b.Text))
	})
	for _, x := range l.wrong {
		l.wrongs[x.Group] = append(l.wrongs[x.Group], x)
	}
	for _, t := range d.Targets {
		l.targets[t.Name] = t
	}
	return l
}

// newWrong is what is wrong with a version, or where the key has no label with
// its group.
func (l *lookup) newWrong(key Key, text string, alarm bool) wrong {
	x := wrong{Group: key.Group, Ref: key.Group, URL: l.urlOf(key), Target: key.Target, Text: text, Alarm: alarm}
	if key.Label != "" {
		x.Ref += "/" + key.Label
	}
	return x
}

// wrongsOf are what is wrong with a group and its versions, with links from a page
// at root.
func (l *lookup) wrongsOf(group, root string) []wrong {
	all := slices.Clone(l.wrongs[group])
	for i := range all {
		if all[i].URL != "" {
			all[i].URL = root + all[i].URL
		}
	}
	return all
}

// urlOf is the page of what a key names, seen from the top; empty: neither the
// catalog nor its past has it.
func (l *lookup) urlOf(key Key) string {
	switch {
	case !l.pages[[2]string{key.Group, key.Label}]:
		return ""
	case key.Label == "":
		return groupURL(key.Group)
	}
	return versionURL(key.Group, key.Label)
}

func alarmsFirst(a, b wrong) int {
	switch {
	case a.Alarm == b.Alarm:
		return 0
	case a.Alarm:
		return -1
	}
	return 1
}

// effective is what a version is in a target, and what an approval of that is
// bound to. To work that out takes longer than all the rest.
func (w *writer) effective(v *catalog.Version, written *catalog.Written, t *catalog.Target) (doc map[string]any, digest string) {
	if s, ok := w.Digests[Key{v.Group.Path, v.Label.String(), t.Name}]; ok {
		doc, _ = written.In(t)
		return doc, s
	}
	eff, _ := written.Effective(w.Catalog.Registry, t)
	return eff.Doc, eff.S
}
