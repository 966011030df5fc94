package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestPreviewIsOfThisMachine: no page of somebody else reads the preview, by
// whatever name it reaches it.
func TestPreviewIsOfThisMachine(t *testing.T) {
	pages := onlyLocal(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	for _, c := range []struct {
		host, from string
		want       int
	}{
		{"127.0.0.1:8646", "", http.StatusOK},
		{"127.0.0.1:8646", "none", http.StatusOK},
		{"localhost:8646", "same-origin", http.StatusOK},
		{"[::1]:8646", "none", http.StatusOK},
		{"localhost", "none", http.StatusOK},
		{"127.0.0.1:8646", "same-site", http.StatusForbidden},
		{"127.0.0.1:8646", "cross-site", http.StatusForbidden},
		{"127.0.0.1:8646", "of tomorrow", http.StatusForbidden},
		{"evil.example:8646", "same-origin", http.StatusForbidden},
		{"127.0.0.1.evil.example:8646", "", http.StatusForbidden},
		{"", "", http.StatusForbidden},
	} {
		r := httptest.NewRequest(http.MethodGet, "/assets/versions.js", nil)
		r.Host = c.host
		if c.from != "" {
			r.Header.Set("Sec-Fetch-Site", c.from)
		}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%q from %q: %d, want %d", c.host, c.from, w.Code, c.want)
		}
		for name, want := range map[string]string{"Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%q from %q: %s is %q, want %q", c.host, c.from, name, got, want)
			}
		}
	}
}
