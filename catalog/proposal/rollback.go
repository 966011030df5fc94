package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// A Rollback is the wish to have what was approved before the newest approval.
type Rollback struct {
	Group   *catalog.Group
	To      *catalog.Version // the version to have; nil: the last good one
	Targets []string         // those it is for; none: wherever the newest approval is
	Reason  string           // as a person wrote it; empty: none was given
	// Back are the versions that somebody has taken back already in what is
	// edited, and has not committed, by target: the latest before that.
	Back map[string]*catalog.Version
	// Stopped tells why a target's registry does not have a version approved that
	// is to be, or keeps one rejected; empty: it has, or nobody knows.
	Stopped func(v *catalog.Version, t *catalog.Target) (why string, err error)
	// Once tells whether a version ever was to be approved in a target, by the
	// history of its file; nil where there is no history.
	Once func(v *catalog.Version, t *catalog.Target) (bool, error)
}

// A Return is what a rollback is in one target: from the version that was the
// latest to be approved, to the one that will be.
type Return struct {
	Target   string
	From, To *catalog.Version
	Already  bool     // what is edited says so already, and is not committed
	Passed   []string // why versions between them are passed over, each a sentence
}

// A NoReturn says why there is nothing to go back to.
type NoReturn struct{ Why, Hint string }

func (e *NoReturn) Error() string { return e.Why }

// Returns finds, for each target that the rollback is for, the version to go
// back to: the one of To, or the highest label below the latest that is to be
// approved now, or else that once was and that nobody has rejected since. One
// that was stopped is passed over. None are left where To is the latest already.
// The error is a *NoReturn, or why the history or a registry could not be read.
func (r Rollback) Returns(reg *catalog.Registry) ([]Return, error) {
	from := map[string]*catalog.Version{}
	var newest *catalog.Version // in any target
	for _, t := range r.among(reg) {
		v := r.highest(reg, t)
		if back := r.Back[t.Name]; v != nil && back != nil && r.To == nil {
			v = back
		}
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
		case r.To == nil && v == r.Back[t.Name]:
			all = append(all, Return{Target: t.Name, From: v, To: r.highest(reg, t), Already: true})
			continue // the same again changes nothing
		}
		back := Return{Target: t.Name, From: v, To: r.To}
		if r.To == nil {
			if err := r.toLastGood(reg, t, &back); err != nil {
				return nil, err
			}
		}
		all = append(all, back)
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

// highest is the version with the highest label that is to be approved in a
// target; nil where there is none.
func (r Rollback) highest(reg *catalog.Registry, t *catalog.Target) *catalog.Version {
	for _, v := range slices.Backward(r.Group.Versions) {
		if State(reg, v, t) == Approved {
			return v
		}
	}
	return nil
}

// toLastGood finds the version to go back to.
func (r Rollback) toLastGood(reg *catalog.Registry, t *catalog.Target, back *Return) error {
	good := []func(v *catalog.Version) (bool, error){
		func(v *catalog.Version) (bool, error) { return State(reg, v, t) == Approved, nil },
		func(v *catalog.Version) (bool, error) {
			if r.Once == nil || State(reg, v, t) != pending {
				return false, nil // what was rejected was so for something
			}
			return r.Once(v, t)
		},
	}
	for _, is := range good {
		for _, v := range slices.Backward(r.Group.Versions) {
			if v.Label.Compare(back.From.Label) >= 0 {
				continue
			}
			if ok, err := is(v); err != nil {
				return err
			} else if !ok {
				continue
			}
			why, err := r.Stopped(v, t)
			if err != nil {
				return err
			}
			if why == "" {
				back.To = v
				return nil
			}
			back.Passed = append(back.Passed, fmt.Sprintf("%s is passed over in %s: %s", v.Ref(), t.Name, why))
		}
	}
	return r.noneGood(t, back)
}

// noneGood says that there is no version to go back to.
func (r Rollback) noneGood(t *catalog.Target, back *Return) error {
	other := ""
	if len(back.Passed) > 0 {
		other = "other "
	}
	why := fmt.Sprintf("there is nothing good to go back to from %s in %s: no %sversion below it is to be approved there", back.From.Ref(), t.Name, other)
	if r.Once != nil {
		why += ", and none ever was that is not rejected now"
	} else {
		why += ", and without the history of a clone nobody knows which one was"
	}
	why = strings.Join(append([]string{why}, back.Passed...), "; ")
	return &NoReturn{why, fmt.Sprintf("modelreg reject %s --target %s takes it back all the same; --to LABEL names the version to have", back.From.Ref(), t.Name)}
}

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
				stop, err := r.Stopped(v, t)
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

// inTargets says where, if anything was named.
func inTargets(targets []string) string {
	if len(targets) == 0 {
		return ""
	}
	return " in " + enumerated(targets)
}
