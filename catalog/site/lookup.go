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
	approved  map[Key]*Event         // the newest approval
	waiting   map[Key]*Waiting
	waits     map[string]int // versions and targets that wait, by group
	wrong     []wrong        // alarms first
	wrongs    map[string]int // by group
	targets   map[string]Target
	audited   []*Event // of all groups, newest first
}

func newLookup(d *Data) *lookup {
	l := &lookup{
		ofGroup: map[string][]*Event{}, ofVersion: map[[2]string][]*Event{}, approved: map[Key]*Event{},
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
		if e.Kind == Approved && l.approved[e.Key] == nil {
			l.approved[e.Key] = e
		}
	}
	for i := range d.Waiting {
		x := &d.Waiting[i]
		l.waiting[x.Key] = x
		l.waits[x.Group]++
	}
	for key, live := range d.Live {
		l.wrongs[key.Group] += len(live.Drift)
		for _, text := range live.Drift {
			l.wrong = append(l.wrong, newWrong(key, text, live.Alarm))
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
func newWrong(key Key, text string, alarm bool) wrong {
	if key.Label == "" {
		return wrong{key.Group, key.Group, groupURL(key.Group), key.Target, text, alarm}
	}
	return wrong{key.Group, key.Group + "/" + key.Label, versionURL(key.Group, key.Label), key.Target, text, alarm}
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
func (w *writer) effective(v *catalog.Version, t *catalog.Target) (doc map[string]any, digest string) {
	if s, ok := w.Digests[Key{v.Group.Path, v.Label.String(), t.Name}]; ok {
		doc, _ = v.In(t)
		return doc, s
	}
	eff, _ := v.Effective(w.Catalog.Registry, t)
	return eff.Doc, eff.S
}
