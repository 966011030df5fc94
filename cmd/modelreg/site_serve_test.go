package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
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
	places := places(dir, []*catalog.Target{local})
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

// TestPreviewFollowsLinkedWorktree: what is committed and checked out in a
// worktree of its own makes the pages anew as well, also where branches are
// packed.
func TestPreviewFollowsLinkedWorktree(t *testing.T) {
	top := filepath.Join(t.TempDir(), "main")
	linked := filepath.Join(filepath.Dir(top), "linked")
	git := func(in string, args ...string) {
		t.Helper()
		c := exec.Command("git", append([]string{"-C", in, "-c", "user.name=Ana", "-c", "user.email=ana@acme.example", "-c", "commit.gpgsign=false"}, args...)...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	if err := os.Mkdir(top, 0o755); err != nil {
		t.Fatal(err)
	}
	git(top, "init", "-q", "-b", "main")
	git(top, "commit", "-q", "--allow-empty", "-m", "first")
	git(top, "worktree", "add", "-q", "-b", "work", linked)
	places := places(linked, nil)
	seen := liveview.Stamp(places...)
	for _, args := range [][]string{
		{"commit", "-q", "--allow-empty", "-m", "second"},
		{"pack-refs", "--all"},
		{"commit", "-q", "--allow-empty", "-m", "third"},
		{"switch", "-q", "-c", "other"},
		{"switch", "-q", "--detach"},
		{"commit", "-q", "--allow-empty", "-m", "of no branch"},
	} {
		git(linked, args...)
		now := liveview.Stamp(places...)
		if now == seen {
			t.Errorf("nobody notices git %q", args)
		}
		seen = now
	}
}

// TestPreviewBesideOthers: while the preview runs, a sync writes the registry
// that it shows, and the pages follow; a second preview says that the port is
// taken; and Ctrl-C ends it well, whoever looks on.
func TestPreviewBesideOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	serving := []string{"site", "--serve", "-C", dir, "--target", "local", "--addr"}
	if out, code := output(t, "sync", "-C", dir, "--target", "local"); code != cli.OK {
		t.Fatalf("the first sync ends with %d\n%s", code, out)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, stdout := io.Pipe()
	world := inProcess(append(serving, "127.0.0.1:0")...)
	world.Stdout = stdout
	world.Sleep = func(ctx context.Context, _ time.Duration) error { return sleep(ctx, 10*time.Millisecond) }
	ended := make(chan cli.Code, 1)
	go func() {
		ended <- run(ctx, world)
		_ = stdout.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no address: %v, exit code %d", err, <-ended)
	}
	url := strings.TrimSpace(line)
	looking, leave := context.WithTimeout(t.Context(), 20*time.Second)
	defer leave()
	listen := func() *bufio.Scanner {
		t.Helper()
		request, err := http.NewRequestWithContext(looking, http.MethodGet, url+"/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { answer.Body.Close() })
		return bufio.NewScanner(answer.Body)
	}
	news := listen()

	var talk strings.Builder
	second := inProcess(append(serving, strings.TrimPrefix(url, "http://"))...)
	second.Stderr = &talk
	if code := run(t.Context(), second); code != cli.Unfinished || !strings.Contains(talk.String(), "address already in use") || !strings.Contains(talk.String(), "--addr 127.0.0.1:0") {
		t.Errorf("a second preview ends with %d\n%s", code, talk.String())
	}

	version := filepath.Join(dir, "house-price", "versions", "1.yaml")
	text, err := os.ReadFile(version)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(version, append(text, "customerMetadataProperties: {seen: beside-a-sync}\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, code := output(t, "sync", "-C", dir, "--target", "local"); code != cli.OK || !strings.Contains(string(out), "Synced local: 1 done") {
		t.Errorf("a sync beside the preview ends with %d\n%s", code, out)
	}
	for news.Scan() && news.Text() != "data: new" {
	}
	if news.Err() != nil || news.Text() != "data: new" {
		t.Errorf("of new pages, nothing is heard: %v", news.Err())
	}
	news = listen()
	cancel()
	if code := <-ended; code != cli.OK {
		t.Errorf("interrupted, the preview ends with %d", code)
	}
	for news.Scan() {
	}
	if err := news.Err(); err != nil {
		t.Errorf("who looks on is not let go: %v", err)
	}
}

// TestPreviewMissesNothing: the pages follow what changes while they are made for
// the first time, and a registry that registry.yaml names only later.
func TestPreviewMissesNothing(t *testing.T) {
	s := newShelf(t)
	world := inProcess("site", "--serve", "-C", s.top, "--addr", "127.0.0.1:0")
	out, stdout := io.Pipe()
	world.Stdout = stdout
	world.Sleep = func(ctx context.Context, _ time.Duration) error { return sleep(ctx, 10*time.Millisecond) }
	var meanwhile sync.Once
	world.Now = func() time.Time { // which is asked when the catalog has been read
		meanwhile.Do(func() {
			s.edit("catalog/churn/group.yaml", "kind", "modelPackageGroupDescription: Who may leave\nkind")
		})
		return time.Now()
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan cli.Code, 1)
	go func() {
		ended <- run(ctx, world)
		_ = stdout.Close()
	}()
	defer func() {
		cancel()
		if code := <-ended; code != cli.OK {
			t.Errorf("the preview ends with %d", code)
		}
	}()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	shows := func(page, text string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			answer, err := http.Get(strings.TrimSpace(url) + page)
			if err != nil {
				t.Fatal(err)
			}
			html, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(html), text) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s never shows %q", page, text)
			}
		}
	}
	shows("/groups/churn/", "Who may leave")
	s.edit("catalog/registry.yaml", "targets:\n", "targets:\n  second: {local: {path: .modelreg/second.db}}\n")
	shows("/", "second.db")
	if out, code := output(t, "sync", "-C", s.top, "--target", "second"); code != cli.OK {
		t.Fatalf("sync ends with %d\n%s", code, out)
	}
	shows("/groups/churn/1.html", "model-package/churn/1")
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
