package github

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// faults are what goes wrong with answers. Each happens to every method, to
// its first requests or to all of them.
var faults = []struct {
	name   string
	answer func(*http.Response) *http.Response // takes the good one
	times  int                                 // 0: always
	waits  []time.Duration
	calls  int    // of one request; 0: not looked at
	err    string // part of the error, NEED for the permission; empty: answered in the end
	lists  bool   // happens to lists only
}{
	{name: "no token", answer: gives(401, `{"message": "Bad credentials"}`), calls: 1, err: "401 Bad credentials; the token is not accepted and may have expired: set GITHUB_TOKEN or GH_TOKEN to one that is valid"},
	{name: "forbidden", answer: gives(403, `{"message": "Resource not accessible by integration"}`), err: "403 Resource not accessible by integration; give the token NEED"},
	{name: "forbidden, GitHub says why", answer: gives(403, `{}`, "X-Accepted-GitHub-Permissions", "issues=read; pull_requests=read,contents=read"), err: "403 Forbidden; give the token issues: read or pull-requests: read and contents: read"},
	{name: "not found", answer: gives(404, `{"message": "Not Found"}`), err: "404 Not Found; there is none, or the token may not see it: check the name and give the token NEED"},
	{name: "gone", answer: gives(410, `<html>`), calls: 1, err: "410 Gone; "},
	{name: "unprocessable", answer: gives(422, `{"message": "No commit found\n::error::for SHA `+token+`"}`), calls: 1, err: "422 No commit found ::error::for SHA ***; "},
	{name: "not modified", answer: gives(304, ``), calls: 1, err: "304 Not Modified; "},
	{name: "accepted", answer: gives(202, `{}`), calls: 1, err: "try again later"},
	{name: "no content", answer: gives(204, ``), calls: 1, err: "No Content instead of an answer"},

	{name: "secondary limit by its words", answer: gives(403, `{"message": "You have exceeded a secondary rate limit. Please wait"}`), times: 2, waits: []time.Duration{time.Minute, 2 * time.Minute}},
	{name: "secondary limit by its address", answer: gives(403, `{"message": "slow down", "documentation_url": "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`), times: 1, waits: []time.Duration{time.Minute}},
	{name: "abuse", answer: gives(403, `{"message": "You have triggered an abuse detection mechanism"}`), times: 1, waits: []time.Duration{time.Minute}},
	{name: "forbidden for a while", answer: gives(403, `{}`, "Retry-After", "7"), times: 1, waits: []time.Duration{7 * time.Second}},
	{name: "429 with seconds", answer: gives(429, ``, "Retry-After", "7"), times: 1, waits: []time.Duration{7 * time.Second}},
	{name: "429 with a date", answer: gives(429, ``, "Retry-After", "Sun, 01 Mar 2026 12:00:09 GMT"), times: 1, waits: []time.Duration{9 * time.Second}},
	{name: "429 alone", answer: gives(429, ``), times: 2, waits: []time.Duration{time.Minute, 2 * time.Minute}},
	{name: "429 without a wait", answer: gives(429, ``, "Retry-After", "0"), times: 3, waits: []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}},
	{name: "429 with nonsense", answer: gives(429, ``, "Retry-After", "soon", "X-RateLimit-Reset", "-1"), times: 1, waits: []time.Duration{time.Minute}},
	{name: "429 for ever", answer: gives(429, ``), calls: 3, err: "GitHub wants no more requests until 2026-03-01T12:07:00Z (it answered 429 Too Many Requests), longer than the 5m0s that may be waited in all; run again after that"},
	{name: "primary limit", answer: gives(403, `{"message": "API rate limit exceeded"}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1772366520"), times: 1, waits: []time.Duration{2 * time.Minute}},
	{name: "primary limit for long", answer: gives(403, `{"message": "API rate limit exceeded"}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1772370000"), calls: 1, err: "GitHub wants no more requests until 2026-03-01T13:00:00Z (it answered 403 API rate limit exceeded)"},
	{name: "reset in the year 292277026596", answer: gives(429, ``, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "9223372036854775807"), times: 1, waits: []time.Duration{time.Minute}},
	{name: "reset in the year 9999", answer: gives(429, ``, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "253402300799"), calls: 1, err: "GitHub wants no more requests until"},
	{name: "busy for a while", answer: gives(503, ``, "Retry-After", "60"), times: 1, waits: []time.Duration{time.Minute}},

	{name: "500 thrice", answer: gives(500, ``), times: 3, waits: []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}},
	{name: "502 for ever", answer: gives(502, `<html>`), waits: []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, calls: 4, err: "502 Bad Gateway; run again later"},
	{name: "cut once", answer: cut, times: 1, waits: []time.Duration{time.Second}},
	{name: "cut", answer: cut, calls: 4, err: "not whole JSON"},
	{name: "a page of a proxy", answer: gives(200, `<html>Please log in</html>`), calls: 4, err: "not whole JSON"},
	{name: "empty body", answer: gives(200, ``), calls: 4, err: "not whole JSON"},
	{name: "two answers", answer: gives(200, `{} {}`), calls: 4, err: "not whole JSON"},
	{name: "empty object", answer: gives(200, `{}`), calls: 1, err: "asking GitHub for "},
	{name: "null", answer: gives(200, `null`), calls: 1, err: "the answer has no valid "},
	{name: "a list of nothing", answer: gives(200, `[null]`), calls: 1, err: "asking GitHub for "},
	{name: "words", answer: gives(200, `"ok"`), calls: 1, err: "asking GitHub for "},

	{name: "list without end", answer: link(`<PAGE>; rel="next"`), calls: 1, err: "the list has no end", lists: true},
	{name: "list without end, further down", answer: link(`<#2>; rel="next"`), calls: 1, err: "the list has no end", lists: true},
	{name: "list on another host", answer: link(`<https://evil.example/x?page=2>; rel="next"`), calls: 1, err: `the list goes on at "evil.example", another host`, lists: true},
	{name: "list in the open", answer: link(`<http://github.example/api/v3/x?page=2>; rel="next"`), calls: 1, err: "another host", lists: true},
	{name: "list at no address", answer: link(`<https://[>; rel="next"`), calls: 1, err: "no URL", lists: true},
	{name: "list at no link", answer: link(`page 2`), calls: 1, err: "which is no link", lists: true},
	{name: "list whose next page is not there", answer: link(`<PAGE&page=2>; rel=next`), err: "404 Not Found", lists: true},
	{name: "list that ends", answer: link(`<PAGE>; rel="first", <PAGE&page=0>; rel="prev"`), lists: true},

	{name: "redirect to another host", answer: gives(301, ``, "Location", "https://evil.example/x"), calls: 1, err: `redirected from github.example to "evil.example", another host, which must not see the token`},
	{name: "redirect into the open", answer: gives(307, ``, "Location", "http://github.example/x"), calls: 1, err: "must not see the token"},
	{name: "redirect nowhere", answer: gives(301, ``), calls: 1, err: "301"},
}

