package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
)

// A shelf is a repository with a catalog that has one local target.
type shelf struct {
	t   *testing.T
	top string // of the repository
}

// newShelf has one version, which is approved, and is committed.
func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t, filepath.Join(t.TempDir(), "repository")}
	for name, text := range map[string]string{
		"registry.yaml":         "apiVersion: modelreg/v1\nkind: Registry\nname: models\ndefaultTarget: local\ntargets:\n  local: {local: {path: .modelreg/registry.db}}\n",
		"churn/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\n",
		"churn/versions/1.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelApprovalStatus: Approved\n",
	} {
		s.write("catalog/"+name, text)
	}
	s.git("init", "-q", "-b", "main")
	s.commit()
	return s
}

func (s *shelf) at(name string) string { return filepath.Join(s.top, filepath.FromSlash(name)) }

func (s *shelf) write(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.at(name)), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.at(name), []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// edit replaces a part of a file that must be in it.
func (s *shelf) edit(name, old, to string) {
	s.t.Helper()
	text, err := os.ReadFile(s.at(name))
	if err != nil || !strings.Contains(string(text), old) {
		s.t.Fatalf("no %q in %s: %v", old, name, err)
	}
	s.write(name, strings.Replace(string(text), old, to, 1))
}

func (s *shelf) git(args ...string) string {
	s.t.Helper()
	c := exec.Command("git", append([]string{"-C", s.top, "-c", "user.name=Ana", "-c", "user.email=ana@acme.example", "-c", "commit.gpgsign=false"}, args...)...)
	out, err := c.CombinedOutput()
	if err != nil {
		s.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (s *shelf) commit() {
	s.t.Helper()
	s.git("add", "-A")
	s.git("commit", "-q", "-m", "Our models")
}

// preview is a gatherer as --serve has one.
func (s *shelf) preview() *gatherer {
	world := inProcess()
	g := &gatherer{
		app:       &app{World: world, talk: cli.NewTalk(world.Stderr), dir: s.top},
		siteFlags: &siteFlags{browse: true, trusted: new(string)},
	}
	s.t.Cleanup(func() {
		if err := g.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return g
}

// gather gathers once.
func (s *shelf) gather(g *gatherer) *site.Data {
	s.t.Helper()
	shown, err := g.gather(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	if err := shown.Close(); err != nil {
		s.t.Error(err)
	}
	return shown.Data
}

// TestPreviewOfShallowClone: that the past is not known is said as long as that
// is so, and no longer.
func TestPreviewOfShallowClone(t *testing.T) {
	whole := newShelf(t)
	whole.edit("catalog/churn/group.yaml", "kind", "# About churn.\nkind")
	whole.commit()
	s := &shelf{t, filepath.Join(t.TempDir(), "clone")}
	whole.git("clone", "-q", "--depth", "1", "file://"+whole.top, s.top)
	g := s.preview()
	for _, moment := range []string{"at first", "without a change", "after an edit"} {
		if moment == "after an edit" {
			s.edit("catalog/churn/group.yaml", "About churn", "On churn")
		}
		if d := s.gather(g); !strings.Contains(d.Unread, "nothing is known of the past") || len(d.Events) > 0 {
			t.Errorf("%s: %d events, and of what is not known %q", moment, len(d.Events), d.Unread)
		}
	}
	s.git("fetch", "-q", "--unshallow")
	for _, moment := range []string{"at once", "and then"} {
		if d := s.gather(g); strings.Contains(d.Unread, "nothing is known") || len(d.Events) == 0 {
			t.Errorf("of the whole clone, %s: %d events, and of what is not known %q", moment, len(d.Events), d.Unread)
		}
	}
	if err := os.Rename(s.at(".git"), s.at("git")); err != nil {
		t.Fatal(err)
	}
	if d := s.gather(g); !strings.Contains(d.Unread, "not in git") || len(d.Events) > 0 {
		t.Errorf("outside of git: %d events, and of what is not known %q", len(d.Events), d.Unread)
	}
}
