package sync

import "slices"

// matchContent gives packages that nobody owns to versions that have none: one
// that holds exactly what a version would register counts as that version, and
// nothing is written to it for that. It is for targets that say adopt: match,
// and for adoption. What differs in members that can be updated, the approval
// state among them, is no obstacle.
//
// The package whose number is the label goes first. Of the rest, as many
// packages as versions that are all equal are taken in order; what stays
// ambiguous belongs to nobody. Packages that lack what can still be added come
// last. A package about which the registry does not tell all may be any version:
// while there is one in the group, only numbers tell.
func (d *groupDiffer) matchContent() {
	if !d.byContent() {
		return
	}
	m := matcher{groupDiffer: d, free: d.pool(func(i int) bool { return d.ids[i].Catalog == "" })}
	certain := len(d.Catalog.Unknown) == 0 && d.untold() == ""
	for _, e := range d.entries {
		switch {
		case len(e.registered) > 0:
		case e.want == nil:
			certain = false // any of them may be what it says
		default:
			m.open = append(m.open, e)
		}
	}
	for _, same := range []func(*wanted, Doc) bool{(*wanted).holdsAll, (*wanted).holdsSome} {
		m.byNumber(same)
		if certain {
			m.byClass(same)
		}
	}
}

// byContent reports whether packages count as versions by their content.
func (d *groupDiffer) byContent() bool { return d.Target.Adopt == "match" || d.Adopt != nil }

// untold is the first package of the group about which the registry did not tell
// all; empty when there is none.
func (d *groupDiffer) untold() string {
	for _, p := range d.have.Packages {
		if !p.Full {
			return p.ARN
		}
	}
	return ""
}

// A matcher finds packages for versions that have none.
type matcher struct {
	*groupDiffer
	open []*entry // in label order
	free pool     // packages that nobody owns
}

// byNumber matches labels that are SageMaker's numbers. A number tells even
// where there is no content to tell by.
func (m matcher) byNumber(same func(*wanted, Doc) bool) {
	for _, e := range m.open {
		i, ok := m.free.byNumber[e.version.Label.String()]
		if ok && len(e.registered) == 0 && !m.claimed[i] && same(e.want, m.have.Packages[i].Doc) {
			m.take(e, i)
		}
	}
}

// A claim are versions that say the same, and the packages that they equal.
type claim struct {
	versions []int // of those that are open
	equal    []*alike
}

// byClass matches versions and packages that are equal among each other and to
// nothing else, where there are as many of the ones as of the others.
func (m matcher) byClass(same func(*wanted, Doc) bool) {
	suitors := map[*alike][]*claim{}
	claims := m.claims(same)
	for _, c := range claims {
		for _, a := range c.equal {
			suitors[a] = append(suitors[a], c)
		}
	}
	for _, c := range claims {
		if len(c.equal) == 0 || suitors[c.equal[0]][0] != c {
			continue // of several, the first one speaks for all
		}
		rivals := suitors[c.equal[0]]
		if !slices.ContainsFunc(rivals, func(r *claim) bool { return !slices.Equal(r.equal, c.equal) }) &&
			!slices.ContainsFunc(c.equal, func(a *alike) bool { return !slices.Equal(suitors[a], rivals) }) {
			m.pairUp(rivals, c.equal)
		}
	}
}

// claims lists what the versions without a package equal.
func (m matcher) claims(same func(*wanted, Doc) bool) (claims []*claim) {
	alikes := func(w *wanted, have Doc) bool { return w.tellsOf(have) && same(w, have) }
	byText := map[string]*claim{}
	for n, e := range m.open {
		if len(e.registered) > 0 {
			continue
		}
		text := e.want.contentText()
		c := byText[text]
		if c == nil {
			c = &claim{equal: slices.DeleteFunc(m.free.equal(e.want, alikes), func(a *alike) bool { return len(m.unclaimedOf(a)) == 0 })}
			byText[text], claims = c, append(claims, c)
		}
		c.versions = append(c.versions, n)
	}
	return claims
}

// unclaimedOf are those that are no version's yet.
func (m matcher) unclaimedOf(a *alike) []int {
	return slices.DeleteFunc(slices.Clone(a.packages), func(i int) bool { return m.claimed[i] })
}

// pairUp takes packages for versions, in order, where there are as many.
func (m matcher) pairUp(claims []*claim, equal []*alike) {
	var versions, packages []int
	for _, c := range claims {
		versions = append(versions, c.versions...)
	}
	for _, a := range equal {
		packages = append(packages, m.unclaimedOf(a)...)
	}
	if len(versions) != len(packages) {
		return
	}
	slices.Sort(versions)
	slices.Sort(packages)
	for n, i := range packages {
		m.take(m.open[versions[n]], i)
	}
}

// take notes that a package counts as a version.
func (m matcher) take(e *entry, i int) {
	m.ids[i] = e.want.matchedIdentity()
	m.claim(i, e)
	m.managed++
	m.unmanaged--
}

// matchedIdentity is that of a package that counts as the version by its
// content. Whatever markers nobody owns are on it, they say nothing.
func (w *wanted) matchedIdentity() identity {
	return identity{Catalog: w.catalog, Label: w.version.Label.String(), Matched: true}
}

// holdsAll reports whether a package holds exactly what the version would
// register, as far as that cannot be changed later.
func (w *wanted) holdsAll(have Doc) bool {
	if !w.holds(have) {
		return false
	}
	_, more := w.additions(have)
	return len(more) == 0
}

// holdsSome is holdsAll but for what can still be added.
func (w *wanted) holdsSome(have Doc) bool { return w.tellsOf(have) && w.holds(have) }

// tellsOf reports whether the version states anything that a package of equal
// content can be told by.
func (w *wanted) tellsOf(have Doc) bool {
	source := w.doc[mSourceURI]
	return w.tells() || !isEmpty(source) && source == have[mSourceURI]
}
