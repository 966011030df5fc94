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
	waits     map[string]int // versions and targets that wait, by group
	wrong     []wrong        // alarms first
	wrongs    map[string]int // by group
	targets   map[string]Target
	audited   []*Event // of all groups, newest first
}

func newLookup(d *Data) *lookup {
	l := &lookup{
		ofGroup: map[string][]*Event{}, ofVersion: map[[2]string][]*Event{},
		waiting: map[Key]*Waiting{}, waits: map[string]int{}, wrongs: map[string]int{}, targets: map[string]Target{},
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
	for _, x := range d.Waiting {
		x.Needed = max(x.Needed, 1)
		l.waiting[x.Key] = &x
		l.waits[x.Group]++
	}
	for key, live := range d.Live {
		l.wrongs[key.Group] += len(live.Drift)
		for _, text := range live.Drift {
			l.wrong = append(l.wrong, newWrong(d.Catalog, key, text, live.Alarm))
		}
	}
	slices.SortFunc(l.wrong, func(a, b wrong) int {
		return cmp.Or(alarmsFirst(a, b), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Text, b.Text))
	})
	for _, t := range d.Targets {
		l.targets[t.Name] = t
	}
	return l
}

// newWrong is what is wrong with a version, or where the key has no label with
// its group.
func newWrong(c *catalog.Catalog, key Key, text string, alarm bool) wrong {
	x := wrong{Group: key.Group, Ref: key.Group, URL: urlOf(c, key), Target: key.Target, Text: text, Alarm: alarm}
	if key.Label != "" {
		x.Ref += "/" + key.Label
	}
	return x
}

// urlOf is the page of what a key names, seen from the top; empty: the catalog
// does not have it, or not any more.
func urlOf(c *catalog.Catalog, key Key) string {
	g, ok := c.Group(key.Group)
	if !ok {
		return ""
	}
	if key.Label == "" {
		return groupURL(key.Group)
	}
	if _, ok := g.Version(key.Label); !ok {
		return ""
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