func gives(code int, body string, headers ...string) func(*http.Response) *http.Response {
	return func(*http.Response) *http.Response { return reply(code, body, headers...) }
}

// link adds a header, in which PAGE is the page asked for.
func link(header string) func(*http.Response) *http.Response {
	return func(r *http.Response) *http.Response {
		r.Header.Set("Link", header)
		return r
	}
}

func cut(r *http.Response) *http.Response {
	body := new(strings.Builder)
	if err := r.Write(body); err != nil {
		panic(err)
	}
	_, whole, _ := strings.Cut(body.String(), "\r\n\r\n")
	return reply(200, whole[:len(whole)/2])
}

func TestFaults(t *testing.T) {
	for _, m := range methods {
		for _, fault := range faults {
			if fault.lists && !m.list {
				continue
			}
			t.Run(m.name+"/"+fault.name, func(t *testing.T) {
				n := 0
				c, k := newStubbed(t, func(req *http.Request) *http.Response {
					if req.URL.Host != "github.example" || req.URL.Scheme != "https" {
						t.Errorf("the token went to %s", req.URL)
					}
					answer := good(req)
					if n++; fault.times == 0 || n <= fault.times {
						answer = fault.answer(answer)
						if l := answer.Header.Get("Link"); l != "" {
							answer.Header.Set("Link", strings.ReplaceAll(l, "PAGE", req.URL.String()))
						}
					}
					return answer
				})
				got, err := m.call(t.Context(), c)
				if fault.waits != nil && !cmp.Equal(fault.waits, k.slept) {
					t.Errorf("waits %v; want %v", k.slept, fault.waits)
				}
				if fault.err == "" {
					if diff := cmp.Diff(m.want, got); err != nil || diff != "" {
						t.Errorf("error %v, (-want +got)\n%s", err, diff)
					}
					return
				}
				if err == nil {
					t.Fatalf("got %v; want an error", got)
				}
				if v := reflect.ValueOf(got); v.IsValid() && !v.IsZero() {
					t.Errorf("beside the error %v there is an answer: %v", err, got)
				}
				if fault.calls > 0 && c.Calls() != fault.calls {
					t.Errorf("%d calls; want %d", c.Calls(), fault.calls)
				}
				want := strings.ReplaceAll(fault.err, "NEED", m.need)
				if errors.Is(err, ErrTeamHidden) && slices.Contains([]string{"forbidden", "forbidden, GitHub says why", "not found"}, fault.name) {
					want = "members: read" // GitHub's words say less than those of TestMember
				}
				if !strings.HasPrefix(err.Error(), "asking GitHub for ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), token) {
					t.Errorf("error %q; want %q in it", err, want)
				}
			})
		}
	}
}

