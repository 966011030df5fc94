package github

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"

	"modelreg/catalog/evidence"
)

const needPulls = "pull-requests: read"

// PullsWith gives the numbers of the pull requests that have a commit or were
// merged as it, ascending.
func (c *Client) PullsWith(ctx context.Context, repo, sha string) ([]int, error) {
	q, err := ofCommit(repo, sha, "the pull requests with", "/commits/%s/pulls?per_page=100", needPulls)
	if err != nil {
		return nil, err
	}
	pulls, err := list[github.PullRequest](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	numbers := make([]int, len(pulls))
	for i := range pulls {
		numbers[i] = int(f.id("number", int64(pulls[i].GetNumber())))
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), nil
}

// Pull gives a pull request without its Detail.
func (c *Client) Pull(ctx context.Context, repo string, n int) (evidence.Pull, error) {
	q, err := ofPull(repo, n, "pull request", "/pulls/%d", needPulls)
	if err != nil {
		return evidence.Pull{}, err
	}
	p, err := one[github.PullRequest](ctx, c, q)
	if err != nil {
		return evidence.Pull{}, err
	}
	var f fields
	f.check("number", p.GetNumber() == n)
	f.check("merged", p.Merged != nil && *p.Merged == (p.MergedAt != nil))
	f.check("commits", p.Commits != nil && *p.Commits >= 0)
	f.id("base.repo.id", p.GetBase().GetRepo().GetID())
	got := evidence.Pull{
		Number:      n,
		URL:         f.text("html_url", p.GetHTMLURL()),
		Title:       p.GetTitle(),
		Author:      f.someone("user", p.User),
		Merged:      p.GetMerged(),
		Closed:      p.GetState() == "closed" && !p.GetMerged(),
		MergeCommit: p.GetMergeCommitSHA(),
		Base:        f.end("base", p.Base),
		Head:        f.end("head", p.Head),
		Commits:     p.GetCommits(),
	}
	if got.Merged {
		got.MergedBy = f.user("merged_by", p.MergedBy)
		got.MergedAt = f.time("merged_at", p.GetMergedAt())
	}
	if got.Merged || got.MergeCommit != "" { // before the merge, one that tries it out, if any
		f.sha("merge_commit_sha", got.MergeCommit)
	}
	if err := f.of(q); err != nil {
		return evidence.Pull{}, err
	}
	return got, nil
}

// end reads one end of a pull request. A fork may be gone: then it has no
// repository.
func (f *fields) end(name string, b *github.PullRequestBranch) evidence.End {
	end := evidence.End{Ref: f.text(name+".ref", b.GetRef()), SHA: f.sha(name+".sha", b.GetSHA())}
	if b.GetRepo() != nil {
		end.RepositoryID = f.id(name+".repo.id", b.GetRepo().GetID())
	}
	return end
}

// Commits gives the commits of a pull request, oldest first. GitHub lists 250
// at most; evidence.Pull has their number.
func (c *Client) Commits(ctx context.Context, repo string, n int) ([]evidence.Commit, error) {
	q, err := ofPull(repo, n, "the commits of", "/pulls/%d/commits?per_page=100", needPulls)
	if err != nil {
		return nil, err
	}
	commits, err := list[*github.RepositoryCommit](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	got := make([]evidence.Commit, len(commits))
	for i, commit := range commits {
		got[i] = f.commit(commit)
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	return got, nil
}

// ofPull asks for what a pull request has below path, which has a verb for the
// number.
func ofPull(repo string, n int, what, path, need string) (question, error) {
	q, err := about(repo, what, fmt.Sprintf(path, n), need)
	if err == nil && n <= 0 {
		err = fmt.Errorf("no pull request has the number %d; numbers begin at 1", n)
	}
	q.what += fmt.Sprintf("#%d", n)
	return q, err
}

// ofCommit asks for what a commit has below path, which has a verb for it.
func ofCommit(repo, sha, what, path, need string) (question, error) {
	q, err := about(repo, what, fmt.Sprintf(path, sha), need)
	if err == nil && !commitID.MatchString(sha) {
		err = fmt.Errorf("no commit is called %q; write all 40 digits, in lower case", sha)
	}
	q.what += "@" + sha
	return q, err
}
