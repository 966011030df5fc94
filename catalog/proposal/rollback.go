package proposal

import (
	"fmt"
	"slices"

	"modelreg/catalog"
)

// A Rollback is the wish to have what was approved before the newest approval.
type Rollback struct {
	Group   *catalog.Group
	To      *catalog.Version // the version to have; nil: the last good one
	Targets []string         // those it is for; none: wherever the newest approval is
	Reason  string           // as a person wrote it; empty: none was given
	// Once tells whether a version ever was to be approved in a target, by the
	// history of its file; nil where there is no history.
	Once func(v *catalog.Version, t *catalog.Target) (bool, error)
}

// A Return is what a rollback is in one target: from the version that was the
// latest to be approved, to the one that will be.
type Return struct {
	Target   string
	From, To *catalog.Version
}

// A NoReturn says why there is nothing to go back to.
type NoReturn struct{ Why, Hint string }

func (e *NoReturn) Error() string { return e.Why }

// Returns finds, for each target that the rollback is for, the version to go
// back to: the one of To, or the highest label below the latest that is to be
// approved now, or else that once was and that nobody has rejected since. None
// are left where To is the latest already. The error is a *NoReturn, or why the
// history could not be read.
func (r Rollback) Returns(reg *catalog.Registry) ([]Return, error) {
	from := map[string]*catalog.Version{}
	var newest *catalog.Version // in any target
	for _, t := range r.among(reg) {
		v := r.below(reg, t, nil)
		if from[t.Name] = v; v != nil && (newest == nil || newest.Label.Compare(v.Label) < 0) {
			newest = v
		}
	}
	if newest == nil {
		return nil, &NoReturn{Why: fmt.Sprintf("no version of %s is to be approved%s, so there is nothing to take back", r.Group.Path, inTargets(r.Targets))}
	}
	if r.To != nil && r.To.Label.Compare(newest.Label) > 0 {
		return nil, &NoReturn{
			Why:  fmt.Sprintf("%s is above %s, the latest that is to be approved%s", r.To.Ref(), newest.Ref(), inTargets(r.Targets)),
			Hint: "a rollback goes back only; modelreg approve " + r.To.Ref() + " goes on",
		}
	}
	var all []Return
	for _, t := range r.among(reg) {
		v := from[t.Name]
		switch {
		case v == nil:
			continue
		case r.To != nil && r.To.Label.Compare(v.Label) >= 0:
			continue // goes back, never on
		case r.To == nil && len(r.Targets) == 0 && v != newest:
			continue // what is wrong is not approved there
		}
		to := r.To
		if to == nil {
			var err error
			if to, err = r.lastGood(reg, t, v); err != nil {
				return nil, err
			}
		}
		all = append(all, Return{t.Name, v, to})
	}
	return all, nil
}

// among are the targets that the rollback is for, by name.
func (r Rollback) among(reg *catalog.Registry) []*catalog.Target {
	if len(r.Targets) == 0 {
		return reg.Targets
	}
	return slices.DeleteFunc(slices.Clone(reg.Targets), func(t *catalog.Target) bool { return !slices.Contains(r.Targets, t.Name) })
}

// below is the version with the highest label below another one, or of all,
// that is to be approved in a target; nil where there is none.
func (r Rollback) below(reg *catalog.Registry, t *catalog.Target, other *catalog.Version) *catalog.Version {
	for _, v := range slices.Backward(r.Group.Versions) {
		if (other == nil || v.Label.Compare(other.Label) < 0) && State(reg, v, t) == Approved {
			return v
		}
	}
	return nil
}

// lastGood is the version to go back to from another one.
func (r Rollback) lastGood(reg *catalog.Registry, t *catalog.Target, from *catalog.Version) (*catalog.Version, error) {
	if v := r.below(reg, t, from); v != nil {
		return v, nil
	}
	for _, v := range slices.Backward(r.Group.Versions) {
		if r.Once == nil || v.Label.Compare(from.Label) >= 0 || State(reg, v, t) == Rejected {
			continue // what was rejected was so for something
		}
		if once, err := r.Once(v, t); err != nil || once {
			return v, err
		}
	}
	why := fmt.Sprintf("there is nothing good to go back to from %s in %s: no version below it is to be approved there", from.Ref(), t.Name)
	if r.Once != nil {
		why += ", and none ever was that is not rejected now"
	} else {
		why += ", and without the history of a clone nobody knows which one was"
	}
	return nil, &NoReturn{why, fmt.Sprintf("modelreg reject %s --target %s takes it back all the same; --to LABEL names the version to have", from.Ref(), t.Name)}
}

// Rulings are what returns change in the files of the group's versions, in
// label order: all that is to be approved above the version to go back to is
// rejected, and that one is approved where it is not. text gives the bytes of a
// version's file.
func (r Rollback) Rulings(reg *catalog.Registry, returns []Return, text func(v *catalog.Version) ([]byte, error)) ([]Ruling, error) {
	var all []Ruling
	for _, v := range r.Group.Versions {
		var reject, approve []string
		for _, back := range returns {
			t, _ := reg.Target(back.Target)
			state := State(reg, v, t)
			switch {
			case v.Label.Compare(back.To.Label) > 0 && state == Approved:
				reject = append(reject, back.Target)
			case v == back.To && state != Approved:
				approve = append(approve, back.Target)
			}
		}
		if len(reject)+len(approve) == 0 {
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

// inTargets says where, if anything was named.
func inTargets(targets []string) string {
	if len(targets) == 0 {
		return ""
	}
	return " in " + enumerated(targets)
}
