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
// can be updated, what the catalog states counts, and values of its gates, as
// long as the catalog says what it said when sync last wrote. lost are values
// that no file can say; what cannot be updated is neither.
func Moved(reg *catalog.Registry, t *catalog.Target, v *catalog.Version, p Package) (moves []Move, lost []Lost) {
	w, _ := desire(reg, t, v)
	if w == nil {
		return nil, nil
	}
	have, lost := Express(p)
	if have == nil {
		return nil, lost
	}
	m := mover{wanted: w, pkg: p, rec: identify(p).Record, want: escaped(w.eff.Doc).(map[string]any), have: have}
	m.status()
	if m.rec.S == w.eff.S {
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
	want, have map[string]any // in the words of a file
	moves      []Move
}

// status tells an approval state that a hand set, and why it says it did.
func (m *mover) status() {
	have, last := approvalState(m.pkg), m.rec.State
	if last == begun {
		last = m.rec.Proof
	}
	byHand := have != last && (last != "" || have != pending)
	if byHand && have != m.wanted.status {
		m.moves = append(m.moves, Move{[]string{mStatus}, m.wanted.status, have})
	}
	if text := m.have[mApprovalText]; text != nil && (byHand || m.want[mApprovalText] != nil && m.rec.S == m.eff.S) {
		m.diff([]string{mApprovalText}, m.want[mApprovalText], text)
	}
}

// counts reports whether a member can have been changed by a hand: the catalog
// states it and sync wrote it, or it has a gated value that the catalog does not
// ask for.
func (m *mover) counts(member string) bool {
	if m.have[member] == nil && !isEmpty(m.pkg.Doc[member]) {
		return false // it is lost
	}
	if m.want[member] != nil {
		return !m.asks(member) || m.rec.proven()
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

// Said is a value of a registry as a file says it: "${" stands for itself.
func Said(v any) any { return escaped(v) }
