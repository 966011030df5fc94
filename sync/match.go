package sync

import (
	"modelreg/catalog"
)

// match finds out which package is which version.
func (d *groupDiffer) match() {
	if d.have == nil {
		return
	}
	name := d.Catalog.Registry.Name
	for i, p := range d.have.Packages {
		id := identify(p)
		d.ids = append(d.ids, id)
		if id.Catalog != name {
			d.unmanaged++
			continue
		}
		d.managed++
		label, err := catalog.ParseLabel(id.Label)
		if err != nil {
			d.ids[i].Label = ""
			continue
		}
		d.byLabel[id.Label] = append(d.byLabel[id.Label], i)
		if d.highest.IsZero() || comparable(label, d.highest) && label.Compare(d.highest) > 0 {
			d.highest = label
		}
	}
}

func comparable(a, b catalog.Label) bool { return a.Scheme() == b.Scheme() }

// choose picks the package that is the version, of several with its markers:
// the first one that is complete and holds what the catalog says, else the
// first one.
func (d *groupDiffer) choose(w *wanted, registered []int) int {
	if len(registered) == 1 {
		return registered[0]
	}
	for _, i := range registered {
		p := d.have.Packages[i]
		if p.Status == "Completed" && w.sameContent(p.Doc) {
			return i
		}
	}
	return registered[0]
}

// duplicates reports further packages with the version's markers. None of them
// may be approved.
func (d *groupDiffer) duplicates(change Change, w *wanted, registered []int, chosen int) {
	for _, i := range registered {
		if i == chosen {
			continue
		}
		p := d.have.Packages[i]
		c := change
		c.ARN, c.Action, c.Reason, c.Pos = p.ARN, Notice, Duplicate, w.pos(nil)
		c.Detail = p.ARN + " carries the markers of " + c.Ref + " too; " + d.have.Packages[chosen].ARN + " is the one that counts"
		d.add(c)
		if p.Doc[mStatus] == approved && p.Status == "Completed" {
			c.Action, c.Reason, c.Pos = Update, PutBack, w.pos([]string{mStatus})
			c.Fields = []Field{{Path: mStatus, Old: approved, New: pending, Pos: c.Pos}}
			c.step = step{want: w, demotes: true, duplicate: true}
			d.add(c)
		}
	}
}

// recognise finds the one package that carries our catalog's name, tells no
// label any more, and holds exactly what w would register.
func (d *groupDiffer) recognise(w *wanted) (int, bool) {
	found := -1
	for i, id := range d.ids {
		if id.Catalog != d.Catalog.Registry.Name || id.Label != "" || d.claimed[i] {
			continue
		}
		if p := d.have.Packages[i]; p.Full && w.sameContent(p.Doc) {
			if found >= 0 {
				return 0, false
			}
			found = i
		}
	}
	return found, found >= 0
}

// lookalike finds a package without any markers that holds exactly what w
// would register: creating w would be registering it twice.
func (d *groupDiffer) lookalike(w *wanted) string {
	for i, id := range d.ids {
		p := d.have.Packages[i]
		if id.Catalog == "" && p.Full && p.Status == "Completed" && w.sameContent(p.Doc) && len(w.leavesInCommon(p.Doc)) > 0 {
			return p.ARN
		}
	}
	return ""
}

// leavesInCommon lists create-only members that both state, so that two
// packages with nothing in them are not taken for the same one.
func (w *wanted) leavesInCommon(have Doc) []string {
	var both []string
	for _, member := range catalog.CreateOnly() {
		if member != mMetadataProps && !isEmpty(w.doc[member]) && !isEmpty(have[member]) {
			both = append(both, member)
		}
	}
	return both
}
