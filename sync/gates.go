package sync

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// cardPending is what an approval of a model card is put back to.
const cardPending = "PendingReview"

// An openGate is a gated value, the approval state aside, that a package
// carries and nothing justifies.
type openGate struct {
	catalog.Gate
	asked bool // the catalog asks for it, and the request is held
}

// shut says whether the value can be put back: SageMaker takes another status
// of a model card, and nobody knows what a life cycle was before.
func (g openGate) shut() bool { return g.Path[0] == mCard && g.Value == approved }

func (g openGate) String() string {
	return strings.Join(g.Path, ".") + " is " + g.Value + " in the registry without recorded proof"
}

// openGates finds gated values that a hand must have written: those that the
// catalog asks for while the request is held, and those that it says nothing
// about. (Where it says another value, that is written like any other.) A
// recorded proof for another digest may have been for them; then, and while it
// is not known whether the request is approved, they are left alone.
func (w *wanted) openGates(have Doc, rec record, c approvalChoice) []openGate {
	if w.target.Evidence == "none" || rec.State == begun || rec.proven() && rec.S != w.eff.S {
		return nil
	}
	open := w.leftOpen(have)
	for _, g := range w.eff.Asks {
		if g.Path[0] != mStatus && at(have, g.Path) == g.Value && !c.gates && c.held {
			open = append(open, openGate{g, true})
		}
	}
	return open
}

// leftOpen are the gated values of the registry, the approval state aside,
// about which the catalog says nothing.
func (w *wanted) leftOpen(have Doc) (open []openGate) {
	for _, g := range w.gates {
		if g.Path[0] == mStatus || g.Path[0] == mRegistrationType { // the service fills that in
			continue
		}
		if at(have, g.Path) == g.Value && isEmpty(at(w.doc, g.Path)) {
			open = append(open, openGate{g, false})
		}
	}
	return open
}

// sayOpen reports gated values without proof: beside what is said of the
// approval that is held, else in a sentence of their own.
func (w *wanted) sayOpen(s *settlement, open []openGate) {
	for _, g := range open {
		text := g.String()
		r := remark{Blocked, HeldApproval, "", g.Path, nil}
		switch {
		case g.shut():
			text += ", so it goes back to " + cardPending
			r = remark{Notice, PutBack, "", g.Path, nil}
		case !g.asked:
			text += fmt.Sprintf(", and the catalog does not ask for it; say another %s in the catalog, or change it in the registry", strings.Join(g.Path, "."))
		}
		if i := slices.IndexFunc(s.says, func(r remark) bool { return r.action == Blocked }); g.asked && i >= 0 {
			s.says[i].detail += "; " + text
			continue
		}
		r.detail = text
		s.says = append(s.says, r)
	}
}
