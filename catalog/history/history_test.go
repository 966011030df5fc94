package history

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/history/synthetic"
)

var background = context.Background()

func parseTime(t fataler, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return when
}

// A long past of merges, as protected branches have it, file by file.
func TestAgainstGit(t *testing.T) {
	needGit(t)
	dir := filepath.Join(t.TempDir(), "repo.git")
	if err := synthetic.Write(t.Context(), dir, synthetic.Options{Versions: 300, Groups: 20, Merges: 700}); err != nil {
		t.Fatal(err)
	}
	h := read(t, dir, synthetic.Dir, "main")
	changes := all(h)
	if len(changes) != 1+20+300 {
		t.Errorf("%d files", len(changes))
	}
	for p, found := range changes {
		newest, ok := h.Introduced(p)
		if diff := cmp.Diff(found[0], newest); diff != "" || !ok {
			t.Errorf("Introduced(%s), %v (-Changes +it):\n%s", p, ok, diff)
		}
	}
	for _, nothing := range []string{"", "registry", "registry.yaml/x", synthetic.Dir + "/registry.yaml"} {
		if c, ok := h.Introduced(nothing); ok || len(h.Changes(nothing)) > 0 {
			t.Errorf("Introduced(%q) = %v", nothing, c)
		}
	}
}

// A past is a stream for git fast-import, made of commits with a second each.
type past struct {
	strings.Builder
	commits int
}

func (p *past) commit(branch string, lines ...string) {
	p.commits++
	fmt.Fprintf(p, "commit refs/heads/%s\nmark :%d\ncommitter Ana <ana@example.com> %d +0130\n", branch, p.commits, 1_700_000_000+p.commits)
	message := fmt.Sprintf("change %d\n\nfor a reason", p.commits)
	fmt.Fprintf(p, "data %d\n%s\n%s\n", len(message), message, strings.Join(lines, "\n"))
}

func file(path, content string) string { return moded("100644", path, content) }

func moded(mode, path, content string) string {
	return fmt.Sprintf("M %s inline %s\ndata %d\n%s", mode, path, len(content), content)
}

// Everything that can happen to a path, each compared with git.
func TestChanges(t *testing.T) {
	submodule := "M 160000 1234567890123456789012345678901234567890 c/a"
	for name, c := range map[string]struct {
		steps [][]string // of each commit, by lines of the stream
		path  string
		want  string // what happened to the path: its modes, newest first
	}{
		"added and changed":    {[][]string{{file("c/a", "1")}, {file("c/a", "2")}}, "a", "100644-100644 -100644"},
		"nothing changed":      {[][]string{{file("c/a", "1")}, {}, {file("d", "1")}}, "a", "-100644"},
		"changed back":         {[][]string{{file("c/a", "1")}, {file("c/a", "2")}, {file("c/a", "1")}}, "a", "100644-100644 100644-100644 -100644"},
		"removed":              {[][]string{{file("c/a", "1"), file("c/b", "1")}, {"D c/a"}}, "a", "100644- -100644"},
		"removed and added":    {[][]string{{file("c/a", "1"), file("c/b", "1")}, {"D c/a"}, {file("c/a", "1")}}, "a", "-100644 100644- -100644"},
		"mode alone":           {[][]string{{file("c/a", "1")}, {moded("100755", "c/a", "1")}}, "a", "100644-100755 -100644"},
		"file to link":         {[][]string{{file("c/a", "b")}, {moded("120000", "c/a", "b")}, {file("c/a", "b")}}, "a", "120000-100644 100644-120000 -100644"},
		"file to submodule":    {[][]string{{file("c/a", "b")}, {submodule}, {file("c/a", "b")}}, "a", "160000-100644 100644-160000 -100644"},
		"file to folder":       {[][]string{{file("c/a", "1")}, {"D c/a", file("c/a/b", "1")}}, "a", "100644- -100644"},
		"folder to file":       {[][]string{{file("c/a/b", "1")}, {"D c/a", file("c/a", "1")}}, "a/b", "100644- -100644"},
		"folder to submodule":  {[][]string{{file("c/a/b", "1")}, {"D c/a", submodule}}, "a", "-160000"},
		"folder to link":       {[][]string{{file("c/a/b", "1")}, {"D c/a", moded("120000", "c/a", "d")}}, "a", "-120000"},
		"between its sisters":  {[][]string{{file("c/a.b", "1"), file("c/a/b", "1"), file("c/a0", "1")}, {"D c/a", file("c/a", "1"), file("c/a.b", "2")}, {"D c/a", file("c/a/b", "2")}}, "a", "100644- -100644"},
		"renamed":              {[][]string{{file("c/a", "1")}, {"R c/a c/b"}}, "b", "-100644"},
		"folder renamed":       {[][]string{{file("c/a/b", "1")}, {"R c/a c/d"}}, "d/b", "-100644"},
		"empty":                {[][]string{{file("c/a", "")}, {file("c/a", "1")}}, "a", "100644-100644 -100644"},
		"odd names":            {[][]string{{file(`"c/\377 \t\n\"\\"`, "1")}, {file(`"c/\377 \t\n\"\\"`, "2")}}, "\xff \t\n\"\\", "100644-100644 -100644"},
		"catalog comes later":  {[][]string{{file("d", "1")}, {file("c/a", "1")}}, "a", "-100644"},
		"catalog goes":         {[][]string{{file("c/a", "1"), file("d", "1")}, {"D c"}, {file("d", "2")}}, "a", "100644- -100644"},
		"catalog comes back":   {[][]string{{file("c/a", "1")}, {"D c"}, {file("c/a", "1")}}, "a", "-100644 100644- -100644"},
		"catalog is a file":    {[][]string{{file("c/a", "1")}, {"D c", file("c", "1")}, {"D c", file("c/a", "2")}}, "a", "-100644 100644- -100644"},
		"catalog is a link":    {[][]string{{file("c/a", "1"), file("d/a", "1")}, {"D c", moded("120000", "c", "d")}}, "a", "100644- -100644"},
		"catalog is elsewhere": {[][]string{{file("c/a", "1"), file("x/c/a", "1")}, {file("x/c/a", "2"), file("cc/a", "2")}}, "a", "-100644"},
		"repository is empty":  {[][]string{{}, {file("c/a", "1")}, {"deleteall"}}, "a", "100644- -100644"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p past
			for _, lines := range c.steps {
				p.commit("main", lines...)
			}
			dir := imported(t, p.String())
			read(t, dir, "", "main")
			read(t, dir, "c/a", "main")
			var modes []string
			for _, change := range read(t, dir, "c", "main").Changes(c.path) {
				modes = append(modes, change.Before.Mode+"-"+change.After.Mode)
			}
			if diff := cmp.Diff(c.want, strings.Join(modes, " ")); diff != "" {
				t.Errorf("changes of %s (-want +got):\n%s", c.path, diff)
			}
		})
	}
}

