package proposal

import (
	"fmt"
	"strconv"

	"github.com/Masterminds/semver/v3"

	"modelreg/catalog"
)

// Bumps are the words for what follows a semantic version, sorted.
func Bumps() []string { return []string{"major", "minor", "patch"} }

// NextLabel is the label behind the highest one that a group has: the next
// whole number, or the next semantic version, of which bump says which part
// goes up; empty, the last one. Where there is no version yet it is 1, or with a
// bump what follows 0.0.0.
func NextLabel(highest catalog.Label, bump string) (catalog.Label, error) {
	if highest.Scheme() == catalog.Semantic || highest.IsZero() && bump != "" {
		return nextSemantic(highest, bump)
	}
	if bump != "" {
		return catalog.Label{}, fmt.Errorf("labels of the group are whole numbers, and have no part %q; leave it out for the next one", bump)
	}
	n := 0
	if !highest.IsZero() {
		var err error
		if n, err = strconv.Atoi(highest.String()); err != nil {
			return catalog.Label{}, fmt.Errorf("reading label %q: %w", highest, err)
		}
	}
	return catalog.ParseLabel(strconv.Itoa(n + 1))
}

func nextSemantic(highest catalog.Label, bump string) (catalog.Label, error) {
	v := &semver.Version{}
	if !highest.IsZero() {
		var err error
		if v, err = semver.StrictNewVersion(highest.String()); err != nil {
			return catalog.Label{}, fmt.Errorf("reading label %q: %w", highest, err)
		}
	}
	var next semver.Version
	switch bump {
	case "major":
		next = v.IncMajor()
	case "minor":
		next = v.IncMinor()
	default:
		next = v.IncPatch() // of 2.0.0-rc.1 that is 2.0.0
	}
	return catalog.ParseLabel(next.String())
}

// Highest is the highest label that a group has; the zero Label where it has
// none.
func Highest(g *catalog.Group) catalog.Label {
	if g == nil || len(g.Versions) == 0 {
		return catalog.Label{}
	}
	return g.Versions[len(g.Versions)-1].Label // they are in label order
}
