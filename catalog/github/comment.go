package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"
)

const needComments = "pull-requests: write"

// Done says what became of a comment or an issue.
type Done string

const (
	Kept    Done = "kept" // it says so already, or there is none and nothing to say
	Created Done = "created"
	Edited  Done = "edited"
	Closed  Done = "closed"
)

// A posting is a comment or an issue: what is found by its marker and author.
type posting struct {
	id     int64 // of a comment; the number of an issue
	author string
	body   string
	url    string
}

// mine reports whether a posting is one that an earlier run wrote: its text
// begins with the marker, and the author is who the token acts as. Anybody can
// write the marker.
func (p posting) mine(me, marker string) bool {
	return strings.EqualFold(p.author, me) && strings.HasPrefix(p.body, marker)
}

// says reports whether a posting has a text. GitHub may give line ends and the
// space around a text in its own way.
func (p posting) says(body string) bool { return trimmed(p.body) == trimmed(body) }

func trimmed(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Comment sees to it that a pull request has one comment of ours, which is
// body. The body begins with a marker that no other comment of this author
// begins with. Where runs that do not know of each other wrote several, the
// oldest stays.
func (c *Client) Comment(ctx context.Context, repo string, n int, marker, body string) (done Done, url string, err error) {
	me, err := c.Me(ctx)
	if err != nil {
		return "", "", err
	}
	ours, err := c.comments(ctx, repo, n, me, marker)
	if err != nil {
		return "", "", err
	}
	done = Kept
	if len(ours) == 0 {
		made, failed := c.createComment(ctx, repo, n, body)
		if failed != nil && (ctx.Err() != nil || denied(failed)) {
			return "", "", failed
		}
		// Looked at once more: another run may have written at the same moment, and
		// an answer that was lost does not say whether this one has.
		if failed == nil {
			me = made.author
		}
		if ours, err = c.comments(ctx, repo, n, me, marker); err != nil || len(ours) == 0 {
			return Created, made.url, errors.Join(failed, err)
		}
		done = Created
	}
	keep := ours[0]
	if !keep.says(body) {
		if err := c.editComment(ctx, repo, keep.id, body); err != nil {
			return "", "", err
		}
		done = Edited
	}
	for _, other := range ours[1:] {
		if err := c.deleteComment(ctx, repo, other.id); err != nil {
			return "", "", err
		}
	}
	return done, keep.url, nil
}

// comments gives those of ours, oldest first, as GitHub lists them.
func (c *Client) comments(ctx context.Context, repo string, n int, me, marker string) ([]posting, error) {
	q, err := ofPull(repo, n, "the comments of", "/issues/%d/comments?per_page=100", "pull-requests: read")
	if err != nil {
		return nil, err
	}
	all, err := list[*github.IssueComment](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var ours []posting
	for _, comment := range all {
		p, err := readComment(q, comment)
		if err != nil {
			return nil, err
		}
		if p.mine(me, marker) {
			ours = append(ours, p)
		}
	}
	return ours, nil
}

func readComment(q question, c *github.IssueComment) (posting, error) {
	var f fields
	p := posting{id: f.id("id", c.GetID()), author: c.GetUser().GetLogin(), body: c.GetBody(), url: f.text("html_url", c.GetHTMLURL())}
	return p, f.of(q)
}

func (c *Client) createComment(ctx context.Context, repo string, n int, body string) (posting, error) {
	q, err := ofPull(repo, n, "a new comment on", "/issues/%d/comments", needComments)
	if err != nil {
		return posting{}, err
	}
	var made github.IssueComment
	if err := c.change(ctx, q, http.MethodPost, &github.IssueComment{Body: &body}, &made); err != nil {
		return posting{}, err
	}
	return readComment(q, &made)
}

func (c *Client) editComment(ctx context.Context, repo string, id int64, body string) error {
	q, err := about(repo, "a change of a comment in", fmt.Sprintf("/issues/comments/%d", id), needComments)
	if err != nil {
		return err
	}
	return c.change(ctx, q, http.MethodPatch, &github.IssueComment{Body: &body}, nil)
}

// deleteComment does nothing where somebody else was faster.
func (c *Client) deleteComment(ctx context.Context, repo string, id int64) error {
	q, err := about(repo, "the removal of a second comment in", fmt.Sprintf("/issues/comments/%d", id), needComments)
	if err != nil {
		return err
	}
	if err := c.change(ctx, q, http.MethodDelete, nil, nil); status(err) != http.StatusNotFound {
		return err
	}
	return nil
}
