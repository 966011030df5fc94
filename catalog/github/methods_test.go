package github

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
)

func TestPageLimit(t *testing.T) {
	n := 0
	c, _ := newStubbed(t, func(*http.Request) *http.Response {
		n++
		return reply(200, `[]`, "Link", fmt.Sprintf(`<?page=%d>; rel="next"`, n))
	})
	if _, err := c.Events(t.Context(), "acme/models", 7); err == nil || !strings.Contains(err.Error(), "more than 1000 pages") || n != pageLimit {
		t.Errorf("error %v after %d pages; want that there are too many, after %d", err, n, pageLimit)
	}
}

// TestUpdatesAreLazy asks for no page before what is on it is wanted.
func TestUpdatesAreLazy(t *testing.T) {
	c, _ := newStubbed(t, func(req *http.Request) *http.Response {
		if req.FormValue("after") != "" {
			t.Errorf("asked for %s", req.URL)
		}
		answer := good(req)
		answer.Header.Set("Link", "<"+req.URL.String()+`&after=cursor>; rel="next"`)
		return answer
	})
	for u, err := range c.Updates(t.Context(), "acme/models", "refs/heads/main") {
		if err != nil {
			t.Fatal(err)
		}
		if u.Before == zero { // the last one of the page
			break
		}
	}
}

func TestUpdatesUnsupported(t *testing.T) {
	for _, tt := range []struct {
		name       string
		repository int // what the server says to the repository itself
		page       string
		want       bool
	}{
		{"no log", 200, "", true},
		{"no repository", 404, "", false},
		{"repository unreadable", 403, "", false},
		{"no second page", 200, "2", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, func(req *http.Request) *http.Response {
				switch {
				case !strings.HasSuffix(req.URL.Path, "/activity"):
					return reply(tt.repository, `{"id": 7, "full_name": "acme/models"}`)
				case req.FormValue("page") == tt.page:
					return reply(404, `{"message": "Not Found"}`)
				}
				return reply(200, `[]`, "Link", `<?page=2>; rel="next"`)
			})
			var got error
			for _, err := range c.Updates(t.Context(), "acme/models", "refs/heads/main") {
				got = err
			}
			if got == nil || errors.Is(got, ErrUnsupported) != tt.want {
				t.Errorf("error %v; want ErrUnsupported: %v", got, tt.want)
			}
		})
	}
}

// TestMember holds the one thing that GitHub's 404 does not tell apart.
func TestMember(t *testing.T) {
	type answer struct {
		status int
		body   string
	}
	const team = `{"id": 5, "slug": "ml"}`
	for _, tt := range []struct {
		name         string
		member, team answer
		want         bool
		err          string
		hidden       bool
		again        int // calls when it is asked twice
	}{
		{name: "active", member: answer{200, `{"state": "active"}`}, want: true, again: 1},
		{name: "invited", member: answer{200, `{"state": "pending"}`}, again: 1},
		{name: "not in it", member: answer{404, ``}, team: answer{200, team}, again: 2},
		{name: "hidden", member: answer{404, ``}, team: answer{404, ``}, hidden: true, again: 4,
			err: "asking GitHub for team acme/ml: 404; the token can't see the team, or there is none: name people under approvers.users, or use the token of an App with members: read"},
		{name: "forbidden", member: answer{403, ``}, team: answer{403, ``}, hidden: true, err: "403; the token can't see the team", again: 4},
		{name: "members forbidden", member: answer{403, ``}, team: answer{200, team}, err: "403 Forbidden; give the token members: read", again: 3},
		{name: "team unknown", member: answer{404, ``}, team: answer{401, ``}, err: "401 Unauthorized", again: 4},
		{name: "another team", member: answer{404, ``}, team: answer{200, `{"id": 6, "slug": "xml"}`}, err: "no valid slug", again: 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, func(req *http.Request) *http.Response {
				a := tt.member
				if req.URL.Path == "/api/v3/orgs/acme/teams/ml" {
					a = tt.team
				}
				return reply(a.status, a.body)
			})
			for range 2 {
				got, err := c.Member(t.Context(), "acme/ml", "ana")
				if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) || errors.Is(err, ErrTeamHidden) != tt.hidden {
					t.Errorf("got %v, error %v; want %v, %q", got, err, tt.want, tt.err)
				}
			}
			if c.Calls() != tt.again {
				t.Errorf("%d calls; want %d", c.Calls(), tt.again)
			}
		})
	}
}

func TestPermissionIsAskedOnce(t *testing.T) {
	c, _ := newStubbed(t, good)
	for _, login := range []string{"ana", "ANA", "ana"} {
		if p, err := c.Permission(t.Context(), "acme/models", login); p != "write" || err != nil {
			t.Errorf("got %q, error %v", p, err)
		}
	}
	if c.Calls() != 1 {
		t.Errorf("%d calls; want 1", c.Calls())
	}
}

