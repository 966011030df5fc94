package evidence

// onBranch holds that the commit that asks is on the protected branch, as
// GitHub has it.
func onBranch(f Facts) Finding {
	const check = "branch"
	b := f.Branch
	if !b.HoldsCommit {
		return failed(check, "commit %s is not on the first-parent line of %q in %s; sync a commit that was merged into it",
			short(f.Question.Commit), b.Ref, b.Repository)
	}
	return passed(check, "commit %s is on %q in %s", short(f.Question.Commit), b.Ref, b.Repository)
}

// introduction holds that the commit that is said to have brought in what is
// asked for did so: it has S, and its first parent has not. Otherwise a later,
// harmless commit could lend its approvals.
func introduction(f Facts) Finding {
	const check = "introduction"
	if f.Question.S == "" {
		return failed(check, "the question has no digest, so nothing can prove it; ask about a version that can be read")
	}
	if !f.Introduction.Known {
		return notKnown(check, "which commit brought it in", f.Introduction)
	}
	l := f.Introduction.Value
	at := f.Digests[l.SHA]
	if !at.Known {
		return notKnown(check, "what commit "+short(l.SHA)+" holds", at)
	}
	if at.Value.S != f.Question.S {
		return failed(check, "commit %s does not hold what is asked for%s; %s", short(l.SHA), because(at.Value), askAgain(f.Question))
	}
	if len(l.Parents) > 0 {
		before := f.Digests[l.Parents[0]]
		if !before.Known {
			return notKnown(check, "what commit "+short(l.Parents[0])+" holds", before)
		}
		if before.Value.S == f.Question.S {
			return failed(check, "commit %s did not bring it in: its parent %s holds it already", short(l.SHA), short(l.Parents[0]))
		}
	}
	return passed(check, "commit %s brought it in", short(l.SHA))
}

// because gives the reason why there is nothing to compare, if there is one.
func because(d Digests) string {
	if d.Why != "" {
		return " (" + d.Why + ")"
	}
	return ""
}

// first reports whether what is asked for came in together with the version
// itself: the commit before it has no such version, or none that can be
// understood. Nor has base, where a pull request brought in several commits.
func first(f Facts, base string) bool {
	l := f.Introduction.Value
	if len(l.Parents) == 0 {
		return true
	}
	for _, commit := range []string{l.Parents[0], base} {
		if at := f.Digests[commit]; at.Known && at.Value.S == "" {
			return true
		}
	}
	return false
}
