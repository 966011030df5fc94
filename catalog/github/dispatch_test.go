package github

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/github/fake"
)

func TestDispatch(t *testing.T) {
	hub, c := newHub(t)
	type payload map[string]string
	if err := c.Dispatch(t.Context(), acme, "approved", payload{"label": "1"}); err != nil {
		t.Fatal(err)
	}
	want := []string{`approved {"label":"1"}`}
	if diff := cmp.Diff(want, hub.Dispatches()); diff != "" {
		t.Error(diff)
	}

	many := payload{}
	for _, name := range strings.Split("abcdefghijk", "") {
		many[name] = name
	}
	for name, call := range map[string]func() error{
		"too many members": func() error { return c.Dispatch(t.Context(), acme, "approved", many) },
		"a type too long":  func() error { return c.Dispatch(t.Context(), acme, strings.Repeat("x", 101), payload{}) },
		"no object":        func() error { return c.Dispatch(t.Context(), acme, "approved", 7) },
		"no repository":    func() error { return c.Dispatch(t.Context(), "acme/other", "approved", payload{}) },
	} {
		if err := call(); !Denied(err) {
			t.Errorf("%s: error %v", name, err)
		}
	}

	before := len(hub.Requests())
	hub.Fault(func(*http.Request) *fake.Fault { return &fake.Fault{Status: http.StatusBadGateway} })
	if err := c.Dispatch(t.Context(), acme, "approved", payload{"label": "2"}); err == nil || Denied(err) {
		t.Errorf("an answer that says nothing: error %v", err)
	}
	hub.Fault(nil)
	if sent := len(hub.Requests()) - before; sent != 1 {
		t.Errorf("sent %d times, and it may have been heard each time", sent)
	}
	hub.ReadOnly()
	err := c.Dispatch(t.Context(), acme, "approved", payload{"label": "3"})
	if !Denied(err) || !strings.Contains(err.Error(), "asking GitHub for a repository_dispatch in acme/models: 403 Resource not accessible by integration; give the token contents: write") {
		t.Errorf("error %v", err)
	}
	if got := hub.Dispatches(); len(got) != 2 {
		t.Errorf("heard %q", got)
	}
}

// TestDispatchIsSentOnce holds that a failure of the server's does not send an
// event again, not even where it says when, and that what it says is heeded by
// the next request. What was refused was not heard, and is sent again.
func TestDispatchIsSentOnce(t *testing.T) {
	for _, tt := range []struct {
		name string
		code int
		sent int
	}{
		{"busy for a while", 503, 1},
		{"asked too much", 429, 2},
		{"forbidden for a while", 403, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sent := 0
			c, k := newStubbed(t, func(r *http.Request) *http.Response {
				if r.Method == http.MethodPost {
					if sent++; sent == 1 {
						return reply(tt.code, `{}`, "Retry-After", "7")
					}
					return reply(204, ``)
				}
				return good(r)
			})
			if err := c.Dispatch(t.Context(), acme, "approved", map[string]string{"label": "1"}); (err == nil) != (tt.sent == 2) || Denied(err) {
				t.Errorf("error %v", err)
			}
			if _, _, err := c.Repository(t.Context(), acme); err != nil {
				t.Error(err)
			}
			if sent != tt.sent {
				t.Errorf("sent %d times", sent)
			}
			if diff := cmp.Diff([]time.Duration{7 * time.Second}, k.slept); diff != "" {
				t.Error(diff)
			}
		})
	}
}
