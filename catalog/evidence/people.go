package evidence

import (
	"maps"
	"slices"
)

// maxCommits is how many commits GitHub lists of a pull request.
// https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request
const maxCommits = 250

// involvement is who had a part in what is approved, and so may not approve
// it: why, by user id.
type involvement struct {
	certain map[int64]part
	maybe   map[int64]part // where a fact is missing that would clear them
	doubt   string         // why anybody may have had a part, empty where all are known
}

type part struct {
	user User
	why  string
}

func (in involvement) add(state State, u User, why string) {
	into := in.certain
	if state == Unknown {
		into = in.maybe
	}
	if _, known := into[u.ID]; !known {
		into[u.ID] = part{u, why}
	}
}

// clone is a copy, to which more can be added for one rule.
func (in involvement) clone() involvement {
	return involvement{certain: maps.Clone(in.certain), maybe: maps.Clone(in.maybe), doubt: in.doubt}
}

// users are those who had a part for certain, in no order.
func (in involvement) users() []User {
	out := make([]User, 0, len(in.certain))
	for _, p := range in.certain {
		out = append(out, p.user)
	}
	return out
}

// contributors finds who opened the pull request, who made its commits and who
// pushed its head. Whoever GitHub does not name could be anyone, so that is a
// denial.
func contributors(f Facts, p Pull) (involvement, Finding) {
	in := involvement{certain: map[int64]part{}, maybe: map[int64]part{}}
	parts := []Finding{opened(in, f, p)}
	parts = append(parts, committed(in, f, p)...)
	parts = append(parts, pushed(in, f, p)...)
	state := overall(parts)
	found := passed("contributors", "%s opened, wrote or pushed the pull request", count(len(in.certain), "account"))
	if state != Granted {
		found = Finding{Check: "contributors", State: state, Text: decisive(parts, state).Text}
	}
	if state == Unknown {
		in.doubt = found.Text
	}
	found.Parts = parts
	return in, found
}

func opened(in involvement, f Facts, p Pull) Finding {
	const check = "author"
	if p.Author.ID == 0 {
		return failed(check, "GitHub does not name who opened the pull request, so anybody's approval could be the author's own; %s", wayOut(f, p))
	}
	in.add(Granted, p.Author, "opened the pull request")
	return passed(check, "%s opened the pull request", who(p.Author))
}

func committed(in involvement, f Facts, p Pull) []Finding {
	const check = "commits"
	list := p.Detail.Commits
	if !list.Known {
		return []Finding{notKnown(check, "who made its commits", list)}
	}
	switch n := len(list.Value); {
	case p.Commits > maxCommits:
		return []Finding{failed(check, "the pull request has %d commits, and GitHub tells the people of %d only; use smaller pull requests", p.Commits, maxCommits)}
	case n != p.Commits:
		return []Finding{doubtful(check, "GitHub tells %d of the %d commits of the pull request; run again", n, p.Commits)}
	case position(list.Value, p.Head.SHA) < 0:
		return []Finding{doubtful(check, "the commits that GitHub tells lack the head %s; run again", short(p.Head.SHA))}
	}
	var parts []Finding
	for _, c := range list.Value {
		parts = append(parts, people(in, f, p, c))
	}
	return parts
}

// people adds the people of one commit.
func people(in involvement, f Facts, p Pull, c Commit) Finding {
	const check = "commit"
	made := updatesBranch(f, c)
	if made == Granted {
		return passed(check, "%s only brought the pull request up to date", short(c.SHA))
	}
	as := Granted
	if made == Unknown {
		as = Unknown
	}
	users := []User{c.Author}
	if !IsWebFlow(c.Committer) {
		users = append(users, c.Committer)
	}
	for _, u := range users {
		if u.ID == 0 || u.Login == "" {
			if as == Unknown {
				return doubtful(check, "GitHub does not name who made %s, and could not tell whether that brought anything in", short(c.SHA))
			}
			return failed(check, "GitHub does not name who made commit %s, so it could be an approver; link the e-mail address to an account, and %s", short(c.SHA), wayOut(f, p))
		}
		in.add(as, u, "made commit "+short(c.SHA))
	}
	return passed(check, "%s was made by %s", short(c.SHA), names(users))
}

// pushed adds who pushed the head, up to the merge: a commit can carry
// anybody's name. Those who brought it up to date or deleted it pushed nothing
// of their own.
func pushed(in involvement, f Facts, p Pull) []Finding {
	const check = "pushes"
	pushes := p.Detail.Pushes
	if !pushes.Known {
		return []Finding{notKnown(check, "who pushed its head", pushes)}
	}
	var parts []Finding
	if len(pushes.Value) > 0 && !slices.ContainsFunc(pushes.Value, func(u Update) bool { return u.After == p.Head.SHA }) {
		parts = append(parts, doubtful(check, "GitHub's log of its branch lacks the push of the head %s; run again", short(p.Head.SHA)))
	}
	earlier := false // what the name was used for before the branch was created
	for _, u := range pushes.Value {
		if earlier && position(p.Detail.Commits.Value, u.After) < 0 {
			continue
		}
		earlier = earlier || IsZero(u.Before) && !u.At.After(p.MergedAt)
		if IsZero(u.After) || u.At.After(p.MergedAt) {
			continue
		}
		as := Granted
		switch mergeOf(f, p.Detail.Commits, u) {
		case Granted:
			continue
		case Unknown:
			as = Unknown
		}
		if u.Actor.ID == 0 {
			unnamed := failed("push", "GitHub does not name who pushed %s, so it could be an approver; %s", short(u.After), wayOut(f, p))
			if as == Unknown {
				unnamed.State = Unknown
			}
			parts = append(parts, unnamed)
			continue
		}
		in.add(as, u.Actor, "pushed "+short(u.After))
		parts = append(parts, passed("push", "%s was pushed by %s", short(u.After), who(u.Actor)))
	}
	return parts
}

func names(users []User) string {
	words := make([]string, 0, len(users))
	for _, u := range users {
		words = append(words, who(u))
	}
	return list(slices.Compact(words))
}
