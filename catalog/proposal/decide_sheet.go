package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// The members of a version that a decision is written into.
const (
	statusMember  = "modelApprovalStatus"
	textMember    = "approvalDescription"
	requestMember = "approvalRequest"
)

// A sheet is what the file of a version says about its approval, level by
// level: the version itself is the level "", and each override that of its
// target.
type sheet struct {
	version *catalog.Version
	targets []string          // all of registry.yaml, by name
	doc     any               // as it is to be
	was     map[string]string // the approval state by target; empty where it is not known
	now     map[string]string // what becomes of it

	spoken map[string]bool // levels and targets whose state changes
	asked  map[string]bool // levels and targets that ask again

	changes []Change
	again   []string
	notes   []string
}

func newSheet(reg *catalog.Registry, v *catalog.Version, text []byte) (*sheet, error) {
	file, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", v.Path, err)
	}
	s := &sheet{
		version: v, doc: file.doc, was: map[string]string{}, now: map[string]string{},
		spoken: map[string]bool{}, asked: map[string]bool{},
	}
	for _, t := range reg.Targets {
		s.targets = append(s.targets, t.Name)
		s.was[t.Name] = State(reg, v, t)
		s.now[t.Name] = s.was[t.Name]
	}
	return s, nil
}

// State is the approval state that a version is to have in a target; empty
// where it means nothing there.
func State(reg *catalog.Registry, v *catalog.Version, t *catalog.Target) string {
	eff, problems := v.Effective(reg, t)
	if catalog.HasErrors(problems) {
		return ""
	}
	if status, ok := eff.Doc[statusMember].(string); ok {
		return status
	}
	return "PendingManualApproval" // what SageMaker takes one for that says nothing
}

// said is what a level says of a member itself.
func (s *sheet) said(level, member string) (value any, ok bool) {
	value = s.doc
	for _, name := range at(level, member) {
		below, _ := value.(map[string]any)
		if value, ok = below[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// effective is what holds in a target; nil where there is no such member.
func (s *sheet) effective(target, member string) any {
	if v, ok := s.said(target, member); ok {
		return v
	}
	v, _ := s.said("", member)
	return v
}

// set has a level say something. Of the version itself nil takes the member
// away; of an override it says that there is none.
func (s *sheet) set(level, member string, value any) {
	have, ok := s.said(level, member)
	switch {
	case ok && have == value:
	case level == "" && value == nil:
		s.remove(level, member)
	default:
		s.change(Change{Path: at(level, member), Value: value})
	}
}

// remove takes a member off a level.
func (s *sheet) remove(level, member string) {
	if _, ok := s.said(level, member); ok {
		s.change(Change{Path: at(level, member), Remove: true})
	}
}

func (s *sheet) change(c Change) {
	doc, err := c.on(s.doc)
	if err != nil {
		panic(err) // scalars of a version that was understood
	}
	s.doc, s.changes = doc, append(s.changes, c)
}

// at is the path of a member of a level.
func at(level, member string) []string {
	if level == "" {
		return []string{member}
	}
	return []string{"overrides", level, member}
}

// ruling is what has come of it.
func (s *sheet) ruling() Ruling {
	r := Ruling{Version: s.version, Changes: s.changes, Again: s.again}
	for _, t := range s.targets {
		if s.was[t] != s.now[t] {
			r.Moves = append(r.Moves, Move{t, s.was[t], s.now[t]})
		}
	}
	for _, m := range together(r.Moves) {
		where := "in " + enumerated(m.targets)
		if len(m.targets) == len(s.targets) {
			where = "everywhere"
		}
		r.Notes = append(r.Notes, fmt.Sprintf("%s: %s -> %s %s", s.version.Ref(), m.was, m.now, where))
	}
	r.Notes = append(r.Notes, s.notes...)
	return r
}

// A movement is the same change of state in several targets.
type movement struct {
	was, now string
	targets  []string
}

func together(moves []Move) []movement {
	var all []movement
	for _, m := range moves {
		i := slices.IndexFunc(all, func(have movement) bool { return have.was == m.Was && have.now == m.Now })
		if i < 0 {
			i = len(all)
			all = append(all, movement{was: m.Was, now: m.Now})
		}
		all[i].targets = append(all[i].targets, m.Target)
	}
	return all
}

// enumerated joins names as a sentence does: a, b and c.
func enumerated(names []string) string {
	names = slices.Sorted(slices.Values(names))
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
