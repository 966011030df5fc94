package sync

import "modelreg/catalog"

// An entry is a version of the group under comparison.
type entry struct {
	version    *catalog.Version
	want       *wanted // nil when the version cannot be synced
	problem    string  // why not
	registered []int   // packages that carry its markers, by number
}

// match finds out which package is which version. The mirror decides where
// there is one; without it the markers do, unless the record of an approval or
// the digest of the content says that a marker was edited. What contradicts
// itself is nobody's and stays as it is.
func (d *groupDiffer) match() {
	if d.have == nil {
		return
	}
	byS, byContent := map[string]*entry{}, map[string]*entry{}
	byLabel := map[string]*entry{}
	for _, e := range d.entries {
		byLabel[e.version.Label.String()] = e
		if e.want != nil {
			byS[e.want.eff.S] = e
			if _, twice := byContent[e.want.eff.Content]; twice {
				byContent[e.want.eff.Content] = nil // two versions of one content: it tells nothing
			} else {
				byContent[e.want.eff.Content] = e
			}
		}
	}
	d.ids = make([]identity, len(d.have.Packages))
	for i, p := range d.have.Packages {
		id := &d.ids[i]
		*id = identify(p)
		if id.Catalog != d.Catalog.Registry.Name {
			d.unmanaged++
			continue
		}
		d.managed++
		if _, err := catalog.ParseLabel(id.Label); err != nil {
			id.Label = ""
		}
		known := byS[id.Record.S]
		if known == nil {
			known = byContent[id.Content]
		}
		if known != nil && !id.Mirror && known.version.Label.String() != id.Label {
			id.Label, id.Edited = "", true
			if p.Full && known.want.sameContent(p.Doc, id.Mirror) {
				id.Label = known.version.Label.String()
			}
		}
		if id.Label != "" {
			d.claim(i, byLabel[id.Label])
		}
	}
	d.recognise()
	d.matchContent()
}

// claim notes that package i is the entry's, or that of a label that the
// catalog no longer has.
func (d *groupDiffer) claim(i int, e *entry) {
	if e != nil {
		e.registered = append(e.registered, i)
		d.claimed[i] = true
	}
	label, err := catalog.ParseLabel(d.ids[i].Label)
	if err != nil || len(d.entries) > 0 && label.Scheme() != d.entries[0].version.Label.Scheme() {
		return // of another scheme, it has no place in the order
	}
	if d.highest.IsZero() || label.Compare(d.highest) > 0 {
		d.highest = label
	}
}

// recognise gives packages that carry our catalog's name and tell no label a
// version, where exactly one that has no package holds exactly what they hold.
func (d *groupDiffer) recognise() {
	open := map[string][]*entry{} // without a package, by artifacts
	for _, e := range d.entries {
		if len(e.registered) == 0 && e.want != nil {
			open[artifacts(e.want.doc)] = append(open[artifacts(e.want.doc)], e)
		}
	}
	candidates := map[int][]*entry{}
	suitors := map[*entry]int{}
	for i, id := range d.ids {
		p := d.have.Packages[i]
		if id.Catalog != d.Catalog.Registry.Name || id.Label != "" || !p.Full {
			continue
		}
		for _, e := range open[artifacts(p.Doc)] {
			if e.want.sameContent(p.Doc, id.Mirror) {
				candidates[i] = append(candidates[i], e)
				suitors[e]++
			}
		}
	}
	for i := range d.ids {
		if es := candidates[i]; len(es) == 1 && suitors[es[0]] == 1 {
			d.ids[i].Label = es[0].version.Label.String()
			d.claim(i, es[0])
		}
	}
}

// prefer picks the package that is the version, of several that carry its
// markers, by number: the one that was approved as what the catalog says, else
// the first that sync is known to have made, else the first. It must be
// complete and hold what the catalog says, unless none does.
func (w *wanted) prefer(packages []Package, ids []identity) int {
	best, rank := 0, 0
	for i, p := range packages {
		if p.Status != "Completed" || !w.sameContent(p.Doc, ids[i].Mirror) {
			continue
		}
		r := 1
		if ids[i].Mirror {
			r = 2
		}
		if ids[i].Record.S == w.eff.S && ids[i].Record.Proof != "" {
			r = 3
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

// choose is prefer for an entry's packages.
func (d *groupDiffer) choose(e *entry) int {
	if len(e.registered) == 1 {
		return e.registered[0]
	}
	var packages []Package
	var ids []identity
	for _, i := range e.registered {
		packages, ids = append(packages, d.have.Packages[i]), append(ids, d.ids[i])
	}
	return e.registered[e.want.prefer(packages, ids)]
}

// duplicates reports further packages with the version's markers. None of them
// may be approved.
func (d *groupDiffer) duplicates(change Change, e *entry, chosen int) {
	w := e.want
	for _, i := range e.registered {
		if i == chosen {
			continue
		}
		p := d.have.Packages[i]
		c := change
		c.ARN, c.Action, c.Reason, c.Pos, c.Drift = p.ARN, Notice, Duplicate, w.pos(nil), true
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
