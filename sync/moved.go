package sync

import (
	"maps"
	"reflect"
	"slices"

	"modelreg/catalog"
)

// A Move is a member of a version that a hand changed in a registry, as a file
// would say it.
type Move struct {
	Path []string // in the version as it is in the target
	Old  any      // what the catalog says; nil: nothing
	New  any      // what the registry holds; nil: nothing
}

// Moved lists what a hand changed of the package that is version v in target t,
// by path. Approval states are told by what sync recorded; of other members that
// can be updated, what the catalog states counts, and what it does not state and
// nobody can take away, as long as the catalog says what it said when sync last
// wrote. On a package that counts as the version by its content nothing is
// recorded: there every such member that differs counts. lost are values that no
// file can say; what cannot be updated is neither.
func Moved(reg *catalog.Registry, t *catalog.Target, v *catalog.Version, p Package) (moves []Move, lost []Lost) {
	w, _ := desire(reg, t, v)
	if w == nil {
		return nil, nil
	}
	have, lost := Express(p)
	if have == nil {
		return nil, lost
	}
	id := identify(p)
	m := mover{wanted: w, pkg: p, rec: id.Record, matched: id.Catalog == "", want: catalog.Literal(w.eff.Doc).(map[string]any), have: have}
	m.status()
	if m.still() {
		m.metadata()
		for _, member := range []string{mLifeCycle, mCard, mSourceURI, mRegistrationType} {
			if m.counts(member) {
				m.diff([]string{member}, m.want[member], have[member])
			}
		}
	}
	slices.SortFunc(m.moves, func(a, b Move) int { return slices.Compare(a.Path, b.Path) })
	return m.moves, lost
}

// A mover compares what the catalog says with what a package holds.
type mover struct {
	*wanted
	pkg        Package
	rec        record
	matched    bool           // it has no markers
	want, have map[string]any // in the words of a file
	moves      []Move
}

// still reports whether the catalog says what it said when sync last wrote.
// Where sync never wrote, nothing tells who moved, and the registry is taken to
// have.
func (m *mover) still() bool { return m.matched || m.rec.S == m.eff.S }

// status tells an approval state that a hand set, and why it says it did.
func (m *mover) status() {
	have, last := approvalState(m.pkg), m.rec.State
	if last == begun {
		last = m.rec.Proof
	}
	byHand := m.matched || have != last && (last != "" || have != pending)
	if byHand && have != m.wanted.status {
		m.moves = append(m.moves, Move{[]string{mStatus}, m.wanted.status, have})
	}
	text, stated := m.have[mApprovalText], m.want[mApprovalText] != nil
	if m.matched || text != nil && (byHand || stated && m.still()) {
		m.diff([]string{mApprovalText}, m.want[mApprovalText], text)
	}
}

// counts reports whether a member can have been changed by a hand: the catalog
// states it and sync wrote it, or only the registry has it and nobody can take
// it away. How a package is registered the service says by itself.
func (m *mover) counts(member string) bool {
	if m.have[member] == nil && !isEmpty(m.pkg.Doc[member]) {
		return false // it is lost
	}
	switch {
	case member == mRegistrationType && m.want[member] == "Registered" && m.have[member] == nil:
		return false
	case m.want[member] != nil:
		return m.matched || !m.asks(member) || m.rec.proven()
	case member != mRegistrationType:
		return true
	}
	return slices.ContainsFunc(m.gates, func(g catalog.Gate) bool {
		return g.Path[0] == member && gateValue(m.pkg.Doc, g.Path) == g.Value
	})
}

// metadata compares the keys that are the catalog's; others stay who put them
// there.
func (m *mover) metadata() {
	raw, _ := m.pkg.Doc[mMetadata].(map[string]any)
	for _, member := range []string{mMetadata, mMetrics} {
		want, _ := m.want[member].(map[string]any)
		have, _ := m.have[member].(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(want)) {
			stored := key
			if member == mMetrics {
				stored = metricPrefix + key
			}
			if have[key] == nil && raw[stored] != nil {
				continue // it is lost
			}
			m.diff([]string{member, key}, want[key], have[key])
		}
	}
}

// diff notes the leaves in which two values differ; a list is one.
func (m *mover) diff(path []string, want, have any) {
	w, isMap := want.(map[string]any)
	h, both := have.(map[string]any)
	switch {
	case isEmpty(want) && isEmpty(have), reflect.DeepEqual(want, have):
	case isMap && both:
		for _, key := range keys(w, h) {
			m.diff(append(slices.Clip(path), key), w[key], h[key])
		}
	default:
		m.moves = append(m.moves, Move{path, want, have})
	}
}
