package evidence

import (
	"fmt"
	"slices"
)

// registrants adds who registered the version in another pull request, where
// the rule does not let them approve.
func registrants(in involvement, f Facts, p Pull, r Rule, base string) Finding {
	const check = "registrant"
	if f.Question.Policy || r.RegistrantMayApprove {
		return passed(check, "the rule lets whoever registered the version approve it")
	}
	before := f.Digests[base]
	if !before.Known {
		return notKnown(check, "whether the version was registered before", before)
	}
	if before.Value.Content != f.Question.Content {
		return passed(check, "the pull request itself registers the version")
	}
	if !f.Registered.Known {
		return notKnown(check, "who registered the version", f.Registered)
	}
	if f.Registered.Value.Pull == p.Number {
		return passed(check, "the pull request itself registers the version")
	}
	by := f.Registered.Value.By
	if len(by) == 0 || slices.ContainsFunc(by, func(u User) bool { return u.ID == 0 }) {
		return failed(check, "nobody can tell who registered the version, so it could be an approver; set registrantMayApprove: true in the rule, or register it by a pull request")
	}
	how := "pushed the version"
	if n := f.Registered.Value.Pull; n != 0 {
		how = fmt.Sprintf("registered the version in #%d", n)
	}
	for _, u := range by {
		in.add(Granted, u, how)
	}
	return passed(check, "%s %s", names(by), how)
}
