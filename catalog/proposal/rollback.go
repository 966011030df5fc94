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
	// Back are the versions that somebody has taken back already in what is
	// edited, and has not committed, by target: the latest before that.
	Back map[string]*catalog.Version
	// Stopped tells why a target's registry does not have a version approved as it
	// is to be, or keeps one rejected; empty: it has, or nobody knows. It is live
	// where it is known to be approved, if only as it was before a change.
	Stopped func(v *catalog.Version, t *catalog.Target) (why string, live bool, err error)
	// Once tells whether a version ever was to be approved in a target, by the
	// history of its file; nil where there is no history.
	Once func(v *catalog.Version, t *catalog.Target) (bool, error)
}

// A Return is what a rollback is in one target: from the version that is the
// latest to be approved, to the one that will be.
type Return struct {
	Target  string
	From    *catalog.Version // nil: all that is to be approved was stopped
	To      *catalog.Version
	Already bool     // what is edited says so already, and is not committed
	Along   []string // why versions above From are not live, which are taken back, too, each a sentence
	Passed  []string // why versions below From are passed over, likewise
}

// A NoReturn says why there is nothing to go back to.
type NoReturn struct{ Why, Hint string }

func (e *NoReturn) Error() string { return e.Why }

// Returns finds, for each target that the rollback is for, the version to go
// back from: the highest label that is to be approved and that was not stopped,
// or just the highest where all were. And the one to go back to: that of To, or
// the highest below that is to be approved now, or else that once was and that
// nobody has rejected since. One that was stopped is passed over. None are left
// where To is the latest already. The error is a *NoReturn, or why the history
// or a registry could not be read.
func (r Rollback) Returns(reg *catalog.Registry) ([]Return, error) {
	fronts := r.fronts(reg)
	if len(fronts) == 0 {
		return nil, &NoReturn{Why: fmt.Sprintf("no version of %s is to be approved%s, so there is nothing to take back", r.Group.Path, inTargets(r.Targets))}
	}
	if r.To != nil {
		top := slices.MaxFunc(fronts, func(a, b front) int { return a.top.Label.Compare(b.top.Label) }).top
		if r.To.Label.Compare(top.Label) > 0 {
			return nil, &NoReturn{
				Why:  fmt.Sprintf("%s is above %s, the latest that is to be approved%s", r.To.Ref(), top.Ref(), inTargets(r.Targets)),
				Hint: "a rollback goes back only; modelreg approve " + r.To.Ref() + " goes on",
			}
		}
		fronts = slices.DeleteFunc(fronts, func(f front) bool { return r.To.Label.Compare(f.top.Label) >= 0 })
	}
	for i := range fronts {
		if err := r.look(reg, &fronts[i]); err != nil {
			return nil, err
		}
	}
	newest := newestOf(fronts)
	var all []Return
	var none []deadEnd
	for _, f := range fronts {
		wrong := newest
		if len(r.Targets) > 0 {
			wrong = f.latest()
		}
		back := Return{Target: f.target.Name, From: f.live, To: r.To}
		switch {
		case r.To != nil:
			back.Along = f.along(func(v *catalog.Version) bool { return v.Label.Compare(r.To.Label) > 0 })
		case f.taken && f.top == wrong:
			back.To, back.Already = r.highest(reg, f.target), true // the same again changes nothing
		case f.taken || State(reg, wrong, f.target) != Approved:
			continue // what is wrong is not approved there
		default:
			back.Along = f.along(func(v *catalog.Version) bool { return v.Label.Compare(wrong.Label) >= 0 })
			if err := r.toLastGood(reg, f.target, wrong, &back); err != nil {
				return nil, err
			}
			if back.To == nil {
				none = append(none, deadEnd{wrong, f, back.Along, back.Passed})
				continue
			}
		}
		all = append(all, back)
	}
	if len(none) > 0 {
		return nil, r.noneGood(reg, none)
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

// toLastGood finds the version to go back to from one that is wrong; it leaves
// none where there is none.
func (r Rollback) toLastGood(reg *catalog.Registry, t *catalog.Target, wrong *catalog.Version, back *Return) error {
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
			if v.Label.Compare(wrong.Label) >= 0 {
				continue
			}
			if ok, err := is(v); err != nil {
				return err
			} else if !ok {
				continue
			}
			why, _, err := r.Stopped(v, t)
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
	return nil
}

// inTargets says where, if anything was named.
func inTargets(targets []string) string {
	if len(targets) == 0 {
		return ""
	}
	return " in " + enumerated(targets)
}