// TestWrong are answers that have all their members and can't be right.
func TestWrong(t *testing.T) {
	for _, tt := range []struct{ method, old, new, want string }{
		{"Tip", `"refs/heads/release/v1"`, `"refs/heads/release/v10"`, "ref"},
		{"Tip", `"commit"`, `"tag"`, "object.type"},
		{"Updates", `"refs/heads/main", "before": "` + zero, `"refs/heads/dev", "before": "` + zero, "ref"},
		{"Updates", "2026-02-02", "0001-01-01", "timestamp"},
		{"Pull", `"number": 7`, `"number": 8`, "number"},
		{"Pull", `"merged": true`, `"merged": false`, "merged"},
		{"Pull", shaA, strings.ToUpper(shaA), "merge_commit_sha"},
		{"Pull", shaA, shaA + shaA, "merge_commit_sha"},
		{"Reviews", "2026-02-02T09:00:00Z", "9999-12-31T23:59:59-23:59", "submitted_at"},
		{"FirstSeen", `"total_count": 2`, `"total_count": 3`, "check_suites, as many as total_count"},
		{"FirstSeen", `"head_sha": "` + shaA, `"head_sha": "` + shaB, "head_sha"},
		{"Permission", `"Ana"`, `"bob"`, "user.login"},
		{"Permission", `"write"`, `"maintain"`, "permission"},
		{"Member", `"active"`, `"left"`, "state"},
		{"Tree", `"truncated": false`, `"truncated": true`, "too many files"},
		{"Tree", `"sub"`, `"catalog/registry.yaml"`, "tree.path, one of each"},
		{"Tree", `"type": "commit"`, `"type": "tag"`, "tree.type"},
		{"Blob", "SGVs", "SGVt", "content with that hash"},
		{"Blob", "SGVs", "****", "content with that hash"},
		{"Blob", "base64", "utf-8", "content with that hash"},
		{"Commit", `"sha": "` + shaA, `"sha": "` + shaC, "sha"},
		{"Between", `"total_commits": 2`, `"total_commits": 3`, "commits, as many as total_commits"},
		{"Between", `"ahead"`, `"behind"`, "commits, of which there should be none"},
		{"Between", `"ahead"`, `"beside"`, "status"},
		{"Between", `{"sha": "` + shaB + `", "parents": []`, `{"sha": "` + shaC + `", "parents": []`, "commits, head among them"},
	} {
		t.Run(tt.method+"/"+tt.want, func(t *testing.T) {
			for _, m := range methods {
				if m.name != tt.method {
					continue
				}
				changed := false
				c, _ := newStubbed(t, func(req *http.Request) *http.Response {
					body := string(bodyOf(good(req)))
					changed = changed || strings.Contains(body, tt.old)
					return reply(200, strings.Replace(body, tt.old, tt.new, 1))
				})
				got, err := m.call(t.Context(), c)
				if !changed || err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, error %v; want %q (changed: %v)", got, err, tt.want, changed)
				}
			}
		})
	}
}

// TestUnmerged is a pull request that is open.
func TestUnmerged(t *testing.T) {
	for _, trial := range []string{`null`, `"` + shaA + `"`} {
		c, _ := newStubbed(t, func(req *http.Request) *http.Response {
			body := strings.NewReplacer(`"merged": true`, `"merged": false`, `"2026-02-02T10:00:00Z"`, `null`, `"`+shaA+`"`, trial).Replace(string(bodyOf(good(req))))
			return reply(200, body)
		})
		p, err := c.Pull(t.Context(), "acme/models", 7)
		if err != nil || p.Merged || !p.MergedAt.IsZero() || p.MergeCommit != strings.Trim(strings.Replace(trial, "null", "", 1), `"`) {
			t.Errorf("%s: got %+v, error %v", trial, p, err)
		}
	}
}

// TestBetweenPages puts a comparison together from its pages, and refuses one
// that changes on the way.
func TestBetweenPages(t *testing.T) {
	for _, tt := range []struct {
		second, want string
	}{
		{`{"status": "ahead", "total_commits": 2, "commits": [{"sha": "` + shaB + `", "parents": []}]}`, ""},
		{`{"status": "ahead", "total_commits": 3, "commits": [{"sha": "` + shaB + `", "parents": []}]}`, "total_commits"},
		{`{"status": "diverged", "total_commits": 2, "commits": [{"sha": "` + shaB + `", "parents": []}]}`, "status"},
		{`{"status": "ahead", "total_commits": 2, "commits": []}`, "as many as total_commits"},
	} {
		c, _ := newStubbed(t, func(req *http.Request) *http.Response {
			if req.FormValue("page") == "2" {
				return reply(200, tt.second)
			}
			return reply(200, `{"status": "ahead", "total_commits": 2, "commits": [{"sha": "`+shaA+`", "parents": []}]}`, "Link", "<"+req.URL.String()+`&page=2>; rel="next"`)
		})
		_, got, err := c.Between(t.Context(), "acme/models", shaC, shaB)
		if tt.want != "" {
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v; want %q", err, tt.want)
			}
			continue
		}
		want := []evidence.Commit{{SHA: shaA, Parents: []string{}}, {SHA: shaB, Parents: []string{}}}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("error %v, (-want +got)\n%s", err, diff)
		}
	}
}

// TestNothingMustBeSaid does not take what is missing for none.
func TestNothingMustBeSaid(t *testing.T) {
	for _, tt := range []struct{ method, body, want string }{
		{"FirstSeen", `{"total_count": 0}`, "check_suites"},
		{"FirstSeen", `{"check_suites": []}`, "total_count"},
		{"Between", `{"status": "identical", "total_commits": 0}`, "commits"},
		{"Between", `{"status": "identical", "commits": []}`, "total_commits"},
		{"Tree", `{"truncated": false}`, "tree"},
		{"Tree", `{"tree": []}`, "truncated"},
		{"Commits", `[{"sha": "` + shaA + `"}]`, "parents"},
		{"Reviews", `null`, "a list"},
		{"Updates", `null`, "a list"},
	} {
		for _, m := range methods {
			if m.name != tt.method {
				continue
			}
			c, _ := newStubbed(t, func(*http.Request) *http.Response { return reply(200, tt.body) })
			if got, err := m.call(t.Context(), c); err == nil || !strings.Contains(err.Error(), "no valid "+tt.want+";") {
				t.Errorf("%s, %s: got %v, error %v; want that %s is missing", tt.method, tt.body, got, err, tt.want)
			}
		}
	}
}
