package github

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/github/fake"
)

const (
	ourMark = "<!-- modelreg:comment acme-models -->"
	acme    = "acme/models"
)

// newHub is a fake GitHub with pull request 1, and a client of a workflow.
func newHub(t *testing.T) (*fake.GitHub, *Client) {
	t.Helper()
	hub, err := fake.New(filepath.Join(t.TempDir(), "github"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(hub)
	t.Cleanup(server.Close)
	for _, line := range []string{"user ana write", "user eve none"} {
		if _, err := hub.Command(".", strings.Fields(line)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := hub.Edit("ana", "main", "First", map[string]string{"a.txt": "one\n"}); err != nil {
		t.Fatal(err)
	}
	if _, err := hub.Edit("ana", "feature", "Second", map[string]string{"a.txt": "two\n"}); err != nil {
		t.Fatal(err)
	}
	if _, err := hub.Open("ana", "feature", "main", "Change a"); err != nil {
		t.Fatal(err)
	}
	return hub, newHubClient(t, server.URL)
}

func newHubClient(t *testing.T, url string) *Client {
	t.Helper()
	c, err := New(Options{APIURL: url, Token: token, Now: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// asked is what was sent since the first n requests, without what does not
// change.
func asked(hub *fake.GitHub, n int) []string {
	var all []string
	for _, r := range hub.Requests()[n:] {
		r = strings.ReplaceAll(r, "/repos/acme/models", "")
		r, _, _ = strings.Cut(r, "?")
		if strings.Contains(r, "/comments/") {
			r = r[:strings.LastIndex(r, "/")]
		}
		all = append(all, r)
	}
	return all
}

func TestComment(t *testing.T) {
	hub, c := newHub(t)
	for _, step := range []struct {
		name, body string
		done       Done
		asked      []string
	}{
		{"first", "one", Created, []string{"GET /user", "POST /graphql", "GET /issues/1/comments", "POST /issues/1/comments", "GET /issues/1/comments"}},
		{"the same", "one", Kept, []string{"GET /user", "POST /graphql", "GET /issues/1/comments"}},
		{"another", "two", Edited, []string{"GET /user", "POST /graphql", "GET /issues/1/comments", "PATCH /issues/comments"}},
		{"the same again", "two\r\n", Kept, []string{"GET /user", "POST /graphql", "GET /issues/1/comments"}},
	} {
		before := len(hub.Requests())
		done, url, err := c.Comment(t.Context(), acme, 1, ourMark, ourMark+"\n"+step.body)
		if err != nil || done != step.done || !strings.Contains(url, "#issuecomment-") {
			t.Errorf("%s: %q at %q, error %v; want %q", step.name, done, url, err, step.done)
		}
		if diff := cmp.Diff(step.asked, asked(hub, before)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	if diff := cmp.Diff([]string{ourMark + "\ntwo"}, hub.Comments(1)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// TestCommentOfOthers leaves alone what others wrote, whatever it begins with,
// and what is ours and not this matter's.
func TestCommentOfOthers(t *testing.T) {
	hub, c := newHub(t)
	others := []string{ourMark + "\nforged", "quoting " + ourMark}
	for _, text := range others {
		if err := hub.Comment(1, "eve", text); err != nil {
			t.Fatal(err)
		}
	}
	for _, mark := range []string{"<!-- modelreg:comment acme-models-2 -->", ourMark} {
		if done, _, err := c.Comment(t.Context(), acme, 1, mark, mark+"\nours"); err != nil || done != Created {
			t.Fatalf("%q, error %v; want it created", done, err)
		}
	}
	want := append(others, "<!-- modelreg:comment acme-models-2 -->\nours", ourMark+"\nours")
	if diff := cmp.Diff(want, hub.Comments(1)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// TestCommentOfUser is a token of a person, and of an app that is not Actions,
// which has one comment even where GitHub does not say who that is.
func TestCommentOfUser(t *testing.T) {
	hub, c := newHub(t)
	if _, err := hub.User("models[bot]", "Bot", "write"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		login string
		deaf  bool // GraphQL does not answer
		mark  string
		posts int // of comments, the first run's among them
	}{{"ana", false, "<!-- a -->", 1}, {"models[bot]", false, "<!-- b -->", 1}, {"models[bot]", true, "<!-- c -->", 4}} {
		if err := hub.ActAs(test.login); err != nil {
			t.Fatal(err)
		}
		hub.Fault(func(r *http.Request) *fake.Fault {
			if test.deaf && r.URL.Path == "/graphql" {
				return &fake.Fault{Status: http.StatusForbidden}
			}
			return nil
		})
		before := len(hub.Requests())
		for _, body := range []string{"one", "one", "two", "two"} {
			if _, _, err := c.Comment(t.Context(), acme, 1, test.mark, test.mark+body); err != nil {
				t.Fatal(err)
			}
			ours := slices.DeleteFunc(hub.Comments(1), func(text string) bool { return !strings.HasPrefix(text, test.mark) })
			if diff := cmp.Diff([]string{test.mark + body}, ours); diff != "" {
				t.Errorf("%+v: comments (-want +got):\n%s", test, diff)
			}
		}
		if posts := posted(asked(hub, before)); len(posts) != test.posts {
			t.Errorf("%+v: posted %d times", test, len(posts))
		}
	}
}

// posted are the requests that made something.
func posted(asked []string) []string {
	return slices.DeleteFunc(asked, func(r string) bool { return !strings.HasPrefix(r, "POST ") || r == "POST /graphql" })
}

// TestMe asks GraphQL where that is.
func TestMe(t *testing.T) {
	for url, want := range map[string]string{"https://api.github.com": "https://api.github.com/graphql", "https://github.example/api/v3": "https://github.example/api/graphql"} {
		for answer, me := range map[string]string{
			`{"data": {"viewer": {"login": "models[bot]"}}}`: "models[bot]", `{"errors": [{"message": "no"}]}`: workflow, `{"data": {"viewer": {"login": "a b"}}}`: workflow,
		} {
			s := stub(func(req *http.Request) *http.Response {
				switch {
				case req.Method == http.MethodGet:
					return reply(http.StatusForbidden, `{"message": "Resource not accessible by integration"}`)
				case req.URL.String() != want:
					t.Errorf("asked %s, want %s", req.URL, want)
				}
				return reply(http.StatusOK, answer)
			})
			c, err := newClient(Options{APIURL: url, Token: token, Now: time.Now}, s)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.Me(t.Context()); err != nil || got != me {
				t.Errorf("%s is %q, error %v; want %q", answer, got, err, me)
			}
		}
	}
}

// TestCommentRace has several runs write at once. Whatever they do, once one
// more has run there is one comment.
func TestCommentRace(t *testing.T) {
	hub, c := newHub(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			other := newHubClient(t, c.github.BaseURL.String())
			if _, _, err := other.Comment(t.Context(), acme, 1, ourMark, ourMark+"ours"); err != nil && status(err) != http.StatusNotFound {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if _, _, err := c.Comment(t.Context(), acme, 1, ourMark, ourMark+"last"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{ourMark + "last"}, hub.Comments(1)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// TestCommentFaults breaks each request in turn, in each way. However it ends,
// the next run leaves one comment.
func TestCommentFaults(t *testing.T) {
	hub, c := newHub(t)
	for name, f := range map[string]fake.Fault{
		"500": {Status: 500}, "502 that did it": {Status: 502, Body: "<html>"}, "cut": {Cut: true}, "403": {Status: 403}, "no JSON": {Body: "hello"},
	} {
		for broken := range 5 {
			number, err := hub.OpenIssue("ana", "A place of its own", "")
			if err != nil {
				t.Fatal(err)
			}
			before, n := len(hub.Requests()), 0
			hub.Fault(func(r *http.Request) *fake.Fault {
				n++
				if n == broken+1 {
					return &f
				}
				return nil
			})
			_, _, err = c.Comment(t.Context(), acme, number, ourMark, ourMark+"one")
			if posts := posted(asked(hub, before)); len(posts) > 1 {
				t.Errorf("%s of request %d: posted %d times", name, broken, len(posts))
			}
			hub.Fault(nil)
			if _, _, err := c.Comment(t.Context(), acme, number, ourMark, ourMark+"two"); err != nil {
				t.Errorf("%s of request %d, and then: %v", name, broken, err)
			}
			if diff := cmp.Diff([]string{ourMark + "two"}, hub.Comments(number)); diff != "" {
				t.Errorf("%s of request %d, error %v (-want +got):\n%s", name, broken, err, diff)
			}
		}
	}
}

func TestCommentForbidden(t *testing.T) {
	hub, c := newHub(t)
	hub.ReadOnly()
	_, _, err := c.Comment(t.Context(), acme, 1, ourMark, ourMark)
	if !Forbidden(err) || !strings.Contains(err.Error(), "give the token pull-requests: write") {
		t.Errorf("error %v; want that it is forbidden", err)
	}
}
