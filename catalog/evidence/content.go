package evidence

// sameContent holds that what was reviewed, what was merged and what is asked
// for are the same. It catches evil merges, edits in the resolution of a
// conflict, and wrong trees that a merge queue wrote.
func sameContent(f Facts, p Pull) Finding {
	const check = "content"
	parts := []Finding{
		holds(f, p, "the reviewed head", p.Head.SHA),
		holds(f, p, "the merge", p.MergeCommit),
	}
	found := passed(check, "the same content was reviewed, merged and is asked for: %s", f.Question.S)
	if state := overall(parts); state != Granted {
		found = Finding{Check: check, State: state, Text: decisive(parts, state).Text}
	}
	found.Parts = parts
	return found
}

func holds(f Facts, p Pull, what, sha string) Finding {
	const check = "digest"
	d := f.Digests[sha]
	switch {
	case !d.Known:
		return notKnown(check, "what "+what+" "+short(sha)+" holds", d)
	case d.Value.S != f.Question.S:
		return failed(check, "%s %s holds something else than what is asked for%s; %s", what, short(sha), because(d.Value), wayOut(f, p))
	}
	return passed(check, "%s %s holds what is asked for", what, short(sha))
}

// separate holds, where a rule wants it, that the version was registered
// before the pull request that approves it.
func separate(f Facts, p Pull, base string) Finding {
	const check = "separate-pull-request"
	d := f.Digests[base]
	switch {
	case !d.Known:
		return notKnown(check, "what the branch held before the pull request", d)
	case f.Question.Content == "" || d.Value.Content != f.Question.Content:
		return failed(check, "the pull request both registers and approves, and the policy wants two (separatePullRequest); %s", wayOut(f, p))
	}
	return passed(check, "the version was registered before, at %s", short(base))
}
