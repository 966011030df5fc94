package sync

import (
	"slices"
	"strings"

	"modelreg/catalog"
)

// lookalikes finds packages that nobody accounts for and that hold exactly what
// w would register: creating w would be registering it twice.
func (d *groupDiffer) lookalikes(w *wanted) (found []int) {
	if d.have == nil {
		return nil
	}
	if d.unclaimed == nil {
		d.unclaimed = map[string][]int{}
		for i, p := range d.have.Packages {
			if !d.claimed[i] && (d.ids[i].Label == "" || d.ids[i].Catalog != d.Catalog.Registry.Name) {
				d.unclaimed[artifacts(p.Doc)] = append(d.unclaimed[artifacts(p.Doc)], i)
			}
		}
	}
	for _, key := range w.artifacts() {
		for _, i := range d.unclaimed[key] {
			p := d.have.Packages[i]
			tells := w.tells() || d.byContent() && w.tellsOf(p)
			if tells && p.Full && p.Status == "Completed" && w.sameContent(p.Doc, false) {
				found = append(found, i)
			}
		}
	}
	slices.Sort(found)
	return found
}

// describeLookalikes says what is in the way of registering w, and what to do
// about it.
func (d *groupDiffer) describeLookalikes(w *wanted, found []int) string {
	ref, hold := w.version.Ref(), "holds"
	if len(found) > 1 {
		hold = "hold"
	}
	var arns []string
	owned := false
	for _, i := range found {
		arns = append(arns, d.have.Packages[i].ARN)
		owned = owned || d.ids[i].Catalog != ""
	}
	detail := strings.Join(arns, ", ") + " " + hold + " the same content as " + ref
	byHand := "set the customer metadata " + markerCatalog + "=" + d.Catalog.Registry.Name + " and " + markerVersion + "=" + w.version.Label.String() + " of the one that is " + ref
	switch {
	case owned:
		return detail + ", and it is not known which version that is; delete what is not needed, or " + byHand
	case d.byContent():
		return detail + ", and which package is which version cannot be told; delete what is not needed, or " + byHand
	}
	return detail + ", and no catalog owns that; say adopt: match for the target " + d.Target.Name + " in registry.yaml, and it counts as " + ref + ", or have modelreg adopt write markers on it, or delete it"
}

// tells reports whether the version states any content, so that two packages
// with nothing in them are not taken for the same one.
func (w *wanted) tells() bool {
	return slices.ContainsFunc(catalog.CreateOnly(), func(member string) bool {
		return member != mMetadataProps && !isEmpty(w.doc[member])
	})
}

// artifacts is a key that packages of equal content share: what they say of
// themselves, and where their models are.
func artifacts(doc Doc) string {
	var b strings.Builder
	text, _ := doc[mDescription].(string)
	b.WriteString(text)
	spec, _ := doc[mInference].(map[string]any)
	for _, c := range list(spec["containers"]) {
		container, _ := c.(map[string]any)
		url, _ := container["modelDataUrl"].(string)
		b.WriteString("\n" + url)
	}
	return b.String()
}

// artifacts are the keys of packages that may hold what the version says: those
// of its own artifacts, and of none where its source tells.
func (w *wanted) artifacts() []string {
	keys := []string{artifacts(w.doc)}
	if bare := artifacts(Doc{mDescription: w.doc[mDescription]}); bare != keys[0] && !isEmpty(w.doc[mSourceURI]) {
		keys = append(keys, bare)
	}
	return keys
}
