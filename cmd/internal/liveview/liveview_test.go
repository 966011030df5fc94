package liveview

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const page = `<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; img-src 'self'"></head><body>one</body></html>`

// get asks for a path.
func get(t *testing.T, base, path string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// TestServer shows pages with the script that reloads them, and what is beside
// pages as it is.
func TestServer(t *testing.T) {
	first := &Pages{}
	for at, text := range map[string]string{"index.html": page, "groups/a b/index.html": page, "audit.json": "{}", "assets/site.js": "js"} {
		if err := first.Put(at, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	s := New(first, t.Context().Done())
	server := httptest.NewServer(s)
	defer server.Close()
	for _, c := range []struct {
		path, media, holds string
		code               int
	}{
		{"/", "text/html; charset=utf-8", `<script defer src="/assets/live.js"></script>`, 200},
		{"/index.html", "text/html; charset=utf-8", "script-src 'self'; connect-src 'self';", 200},
		{"/groups/a%20b/", "text/html; charset=utf-8", "one", 200},
		{"/audit.json", "application/json", "{}", 200},
		{"/assets/site.js", "text/javascript; charset=utf-8", "js", 200},
		{"/assets/live.js", "text/javascript; charset=utf-8", "EventSource", 200},
		{"/none.html", "text/plain; charset=utf-8", "not found", 404},
		{"/../../etc/passwd", "text/plain; charset=utf-8", "not found", 404},
	} {
		answer, text := get(t, server.URL, c.path)
		if answer.StatusCode != c.code || answer.Header.Get("Content-Type") != c.media || !strings.Contains(text, c.holds) {
			t.Errorf("%s: %d %s\n%s", c.path, answer.StatusCode, answer.Header.Get("Content-Type"), text)
		}
	}
	if string(first.files["index.html"]) != page {
		t.Error("showing a page changes it")
	}
}

// listen opens the line on which news come.
func listen(t *testing.T, base string) *bufio.Scanner {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+newsAt, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	if lines.Scan(); lines.Text() != ": waiting" {
		t.Fatalf("who listens hears %q: %v", lines.Text(), lines.Err())
	}
	return lines
}

// heard reports whether news came before the line ended.
func heard(t *testing.T, lines *bufio.Scanner) bool {
	t.Helper()
	news := false
	for lines.Scan() {
		news = news || lines.Text() == "data: new"
	}
	if err := lines.Err(); err != nil {
		t.Errorf("the line did not end by itself: %v", err)
	}
	return news
}

// TestNews: who listens hears of new pages, and sees them then.
func TestNews(t *testing.T) {
	s := New(&Pages{}, t.Context().Done())
	server := httptest.NewServer(s)
	defer server.Close()
	lines := listen(t, server.URL)
	second := &Pages{}
	if err := second.Put("index.html", []byte("two")); err != nil {
		t.Fatal(err)
	}
	s.Show(second)
	if !heard(t, lines) {
		t.Error("nothing was heard of new pages")
	}
	if _, text := get(t, server.URL, "/"); text != "two" {
		t.Errorf("after new pages, there is %q", text)
	}
}

// TestOver: when it is over, who listens is let go, and is told of no new pages.
func TestOver(t *testing.T) {
	over := make(chan struct{})
	server := httptest.NewServer(New(&Pages{}, over))
	defer server.Close()
	lines := listen(t, server.URL)
	close(over)
	if heard(t, lines) {
		t.Error("the end passes for new pages")
	}
}

// TestStamp: whatever happens to a file, the stamp is another, and what starts
// with a dot does not count.
func TestStamp(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, when time.Time) {
		t.Helper()
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(at, when, when); err != nil {
			t.Fatal(err)
		}
	}
	begin := time.Unix(1_000_000_000, 0)
	write("a/1.yaml", "one", begin)
	seen := Stamp(dir)
	for _, step := range []struct {
		what string
		do   func()
		same bool
	}{
		{"nothing", func() {}, true},
		{"a hidden file", func() { write(".modelreg/registry.db", "x", begin) }, true},
		{"another size", func() { write("a/1.yaml", "longer", begin) }, false},
		{"another time", func() { write("a/1.yaml", "longer", begin.Add(time.Second)) }, false},
		{"a new file", func() { write("b/1.yaml", "", begin) }, false},
		{"a file less", func() { _ = os.Remove(filepath.Join(dir, "b", "1.yaml")) }, false},
	} {
		step.do()
		now := Stamp(dir)
		if (now == seen) != step.same {
			t.Errorf("after %s, the stamp is the same: %t", step.what, now == seen)
		}
		seen = now
	}
}
