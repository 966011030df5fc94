package github

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
)

// newServed gives a client of a real server.
func newServed(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c, err := New(Options{APIURL: s.URL, Token: token, Timeout: time.Minute, Now: time.Now,
		Sleep: func(ctx context.Context, d time.Duration) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		url, token, want string // want is part of the error
	}{
		{"", "t", ""},
		{"https://api.github.com", "t", ""},
		{"https://github.example/api/v3/", "t", ""},
		{"http://127.0.0.1:8080", "t", ""},
		{"http://[::1]:8080", "t", ""},
		{"http://localhost", "t", ""},
		{"http://github.example", "t", `GitHub's API can't be at "http://github.example"; it is https://api.github.com, or https://HOST/api/v3 of`},
		{"http://localhost.example", "t", "can't be at"},
		{"github.example", "t", "can't be at"},
		{"ftp://github.example", "t", "can't be at"},
		{"https://", "t", "can't be at"},
		{"https://github.example?x=y", "t", "can't be at"},
		{"https://github.example\n", "t", "has no URL"},
		{"https://ana:secret@github.example", "t", "has a user or password in it"},
		{"", "", "there is no token for GitHub; set GITHUB_TOKEN or GH_TOKEN"},
		{"", "secret\n", "a line break"},
	} {
		_, err := New(Options{APIURL: tt.url, Token: tt.token})
		if (err == nil) != (tt.want == "") || err != nil && (!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%q, %q: error %v; want %q", tt.url, tt.token, err, tt.want)
		}
	}
}

func TestRefusedWords(t *testing.T) {
	c, _ := newStubbed(t, func(req *http.Request) *http.Response {
		t.Errorf("asked for %s", req.URL)
		return good(req)
	})
	ctx := t.Context()
	for what, ask := range map[string]func() error{
		`no repository is called "models"`:       func() error { _, _, err := c.Repository(ctx, "models"); return err },
		`no repository is called "a/b/c"`:        func() error { _, err := c.Tip(ctx, "a/b/c", "main"); return err },
		`no repository is called "acme/.."`:      func() error { _, err := c.Pull(ctx, "acme/..", 1); return err },
		`no branch is called "../../x"`:          func() error { _, err := c.Tip(ctx, "acme/models", "../../x"); return err },
		`no branch is called ""`:                 func() error { _, err := c.Tip(ctx, "acme/models", ""); return err },
		`no pull request has the number 0`:       func() error { _, err := c.Reviews(ctx, "acme/models", 0); return err },
		`no commit is called "main"`:             func() error { _, err := c.Commit(ctx, "acme/models", "main"); return err },
		`no commit is called "a..b"`:             func() error { _, _, err := c.Between(ctx, "acme/models", "a..b", "main"); return err },
		`no commit is called "../../../../../x"`: func() error { _, err := c.FirstSeen(ctx, "acme/models", "../../../../../x"); return err },
		`no user of GitHub is called "ana/../x"`: func() error { _, err := c.Permission(ctx, "acme/models", "ana/../x"); return err },
		`no user of GitHub is called ""`:         func() error { _, err := c.Member(ctx, "acme/ml", ""); return err },
		`no team is called "ml"`:                 func() error { _, err := c.Member(ctx, "ml", "ana"); return err },
		`no branch is called "refs/heads/../x"`: func() error {
			for _, err := range c.Updates(ctx, "acme/models", "refs/heads/../x") {
				return err
			}
			return nil
		},
	} {
		if err := ask(); err == nil || !strings.HasPrefix(err.Error(), what+"; ") && !strings.HasPrefix(err.Error(), what+";") {
			t.Errorf("error %v; want %s; ...", err, what)
		}
	}
}

// TestCut is a connection that ends in the middle of an answer, with its length
// told before or not.
func TestCut(t *testing.T) {
	for name, write := range map[string]func(http.ResponseWriter){
		"length": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `[]`)
		},
		"chunks": func(w http.ResponseWriter) {
			io.WriteString(w, `[]`)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		},
		"gzip": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.WriteString(z, `[]`)
			z.Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newServed(t, func(w http.ResponseWriter, _ *http.Request) { write(w) })
			got, err := c.Reviews(t.Context(), "acme/models", 7)
			if err == nil || !strings.Contains(err.Error(), "unexpected EOF") || c.Calls() != retries+1 {
				t.Errorf("got %v, error %v after %d calls; want an unexpected EOF after %d", got, err, c.Calls(), retries+1)
			}
		})
	}
}

func TestTooLong(t *testing.T) {
	c := newServed(t, func(w http.ResponseWriter, _ *http.Request) {
		space := make([]byte, 1<<20)
		for { // until nobody reads any more
			if _, err := w.Write(space); err != nil {
				return
			}
		}
	})
	if _, err := c.Blob(t.Context(), "acme/models", text); err == nil || !strings.Contains(err.Error(), "longer than 32 MiB") || c.Calls() != 1 {
		t.Errorf("error %v after %d calls; want that it is too long, after 1", err, c.Calls())
	}
}

