package github

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-github/v60/github"

	"modelreg/catalog/evidence"
)

const needContents = "contents: read"

// ErrUnsupported says that the server has no log of updates to ask for, as an
// old GitHub Enterprise Server.
var ErrUnsupported = errors.New("the server has no log of branch updates")

// Repository gives the id of a repository and the full name it has now, which
// is another one after it was renamed.
func (c *Client) Repository(ctx context.Context, repo string) (id int64, fullName string, err error) {
	q, err := about(repo, "the repository", "", "metadata: read")
	if err != nil {
		return 0, "", err
	}
	r, err := one[github.Repository](ctx, c, q)
	if err != nil {
		return 0, "", err
	}
	var f fields
	f.check("full_name", repoName.MatchString(r.GetFullName()))
	id, fullName = f.id("id", r.GetID()), r.GetFullName()
	if err := f.of(q); err != nil {
		return 0, "", err
	}
	return id, fullName, nil
}

// Tip gives the commit that a branch is at.
func (c *Client) Tip(ctx context.Context, repo, branch string) (sha string, err error) {
	q, err := about(repo, fmt.Sprintf("the tip of branch %q of", branch), "/git/ref/heads/"+escaped(branch), needContents)
	if err != nil {
		return "", err
	}
	if err := refName(branch); err != nil {
		return "", err
	}
	r, err := one[github.Reference](ctx, c, q)
	if err != nil {
		return "", err
	}
	var f fields
	f.check("ref", r.GetRef() == "refs/heads/"+branch)
	f.check("object.type", r.GetObject().GetType() == "commit")
	sha = f.sha("object.sha", r.GetObject().GetSHA())
	if err := f.of(q); err != nil {
		return "", err
	}
	return sha, nil
}

// update is an item of the log of updates, which go-github does not know.
// https://docs.github.com/en/rest/repos/repos#list-repository-activities
type update struct {
	Ref          string           `json:"ref"`
	Before       string           `json:"before"`
	After        string           `json:"after"`
	ActivityType string           `json:"activity_type"`
	Timestamp    github.Timestamp `json:"timestamp"`
	Actor        *github.User     `json:"actor"`
}

// Updates gives the movements of a ref (refs/heads/main), newest first, asking
// for more only as they are read. It ends with an error, which is
// ErrUnsupported where the server has no such log.
func (c *Client) Updates(ctx context.Context, repo, ref string) iter.Seq2[evidence.Update, error] {
	return c.UpdatesOf(ctx, repo, ref, "")
}

// UpdatesOf is Updates of one type only, such as force_push; of all where it is
// empty.
func (c *Client) UpdatesOf(ctx context.Context, repo, ref, kind string) iter.Seq2[evidence.Update, error] {
	return func(yield func(evidence.Update, error) bool) {
		q, err := about(repo, fmt.Sprintf("the updates of %q of", ref),
			"/activity?direction=desc&per_page=100&ref="+url.QueryEscape(ref)+ofType(kind), needContents)
		if err == nil {
			err = refName(ref)
		}
		if err != nil {
			yield(evidence.Update{}, err)
			return
		}
		first := true
		for items, err := range pages[[]update](ctx, c, q) {
			if err == nil && items == nil {
				err = q.wrong("a list")
			}
			if first && status(err) == http.StatusNotFound {
				err = c.unsupported(ctx, repo, err)
			}
			if err != nil {
				yield(evidence.Update{}, err)
				return
			}
			first = false
			for _, item := range items {
				u, err := item.read(q, ref)
				if err == nil && kind != "" && u.Type != kind {
					err = q.wrong("list of " + kind + " alone")
				}
				if !yield(u, err) || err != nil {
					return
				}
			}
		}
	}
}

func ofType(kind string) string {
	if kind == "" {
		return ""
	}
	return "&activity_type=" + url.QueryEscape(kind)
}

func (u update) read(q question, ref string) (evidence.Update, error) {
	var f fields
	f.check("ref", u.Ref == ref) // not one that was not asked for
	got := evidence.Update{
		Before: f.sha("before", u.Before),
		After:  f.sha("after", u.After),
		Type:   f.text("activity_type", u.ActivityType),
		Actor:  f.user("actor", u.Actor),
		At:     f.time("timestamp", u.Timestamp),
	}
	if err := f.of(q); err != nil {
		return evidence.Update{}, err
	}
	return got, nil
}

// unsupported tells a server without the log from a repository that is not
// there: GitHub says 404 to both.
func (c *Client) unsupported(ctx context.Context, repo string, notFound error) error {
	if _, _, err := c.Repository(ctx, repo); err != nil {
		return notFound
	}
	return fmt.Errorf("%w: %w", ErrUnsupported, notFound)
}

// about asks for what a repository has below path.
func about(repo, what, path, need string) (question, error) {
	owner, name, _ := strings.Cut(repo, "/")
	if !repoName.MatchString(repo) || name == "." || name == ".." {
		return question{}, fmt.Errorf("no repository is called %q; write owner/name", repo)
	}
	return question{what: what + " " + repo, path: "repos/" + owner + "/" + name + path, need: need}, nil
}

// refName refuses names that no branch has and that would lead to another path.
func refName(name string) error {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || strings.HasPrefix(part, ".") {
			return fmt.Errorf("no branch is called %q; write it as git branch shows it", name)
		}
	}
	return nil
}

// escaped makes a branch name part of a path.
func escaped(branch string) string {
	return strings.ReplaceAll(url.PathEscape(branch), "%2F", "/")
}
