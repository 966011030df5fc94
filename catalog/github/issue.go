package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
)

const needIssues = "issues: write"

// An Issue is what the one issue about a matter has to say. A matter is told
// by its marker, with which both texts begin.
type Issue struct {
	Marker string
	Title  string
	Label  string // given to a new issue if the repository has it
	Body   string // what is wrong, each finding a line; empty: there is nothing to report
	Notes  string // what is told below it, and is no reason to have an issue
	Over   string // the text of an issue that is closed since there is nothing to report any more
	Unsure bool   // something could not be found out: what is not reported may be so all the same
}

// text is what the issue is to say.
func (i Issue) text() string {
	if i.Body == "" {
		return i.Over
	}
	return i.Body + i.Notes
}

// Issue sees to it that there is one issue of ours about a matter: open while
// there is something to report, closed when that is over. Whoever closes it by
// hand has closed it for what it says; it comes back when there is something
// that it does not say. What it says is brought up to date while it is closed,
// too: what was over and is there again is something new.
//
// As long as something is unsure, nothing is taken for over.
func (c *Client) Issue(ctx context.Context, repo string, want Issue) (done Done, url string, err error) {
	if want.Unsure && want.Body == "" {
		return Kept, "", nil
	}
	me, err := c.Me(ctx)
	if err != nil {
		return "", "", err
	}
	open, err := c.openIssues(ctx, repo, me, want.Marker)
	if err != nil {
		return "", "", err
	}
	switch {
	case len(open) > 0 && want.Body == "":
		return Closed, open[0].url, c.closeIssues(ctx, repo, open, want.Over)
	case len(open) > 0:
		return c.keepIssue(ctx, repo, open, want)
	}
	last, found, err := c.lastClosed(ctx, repo, me, want.Marker)
	switch {
	case err != nil:
		return "", "", err
	case !found && want.Body == "":
		return Kept, "", nil
	case !found:
		return c.openIssue(ctx, repo, me, want)
	case last.lacks(want.Body):
		return Created, last.url, c.editIssue(ctx, repo, last.id, &github.IssueRequest{
			Title: &want.Title, Body: github.String(want.text()), State: github.String("open"), StateReason: github.String("reopened"),
		})
	case want.Unsure || last.says(want.text()):
		return Kept, last.url, nil
	}
	return Edited, last.url, c.editIssue(ctx, repo, last.id, &github.IssueRequest{Body: github.String(want.text())})
}

// lacks reports whether a text has a line that the posting does not have.
func (p posting) lacks(text string) bool {
	have := map[string]bool{}
	for line := range strings.Lines(trimmed(p.body)) {
		have[strings.TrimSpace(line)] = true
	}
	for line := range strings.Lines(trimmed(text)) {
		if line = strings.TrimSpace(line); line != "" && !have[line] {
			return true
		}
	}
	return false
}

// keepIssue leaves one issue open, the oldest, and gives it its text, unless
// that would lose a line that may still be true.
func (c *Client) keepIssue(ctx context.Context, repo string, open []posting, want Issue) (done Done, url string, err error) {
	done, keep := Kept, open[0]
	text := want.text()
	loses := posting{body: text}.lacks(keep.body)
	if !keep.says(text) && !(want.Unsure && loses) {
		if err := c.editIssue(ctx, repo, keep.id, &github.IssueRequest{Body: &text}); err != nil {
			return "", "", err
		}
		done = Edited
	}
	for _, other := range open[1:] {
		err := c.editIssue(ctx, repo, other.id, &github.IssueRequest{State: github.String("closed"), StateReason: github.String("not_planned")})
		if err != nil {
			return "", "", err
		}
	}
	return done, keep.url, nil
}

// closeIssues closes first and comments then: a comment that fails is lost,
// which is better than one a day.
func (c *Client) closeIssues(ctx context.Context, repo string, open []posting, over string) error {
	for _, issue := range open {
		err := c.editIssue(ctx, repo, issue.id, &github.IssueRequest{
			Body: &over, State: github.String("closed"), StateReason: github.String("completed"),
		})
		if err != nil {
			return err
		}
		if _, err := c.createComment(ctx, repo, int(issue.id), over); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) openIssue(ctx context.Context, repo, me string, want Issue) (done Done, url string, err error) {
	request := &github.IssueRequest{Title: &want.Title, Body: github.String(want.text())}
	has, err := c.hasLabel(ctx, repo, want.Label)
	if err != nil {
		return "", "", err
	}
	if has {
		request.Labels = &[]string{want.Label}
	}
	q, err := about(repo, "a new issue in", "/issues", needIssues)
	if err != nil {
		return "", "", err
	}
	var made github.Issue
	failed := c.change(ctx, q, http.MethodPost, request, &made)
	if failed != nil && (ctx.Err() != nil || denied(failed)) {
		return "", "", failed
	}
	// As with comments, another run may have been at it.
	if failed == nil {
		me = made.GetUser().GetLogin()
	}
	open, err := c.openIssues(ctx, repo, me, want.Marker)
	if err != nil || len(open) == 0 {
		return Created, made.GetHTMLURL(), errors.Join(failed, err)
	}
	_, url, err = c.keepIssue(ctx, repo, open, want)
	return Created, url, err
}

func (c *Client) editIssue(ctx context.Context, repo string, number int64, change *github.IssueRequest) error {
	q, err := about(repo, "a change of an issue in", fmt.Sprintf("/issues/%d", number), needIssues)
	if err != nil {
		return err
	}
	return c.change(ctx, q, http.MethodPatch, change, nil)
}

// openIssues gives those of ours, oldest first.
func (c *Client) openIssues(ctx context.Context, repo, me, marker string) ([]posting, error) {
	var ours []posting
	err := c.issues(ctx, repo, me, "open", func(p posting) bool {
		if p.mine(me, marker) {
			ours = append(ours, p)
		}
		return true
	})
	slices.SortFunc(ours, func(a, b posting) int { return int(a.id - b.id) })
	return ours, err
}

// lastClosed gives the newest of ours that is closed.
func (c *Client) lastClosed(ctx context.Context, repo, me, marker string) (last posting, found bool, err error) {
	err = c.issues(ctx, repo, me, "closed", func(p posting) bool {
		if p.mine(me, marker) {
			last, found = p, true
		}
		return !found
	})
	return last, found, err
}

// issues visits those of one author, newest first, until visit returns false.
func (c *Client) issues(ctx context.Context, repo, author, state string, visit func(posting) bool) error {
	query := url.Values{"state": {state}, "creator": {author}, "per_page": {"100"}}
	q, err := about(repo, "the "+state+" issues of", "/issues?"+query.Encode(), "issues: read")
	if err != nil {
		return err
	}
	for page, err := range pages[[]*github.Issue](ctx, c, q) {
		if err != nil {
			return err
		}
		for _, i := range page {
			var f fields
			p := posting{id: f.id("number", int64(i.GetNumber())), author: i.GetUser().GetLogin(), body: i.GetBody(),
				url: f.text("html_url", i.GetHTMLURL())}
			if err := f.of(q); err != nil {
				return err
			}
			if !i.IsPullRequest() && !visit(p) {
				return nil
			}
		}
	}
	return nil
}

func (c *Client) hasLabel(ctx context.Context, repo, name string) (bool, error) {
	q, err := about(repo, "a label of", "/labels/"+url.PathEscape(name), "issues: read")
	if err != nil {
		return false, err
	}
	_, err = one[*github.Label](ctx, c, q)
	if status(err) == http.StatusNotFound {
		return false, nil
	}
	return err == nil, err
}
