package github

import (
	"time"

	"github.com/google/go-github/v60/github"

	"modelreg/catalog/evidence"
)

// fields reads what an answer must have, and notes what it has not. All
// members of go-github's types may be missing; those of evidence may not.
type fields struct{ lacks []string }

func (f *fields) check(name string, ok bool) {
	if !ok {
		f.lacks = append(f.lacks, name)
	}
}

// of says that what was asked for can't be had from the answer, if so.
func (f *fields) of(q question) error {
	if len(f.lacks) == 0 {
		return nil
	}
	return q.wrong(f.lacks[:min(len(f.lacks), 5)]...)
}

func (f *fields) id(name string, v int64) int64 {
	f.check(name, v > 0)
	return v
}

func (f *fields) text(name, v string) string {
	f.check(name, v != "")
	return v
}

func (f *fields) sha(name, v string) string {
	f.check(name, commitID.MatchString(v))
	return v
}

// time reads a time that can be one of GitHub's, which began in 2008, in UTC.
func (f *fields) time(name string, t github.Timestamp) time.Time {
	at := t.UTC()
	f.check(name, at.Year() >= 2008 && at.Year() <= 9999)
	return at
}

// user reads a user where there may be none: null, or {}.
func (f *fields) user(name string, u *github.User) evidence.User {
	if u == nil || u.ID == nil && u.Login == nil && u.Type == nil {
		return evidence.User{}
	}
	return f.someone(name, u)
}

// someone reads a user who must be there.
func (f *fields) someone(name string, u *github.User) evidence.User {
	return evidence.User{
		ID:    f.id(name+".id", u.GetID()),
		Login: f.text(name+".login", u.GetLogin()),
		Type:  f.text(name+".type", u.GetType()),
	}
}

// commit reads a commit with its parents; a root has none, but says so.
func (f *fields) commit(c *github.RepositoryCommit) evidence.Commit {
	if c == nil {
		f.check("commit", false)
		return evidence.Commit{}
	}
	f.check("parents", c.Parents != nil)
	parents := make([]string, len(c.Parents))
	for i, p := range c.Parents {
		parents[i] = f.sha("parents.sha", p.GetSHA())
	}
	return evidence.Commit{
		SHA:       f.sha("sha", c.GetSHA()),
		Parents:   parents,
		Author:    f.user("author", c.Author),
		Committer: f.user("committer", c.Committer),
	}
}