func TestSlow(t *testing.T) {
	c := newServed(t, func(w http.ResponseWriter, req *http.Request) {
		io.WriteString(w, `[`)
		w.(http.Flusher).Flush()
		<-req.Context().Done()
	})
	c.wire.options.Timeout = 10 * time.Millisecond
	if _, err := c.Reviews(t.Context(), "acme/models", 7); err == nil || !strings.Contains(err.Error(), "no answer within 10ms") || c.Calls() != retries+1 {
		t.Errorf("error %v after %d calls; want no answer, after %d", err, c.Calls(), retries+1)
	}
	c.wire.options.Timeout = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.Reviews(ctx, "acme/models", 7); err == nil || !strings.Contains(err.Error(), context.DeadlineExceeded.Error()) {
		t.Errorf("error %v; want that of the context", err)
	}
}

// TestRenamed follows the redirect of a repository that has another name now.
func TestRenamed(t *testing.T) {
	c := newServed(t, func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Authorization") != "Bearer "+token {
			t.Errorf("no token for %s", req.URL)
		}
		switch req.URL.Path {
		case "/repos/acme/models":
			http.Redirect(w, req, "/repositories/7", http.StatusMovedPermanently)
		case "/repositories/7":
			io.WriteString(w, `{"id": 7, "full_name": "acme/registry"}`)
		default:
			http.Redirect(w, req, req.URL.Path, http.StatusFound)
		}
	})
	id, name, err := c.Repository(t.Context(), "acme/models")
	if id != 7 || name != "acme/registry" || err != nil {
		t.Errorf("got %d, %q, error %v", id, name, err)
	}
	if _, err := c.Tip(t.Context(), "acme/models", "main"); err == nil || !strings.Contains(err.Error(), "redirected more than 5 times") {
		t.Errorf("error %v; want that it was redirected too often", err)
	}
}

// TestTokenStays sends the token to nobody else, whatever the server says.
func TestTokenStays(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		t.Errorf("another host was asked for %s", req.URL)
	}))
	defer other.Close()
	c := newServed(t, func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/reviews") {
			w.Header().Set("Link", "<"+other.URL+`>; rel="next"`)
			io.WriteString(w, `[]`)
			return
		}
		http.Redirect(w, req, other.URL, http.StatusMovedPermanently)
	})
	if got, err := c.Reviews(t.Context(), "acme/models", 7); err == nil {
		t.Errorf("got %v; want an error", got)
	}
	if got, err := c.Pull(t.Context(), "acme/models", 7); err == nil {
		t.Errorf("got %v; want an error", got)
	}
}

// TestOneAtATime has several goroutines take turns.
func TestOneAtATime(t *testing.T) {
	var under, most atomic.Int32
	c := newServed(t, func(w http.ResponseWriter, _ *http.Request) {
		most.Store(max(most.Load(), under.Add(1)))
		defer under.Add(-1)
		io.WriteString(w, `{"permission": "write", "user": {"login": "ana"}}`)
	})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if _, err := c.Permission(t.Context(), fmt.Sprintf("acme/models%d", i), "ana"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() != 1 || c.Calls() != 8 {
		t.Errorf("%d requests at once, %d in all; want 1 and 8", most.Load(), c.Calls())
	}
}

// TestPages reads every page of a list, of whatever length each is.
func TestPages(t *testing.T) {
	next := map[string]string{"": "1", "1": "2", "2": "3"}
	items := map[string]string{
		"":  `{"event": "labeled", "created_at": "2026-02-02T09:00:00Z"}`,
		"3": `{"event": "closed", "created_at": "2026-02-02T09:00:01Z"}`,
	}
	c := newServed(t, func(w http.ResponseWriter, req *http.Request) {
		page := req.FormValue("page")
		if n, ok := next[page]; ok {
			w.Header().Add("Link", `<https://docs.github.example/a,b>; rel="help"`)
			w.Header().Add("Link", fmt.Sprintf(`<?page=1>; rel="first", <?per_page=100&page=%s>; rel="next"`, n))
		}
		fmt.Fprintf(w, `[%s]`, items[page])
	})
	got, err := c.Events(t.Context(), "acme/models", 7)
	want := []evidence.Event{{Kind: "labeled", At: at("2026-02-02T09:00:00Z")}, {Kind: "closed", At: at("2026-02-02T09:00:01Z")}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || c.Calls() != 4 {
		t.Errorf("error %v after %d calls, (-want +got)\n%s", err, c.Calls(), diff)
	}
}
