package github

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/evidence"
)

const (
	api   = "https://github.example/api/v3"
	token = "ghs_secret"

	shaA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	shaB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	shaC = "cccccccccccccccccccccccccccccccccccccccc"
	zero = "0000000000000000000000000000000000000000"
	text = "8ab686eafeb1f44702738c8b0f24f2567c36da6d" // git hash-object of "Hello, World!\n"
)

// clock is a time that moves only by sleeping.
type clock struct {
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.slept = append(c.slept, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

// stub answers requests without a network.
type stub func(*http.Request) *http.Response

func (s stub) RoundTrip(req *http.Request) (*http.Response, error) { return s(req), nil }

func newStubbed(t testing.TB, s stub) (*Client, *clock) {
	t.Helper()
	k := newClock()
	c, err := newClient(Options{APIURL: api, Token: token, Now: func() time.Time { return k.now }, Sleep: k.sleep}, s)
	if err != nil {
		t.Fatal(err)
	}
	return c, k
}

// reply is a response; headers are name and value in turn.
func reply(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Add(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

// good answers every method's requests as GitHub would, with the members that
// are read and no others.
func good(req *http.Request) *http.Response {
	for _, m := range methods {
		if body, ok := m.answers[below(req)]; ok {
			return reply(200, body)
		}
	}
	return reply(404, `{"message": "Not Found"}`)
}

// below is what a request asks for, without the API's address.
func below(req *http.Request) string { return strings.TrimPrefix(req.URL.String(), api+"/") }

const (
	ana = `{"id": 1, "login": "ana", "type": "User"}`
	bob = `{"id": 2, "login": "bob", "type": "User"}`

	commits = `[{"sha": "` + shaA + `", "parents": [{"sha": "` + shaB + `"}, {"sha": "` + shaC + `"}], "author": ` + ana + `, "committer": ` + bob + `},
		{"sha": "` + shaB + `", "parents": [], "author": {}, "committer": null}]`
)

// methods are all that asks GitHub, each with what it is answered and gives.
var methods = []struct {
	name    string
	call    func(context.Context, *Client) (any, error)
	need    string
	list    bool              // answered in pages
	answers map[string]string // by what is asked for, below the API's address
	want    any
	may     []string // members that need not be there, or with a second word may be that: null, empty
}{
	{
		name: "Repository", need: "metadata: read",
		call: func(ctx context.Context, c *Client) (any, error) {
			id, name, err := c.Repository(ctx, "acme/models")
			return named{id, name}, err
		},
		answers: map[string]string{"repos/acme/models": `{"id": 7, "full_name": "acme/models"}`},
		want:    named{7, "acme/models"},
	},
	{
		name: "Tip", need: "contents: read",
		call:    func(ctx context.Context, c *Client) (any, error) { return c.Tip(ctx, "acme/models", "release/v1") },
		answers: map[string]string{"repos/acme/models/git/ref/heads/release/v1": `{"ref": "refs/heads/release/v1", "object": {"type": "commit", "sha": "` + shaA + `"}}`},
		want:    shaA,
	},
	{
		name: "Updates", need: "contents: read", list: true,
		call: func(ctx context.Context, c *Client) (any, error) {
			var all []evidence.Update
			for u, err := range c.Updates(ctx, "acme/models", "refs/heads/main") {
				if err != nil {
					return nil, err
				}
				all = append(all, u)
			}
			return all, nil
		},
		answers: map[string]string{"repos/acme/models/activity?direction=desc&per_page=100&ref=refs%2Fheads%2Fmain": `[
			{"ref": "refs/heads/main", "before": "` + shaB + `", "after": "` + shaA + `", "activity_type": "pr_merge", "timestamp": "2026-02-02T10:00:00Z", "actor": ` + ana + `},
			{"ref": "refs/heads/main", "before": "` + zero + `", "after": "` + shaB + `", "activity_type": "branch_creation", "timestamp": "2026-02-01T10:00:00+01:00", "actor": null}]`},
		want: []evidence.Update{
			{Before: shaB, After: shaA, Type: "pr_merge", Actor: evidence.User{ID: 1, Login: "ana", Type: "User"}, At: at("2026-02-02T10:00:00Z")},
			{Before: zero, After: shaB, Type: "branch_creation", At: at("2026-02-01T09:00:00Z")},
		},
		may: []string{".actor"},
	},
	{
		name: "PullsWith", need: "pull-requests: read", list: true,
		call:    func(ctx context.Context, c *Client) (any, error) { return c.PullsWith(ctx, "acme/models", shaA) },
		answers: map[string]string{"repos/acme/models/commits/" + shaA + "/pulls?per_page=100": `[{"number": 9}, {"number": 7}, {"number": 9}]`},
		want:    []int{7, 9},
	},
	{
		name: "Pull", need: "pull-requests: read",
		call: func(ctx context.Context, c *Client) (any, error) { return c.Pull(ctx, "acme/models", 7) },
		answers: map[string]string{"repos/acme/models/pulls/7": `{"number": 7, "html_url": "https://github.example/acme/models/pull/7", "title": "Approve house-price/1",
			"user": ` + ana + `, "merged": true, "merged_at": "2026-02-02T10:00:00Z", "merge_commit_sha": "` + shaA + `", "commits": 2,
			"base": {"ref": "main", "sha": "` + shaB + `", "repo": {"id": 7}}, "head": {"ref": "approve", "sha": "` + shaC + `", "repo": {"id": 8}}}`},
		want: evidence.Pull{
			Number: 7, URL: "https://github.example/acme/models/pull/7", Title: "Approve house-price/1", Author: evidence.User{ID: 1, Login: "ana", Type: "User"},
			Merged: true, MergedAt: at("2026-02-02T10:00:00Z"), MergeCommit: shaA, Commits: 2,
			Base: evidence.End{RepositoryID: 7, Ref: "main", SHA: shaB}, Head: evidence.End{RepositoryID: 8, Ref: "approve", SHA: shaC},
		},
		may: []string{"title", "head.repo null", "head.repo removed", "commits empty"},
	},
	{
		name: "Commits", need: "pull-requests: read", list: true,
		call:    func(ctx context.Context, c *Client) (any, error) { return c.Commits(ctx, "acme/models", 7) },
		answers: map[string]string{"repos/acme/models/pulls/7/commits?per_page=100": commits},
		want:    twoCommits,
		may:     []string{".author", ".committer", ".parents empty"},
	},
	{
		name: "Reviews", need: "pull-requests: read", list: true,
		call: func(ctx context.Context, c *Client) (any, error) { return c.Reviews(ctx, "acme/models", 7) },
		answers: map[string]string{"repos/acme/models/pulls/7/reviews?per_page=100": `[
			{"id": 10, "html_url": "https://x/10", "user": null, "state": "PENDING", "commit_id": "` + shaA + `"},
			{"id": 11, "html_url": "https://x/11", "user": ` + bob + `, "state": "APPROVED", "submitted_at": "2026-02-02T09:00:00Z", "commit_id": "` + shaA + `"},
			{"id": 12, "html_url": "https://x/12", "user": ` + ana + `, "state": "COMMENTED", "submitted_at": "2026-02-02T08:00:00Z", "commit_id": null}]`},
		want: []evidence.Review{
			{ID: 12, URL: "https://x/12", User: evidence.User{ID: 1, Login: "ana", Type: "User"}, State: "COMMENTED", Submitted: at("2026-02-02T08:00:00Z")},
			{ID: 11, URL: "https://x/11", User: evidence.User{ID: 2, Login: "bob", Type: "User"}, State: "APPROVED", Submitted: at("2026-02-02T09:00:00Z"), Commit: shaA},
			{ID: 10, URL: "https://x/10", State: "PENDING", Commit: shaA},
		},
		may: []string{".user", ".commit_id"},
	},
	{
		name: "Events", need: "pull-requests: read", list: true,
		call: func(ctx context.Context, c *Client) (any, error) { return c.Events(ctx, "acme/models", 7) },
		answers: map[string]string{"repos/acme/models/issues/7/events?per_page=100": `[
			{"event": "base_ref_changed", "created_at": "2026-02-02T09:00:00Z", "actor": ` + ana + `}, {"event": "closed", "created_at": "2026-02-02T09:00:01Z", "actor": null}]`},
		want: []evidence.Event{
			{Kind: "base_ref_changed", At: at("2026-02-02T09:00:00Z"), Actor: evidence.User{ID: 1, Login: "ana", Type: "User"}},
			{Kind: "closed", At: at("2026-02-02T09:00:01Z")},
		},
		may: []string{".actor"},
	},
	{
		name: "FirstSeen", need: "checks: read", list: true,
		call: func(ctx context.Context, c *Client) (any, error) { return c.FirstSeen(ctx, "acme/models", shaA) },
		answers: map[string]string{
			"repos/acme/models/commits/" + shaA + "/check-suites?per_page=100": `{"total_count": 2, "check_suites": [
				{"head_sha": "` + shaA + `", "created_at": "2026-02-02T09:00:00Z"}, {"head_sha": "` + shaA + `", "created_at": "2026-02-02T08:00:00Z"}]}`,
			"repos/acme/models/commits/" + shaA + "/statuses?per_page=100": `[{"created_at": "2026-02-02T08:30:00Z"}]`,
		},
		want: at("2026-02-02T08:00:00Z"),
	},
	{
		name: "Permission", need: "metadata: read",
		call:    func(ctx context.Context, c *Client) (any, error) { return c.Permission(ctx, "acme/models", "ana") },
		answers: map[string]string{"repos/acme/models/collaborators/ana/permission": `{"permission": "write", "user": {"login": "Ana"}}`},
		want:    "write",
	},
	{
		name: "Member", need: "members: read",
		call:    func(ctx context.Context, c *Client) (any, error) { return c.Member(ctx, "acme/ml", "ana") },
		answers: map[string]string{"orgs/acme/teams/ml/memberships/ana": `{"state": "active"}`},
		want:    true,
	},
	{
		name: "Tree", need: "contents: read",
		call: func(ctx context.Context, c *Client) (any, error) { return c.Tree(ctx, "acme/models", shaA) },
		answers: map[string]string{"repos/acme/models/git/trees/" + shaA + "?recursive=1": `{"truncated": false, "tree": [
			{"path": "catalog", "mode": "040000", "type": "tree", "sha": "` + shaB + `"},
			{"path": "catalog/registry.yaml", "mode": "100644", "type": "blob", "sha": "` + shaC + `"},
			{"path": "sub", "mode": "160000", "type": "commit", "sha": "` + shaA + `"}]}`},
		want: map[string]File{"catalog/registry.yaml": {"100644", shaC}, "sub": {"160000", shaA}},
		may:  []string{"tree empty"},
	},
	{
		name: "Blob", need: "contents: read",
		call:    func(ctx context.Context, c *Client) (any, error) { return c.Blob(ctx, "acme/models", text) },
		answers: map[string]string{"repos/acme/models/git/blobs/" + text: `{"encoding": "base64", "content": "SGVsbG8s\nIFdvcmxkIQo=\n"}`},
		want:    []byte("Hello, World!\n"),
	},
	{
		name: "Commit", need: "contents: read",
		call: func(ctx context.Context, c *Client) (any, error) { return c.Commit(ctx, "acme/models", shaA) },
		answers: map[string]string{"repos/acme/models/commits/" + shaA + "?per_page=1": `{"sha": "` + shaA + `", "parents": [{"sha": "` + shaB + `"}],
			"author": ` + ana + `, "committer": ` + bob + `}`},
		want: evidence.Commit{SHA: shaA, Parents: []string{shaB}, Author: evidence.User{ID: 1, Login: "ana", Type: "User"}, Committer: evidence.User{ID: 2, Login: "bob", Type: "User"}},
		may:  []string{"author", "committer", "parents empty"},
	},
	{
		name: "Between", need: "contents: read", list: true,
		call: func(ctx context.Context, c *Client) (any, error) {
			status, commits, err := c.Between(ctx, "acme/models", "main", shaB)
			return compared{status, commits}, err
		},
		answers: map[string]string{"repos/acme/models/compare/main..." + shaB + "?per_page=100": `{"status": "ahead", "total_commits": 2, "commits": ` + commits + `}`},
		want:    compared{"ahead", twoCommits},
		may:     []string{".author", ".committer", ".parents empty"},
	},
}

type named struct {
	ID   int64
	Name string
}

type compared struct {
	Status  string
	Commits []evidence.Commit
}

var twoCommits = []evidence.Commit{
	{SHA: shaA, Parents: []string{shaB, shaC}, Author: evidence.User{ID: 1, Login: "ana", Type: "User"}, Committer: evidence.User{ID: 2, Login: "bob", Type: "User"}},
	{SHA: shaB, Parents: []string{}},
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func bodyOf(r *http.Response) []byte {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	return body
}
