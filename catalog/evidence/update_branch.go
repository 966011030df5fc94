package evidence

// The account by which GitHub's web interface commits.
const (
	webFlow   = "web-flow"
	webFlowID = 19864447
)

// mergeOf says whether a push did no more than bring the pull request up to
// date: Granted yes, Held no.
func mergeOf(f Facts, commits Answer[[]Commit], u Update) State {
	if !commits.Known {
		return Unknown
	}
	i := position(commits.Value, u.After)
	if i < 0 || len(commits.Value[i].Parents) == 0 || commits.Value[i].Parents[0] != u.Before {
		return Held
	}
	return updatesBranch(f, commits.Value[i])
}

// WebMerges gives those of a pull request's commits that may have done no more
// than bring it up to date ("update branch"): of these is asked whether their
// second parent is on the base, and what they and their first parents hold.
func WebMerges(commits []Commit) []Commit {
	var out []Commit
	for _, c := range commits {
		if len(c.Parents) == 2 && IsWebFlow(c.Committer) {
			out = append(out, c)
		}
	}
	return out
}

// updatesBranch says whether a commit is an "update branch" merge made in the
// web interface that changed nothing of what is asked for: Granted yes, Held
// no.
func updatesBranch(f Facts, c Commit) State {
	if len(WebMerges([]Commit{c})) == 0 {
		return Held
	}
	after, before := f.Digests[c.SHA], f.Digests[c.Parents[0]]
	switch {
	case c.OnBase.Known && !c.OnBase.Value, after.Known && before.Known && after.Value != before.Value:
		return Held
	case c.OnBase.Known && after.Known && before.Known:
		return Granted
	}
	return Unknown
}

// IsWebFlow says whether a user is the account by which GitHub commits what is
// done in its web interface.
func IsWebFlow(u User) bool { return u.ID == webFlowID && u.Login == webFlow }
