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
	wrong  *catalog.Version
	target *catalog.Target
	passed []string
}

// noneGood says that there is no version to go back to, and what helps in all
// targets that are concerned.
func (r Rollback) noneGood(reg *catalog.Registry, all []deadEnd) error {
	var why, rejects []string
	below := false
	for len(all) > 0 {
		wrong := all[0].wrong
		var targets, passed []string
		var rest []deadEnd
		for _, end := range all {
			if end.wrong != wrong {
				rest = append(rest, end)
				continue
			}
			targets, passed = append(targets, end.target.Name), append(passed, end.passed...)
		}
		all = rest
		why = append(why, r.nothingBelow(wrong, targets, passed))
		rejects = append(rejects, r.rejecting(reg, wrong, targets))
		below = below || slices.ContainsFunc(r.Group.Versions, func(v *catalog.Version) bool { return v.Label.Compare(wrong.Label) < 0 })
	}
	takes := "takes it"
	if len(rejects) > 1 {
		takes = "take them"
	}
	hint := strings.Join(rejects, " and ") + " " + takes + " back all the same"
	if below {
		hint += "; --to LABEL names the version to have"
	}
	return &NoReturn{strings.Join(why, "; "), hint}
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
