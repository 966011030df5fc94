package sync

import "strconv"

// A pool are packages by what they hold, so that each version looks at few of
// them, and at equal ones once.
type pool struct {
	byKey    map[string][]*alike // by contentKey
	byNumber map[string]int      // SageMaker's number -> package
}

// Packages that are alike hold the same to the letter.
type alike struct {
	doc      Doc
	packages []int // by number
}

// pool gathers the packages of the group that are complete, all told, and picked.
func (d *groupDiffer) pool(picked func(i int) bool) pool {
	p := pool{map[string][]*alike{}, map[string]int{}}
	byText := map[string]*alike{}
	for i, have := range d.have.Packages {
		if have.Status != "Completed" || !have.Full || !picked(i) {
			continue
		}
		p.byNumber[strconv.Itoa(have.Number)] = i
		text := encoded(contentOf(have.Doc))
		a := byText[text]
		if a == nil {
			a = &alike{doc: have.Doc}
			byText[text] = a
			key := contentKey(have.Doc)
			p.byKey[key] = append(p.byKey[key], a)
		}
		a.packages = append(a.packages, i)
	}
	return p
}

// equal lists the packages that are the same as the version.
func (p pool) equal(w *wanted, same func(*wanted, Doc) bool) (found []*alike) {
	for _, key := range w.contentKeys() {
		for _, a := range p.byKey[key] {
			if same(w, a.doc) {
				found = append(found, a)
			}
		}
	}
	return found
}
