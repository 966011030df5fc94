package evidence

import (
	"fmt"
	"slices"
	"strings"
)

// merged is the pull request that brought in what is asked for.
type merged struct {
	index  int    // among the pull requests of the facts
	pull   Pull   //
	base   string // the commit of the branch before its first one
	method string // merge, squash, rebase
}

// Pick gives the one pull request that brought in the commit asked about: its
// index among the facts' pull requests, and the commit of the branch before
// its own ones. It is false where there is none, or several, or where the
// facts do not tell for certain.
func Pick(f Facts) (n int, base string, ok bool) {
	u, found := Find(f)
	if !found {
		return 0, "", false
	}
	m, brought := pick(f, u)
	return m.index, m.base, brought.State == Granted
}

// pick divides the commits of an update among the pull requests that were
// merged in it, and finds the one whose part holds the introduction. A merge
// queue merges several in one update; else there is one, and it ends there.
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/about-merge-methods-on-github
func pick(f Facts, u Update) (merged, Finding) {
	const check = "pull-request"
	if !f.Chain.Known {
		return merged{}, notKnown(check, "which commits came in with "+short(u.After), f.Chain)
	}
	chain := f.Chain.Value
	if !linked(chain, u) {
		return merged{}, failed("chain", "%s is not on the first-parent line of %s; %s", short(u.Before), short(u.After), askAgain(f.Question))
	}
	l := position(chain, f.Introduction.Value.SHA)
	if l < 0 {
		return merged{}, failed("chain", "commit %s is not on the first-parent line from %s to %s; %s",
			short(f.Introduction.Value.SHA), short(u.Before), short(u.After), askAgain(f.Question))
	}
	if !f.Pulls.Known {
		return merged{}, notKnown(check, "which pull requests were merged with "+short(u.After), f.Pulls)
	}

	var parts []Finding
	var ends []int // where in the chain the part of each pull request begins
	candidate := make([]bool, len(f.Pulls.Value))
	for i, p := range f.Pulls.Value {
		if why := otherwise(f.Branch, u, chain, p); why != "" {
			parts = append(parts, failed("candidate", "%s#%d %s", f.Branch.Repository, p.Number, why))
			continue
		}
		candidate[i] = true
		ends = append(ends, position(chain, p.MergeCommit))
	}
	slices.Sort(ends)

	var survivors []merged
	for i, p := range f.Pulls.Value {
		if !candidate[i] {
			continue
		}
		from := position(chain, p.MergeCommit)
		to, base := len(chain), u.Before
		if next, _ := slices.BinarySearch(ends, from+1); next < len(ends) {
			to, base = ends[next], chain[ends[next]].SHA
		}
		if l < from || l >= to {
			parts = append(parts, failed("candidate", "%s#%d brought in other commits", f.Branch.Repository, p.Number))
			continue
		}
		method, why := shape(chain[from:to], p)
		if why != "" {
			parts = append(parts, failed("candidate", "%s#%d %s", f.Branch.Repository, p.Number, why))
			continue
		}
		parts = append(parts, passed("candidate", "%s#%d was merged by %s", f.Branch.Repository, p.Number, method))
		survivors = append(survivors, merged{index: i, pull: p, base: base, method: method})
	}
	if len(survivors) != 1 {
		found := failed(check, "%s brought in commit %s, and it must be one; %s", count(len(survivors), "pull request"), short(chain[l].SHA), askAgain(f.Question))
		found.Parts = parts
		return merged{}, found
	}
	m := survivors[0]
	found := passed(check, "%s#%d by %s brought it in (%s)", f.Branch.Repository, m.pull.Number, who(m.pull.Author), m.method)
	found.Parts = parts
	return m, found
}

// linked says whether the chain is the first-parent line of the update, whole.
func linked(chain []Commit, u Update) bool {
	next := u.After
	for _, c := range chain {
		if c.SHA != next || len(c.Parents) == 0 {
			return false
		}
		next = c.Parents[0]
	}
	return next == u.Before
}

func position(chain []Commit, sha string) int {
	return slices.IndexFunc(chain, func(c Commit) bool { return c.SHA == sha })
}

// otherwise says why a pull request cannot have been merged by the update.
func otherwise(b Branch, u Update, chain []Commit, p Pull) string {
	switch {
	case !p.Merged:
		return "was not merged"
	case p.Base.RepositoryID != b.RepositoryID:
		return "was merged into another repository"
	case "refs/heads/"+p.Base.Ref != b.Ref:
		return fmt.Sprintf("was merged into %q", p.Base.Ref)
	case position(chain, p.MergeCommit) < 0:
		return fmt.Sprintf("was merged as %s, elsewhere", short(p.MergeCommit))
	case u.Type == PullMerge && p.MergeCommit != u.After:
		return fmt.Sprintf("was merged as %s, and the update ends at %s", short(p.MergeCommit), short(u.After))
	}
	return ""
}

// shape tells the method by which the commits of a pull request were made, or
// why no method makes such commits.
func shape(part []Commit, p Pull) (method, why string) {
	parents := part[0].Parents
	if len(part) == 1 && len(parents) == 2 {
		if parents[1] != p.Head.SHA {
			return "", fmt.Sprintf("has the head %s, and %s was merged", short(p.Head.SHA), short(parents[1]))
		}
		return "merge", ""
	}
	for _, c := range part {
		if len(c.Parents) != 1 {
			return "", fmt.Sprintf("cannot have made %s, which has the parents %s", short(c.SHA), strings.Join(c.Parents, " "))
		}
	}
	if len(part) == 1 {
		return "squash", ""
	}
	if len(part) > p.Commits {
		return "", fmt.Sprintf("has %s, and %d came in", count(p.Commits, "commit"), len(part))
	}
	return "rebase", ""
}
