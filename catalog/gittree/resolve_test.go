package gittree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is there and cannot be read is not unknown.
func TestResolveDamaged(t *testing.T) {
	empty := func(g gitRepo, name string) {
		p := filepath.Join(g.dir, ".git", filepath.FromSlash(name))
		if err := errors.Join(os.Chmod(p, 0o644), os.Truncate(p, 0)); err != nil {
			g.t.Fatal(err)
		}
	}
	object := func(hash string) string { return "objects/" + hash[:2] + "/" + hash[2:] }
	for name, c := range map[string]struct {
		damage func(g gitRepo, first, second string)
		rev    string
		want   string // in part; FIRST and SECOND are commits
	}{
		"a branch":            {func(g gitRepo, _, second string) { empty(g, object(second)) }, "main", `resolving git revision "main": reading commit SECOND: `},
		"HEAD":                {func(g gitRepo, _, second string) { empty(g, object(second)) }, "HEAD", `resolving git revision "HEAD": reading commit SECOND: `},
		"a hash":              {func(g gitRepo, first, _ string) { empty(g, object(first)) }, "FIRST", `resolving git revision "FIRST": reading commit FIRST: `},
		"a parent":            {func(g gitRepo, first, _ string) { empty(g, object(first)) }, "HEAD~1", `resolving git revision "HEAD~1": reading commit FIRST: `},
		"a parent that lacks": {func(g gitRepo, first, _ string) { g.remove(".git/" + object(first)) }, "HEAD^", `object not found; the repository may be damaged, git fsck tells`},
		"a commit that lacks": {func(g gitRepo, _, second string) { g.remove(".git/" + object(second)) }, "main~0", `resolving git revision "main": reading commit SECOND: object not found`},
		"a ref":               {func(g gitRepo, _, _ string) { empty(g, "refs/heads/main") }, "main", `resolving git revision "main": refs/heads/main names no commit; the repository may be damaged`},
		"a ref under HEAD":    {func(g gitRepo, _, _ string) { empty(g, "refs/heads/main") }, "@", `refs/heads/main names no commit`},
		"a tree":              {func(g gitRepo, _, _ string) { g.git("tag", "t", "HEAD^{tree}") }, "t", `git revision "t" is a tree; use a branch, a tag or a commit`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGitRepo(t)
			first := g.commit(map[string]string{"a": "1\n"})
			second := g.commit(map[string]string{"a": "2\n"})
			c.damage(g, first, second)
			fill := strings.NewReplacer("FIRST", first, "SECOND", second).Replace
			_, err := g.open(g.dir).Resolve(fill(c.rev))
			if err == nil || !strings.Contains(err.Error(), fill(c.want)) {
				t.Errorf("Resolve(%s): %v; want %q", c.rev, err, fill(c.want))
			}
		})
	}
}

func (g gitRepo) remove(name string) {
	g.t.Helper()
	if err := os.Remove(filepath.Join(g.dir, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		g.t.Fatal(err)
	}
}

// Second parents, and steps that follow each other.
func TestResolveMerge(t *testing.T) {
	g := newGitRepo(t)
	root := g.commit(map[string]string{"a": "1\n"})
	g.git("checkout", "-q", "-b", "side")
	side := g.commit(map[string]string{"b": "1\n"})
	g.git("checkout", "-q", "main")
	main := g.commit(map[string]string{"a": "2\n"})
	g.git("merge", "-q", "--no-ff", "-m", "merge", "side")
	r := g.open(g.dir)
	for rev, want := range map[string]string{"HEAD^": main, "HEAD^1": main, "HEAD^2": side, "HEAD^2~1": root, "HEAD~2": root, "HEAD^^": root, "HEAD^{}~^{commit}~": root, "HEAD^2~0^0": side} {
		if got := resolve(t, r, rev); got.Hash != want || got.Hash != g.git("rev-parse", rev) {
			t.Errorf("Resolve(%s) = %s, want %s", rev, got.Hash, want)
		}
	}
	for _, rev := range []string{"HEAD~3", "HEAD^2^2", "HEAD~999999999"} {
		if _, err := r.Resolve(rev); err == nil || !strings.Contains(err.Error(), "history does not go back so far") {
			t.Errorf("Resolve(%s): %v", rev, err)
		}
	}
}

func TestResolveUnborn(t *testing.T) {
	g := newGitRepo(t)
	r := g.open(g.dir)
	for _, rev := range []string{"HEAD", "@", "main", "HEAD~1"} {
		if _, err := r.Resolve(rev); !errors.Is(err, ErrUnborn) {
			t.Errorf("Resolve(%s): %v; want ErrUnborn", rev, err)
		}
	}
	if _, err := r.Resolve("other"); err == nil || errors.Is(err, ErrUnborn) {
		t.Errorf("another branch: %v", err)
	}
}
