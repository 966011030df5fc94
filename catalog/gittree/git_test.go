package gittree

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain keeps the tests from depending on whose machine this is.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "gittree")
	if err != nil {
		panic(err)
	}
	os.Setenv("HOME", home)
	os.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	code := m.Run()
	os.RemoveAll(home)
	os.Exit(code)
}

// A gitRepo is a real repository, made with the git binary under fixed names
// and dates.
type gitRepo struct {
	t   testing.TB
	dir string
}

func newGitRepo(t testing.TB) gitRepo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	g := gitRepo{t, filepath.Join(t.TempDir(), "repo")}
	g.at(filepath.Dir(g.dir), "init", "-q", "-b", "main", g.dir)
	return g
}

func (g gitRepo) git(args ...string) string { return g.at(g.dir, args...) }

func (g gitRepo) at(dir string, args ...string) string {
	g.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "gc.auto=0", "-c", "maintenance.auto=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.com", "GIT_AUTHOR_DATE=2025-01-15T10:00:00Z",
		"GIT_COMMITTER_NAME=Ana", "GIT_COMMITTER_EMAIL=ana@example.com", "GIT_COMMITTER_DATE=2025-01-15T10:00:00Z")
	out, err := cmd.CombinedOutput()
	if err != nil {
		g.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// write puts files there; one without content is removed.
func (g gitRepo) write(files map[string]string) {
	g.t.Helper()
	for name, content := range files {
		p := filepath.Join(g.dir, filepath.FromSlash(name))
		if content == "" {
			if err := os.Remove(p); err != nil {
				g.t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			g.t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
			g.t.Fatal(err)
		}
	}
}

// commit writes files and commits all there is.
func (g gitRepo) commit(files map[string]string) string {
	g.t.Helper()
	g.write(files)
	g.git("add", "-A")
	g.git("commit", "-q", "--allow-empty", "-m", "A change\n\nwith a body")
	return g.git("rev-parse", "HEAD")
}

// age sets files' times back and lets the index learn them, so that they are
// older than it and it can be trusted.
func (g gitRepo) age() {
	g.t.Helper()
	past := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(g.dir, func(p string, d os.DirEntry, err error) error {
		if d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if err == nil && d.Type().IsRegular() {
			err = os.Chtimes(p, past, past)
		}
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	g.git("update-index", "-q", "--refresh")
}

func (g gitRepo) open(dir string) *Repo {
	g.t.Helper()
	r, err := Open(dir)
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() {
		if err := r.Close(); err != nil {
			g.t.Error(err)
		}
	})
	return r
}

func resolve(t testing.TB, r *Repo, rev string) Commit {
	t.Helper()
	c, err := r.Resolve(rev)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
