package proposal

import (
	"fmt"
	"slices"

	"modelreg/catalog"
)

// Rulings are what returns change in the files of the group's versions, in
// label order: all that is to be approved above the version to go back to is
// rejected, and that one is approved where it is not, and asks again where it
// was stopped. text gives the bytes of a version's file.
func (r Rollback) Rulings(reg *catalog.Registry, returns []Return, text func(v *catalog.Version) ([]byte, error)) ([]Ruling, error) {
	var all []Ruling
	for _, v := range r.Group.Versions {
		var reject, approve, again, why []string
		for _, back := range returns {
			t, _ := reg.Target(back.Target)
			state := State(reg, v, t)
			switch {
			case back.Already:
			case v.Label.Compare(back.To.Label) > 0 && state == Approved:
				reject = append(reject, back.Target)
			case v == back.To && state != Approved:
				approve = append(approve, back.Target)
			case v == back.To:
				stop, _, err := r.Stopped(v, t)
				if err != nil {
					return nil, err
				}
				if stop != "" {
					again, why = append(again, back.Target), append(why, fmt.Sprintf("%s in %s: %s", v.Ref(), back.Target, stop))
				}
			}
		}
		if len(reject)+len(approve)+len(again) == 0 {
			continue
		}
		bytes, err := text(v)
		if err != nil {
			return nil, err
		}
		s, err := newSheet(reg, v, bytes)
		if err != nil {
			return nil, err
		}
		r.reject(s, reject)
		r.approve(s, approve)
		s.notes = append(s.notes, why...)
		s.askAgain(again)
		if len(reject) > 0 {
			s.explain(r.Reason)
		} else {
			s.explain("") // the reason is why another one was rejected
		}
		all = append(all, s.ruling())
	}
	return all, nil
}

// reject takes a version back: everywhere where it is wrong wherever it is to
// be approved, unless targets were named.
func (r Rollback) reject(s *sheet, targets []string) {
	approvedElsewhere := slices.ContainsFunc(s.targets, func(t string) bool {
		return s.was[t] == Approved && !slices.Contains(targets, t)
	})
	switch {
	case len(targets) == 0:
	case len(r.Targets) > 0 || approvedElsewhere:
		s.only(targets, Rejected)
	default:
		s.everywhere(Rejected)
	}
}

// approve brings a version back. The version itself says so where that is for
// no other target than those that go back.
func (r Rollback) approve(s *sheet, targets []string) {
	if len(targets) == 0 {
		return
	}
	free, _ := s.split()
	outside := slices.ContainsFunc(free, func(t string) bool { return !slices.Contains(targets, t) })
	if len(r.Targets) == 0 && len(free) > 0 && !outside {
		s.base(Approved, free)
	}
	for _, t := range slices.Sorted(slices.Values(targets)) {
		if s.now[t] != Approved {
			s.override(t, Approved)
		}
	}
	for _, t := range targets {
		if s.was[t] == Rejected {
			s.notes = append(s.notes, fmt.Sprintf("%s was Rejected in %s, and is approved since it is named", s.version.Ref(), t))
		}
	}
}
