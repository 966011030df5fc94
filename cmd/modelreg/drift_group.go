package main

import (
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/sync"
)

// recordedGroup takes what moved of a group from the plan.
func (d *desk) recordedGroup(r *proposal.Recorded, t *catalog.Target, changes []sync.Change) {
	several := len(d.catalog.Registry.Targets) > 1
	for _, c := range changes {
		r.Moves = append(r.Moves, groupMoves(c.Fields, t, several)...)
	}
	if several && len(r.Moves) > 0 {
		r.Left = append(r.Left, "group.yaml is the same for all targets, and so is what it says after this")
	}
}

// groupMoves are the tags and the policy of a group as the registry has them.
// A policy that is to hold in several targets names each in its own words.
func groupMoves(fields []sync.Field, t *catalog.Target, several bool) []proposal.RecordedMove {
	var moves []proposal.RecordedMove
	for _, f := range fields {
		m := proposal.RecordedMove{Old: f.New, New: f.Old}
		switch tag, isTag := tagOf(f.Path); {
		case isTag && strings.HasPrefix(tag, "modelreg:"):
			continue
		case isTag:
			m.Path = []string{"tags", tag}
		case f.Path == policy:
			m.Path = []string{policy}
			if doc, ok := catalog.Literal(f.Old).(map[string]any); ok && several {
				m.New = proposal.Portable(map[string]any{policy: doc}, t)[policy]
				moves = append(moves, m)
				continue
			}
		default:
			continue
		}
		m.New = catalog.Literal(f.Old)
		moves = append(moves, m)
	}
	return moves
}

// tagOf takes the key of a tag out of a field's path: tags.team, tags["a b"],
// tags[4711].
func tagOf(p string) (key string, ok bool) {
	if key, ok = strings.CutPrefix(p, "tags."); ok {
		return key, true
	}
	inner, ok := strings.CutPrefix(p, "tags[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !ok || !closed {
		return "", false
	}
	if text, err := strconv.Unquote(inner); err == nil {
		return text, true
	}
	return inner, true
}
