package fake_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"modelreg/catalog/github/fake"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path = "/repos/acme/models/git/ref/heads/main"
	_, whole := w.get(path)
	for name, test := range map[string]struct {
		fault fake.Fault
		check func(r *http.Response, body []byte, err error) bool
	}{
		"none": {fake.Fault{}, func(_ *http.Response, body []byte, err error) bool {
			return err == nil && string(body) == string(whole)
		}},
		"status": {fake.Fault{Status: 502}, func(r *http.Response, body []byte, err error) bool { return r.StatusCode == 502 && json.Valid(body) }},
		"limit": {fake.Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, func(r *http.Response, _ []byte, _ error) bool {
			return r.StatusCode == 429 && r.Header.Get("Retry-After") == "7"
		}},
		"body": {fake.Fault{Body: "<html>"}, func(r *http.Response, body []byte, _ error) bool {
			return r.StatusCode == 200 && string(body) == "<html>"
		}},
		"cut": {fake.Fault{Cut: true}, func(_ *http.Response, body []byte, err error) bool {
			return err != nil && len(body) == len(whole)/2
		}},
		"loop": {fake.Fault{Loop: true}, func(r *http.Response, _ []byte, _ error) bool {
			return r.Header.Get("Link") == "<"+w.url+path+`>; rel="next"`
		}},
		"edit": {fake.Fault{Edit: func(b []byte) []byte { return []byte(strings.ToUpper(string(b))) }}, func(_ *http.Response, body []byte, _ error) bool {
			return string(body) == strings.ToUpper(string(whole))
		}},
	} {
		w.g.Fault(func(r *http.Request) *fake.Fault {
			if r.URL.Path != path {
				return nil
			}
			return &test.fault
		})
		r := give(http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+path, nil)).to(t)
		r.Header.Set("Authorization", "Bearer token")
		response := give(http.DefaultClient.Do(r)).to(t)
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if !test.check(response, body, err) {
			t.Errorf("%s: %s %v %v: %s", name, response.Status, response.Header, err, body)
		}
		if other, _ := w.get("/repos/acme/models"); other.StatusCode != http.StatusOK {
			t.Errorf("%s: elsewhere: %s", name, other.Status)
		}
	}
	asked := slices.DeleteFunc(w.g.Requests(), func(r string) bool { return r != "GET "+path })
	if len(asked) != 8 {
		t.Errorf("%d requests, want 8", len(asked))
	}
}
