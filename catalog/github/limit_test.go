package github

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLastRequest waits before the request that would be refused, not after.
func TestLastRequest(t *testing.T) {
	c, k := newStubbed(t, func(req *http.Request) *http.Response {
		answer := good(req)
		answer.Header.Set("X-RateLimit-Remaining", "0")
		answer.Header.Set("X-RateLimit-Reset", "1772366430") // 12:00:30
		return answer
	})
	for i, want := range [][]time.Duration{nil, {30 * time.Second}, {30 * time.Second}} {
		if _, err := c.Tip(t.Context(), "acme/models", "release/v1"); err != nil || !cmp.Equal(want, k.slept) {
			t.Fatalf("request %d: error %v, waits %v; want %v", i, err, k.slept, want)
		}
	}
}

// TestPatience is one for all requests of a client: what is refused until
// later is not asked for before, and not waited for again and again.
func TestPatience(t *testing.T) {
	refuse := true
	c, k := newStubbed(t, func(req *http.Request) *http.Response {
		if refuse {
			refuse = false
			return reply(429, `{}`, "Retry-After", "200")
		}
		return good(req)
	})
	tip := func() error {
		_, err := c.Tip(t.Context(), "acme/models", "release/v1")
		return err
	}
	if err := tip(); err != nil || !cmp.Equal([]time.Duration{200 * time.Second}, k.slept) {
		t.Fatalf("error %v, waits %v", err, k.slept)
	}
	refuse = true
	for range 3 {
		if err := tip(); err == nil || !strings.Contains(err.Error(), "until 2026-03-01T12:06:40Z") {
			t.Errorf("error %v; want one that says until when", err)
		}
	}
	if c.Calls() != 3 {
		t.Errorf("%d calls; want 3, since nothing may be asked for until then", c.Calls())
	}
	k.now = k.now.Add(200 * time.Second)
	if err := tip(); err != nil || len(k.slept) != 1 {
		t.Errorf("after that: error %v, waits %v", err, k.slept)
	}
}

func TestLogf(t *testing.T) {
	k := newClock()
	var log []string
	answers := []*http.Response{
		reply(403, `{"message": "You have exceeded a secondary rate limit`+"\\n"+`::error::ghs_secret"}`),
		reply(500, `{"message": "oh `+token+`"}`),
		reply(200, `{`+token),
	}
	c, err := newClient(Options{APIURL: api, Token: token, Now: func() time.Time { return k.now }, Sleep: k.sleep,
		Logf: func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) },
	}, stub(func(req *http.Request) *http.Response {
		if len(answers) == 0 {
			return good(req)
		}
		answer := answers[0]
		answers = answers[1:]
		return answer
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Repository(t.Context(), "acme/models"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"waiting 1m0s for GitHub: it answered 403 You have exceeded a secondary rate limit ::error::***",
		"GitHub did not answer as it should (500 oh ***); asking again in 1s",
		"GitHub did not answer as it should (the answer is not whole JSON; something between here and GitHub may have cut or replaced it: check GITHUB_API_URL and proxies); asking again in 2s",
	}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestSleepCancelled ends a wait as soon as nobody wants the answer any more.
func TestSleepCancelled(t *testing.T) {
	for _, code := range []int{429, 500} {
		ctx, cancel := context.WithCancel(t.Context())
		k := newClock()
		c, err := newClient(Options{APIURL: api, Token: token, Now: func() time.Time { return k.now },
			Sleep: func(ctx context.Context, d time.Duration) error { cancel(); return ctx.Err() },
		}, stub(func(*http.Request) *http.Response { return reply(code, ``) }))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Repository(ctx, "acme/models"); err == nil || !strings.Contains(err.Error(), "context canceled") || c.Calls() != 1 {
			t.Errorf("%d: error %v after %d calls; want that it was cancelled, after 1", code, err, c.Calls())
		}
	}
}
