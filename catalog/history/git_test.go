package history

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/gittree"
)

// TestMain keeps the tests from depending on whose machine this is.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "history")
	if err != nil {
		panic(err)
	}
	os.Setenv("HOME", home)
	os.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	os.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	// Each random past is a repository. More of them: go test -rapid.checks=1000
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(home)
	os.Exit(code)
}

// fataler is a *testing.T, a *testing.B or a *rapid.T.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func git(t fataler, dir string, in string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(in)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	if err := cmd.Run(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, &talk)
	}
	return out.String()
}

func needGit(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
}

// imported makes a bare repository of a stream for git fast-import.
func imported(t testing.TB, stream string) (dir string) {
	t.Helper()
	needGit(t)
	dir = filepath.Join(t.TempDir(), "repo.git")
	git(t, "", "", "init", "-q", "--bare", "-b", "main", dir)
	git(t, dir, stream, "fast-import", "--quiet")
	return dir
}

func open(t fataler, dir string) *gittree.Repo {
	t.Helper()
	repo, err := gittree.Open(dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return repo
}

func resolve(t fataler, repo *gittree.Repo, rev string) gittree.Commit {
	t.Helper()
	c, err := repo.Resolve(rev)
	if err != nil {
		t.Fatalf("Resolve: %v", err)
	}
	return c
}

// read reads the history of a folder, and checks all of it against git's.
func read(t fataler, dir, folder, rev string) *History {
	t.Helper()
	repo := open(t, filepath.Join(dir, folder))
	defer repo.Close()
	h, err := Read(background, repo, resolve(t, repo, rev))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	if diff := cmp.Diff(byGit(t, dir, folder, rev), all(h)); diff != "" {
		t.Fatalf("history of %q (-git +ours):\n%s", folder, diff)
	}
	return h
}

// all are the changes of every path.
func all(h *History) map[string][]Change {
	changes := map[string][]Change{}
	for p := range h.Paths() {
		changes[p] = h.Changes(p)
	}
	return changes
}

// byGit asks git what all returns.
func byGit(t fataler, dir, folder, rev string) map[string][]Change {
	t.Helper()
	out := git(t, dir, "", "log", "--first-parent", "-m", "--root", "-r", "--raw", "--no-abbrev", "--no-renames", "-z",
		"--date-order", "--format=tformat:commit %H%x00%P%x00%cI%x00%s", rev)
	changes := map[string][]Change{}
	var at Change
	tokens := strings.Split(out, "\x00")
	for len(tokens) > 0 {
		token := strings.TrimLeft(tokens[0], "\n")
		switch {
		case token == "":
			tokens = tokens[1:]
		case strings.HasPrefix(token, "commit "):
			at = Change{Commit: token[len("commit "):], When: parseTime(t, tokens[2]), Subject: tokens[3]}
			at.Parent, _, _ = strings.Cut(tokens[1], " ")
			tokens = tokens[4:]
		case strings.HasPrefix(token, ":"):
			f := strings.Fields(token[1:])
			p, below := strings.CutPrefix(tokens[1], folder+"/")
			tokens = tokens[2:]
			if folder != "" && !below {
				continue
			}
			c := at
			if f[0] != "000000" {
				c.Before = gittree.File{Mode: f[0], Blob: f[2]}
			}
			if f[1] != "000000" {
				c.After = gittree.File{Mode: f[1], Blob: f[3]}
			}
			changes[p] = append(changes[p], c)
		default:
			t.Fatalf("git log says %q", token)
		}
	}
	return changes
}
