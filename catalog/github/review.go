package github

import (
	"context"
	"slices"
	"time"

	"github.com/google/go-github/v60/github"

	"modelreg/catalog/evidence"
)

// Reviews gives the reviews of a pull request in the order they were
// submitted; those that are not yet come last and have no time.
func (c *Client) Reviews(ctx context.Context, repo string, n int) ([]evidence.Review, error) {
	q, err := ofPull(repo, n, "the reviews of", "/pulls/%d/reviews?per_page=100", needPulls)
	if err != nil {
		return nil, err
	}
	reviews, err := list[github.PullRequestReview](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	got := make([]evidence.Review, len(reviews))
	for i := range reviews {
		got[i] = f.review(&reviews[i])
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	// GitHub's order is by time, but a review can be begun long before it is
	// submitted, and which of the two it means is not documented.
	slices.SortStableFunc(got, func(a, b evidence.Review) int {
		switch {
		case a.Submitted.IsZero() == b.Submitted.IsZero():
			return a.Submitted.Compare(b.Submitted)
		case a.Submitted.IsZero():
			return 1
		}
		return -1
	})
	return got, nil
}

func (f *fields) review(r *github.PullRequestReview) evidence.Review {
	got := evidence.Review{
		ID:     f.id("id", r.GetID()),
		URL:    f.text("html_url", r.GetHTMLURL()),
		User:   f.user("user", r.User),
		State:  f.text("state", r.GetState()),
		Commit: r.GetCommitID(),
	}
	if got.Commit != "" { // null where GitHub no longer has the commit
		f.sha("commit_id", got.Commit)
	}
	if got.State != "PENDING" {
		got.Submitted = f.time("submitted_at", r.GetSubmittedAt())
	}
	return got
}

// Events gives what happened to a pull request, oldest first.
func (c *Client) Events(ctx context.Context, repo string, n int) ([]evidence.Event, error) {
	q, err := ofPull(repo, n, "the events of", "/issues/%d/events?per_page=100", needPulls)
	if err != nil {
		return nil, err
	}
	events, err := list[github.IssueEvent](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	got := make([]evidence.Event, len(events))
	for i := range events {
		got[i] = evidence.Event{
			Kind:  f.text("event", events[i].GetEvent()),
			Actor: f.user("actor", events[i].Actor),
			At:    f.time("created_at", events[i].GetCreatedAt()),
		}
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	return got, nil
}

// FirstSeen gives the time of the oldest check suite or status of a commit:
// GitHub had it then. It is zero if there are none.
func (c *Client) FirstSeen(ctx context.Context, repo, sha string) (time.Time, error) {
	suites, err := c.suites(ctx, repo, sha)
	if err != nil {
		return time.Time{}, err
	}
	statuses, err := c.statuses(ctx, repo, sha)
	if err != nil {
		return time.Time{}, err
	}
	if all := append(suites, statuses...); len(all) > 0 {
		return slices.MinFunc(all, time.Time.Compare), nil
	}
	return time.Time{}, nil
}

func (c *Client) suites(ctx context.Context, repo, sha string) ([]time.Time, error) {
	q, err := ofCommit(repo, sha, "the check suites of", "/commits/%s/check-suites?per_page=100", "checks: read")
	if err != nil {
		return nil, err
	}
	var f fields
	var times []time.Time
	total := 0
	for p, err := range pages[github.ListCheckSuiteResults](ctx, c, q) {
		if err != nil {
			return nil, err
		}
		f.check("check_suites", p.CheckSuites != nil)
		f.check("total_count", p.Total != nil)
		total = p.GetTotal()
		for _, s := range p.CheckSuites {
			f.check("head_sha", s.GetHeadSHA() == sha)
			times = append(times, f.time("created_at", s.GetCreatedAt()))
		}
	}
	f.check("check_suites, as many as total_count", len(times) == total)
	return times, f.of(q)
}

func (c *Client) statuses(ctx context.Context, repo, sha string) ([]time.Time, error) {
	q, err := ofCommit(repo, sha, "the statuses of", "/commits/%s/statuses?per_page=100", "statuses: read")
	if err != nil {
		return nil, err
	}
	statuses, err := list[github.RepoStatus](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	times := make([]time.Time, len(statuses))
	for i := range statuses {
		times[i] = f.time("created_at", statuses[i].GetCreatedAt())
	}
	return times, f.of(q)
}
