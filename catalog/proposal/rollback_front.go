package proposal

import (
	"fmt"
	"slices"

	"modelreg/catalog"
)

// A front is what a target has of a group where versions of it are to be
// approved.
type front struct {
	target *catalog.Target
	top    *catalog.Version // the highest label that is to be approved
	taken  bool             // it is taken back already in what is edited
	live   *catalog.Version // the highest of them that was not stopped; nil: all were
	stops  []stop           // those above it, from the top
}

// A stop is why a registry does not have a version approved that is to be.
type stop struct {
	version *catalog.Version
	why     string
}

// fronts are those of the targets that the rollback is for, by name.
func (r Rollback) fronts(reg *catalog.Registry) []front {
	var all []front
	for _, t := range r.among(reg) {
		top := r.highest(reg, t)
		if top == nil {
			continue
		}
		f := front{target: t, top: top}
		if back := r.Back[t.Name]; back != nil && r.To == nil {
			f.top, f.live, f.taken = back, back, true
		}
		all = append(all, f)
	}
	return all
}

// look finds out which version is live: a request that was held or stopped is
// not what people have.
func (r Rollback) look(reg *catalog.Registry, f *front) error {
	if f.taken {
		return nil
	}
	for _, v := range slices.Backward(r.Group.Versions) {
		if State(reg, v, f.target) != Approved {
			continue
		}
		why, live, err := r.Stopped(v, f.target)
		if err != nil {
			return err
		}
		if live || why == "" {
			f.live = v
			return nil
		}
		f.stops = append(f.stops, stop{v, why})
	}
	return nil
}

// latest is what is live, or the highest that is to be where nothing is.
func (f front) latest() *catalog.Version {
	if f.live != nil {
		return f.live
	}
	return f.top
}

// along says why some versions are not live, which are taken back, too.
func (f front) along(some func(v *catalog.Version) bool) (said []string) {
	for _, s := range f.stops {
		if some(s.version) {
			said = append(said, fmt.Sprintf("%s asks to be approved in %s, and is not: %s", s.version.Ref(), f.target.Name, s.why))
		}
	}
	return said
}

// newestOf is the highest label that is live in any target, or that is to be
// approved where nothing is live at all; nil without fronts.
func newestOf(fronts []front) (newest *catalog.Version) {
	for _, of := range []func(f front) *catalog.Version{
		func(f front) *catalog.Version { return f.live },
		func(f front) *catalog.Version { return f.top },
	} {
		for _, f := range fronts {
			if v := of(f); v != nil && (newest == nil || newest.Label.Compare(v.Label) < 0) {
				newest = v
			}
		}
		if newest != nil {
			return newest
		}
	}
	return nil
}
