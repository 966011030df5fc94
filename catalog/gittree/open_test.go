package gittree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"
)

// One content, kept in all the ways that git knows.
func TestOpen(t *testing.T) {
	for name, prepare := range map[string]func(g gitRepo) (dir string){
		"loose":  func(g gitRepo) string { return g.dir },
		"packed": func(g gitRepo) string { g.git("gc", "-q"); return g.dir },
		"packed refs only": func(g gitRepo) string {
			g.git("pack-refs", "--all")
			return g.dir
		},
		"two packs": func(g gitRepo) string {
			g.git("repack", "-q", "-d")
			g.commit(map[string]string{"catalog/more.yaml": "more\n"})
			g.git("repack", "-q", "-d")
			g.commit(map[string]string{"catalog/more.yaml": ""})
			return g.dir
		},
		"borrowed objects": func(g gitRepo) string {
			g.git("gc", "-q")
			g.at(filepath.Dir(g.dir), "clone", "-q", "--shared", g.dir, "shared")
			return filepath.Join(filepath.Dir(g.dir), "shared")
		},
		"borrowed twice": func(g gitRepo) string {
			up := filepath.Dir(g.dir)
			g.at(up, "clone", "-q", "--shared", g.dir, "one")
			g.at(up, "clone", "-q", "--shared", "one", "two")
			return filepath.Join(up, "two")
		},
		"linked worktree": func(g gitRepo) string {
			g.git("worktree", "add", "-q", "../linked", "-b", "other")
			return filepath.Join(filepath.Dir(g.dir), "linked")
		},
		"worktree with its own configuration": func(g gitRepo) string {
			g.git("config", "extensions.worktreeConfig", "true")
			return g.dir
		},
		"shallow": func(g gitRepo) string {
			g.commit(nil)
			g.at(filepath.Dir(g.dir), "clone", "-q", "--depth=1", "file://"+g.dir, "shallow")
			return filepath.Join(filepath.Dir(g.dir), "shallow")
		},
		"bare": func(g gitRepo) string {
			g.at(filepath.Dir(g.dir), "clone", "-q", "--bare", g.dir, "bare.git")
			return filepath.Join(filepath.Dir(g.dir), "bare.git")
		},
		"behind a link": func(g gitRepo) string {
			link := filepath.Join(filepath.Dir(g.dir), "link")
			if err := os.Symlink(g.dir, link); err != nil {
				g.t.Skip(err)
			}
			return link
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGitRepo(t)
			g.commit(map[string]string{"readme": "hello\n", "catalog/registry.yaml": "one\n"})
			g.commit(map[string]string{"catalog/registry.yaml": "two\n"})
			r := g.open(filepath.Join(prepare(g), "catalog"))
			if r.Dir() != "catalog" {
				t.Errorf("Dir = %q", r.Dir())
			}
			if _, err := os.Stat(filepath.Join(r.HeadDir(), "HEAD")); err != nil || (r.HeadDir() != r.GitDir()) != (name == "linked worktree") {
				t.Errorf("HeadDir = %q, GitDir = %q: %v", r.HeadDir(), r.GitDir(), err)
			}
			c := resolve(t, r, "HEAD")
			fsys, err := r.FS(c)
			if err != nil {
				t.Fatal(err)
			}
			got, err := fs.ReadFile(fsys, "registry.yaml")
			if err != nil || string(got) != "two\n" {
				t.Errorf("registry.yaml = %q, %v", got, err)
			}
			entries, err := fs.ReadDir(fsys, ".")
			if err != nil || len(entries) != 1 {
				t.Errorf("ReadDir = %v, %v", entries, err)
			}
			short := resolve(t, r, c.Hash[:9])
			if diff := cmp.Diff(c.Hash, short.Hash); diff != "" {
				t.Errorf("abbreviated hash (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(g gitRepo) (dir string)
		want    string
	}{
		{"no repository", func(g gitRepo) string { return filepath.Dir(g.dir) }, "not in a git repository"},
		{"sparse checkout", func(g gitRepo) string {
			g.git("sparse-checkout", "set", "catalog")
			return g.dir
		}, "it is a sparse checkout, which is not supported; run git sparse-checkout disable"},
		{"SHA-256", func(g gitRepo) string {
			g.at(filepath.Dir(g.dir), "init", "-q", "--object-format=sha256", "long")
			return filepath.Join(filepath.Dir(g.dir), "long")
		}, "its objects are named by SHA256, which is not supported"},
		{"a .git file that leads nowhere", func(g gitRepo) string {
			dir := filepath.Join(filepath.Dir(g.dir), "odd")
			if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, ".git"), []byte("hello"), 0o644)); err != nil {
				g.t.Fatal(err)
			}
			return dir
		}, `it does not start with "gitdir: "`},
		{"alternates that are gone", func(g gitRepo) string {
			g.write(map[string]string{".git/objects/info/alternates": "/gone/objects\n"})
			return g.dir
		}, "objects are borrowed from /gone/objects"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := newGitRepo(t)
			g.commit(map[string]string{"catalog/registry.yaml": "one\n"})
			_, err := Open(tt.prepare(g))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Open: %v; want %q", err, tt.want)
			}
		})
	}
}

