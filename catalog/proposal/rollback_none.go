package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// A deadEnd is a target in which there is nothing good to go back to from a
// version.
type deadEnd struct {
	wrong         *catalog.Version
	front         front
	along, passed []string // as of a Return
}

// noneGood says that there is no version to go back to, and what helps in all
// targets that are concerned.
func (r Rollback) noneGood(reg *catalog.Registry, all []deadEnd) error {
	var why, rejects []string
	groups := byVersion(all)
	for _, ends := range groups {
		var targets, along, passed []string
		for _, end := range ends {
			targets, along, passed = append(targets, end.front.target.Name), append(along, end.along...), append(passed, end.passed...)
		}
		why = append(append(why, r.nothingBelow(ends[0].wrong, targets, passed)), along...)
		rejects = append(rejects, r.rejecting(reg, ends[0].wrong, targets))
	}
	takes := "takes it"
	if len(rejects) > 1 {
		takes = "take them"
	}
	hint := strings.Join(rejects, " and ") + " " + takes + " back all the same"
	switch {
	case len(groups) == 1 && keepable(all):
		hint += fmt.Sprintf("; --to %s keeps it, and takes back what is not live above it", all[0].wrong.Label)
	case slices.ContainsFunc(all, func(end deadEnd) bool { return end.wrong != r.Group.Versions[0] }):
		hint += "; --to LABEL names the version to have"
	}
	return &NoReturn{strings.Join(why, "; "), hint}
}

// byVersion puts those together that start from the same version.
func byVersion(all []deadEnd) (groups [][]deadEnd) {
	for _, end := range all {
		i := slices.IndexFunc(groups, func(have []deadEnd) bool { return have[0].wrong == end.wrong })
		if i < 0 {
			i = len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], end)
	}
	return groups
}

// keepable reports whether all that may be wrong is above a version that is
// live.
func keepable(all []deadEnd) bool {
	return slices.ContainsFunc(all, func(end deadEnd) bool { return len(end.along) > 0 }) &&
		!slices.ContainsFunc(all, func(end deadEnd) bool { return end.front.live != end.wrong })
}

// nothingBelow says why no version is good.
func (r Rollback) nothingBelow(wrong *catalog.Version, targets, passed []string) string {
	other := ""
	if len(passed) > 0 {
		other = "other "
	}
	why := fmt.Sprintf("there is nothing good to go back to from %s in %s: no %sversion below it is to be approved there", wrong.Ref(), enumerated(targets), other)
	if r.Once != nil {
		why += ", and none ever was that is not rejected now"
	} else {
		why += ", and without the history of a clone nobody knows which one was"
	}
	return strings.Join(append([]string{why}, passed...), "; ")
}

// rejecting is the command that takes a version back: everywhere if it is wrong
// wherever it is to be approved, as the rollback would have it.
func (r Rollback) rejecting(reg *catalog.Registry, wrong *catalog.Version, targets []string) string {
	command := "modelreg reject " + wrong.Ref()
	elsewhere := slices.ContainsFunc(reg.Targets, func(t *catalog.Target) bool {
		return State(reg, wrong, t) == Approved && !slices.Contains(targets, t.Name)
	})
	if len(r.Targets) > 0 || elsewhere {
		command += " --target " + strings.Join(targets, ",")
	}
	return command
}
