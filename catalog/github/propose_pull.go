package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/go-github/v60/github"
)

// pullsOf gives the pull requests of a branch, open or not, newest first.
func (c *Client) pullsOf(ctx context.Context, at *Snapshot, branch string) ([]*github.PullRequest, error) {
	owner, _, _ := strings.Cut(at.Repository, "/")
	query := url.Values{"state": {"all"}, "head": {owner + ":" + branch}, "per_page": {"100"}}
	q, err := about(at.Repository, fmt.Sprintf("the pull requests of branch %q in", branch), "/pulls?"+query.Encode(), needPulls)
	if err != nil {
		return nil, err
	}
	pulls, err := list[*github.PullRequest](ctx, c, q)
	if err != nil {
		return nil, err
	}
	// Servers that don't know the filter give others, too.
	pulls = slices.DeleteFunc(pulls, func(p *github.PullRequest) bool {
		return p.GetHead().GetRef() != branch || !strings.EqualFold(p.GetHead().GetRepo().GetFullName(), at.Repository)
	})
	for _, p := range pulls {
		if err := checkPull(q, p); err != nil {
			return nil, err
		}
	}
	return pulls, nil
}

// Offered is the open pull request that Propose made of a branch; without one its
// number is 0.
func (c *Client) Offered(ctx context.Context, at *Snapshot, branch string) (Proposed, error) {
	pulls, err := c.pullsOf(ctx, at, branch)
	if err != nil {
		return Proposed{}, err
	}
	i := slices.IndexFunc(pulls, func(p *github.PullRequest) bool {
		return p.GetState() == "open" && p.GetBase().GetRef() == at.Branch
	})
	if i < 0 {
		return Proposed{}, nil
	}
	return Proposed{Number: pulls[i].GetNumber(), URL: pulls[i].GetHTMLURL()}, nil
}

func checkPull(q question, p *github.PullRequest) error {
	var f fields
	f.id("number", int64(p.GetNumber()))
	f.text("html_url", p.GetHTMLURL())
	f.text("state", p.GetState())
	f.text("user.login", p.GetUser().GetLogin())
	f.text("base.ref", p.GetBase().GetRef())
	f.sha("head.sha", p.GetHead().GetSHA())
	return f.of(q)
}

func (c *Client) createPull(ctx context.Context, at *Snapshot, p Proposal) (*github.PullRequest, error) {
	q, err := about(at.Repository, "a new pull request in", "/pulls", needPush)
	if err != nil {
		return nil, err
	}
	var made github.PullRequest
	body := map[string]string{"title": p.Title, "body": p.Body, "head": p.Branch, "base": at.Branch}
	err = c.change(ctx, q, http.MethodPost, body, &made)
	if Forbidden(err) && strings.Contains(err.Error(), "GitHub Actions is not permitted") {
		return nil, fmt.Errorf("%w; use the token of an app or of a person, whose pull requests start workflows, too", err)
	}
	if err != nil {
		return nil, err
	}
	return &made, checkPull(q, &made)
}

// longestBody is how many characters GitHub takes as a pull request's body.
const longestBody = 65_536

// fit takes whole lines of a body, as many as GitHub takes.
func fit(body string) string {
	const rest = "\n\nThere is more than fits here: see the files that are changed.\n"
	if utf8.RuneCountInString(body) <= longestBody {
		return body
	}
	some := string([]rune(body)[:longestBody-len(rest)])
	if end := strings.LastIndex(some, "\n"); end > 0 {
		some = some[:end]
	}
	return some + rest
}

// says reports whether a pull request has a proposal's words.
func says(pull *github.PullRequest, p Proposal) bool {
	return trimmed(pull.GetTitle()) == trimmed(p.Title) && trimmed(pull.GetBody()) == trimmed(p.Body)
}

// editPull gives a pull request a proposal's words, where it has others.
func (c *Client) editPull(ctx context.Context, repo string, pull *github.PullRequest, p Proposal) error {
	if says(pull, p) {
		return nil
	}
	q, err := ofPull(repo, pull.GetNumber(), "a change of", "/pulls/%d", needPush)
	if err != nil {
		return err
	}
	return c.change(ctx, q, http.MethodPatch, map[string]string{"title": p.Title, "body": p.Body}, nil)
}

// ask requests reviews of those who are not asked yet. Who has reviewed is asked
// again only where there is something new to see.
func (c *Client) ask(ctx context.Context, at *Snapshot, p Proposal, pull *github.PullRequest, something bool, done *Proposed) error {
	owner, _, _ := strings.Cut(at.Repository, "/")
	had := map[string]bool{}
	for _, u := range pull.RequestedReviewers {
		had[strings.ToLower(u.GetLogin())] = true
	}
	for _, t := range pull.RequestedTeams {
		had[strings.ToLower(owner+"/"+t.GetSlug())] = true
	}
	var missing, asked []string
	for _, who := range slices.Concat(p.Users, p.Teams) {
		org, _, team := strings.Cut(who, "/")
		switch key := strings.ToLower(who); {
		case strings.EqualFold(who, pull.GetUser().GetLogin()), team && !strings.EqualFold(org, owner):
		case had[key]:
			asked = append(asked, who)
		default:
			had[key] = true
			missing = append(missing, who)
		}
	}
	if len(missing) > 0 && !something {
		var err error
		if missing, err = c.unheard(ctx, at.Repository, pull.GetNumber(), missing); err != nil {
			return err
		}
	}
	now, refused, err := c.request(ctx, at.Repository, pull.GetNumber(), missing)
	done.Asked, done.Doubts = append(asked, now...), append(done.Doubts, refused...)
	slices.Sort(done.Asked)
	return err
}

// unheard are those who have not reviewed. Who is in a team is not known, so
// that a team is taken to have, when anybody has.
func (c *Client) unheard(ctx context.Context, repo string, number int, who []string) ([]string, error) {
	reviews, err := c.Reviews(ctx, repo, number)
	if err != nil {
		return nil, err
	}
	heard := map[string]bool{}
	for _, r := range reviews {
		heard[strings.ToLower(r.User.Login)] = true
	}
	return slices.DeleteFunc(who, func(w string) bool {
		return heard[strings.ToLower(w)] || strings.Contains(w, "/") && len(heard) > 0
	}), nil
}

// request asks all together, and where GitHub refuses, which it does for all
// because of one, each by themselves.
func (c *Client) request(ctx context.Context, repo string, number int, who []string) (asked, refused []string, err error) {
	if len(who) == 0 {
		return nil, nil, nil
	}
	q, err := ofPull(repo, number, "reviews of", "/pulls/%d/requested_reviewers", needPush)
	if err != nil {
		return nil, nil, err
	}
	body := map[string][]string{}
	for _, w := range who {
		if _, slug, team := strings.Cut(w, "/"); team {
			body["team_reviewers"] = append(body["team_reviewers"], slug)
		} else {
			body["reviewers"] = append(body["reviewers"], w)
		}
	}
	err = c.change(ctx, q, http.MethodPost, body, nil)
	switch {
	case err == nil:
		return who, nil, nil
	case !denied(err):
		return nil, nil, err
	case len(who) == 1:
		return nil, []string{fmt.Sprintf("%s can't be asked for a review: %v", who[0], err)}, nil
	}
	for _, w := range who {
		some, not, err := c.request(ctx, repo, number, []string{w})
		if err != nil {
			return asked, refused, err
		}
		asked, refused = append(asked, some...), append(refused, not...)
	}
	return asked, refused, nil
}