func TestPartialClone(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"catalog/registry.yaml": "one\n"})
	g.commit(map[string]string{"catalog/registry.yaml": "two\n"})
	g.git("config", "uploadpack.allowFilter", "true")
	g.at(filepath.Dir(g.dir), "clone", "-q", "--filter=blob:none", "file://"+g.dir, "partial")
	r := g.open(filepath.Join(filepath.Dir(g.dir), "partial", "catalog"))
	fsys, err := r.FS(resolve(t, r, "HEAD~1"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = fs.ReadFile(fsys, "registry.yaml")
	if err == nil || !strings.Contains(err.Error(), "left out by a partial clone (--filter); clone again without --filter") {
		t.Errorf("ReadFile: %v", err)
	}
}

func TestResolve(t *testing.T) {
	g := newGitRepo(t)
	first := g.commit(map[string]string{"a": "1\n"})
	second := g.commit(map[string]string{"a": "2\n"})
	g.git("tag", "-a", "v1", "-m", "one", first)
	r := g.open(g.dir)
	for rev, want := range map[string]string{
		"HEAD": second, "main": second, "HEAD~1": first, "v1": first, "refs/heads/main": second, first: first, second[:7]: second,
		"@": second, "HEAD^": first, "main^{commit}~1": first, "v1^{}": first, "HEAD^0": second,
	} {
		if got := resolve(t, r, rev); got.Hash != want {
			t.Errorf("Resolve(%s) = %s, want %s", rev, got.Hash, want)
		}
	}
	c := resolve(t, r, "HEAD")
	if c.Subject != "A change" || c.When.UTC().Format("2006-01-02 15:04") != "2025-01-15 10:00" || c.Short() != second[:7] {
		t.Errorf("commit = %+v", c)
	}
	for rev, want := range map[string]string{
		"nowhere":                  `unknown git revision "nowhere"; use a branch, a tag or a commit that was fetched`,
		strings.Repeat("1234", 10): "unknown git revision",
		"":                         `git revision ""`,
		"HEAD~2":                   "history does not go back so far",
		"HEAD^2":                   "history does not go back so far",
		// What go-git would take for HEAD or main, or stumble over.
		"HEAD:a": "use a branch", ":/A change": "use a branch", "main@{1}": "use a branch", "HEAD^3": "use a branch",
		"HEAD^{tree}": "use a branch", "HEAD~1..HEAD": "use a branch", "~1": "use a branch", "^": "use a branch",
	} {
		if _, err := r.Resolve(rev); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Resolve(%q): %v; want %q", rev, err, want)
		}
	}
}

func TestShallowIsNamed(t *testing.T) {
	g := newGitRepo(t)
	old := g.commit(map[string]string{"a": "1\n"})
	g.commit(map[string]string{"a": "2\n"})
	g.at(filepath.Dir(g.dir), "clone", "-q", "--depth=1", "file://"+g.dir, "shallow")
	r := g.open(filepath.Join(filepath.Dir(g.dir), "shallow"))
	for _, rev := range []string{old, "HEAD~1", "v1"} {
		if _, err := r.Resolve(rev); err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
			t.Errorf("Resolve(%s): %v; want advice", rev, err)
		}
	}
	_, err := r.EverHad(t.Context(), resolve(t, r, "HEAD"), []string{"b"})
	if err == nil || !strings.Contains(err.Error(), "shallow clone; run git fetch --unshallow") {
		t.Errorf("EverHad: %v", err)
	}
	if _, err := r.read(plumbing.CommitObject, plumbing.NewHash(old)); !errors.Is(err, plumbing.ErrObjectNotFound) {
		t.Errorf("reading what is not there: %v", err)
	}
}

// TestOpenObjects: what is not checked out is read from the objects.
func TestOpenObjects(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"catalog/registry.yaml": "one\n", "other/x": "y\n"})
	g.git("sparse-checkout", "set", "other")
	if _, err := Open(g.dir); !errors.Is(err, ErrSparse) {
		t.Errorf("error %v, want ErrSparse", err)
	}
	r, err := OpenObjects(g.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	head, err := r.Resolve("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := r.FS(head)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := fs.ReadFile(fsys, "catalog/registry.yaml"); err != nil || string(text) != "one\n" {
		t.Errorf("got %q, %v", text, err)
	}
}
