package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// The approval states that a person decides for.
const (
	Approved = "Approved"
	Rejected = "Rejected"
)

// A Decision is what somebody decided about the approval of a version.
type Decision struct {
	Status  string   // Approved or Rejected
	Targets []string // those it is for; none: everywhere
	Reason  string   // as a person wrote it; empty: none was given
	Again   []string // targets in which the version is to be approved already, and asks once more
}

// A Ruling is what decisions change in the file of one version.
type Ruling struct {
	Version *catalog.Version
	Changes []Change
	Moves   []Move   // by target
	Asking  []string // targets of a decision to approve in which it was to be approved already
	Again   []string // those of them in which it asks once more
	Notes   []string // what else there is to say, each a sentence
}

// A Move is an approval state that changes in one target.
type Move struct{ Target, Was, Now string }

// Decide gives what a decision changes in the file of a version that is not
// Broken, and whose bytes are text.
//
// Without targets the version itself gets the state. What an override says
// otherwise stays when the version is approved, since somebody decided that for
// one target, and is rejected along when it is rejected. With targets the
// overrides of these get the state, unless it holds there as it is.
//
// The reason becomes the approvalDescription where the state changes; without
// one that of the former state goes. Where the state does not change, the text
// stays what it is.
func (d Decision) Decide(reg *catalog.Registry, v *catalog.Version, text []byte) (Ruling, error) {
	s, err := newSheet(reg, v, text)
	if err != nil {
		return Ruling{}, err
	}
	if len(d.Targets) == 0 {
		s.everywhere(d.Status)
	} else {
		s.only(d.Targets, d.Status)
	}
	s.askAgain(d.Again)
	s.explain(d.Reason)
	r := s.ruling()
	if d.Status == Approved {
		for _, t := range s.targets {
			if s.was[t] == Approved && (len(d.Targets) == 0 || slices.Contains(d.Targets, t)) {
				r.Asking = append(r.Asking, t)
			}
		}
	}
	if len(r.Changes) == 0 {
		note := fmt.Sprintf("%s is %s already", v.Ref(), d.Status)
		if len(d.Targets) > 0 {
			note += " in " + enumerated(d.Targets)
		}
		r.Notes = append([]string{note}, r.Notes...)
	}
	return r, nil
}

// everywhere puts the version into a state in all targets, but for overrides
// that say something else than Approved.
func (s *sheet) everywhere(status string) {
	free, own := s.split()
	differs := func(t string) bool { return s.was[t] != status }
	if base, _ := s.said("", statusMember); slices.ContainsFunc(free, differs) || len(free) == 0 && base != status {
		s.base(status, free)
	}
	for _, t := range own {
		switch {
		case !differs(t):
		case status == Rejected:
			s.override(t, status)
		default:
			s.notes = append(s.notes, fmt.Sprintf("%s stays %s in %s by its override; give --target %s to approve it there",
				s.version.Ref(), s.was[t], t, t))
		}
	}
}

// only puts the version into a state in some targets by overrides of theirs.
func (s *sheet) only(targets []string, status string) {
	for _, t := range slices.Sorted(slices.Values(targets)) {
		if s.was[t] != status {
			s.override(t, status)
		}
	}
}

// split tells the targets in which the version itself says what state it is in
// from those that have an override of it.
func (s *sheet) split() (free, own []string) {
	for _, t := range s.targets {
		if _, ok := s.said(t, statusMember); ok {
			own = append(own, t)
		} else {
			free = append(free, t)
		}
	}
	return free, own
}

// base has the version itself say what state it is in; free are the targets in
// which that counts.
func (s *sheet) base(status string, free []string) {
	s.set("", statusMember, status)
	s.spoken[""] = true
	for _, t := range free {
		s.move(t, status)
	}
}

func (s *sheet) override(t, status string) {
	s.set(t, statusMember, status)
	s.move(t, status)
}

func (s *sheet) move(t, status string) {
	if s.was[t] != status {
		s.now[t], s.spoken[t] = status, true
	}
}

// askAgain raises approvalRequest where it counts in some targets: the
// version's own, unless others are to have it approved that nothing is asked
// for again.
func (s *sheet) askAgain(targets []string) {
	targets = slices.Sorted(slices.Values(targets))
	if len(targets) == 0 {
		return
	}
	s.again = targets
	alone := !slices.ContainsFunc(s.targets, func(t string) bool {
		return s.was[t] == Approved && s.now[t] == Approved && !slices.Contains(targets, t)
	})
	raised := false
	for _, t := range targets {
		s.asked[t] = true
		before, _ := s.effective(t, requestMember).(float64)
		_, own := s.said(t, requestMember)
		switch {
		case own || !alone:
			s.set(t, requestMember, int(before)+1)
		case !raised:
			s.set("", requestMember, int(before)+1)
			s.asked[""], raised = true, true
		}
	}
	s.notes = append(s.notes, fmt.Sprintf("%s asks again in %s", s.version.Ref(), enumerated(targets)))
}

// explain writes the reason where the state has changed, or takes away what
// told of the former one. Elsewhere the text stays, also where it was that of
// the version itself.
func (s *sheet) explain(reason string) {
	var given any // nil: none
	if reason != "" {
		given = strings.ReplaceAll(reason, "${", "$${")
	}
	speaks := func(level string) bool { return s.spoken[level] || s.asked[level] && given != nil }
	want, former := map[string]any{}, map[any][]string{}
	for _, t := range s.targets {
		if want[t] = s.effective(t, textMember); speaks(t) {
			former[want[t]] = append(former[want[t]], t)
			want[t] = given
		}
	}
	if given == nil {
		s.forget(former)
	}
	if speaks("") {
		s.set("", textMember, given)
	}
	base, _ := s.said("", textMember)
	for _, t := range s.targets {
		switch {
		case s.effective(t, textMember) == want[t]:
		case want[t] == base:
			s.remove(t, textMember)
		default:
			s.set(t, textMember, want[t])
		}
	}
}

// forget says which texts hold no longer in some targets.
func (s *sheet) forget(former map[any][]string) {
	for _, t := range s.targets {
		for text, targets := range former {
			if text != nil && targets[0] == t {
				s.notes = append(s.notes, fmt.Sprintf("%s: approvalDescription %q told of the former decision, and holds no longer%s",
					s.version.Ref(), text, s.where(targets)))
			}
		}
	}
}

// where says in which targets something is so, unless it is in all.
func (s *sheet) where(targets []string) string {
	if len(targets) == len(s.targets) {
		return ""
	}
	return inTargets(targets)
}