func TestNetworkFaults(t *testing.T) {
	for _, m := range methods {
		for _, tt := range []struct {
			name  string
			err   error
			times int
		}{
			{"reset once", errors.New("connection reset by peer"), 1},
			{"never there", errors.New("no such host"), 9},
		} {
			t.Run(m.name+"/"+tt.name, func(t *testing.T) {
				n := 0
				k := newClock()
				c, err := newClient(Options{APIURL: api, Token: token, Now: func() time.Time { return k.now }, Sleep: k.sleep},
					failing(func(req *http.Request) (*http.Response, error) {
						if n++; n <= tt.times {
							return nil, tt.err
						}
						return good(req), nil
					}))
				if err != nil {
					t.Fatal(err)
				}
				got, err := m.call(t.Context(), c)
				if tt.times == 1 {
					if diff := cmp.Diff(m.want, got); err != nil || diff != "" {
						t.Errorf("error %v, (-want +got)\n%s", err, diff)
					}
					return
				}
				if !errors.Is(err, tt.err) || n != retries+1 {
					t.Errorf("error %v after %d attempts; want %v after %d", err, n, tt.err, retries+1)
				}
				// What is not there now was asked for stubbornly enough: once each.
				if _, err := m.call(t.Context(), c); err == nil || n != retries+2 {
					t.Errorf("error %v after %d attempts; want one more than %d", err, n, retries+1)
				}
			})
		}
	}
}

// failing is a network that may fail.
type failing func(*http.Request) (*http.Response, error)

func (f failing) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestCancelled(t *testing.T) {
	for _, m := range methods {
		t.Run(m.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c, _ := newStubbed(t, func(req *http.Request) *http.Response {
				cancel()
				return reply(500, ``)
			})
			if got, err := m.call(ctx, c); !errors.Is(err, context.Canceled) || c.Calls() != 1 {
				t.Errorf("got %v, error %v after %d calls; want that it was cancelled, after 1", got, err, c.Calls())
			}
		})
	}
}
