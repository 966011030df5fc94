package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"modelreg/catalog"
	"modelreg/cmd/internal/liveview"
)

// TestPreviewFollows: what the pages show beside the catalog's files makes them
// anew as well.
func TestPreviewFollows(t *testing.T) {
	top := t.TempDir()
	if out, err := exec.Command("git", "init", "-q", "-b", "main", top).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := filepath.Join(top, "catalog")
	local := &catalog.Target{Name: "local", Local: &catalog.LocalTarget{Path: ".modelreg/registry.db"}}
	g := &gatherer{whole: &catalog.Catalog{Registry: &catalog.Registry{Targets: []*catalog.Target{local}}}}
	write := func(name string) {
		at := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("catalog/registry.yaml")
	places := g.places(dir)
	seen := liveview.Stamp(places...)
	for _, name := range []string{"catalog/a.yaml", "catalog/.modelreg/registry.db", ".git/refs/heads/main", ".git/packed-refs", ".github/CODEOWNERS"} {
		write(name)
		now := liveview.Stamp(places...)
		if now == seen {
			t.Errorf("nobody notices %s", name)
		}
		seen = now
	}
}

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
