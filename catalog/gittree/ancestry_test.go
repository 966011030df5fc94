package gittree

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// forked is a root, two sides of a fork, and their merge with one more commit
// on it; and a branch with a root of its own.
func forked(t *testing.T) (g gitRepo, commits map[string]string) {
	g = newGitRepo(t)
	commits = map[string]string{"root": g.commit(map[string]string{"a": "1\n"})}
	g.git("checkout", "-q", "-b", "side")
	commits["side"] = g.commit(map[string]string{"b": "1\n"})
	g.git("checkout", "-q", "main")
	commits["main"] = g.commit(map[string]string{"a": "2\n"})
	g.git("merge", "-q", "--no-ff", "-m", "merge", "side")
	commits["merge"] = g.git("rev-parse", "HEAD")
	commits["tip"] = g.commit(map[string]string{"a": "3\n"})
	g.git("checkout", "-q", "--orphan", "other")
	commits["other"] = g.commit(map[string]string{"o": "1\n"})
	g.git("checkout", "-q", "main")
	return g, commits
}

func TestContains(t *testing.T) {
	g, commits := forked(t)
	r := g.open(g.dir)
	reach := map[string]string{
		"root": "root", "side": "root side", "main": "root main", "merge": "root side main merge",
		"tip": "root side main merge tip", "other": "other",
	}
	for descendant, hash := range commits {
		for ancestor, wanted := range commits {
			want := strings.Contains(" "+reach[descendant]+" ", " "+ancestor+" ")
			if got, err := r.Contains(t.Context(), wanted, hash); got != want || err != nil {
				t.Errorf("Contains(%s, %s) = %v, %v", ancestor, descendant, got, err)
			}
		}
	}
	if got, err := r.Contains(t.Context(), oneHash, commits["tip"]); got || err != nil {
		t.Errorf("a commit that is not here: %v, %v", got, err)
	}
	if _, err := r.Contains(t.Context(), commits["tip"], oneHash); err == nil {
		t.Error("in a commit that is not here: no error")
	}
}

func TestFirstParents(t *testing.T) {
	g, commits := forked(t)
	r := g.open(g.dir)
	for _, c := range []struct {
		after, before string
		want          []string
		ok            bool
	}{
		{"tip", "root", []string{"tip", "merge", "main"}, true},
		{"tip", "merge", []string{"tip"}, true},
		{"tip", "tip", nil, true},
		{"side", "root", []string{"side"}, true},
		{"tip", "side", nil, false}, // by a second parent only
		{"merge", "tip", nil, false},
		{"tip", "other", nil, false},
	} {
		got, ok, err := r.FirstParents(t.Context(), commits[c.after], commits[c.before])
		var want, hashes []string
		for _, name := range c.want {
			want = append(want, commits[name])
		}
		for _, commit := range got {
			hashes = append(hashes, commit.Hash)
		}
		if diff := cmp.Diff(want, hashes); diff != "" || ok != c.ok || err != nil {
			t.Errorf("FirstParents(%s, %s): %v, %v (-want +got):\n%s", c.after, c.before, ok, err, diff)
		}
	}
	for _, before := range []string{"", strings.Repeat("0", 40), oneHash} {
		if got, ok, err := r.FirstParents(t.Context(), commits["tip"], before); ok || got != nil || err != nil {
			t.Errorf("FirstParents to %q: %v, %v, %v", before, got, ok, err)
		}
	}
	if _, _, err := r.FirstParents(t.Context(), oneHash, commits["root"]); err == nil {
		t.Error("from a commit that is not here: no error")
	}
}

// A shallow clone says what it does not know, and what it does.
func TestAncestryOfShallow(t *testing.T) {
	g, commits := forked(t)
	g.at(filepath.Dir(g.dir), "clone", "-q", "--depth=2", "file://"+g.dir, "shallow")
	r := g.open(filepath.Join(filepath.Dir(g.dir), "shallow"))
	if got, err := r.Contains(t.Context(), commits["merge"], commits["tip"]); !got || err != nil {
		t.Errorf("Contains(merge, tip) = %v, %v", got, err)
	}
	for _, ancestor := range []string{"root", "side", "other"} {
		if got, err := r.Contains(t.Context(), commits[ancestor], commits["tip"]); got || err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
			t.Errorf("Contains(%s, tip) = %v, %v", ancestor, got, err)
		}
	}
	if got, ok, err := r.FirstParents(t.Context(), commits["tip"], commits["merge"]); len(got) != 1 || !ok || err != nil {
		t.Errorf("FirstParents(tip, merge) = %v, %v, %v", got, ok, err)
	}
	if _, ok, err := r.FirstParents(t.Context(), commits["tip"], commits["root"]); ok || err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
		t.Errorf("FirstParents(tip, root): %v, %v", ok, err)
	}
	if _, ok, err := r.Commit(commits["root"]); ok || err != nil {
		t.Errorf("Commit(root): %v, %v", ok, err)
	}
}