// merges is a past with all kinds of merges. The numbers are those of marks.
func merges() *past {
	var p past
	p.commit("main", file("c/a", "1"))
	p.commit("one", "from :1", file("c/one", "1"))
	p.commit("two", "from :1", file("c/two", "1"))
	p.commit("three", "from :2", file("c/one", "2"))
	p.commit("main", "merge refs/heads/one", file("c/one", "1"))                                               // 5
	p.commit("main", "merge refs/heads/two", "merge refs/heads/three", file("c/two", "1"), file("c/one", "2")) // 6: an octopus
	p.commit("other", file("c/else", "1"))                                                                     // 7: a second root
	p.commit("main", "merge refs/heads/other", file("c/else", "1"))                                            // 8
	p.commit("one", "from :8", file("c/one", "3"))                                                             // 9
	p.commit("main", "merge refs/heads/one")                                                                   // 10: nothing of it was taken
	p.commit("evil", "from :10", file("c/a", "2"))                                                             // 11
	p.commit("main", "merge refs/heads/evil", file("c/a", "3"), file("c/evil", "1"))                           // 12: neither side had it
	p.commit("swapped", "from :11", "merge :12", "D c/two", file("c/a", "3"), file("c/evil", "1"))             // 13
	p.commit("main", "from :13", file("c/last", "1"))                                                          // 14: fast-forwarded onto 13
	return &p
}

func TestMerges(t *testing.T) {
	dir := imported(t, merges().String())
	h := read(t, dir, "c", "main")
	chain := strings.Fields(git(t, dir, "", "log", "--first-parent", "--format=%H", "main"))
	if h.From() != chain[0] {
		t.Errorf("From = %s", h.From())
	}
	for i, hash := range chain {
		if n, ok := h.Position(hash); n != i || !ok || !h.Has(hash) {
			t.Errorf("Position(%s) = %d, %v", hash, n, ok)
		}
		for k, before := range chain {
			want := append([]string(nil), chain[i:max(i, k)]...)
			got, ok := h.Between(hash, before)
			if diff := cmp.Diff(want, got); diff != "" || ok != (k >= i) {
				t.Errorf("Between(%d, %d): %v (-want +got):\n%s", i, k, ok, diff)
			}
		}
	}
	off := strings.TrimSpace(git(t, dir, "", "rev-parse", "three"))
	_, after := h.Between(off, chain[0])
	_, before := h.Between(chain[0], off)
	if _, ok := h.Position(off); ok || after || before || h.Has(off) {
		t.Errorf("a commit of no first parent is in the history: %v %v %v", ok, after, before)
	}
	if root, _ := h.Introduced("one"); root.Parent == "" {
		t.Errorf("one came with the root: %+v", root)
	}
}
