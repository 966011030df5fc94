package evidence

import (
	"fmt"
	"strings"
)

// Find gives the update of the branch that brought in the commit that is asked
// about: the newest one after which it can be reached and before which it
// cannot. It is false where the updates do not tell for certain.
func Find(f Facts) (Update, bool) {
	u, found := find(f)
	return u, found.State == Granted
}

// find walks the updates from the tip back. One that is missing is a denial:
// nobody can say what came in there. A log that ends early is a doubt.
func find(f Facts) (Update, Finding) {
	const check = "update"
	if len(f.Updates) > 0 && f.Updates[0].After != f.Branch.Tip {
		return Update{}, doubtful(check, "the tip of %q is %s, and GitHub's log of updates ends at %s; run again in a minute",
			f.Branch.Ref, short(f.Branch.Tip), short(f.Updates[0].After))
	}
	for i, u := range f.Updates {
		if i > 0 && (IsZero(u.After) || u.After != f.Updates[i-1].Before) {
			return Update{}, failed("gap", "updates of %q are missing between %s and %s; %s",
				f.Branch.Ref, short(u.After), short(f.Updates[i-1].Before), askAgain(f.Question))
		}
		if !u.Brought.Known {
			return Update{}, notKnown(check, "whether the update to "+short(u.After)+" brought it in", u.Brought)
		}
		if u.Brought.Value {
			return u, passed(check, "the update of %q from %s to %s brought it in", f.Branch.Ref, short(u.Before), short(u.After))
		}
	}
	return Update{}, logEnd(f)
}

func logEnd(f Facts) Finding {
	switch f.LogEnd {
	case LogExpired:
		return doubtful("activity-expired", "GitHub no longer tells how it came into %q; show the bundle that sync wrote then, or %s", f.Branch.Ref, askAgain(f.Question))
	case LogUnsupported:
		return doubtful("activity-unsupported", "this GitHub server keeps no log of updates of %q; use github.com or a newer GitHub Enterprise Server", f.Branch.Ref)
	case LogUnreadable:
		return notKnown("activity-unreadable", fmt.Sprintf("the updates of %q", f.Branch.Ref), Answer[bool]{Problem: f.LogProblem})
	}
	return doubtful("update", "the updates of %q do not reach back to what brought it in; run again", f.Branch.Ref)
}

// byPull holds that the update followed from merging a pull request. A head
// that is pushed to the branch marks its pull request as merged, too.
func byPull(f Facts, u Update) Finding {
	const check = "update-type"
	if u.Type != PullMerge && u.Type != QueueMerge {
		return failed(check, "it came into %q by a %s of %s (%s), not by merging a pull request; %s",
			f.Branch.Ref, strings.ReplaceAll(u.Type, "_", " "), who(u.Actor), short(u.After), askAgain(f.Question))
	}
	return passed(check, "it came into %q by merging a pull request, on %s", f.Branch.Ref, u.At.UTC().Format("2006-01-02 15:04:05"))
}

// IsZero says whether sha stands for no commit: before a ref was created, or
// after it was deleted.
func IsZero(sha string) bool { return strings.Trim(sha, "0") == "" }
