package sync

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// inTheWay says why w cannot be registered beside what nobody accounts for, and
// what to do about it; empty where it can. moved reports whether a hand can have
// made it so.
func (d *groupDiffer) inTheWay(w *wanted) (detail string, moved bool) {
	if d.have == nil {
		return "", false
	}
	if d.unclaimed == nil {
		p := d.pool(func(i int) bool {
			return !d.claimed[i] && (d.ids[i].Label == "" || d.ids[i].Catalog != d.Catalog.Registry.Name)
		})
		d.unclaimed = &p
	}
	if found := d.lookalikes(w); len(found) > 0 {
		return d.describeLookalikes(w, found), false
	}
	return d.otherSource(w)
}

// lookalikes finds packages that nobody accounts for and that hold exactly what
// w would register: creating w would be registering it twice.
func (d *groupDiffer) lookalikes(w *wanted) (found []int) {
	for _, a := range d.unclaimed.equal(w, (*wanted).holds) {
		if w.tells() || d.byContent() && w.tellsOf(a.doc) {
			found = append(found, a.packages...)
		}
	}
	slices.Sort(found)
	return found
}

// otherSource finds the package that has the version's label for a number, and
// differs from it in nothing but the source, which is all its content. A hand
// has changed it, or the catalog has since: either way it is the version's.
func (d *groupDiffer) otherSource(w *wanted) (detail string, moved bool) {
	i, ok := d.unclaimed.byNumber[w.version.Label.String()]
	if !ok || !d.byContent() || d.ids[i].Catalog != "" {
		return "", false
	}
	p := d.have.Packages[i]
	if !w.sameContent(p.Doc, false) || w.sameSource(p.Doc) {
		return "", false
	}
	return fmt.Sprintf("%s has the number of %s and another %s (%s), which is all that tells what it holds, so it does not count as it; set it right in the registry, or reject or delete the package by hand",
		p.ARN, w.version.Ref(), mSourceURI, shown(p.Doc[mSourceURI])), true
}

// shown is a value in a sentence.
func shown(v any) string {
	if isEmpty(v) {
		return "none"
	}
	return fmt.Sprintf("%q", v)
}

// mostLookalikes is how many packages a sentence names.
const mostLookalikes = 5

// describeLookalikes says what is in the way of registering w, and what to do
// about it.
func (d *groupDiffer) describeLookalikes(w *wanted, found []int) string {
	ref, hold := w.version.Ref(), "holds"
	if len(found) > 1 {
		hold = "hold"
	}
	var arns []string
	owned := false
	for n, i := range found {
		if n < mostLookalikes {
			arns = append(arns, d.have.Packages[i].ARN)
		}
		owned = owned || d.ids[i].Catalog != ""
	}
	detail := strings.Join(arns, ", ")
	if more := len(found) - len(arns); more > 0 {
		detail += fmt.Sprintf(" and %d more", more)
	}
	detail += " " + hold + " the same content as " + ref
	byHand := "set the customer metadata " + markerCatalog + "=" + d.Catalog.Registry.Name + " and " + markerVersion + "=" + w.version.Label.String() + " of the one that is " + ref
	switch {
	case d.byContent() && d.untold() != "":
		return detail + ", and which package is which version cannot be told while " + d.describeUntold()
	case owned:
		return detail + ", and it is not known which version that is; delete what is not needed, or " + byHand
	case d.byContent():
		return detail + ", and which package is which version cannot be told; delete what is not needed, or " + byHand
	}
	return detail + ", and no catalog owns that; say adopt: match for the target " + d.Target.Name + " in registry.yaml, and it counts as " + ref + ", or have modelreg adopt write markers on it, or delete it"
}

// describeUntold says which package the registry did not tell all about, why,
// and what to do about it.
func (d *groupDiffer) describeUntold() string {
	return d.untold() + " cannot be read: let the role describe it (sagemaker:DescribeModelPackage, and kms:Decrypt for the key of its model card)"
}

// tells reports whether the version states any content, so that two packages
// with nothing in them are not taken for the same one.
func (w *wanted) tells() bool {
	return slices.ContainsFunc(catalog.CreateOnly(), func(member string) bool {
		return member != mMetadataProps && !isEmpty(w.doc[member])
	})
}
