package gittree

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDirty(t *testing.T) {
	start := map[string]string{
		"c/registry.yaml": "name: acme\n", "c/g/group.yaml": "g\n", "c/g/versions/1.yaml": "one\n",
		"outside": "x\n", ".gitignore": "*.tmp\n/c/built/\n!keep.tmp\n",
	}
	tests := []struct {
		name   string
		change func(g gitRepo)
		want   []string
	}{
		{"nothing", func(gitRepo) {}, nil},
		{"outside", func(g gitRepo) { g.write(map[string]string{"outside": "y\n", "new": "n\n"}) }, nil},
		{"edited", func(g gitRepo) { g.write(map[string]string{"c/registry.yaml": "name: acmf\n"}) }, []string{"registry.yaml"}},
		{"touched only", func(g gitRepo) {
			now := time.Now()
			if err := os.Chtimes(filepath.Join(g.dir, "c/registry.yaml"), now, now); err != nil {
				g.t.Fatal(err)
			}
		}, nil},
		{"edited and dated back", func(g gitRepo) {
			p := filepath.Join(g.dir, "c/registry.yaml")
			was, err := os.Stat(p)
			if err != nil {
				g.t.Fatal(err)
			}
			g.write(map[string]string{"c/registry.yaml": "name: acmf\n"})
			if err := os.Chtimes(p, was.ModTime(), was.ModTime()); err != nil {
				g.t.Fatal(err)
			}
		}, []string{"registry.yaml"}},
		{"edited and staged", func(g gitRepo) {
			g.write(map[string]string{"c/registry.yaml": "name: b\n"})
			g.git("add", "-A")
		}, []string{"registry.yaml"}},
		{"staged and put back", func(g gitRepo) {
			g.write(map[string]string{"c/registry.yaml": "name: b\n"})
			g.git("add", "-A")
			g.write(map[string]string{"c/registry.yaml": start["c/registry.yaml"]})
		}, []string{"registry.yaml"}},
		{"deleted", func(g gitRepo) { g.write(map[string]string{"c/g/group.yaml": ""}) }, []string{"g/group.yaml"}},
		{"deleted and staged", func(g gitRepo) { g.git("rm", "-q", "-r", "c/g") }, []string{"g/group.yaml", "g/versions/1.yaml"}},
		{"kept but not tracked", func(g gitRepo) { g.git("rm", "-q", "--cached", "c/g/group.yaml") }, []string{"g/group.yaml"}},
		{"untracked", func(g gitRepo) { g.write(map[string]string{"c/g/versions/2.yaml": "two\n"}) }, []string{"g/versions/2.yaml"}},
		{"untracked, announced", func(g gitRepo) {
			g.write(map[string]string{"c/g/versions/2.yaml": "two\n"})
			g.git("add", "-N", "c")
		}, []string{"g/versions/2.yaml"}},
		{"ignored", func(g gitRepo) {
			g.write(map[string]string{
				"c/x.tmp": "t\n", "c/built/y.yaml": "y\n", "c/g/keep.tmp": "kept\n",
				"c/.modelreg/.gitignore": "*\n", "c/.modelreg/registry.db": "db\n",
				".git/info/exclude": "local.yaml\n", "c/g/local.yaml": "l\n",
			})
		}, []string{"g/keep.tmp"}},
		{"tracked though ignored", func(g gitRepo) {
			g.write(map[string]string{"c/built/z.yaml": "z\n"})
			g.git("add", "-f", "c/built/z.yaml")
			g.git("commit", "-q", "-m", "forced")
			g.write(map[string]string{"c/built/z.yaml": "zz\n", "c/built/other.yaml": "o\n"})
		}, []string{"built/z.yaml"}},
		{"executable", func(g gitRepo) {
			if err := os.Chmod(filepath.Join(g.dir, "c/registry.yaml"), 0o755); err != nil {
				g.t.Fatal(err)
			}
		}, []string{"registry.yaml"}},
		{"turned into a link", func(g gitRepo) {
			p := filepath.Join(g.dir, "c/registry.yaml")
			if err := errors.Join(os.Remove(p), os.Symlink("g/group.yaml", p)); err != nil {
				g.t.Skip(err)
			}
		}, []string{"registry.yaml"}},
		{"turned into a folder", func(g gitRepo) {
			g.write(map[string]string{"c/registry.yaml": ""})
			g.write(map[string]string{"c/registry.yaml/x.yaml": "x\n"})
		}, []string{"registry.yaml", "registry.yaml/x.yaml"}},
		{"conflict", func(g gitRepo) {
			g.git("checkout", "-q", "-b", "other")
			g.commit(map[string]string{"c/registry.yaml": "name: other\n"})
			g.git("checkout", "-q", "main")
			g.commit(map[string]string{"c/registry.yaml": "name: main\n"})
			g.git("-c", "alias.try-merge=!git merge -q other || true", "try-merge")
		}, []string{"registry.yaml"}},
		{"lines end as Windows has it, as git was told", func(g gitRepo) {
			g.git("config", "core.autocrlf", "true")
			g.write(map[string]string{"c/registry.yaml": "name: acme\r\n"})
		}, nil},
		{"lines end as Windows has it", func(g gitRepo) {
			g.write(map[string]string{"c/registry.yaml": "name: acme\r\n"})
		}, []string{"registry.yaml"}},
		{"folder gone", func(g gitRepo) {
			if err := os.RemoveAll(filepath.Join(g.dir, "c")); err != nil {
				g.t.Fatal(err)
			}
		}, []string{"g/group.yaml", "g/versions/1.yaml", "registry.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := newGitRepo(t)
			g.commit(start)
			g.age()
			tt.change(g)
			got, err := g.open(filepath.Join(g.dir, "c")).Dirty(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Dirty (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDirtyIgnoredByTheUser(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"a.yaml": "a\n"})
	g.write(map[string]string{".DS_Store": "x\n"})
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	err := errors.Join(os.Mkdir(filepath.Join(config, "git"), 0o755),
		os.WriteFile(filepath.Join(config, "git", "ignore"), []byte(".DS_Store\n"), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := g.open(g.dir).Dirty(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("Dirty = %v, %v", got, err)
	}
}

// TestDirtyWithoutHome: a service may run without one.
func TestDirtyWithoutHome(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"a.yaml": "a\n"})
	t.Setenv("HOME", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	if got, err := g.open(g.dir).Dirty(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("Dirty = %v, %v", got, err)
	}
}

func TestDirtyWithoutCommit(t *testing.T) {
	g := newGitRepo(t)
	g.write(map[string]string{"a.yaml": "a\n"})
	got, err := g.open(g.dir).Dirty(t.Context())
	if diff := cmp.Diff([]string{"a.yaml"}, got); err != nil || diff != "" {
		t.Errorf("Dirty: %v (-want +got):\n%s", err, diff)
	}
}

func TestDirtyBare(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"a.yaml": "a\n"})
	g.at(filepath.Dir(g.dir), "clone", "-q", "--bare", g.dir, "bare.git")
	r := g.open(filepath.Join(filepath.Dir(g.dir), "bare.git"))
	if _, err := r.Dirty(t.Context()); !errors.Is(err, ErrBare) {
		t.Errorf("Dirty: %v", err)
	}
	if _, err := r.Unchanged(t.Context(), resolve(t, r, "HEAD")); !errors.Is(err, ErrBare) {
		t.Errorf("Unchanged: %v", err)
	}
}

func TestUnchanged(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{
		"c/same.yaml": "same\n", "c/committed.yaml": "1\n", "c/edited.yaml": "1\n", "c/staged.yaml": "1\n",
		"c/back.yaml": "1\n", "c/gone.yaml": "1\n", "c/untracked.yaml": "1\n", "outside.yaml": "1\n",
	})
	base := g.open(filepath.Join(g.dir, "c"))
	from := resolve(t, base, "HEAD")
	g.commit(map[string]string{"c/committed.yaml": "2\n", "c/back.yaml": "2\n", "c/new.yaml": "1\n", "outside.yaml": "2\n"})
	g.age()
	g.write(map[string]string{"c/edited.yaml": "2\n", "c/staged.yaml": "2\n", "c/back.yaml": "1\n", "c/gone.yaml": ""})
	g.git("add", "c/staged.yaml")
	g.git("rm", "-q", "--cached", "c/untracked.yaml")

	unchanged, err := base.Unchanged(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{
		"same.yaml": true, "committed.yaml": false, "edited.yaml": false, "staged.yaml": false, "back.yaml": true,
		"gone.yaml": false, "untracked.yaml": true, "new.yaml": false, "../outside.yaml": false, "": false,
	}
	got := map[string]bool{}
	for p := range want {
		got[p] = unchanged.Same(p)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Unchanged (-want +got):\n%s", diff)
	}

	if diff := cmp.Diff([]string{"committed.yaml", "edited.yaml", "gone.yaml", "staged.yaml"}, unchanged.Changed()); diff != "" {
		t.Errorf("Changed (-want +got):\n%s", diff)
	}

	between, err := base.UnchangedBetween(t.Context(), from, resolve(t, base, "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	got = map[string]bool{}
	for p := range want {
		got[p] = between.Same(p)
	}
	want = map[string]bool{
		"same.yaml": true, "committed.yaml": false, "edited.yaml": true, "staged.yaml": true, "back.yaml": false,
		"gone.yaml": true, "untracked.yaml": true, "new.yaml": false, "../outside.yaml": false, "": false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("UnchangedBetween (-want +got):\n%s", diff)
	}
}
