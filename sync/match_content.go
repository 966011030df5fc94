package sync

import (
	"slices"
	"strconv"
)

// matchContent gives packages that nobody owns to versions that have none: one
// that holds exactly what a version would register counts as that version, and
// nothing is written to it for that. It is for targets that say adopt: match,
// and for adoption. What differs in members that can be updated, the approval
// state among them, is no obstacle.
//
// The package whose number is the label goes first. Of the rest, as many
// packages as versions that are all equal are taken in order; what stays
// ambiguous belongs to nobody. Packages that lack what can still be added come
// last.
func (d *groupDiffer) matchContent() {
	if !d.byContent() {
		return
	}
	m := matcher{groupDiffer: d, free: map[string][]int{}}
	certain := len(d.Catalog.Unknown) == 0
	for _, e := range d.entries {
		switch {
		case len(e.registered) > 0:
		case e.want == nil:
			certain = false // any of them may be what it says
		default:
			m.open = append(m.open, e)
		}
	}
	for i, p := range d.have.Packages {
		if d.ids[i].Catalog == "" && p.Full && p.Status == "Completed" {
			m.free[artifacts(p.Doc)] = append(m.free[artifacts(p.Doc)], i)
		}
	}
	for _, same := range []func(*wanted, Package) bool{(*wanted).holdsAll, (*wanted).holdsSome} {
		m.byNumber(same)
		if certain {
			m.byClass(same)
		}
	}
}

// byContent reports whether packages count as versions by their content.
func (d *groupDiffer) byContent() bool { return d.Target.Adopt == "match" || d.Adopt != nil }

// A matcher finds packages for versions that have none.
type matcher struct {
	*groupDiffer
	open []*entry         // in label order
	free map[string][]int // packages, by number, by artifacts
}

// equal lists the packages that nobody has yet and that are the same as the
// entry.
func (m matcher) equal(e *entry, same func(*wanted, Package) bool) (packages []int) {
	for _, key := range e.want.artifacts() {
		for _, i := range m.free[key] {
			if !m.claimed[i] && same(e.want, m.have.Packages[i]) {
				packages = append(packages, i)
			}
		}
	}
	slices.Sort(packages)
	return packages
}

// byNumber matches labels that are SageMaker's numbers. A number tells even
// where there is no content to tell by.
func (m matcher) byNumber(same func(*wanted, Package) bool) {
	for _, e := range m.open {
		if len(e.registered) > 0 {
			continue
		}
		for _, i := range m.equal(e, same) {
			if strconv.Itoa(m.have.Packages[i].Number) == e.version.Label.String() {
				m.take(e, i)
			}
		}
	}
}

// byClass matches versions and packages that are equal among each other and to
// nothing else, where there are as many of the ones as of the others.
func (m matcher) byClass(same func(*wanted, Package) bool) {
	equal, suitors := map[*entry][]int{}, map[int][]*entry{}
	for _, e := range m.open {
		if len(e.registered) > 0 {
			continue
		}
		for _, i := range m.equal(e, same) {
			if e.want.tellsOf(m.have.Packages[i]) {
				equal[e], suitors[i] = append(equal[e], i), append(suitors[i], e)
			}
		}
	}
	for _, e := range m.open {
		packages := equal[e]
		if len(packages) == 0 || len(e.registered) > 0 {
			continue
		}
		versions := suitors[packages[0]]
		closed := len(versions) == len(packages) &&
			!slices.ContainsFunc(versions, func(other *entry) bool { return !slices.Equal(equal[other], packages) }) &&
			!slices.ContainsFunc(packages, func(i int) bool { return !slices.Equal(suitors[i], versions) })
		if closed {
			for n, i := range packages {
				m.take(versions[n], i)
			}
		}
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
func (w *wanted) holdsAll(p Package) bool {
	if !w.sameContent(p.Doc, false) {
		return false
	}
	_, more := w.additions(p.Doc)
	return len(more) == 0
}

// holdsSome is holdsAll but for what can still be added.
func (w *wanted) holdsSome(p Package) bool { return w.tellsOf(p) && w.sameContent(p.Doc, false) }

// tellsOf reports whether the version states anything that a package of equal
// content can be told by.
func (w *wanted) tellsOf(p Package) bool {
	source := w.doc[mSourceURI]
	return w.tells() || !isEmpty(source) && source == p.Doc[mSourceURI]
}
