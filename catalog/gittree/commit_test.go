package gittree

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	treeHash = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	oneHash  = "1111111111111111111111111111111111111111"
	twoHash  = "2222222222222222222222222222222222222222"
)

func TestParseCommit(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Commit
	}{
		"root":              {"tree " + treeHash + "\nauthor A <a> 1 +0000\ncommitter B <b> 1736935200 +0130\n\none\ntwo\n", Commit{When: time.Unix(1736935200, 0), Subject: "one"}},
		"merge":             {"tree " + treeHash + "\nparent " + oneHash + "\nparent " + twoHash + "\ncommitter B > <b> 5 -0800\n\nx", Commit{Parents: []string{oneHash, twoHash}, When: time.Unix(5, 0), Subject: "x"}},
		"signed":            {"tree " + treeHash + "\nparent " + oneHash + "\ncommitter B <b> 5 +0000\ngpgsig -----BEGIN\n \n committer C <c> 9 +0000\n -----END\n\nx\n", Commit{Parents: []string{oneHash}, When: time.Unix(5, 0), Subject: "x"}},
		"late parent":       {"tree " + treeHash + "\nauthor A <a> 1 +0000\nparent " + oneHash + "\ncommitter B <b> 5 +0000\n\nx\n", Commit{When: time.Unix(5, 0), Subject: "x"}},
		"parent in message": {"tree " + treeHash + "\ncommitter B <b> 5 +0000\n\nparent " + oneHash + "\n", Commit{When: time.Unix(5, 0), Subject: "parent " + oneHash}},
		"no time":           {"tree " + treeHash + "\ncommitter B <b>\n\nx\n", Commit{Subject: "x"}},
		"time of words":     {"tree " + treeHash + "\ncommitter B <b> now +0000\n\nx\n", Commit{Subject: "x"}},
		"no message":        {"tree " + treeHash + "\ncommitter B <b> 5 +0000\n", Commit{When: time.Unix(5, 0)}},
		"empty lines first": {"tree " + treeHash + "\n\n\n\nx\n", Commit{Subject: "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseCommit([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(Commit{})); diff != "" || got.tree.String() != treeHash {
				t.Errorf("tree %s; (-want +got):\n%s", got.tree, diff)
			}
		})
	}
	for _, text := range []string{
		"", "tree", "tree x\n", "tree " + treeHash + "0\n", "parent " + oneHash + "\ntree " + treeHash + "\n",
		"tree " + treeHash + "\nparent zz\n", "tree " + treeHash + "\nparent " + strings.Repeat("z", 40) + "\n",
	} {
		if c, err := parseCommit([]byte(text)); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("parseCommit(%q) = %v, %v", text, c, err)
		}
	}
}

// Whatever it holds, it has as many parents as follow the tree.
func FuzzParseCommit(f *testing.F) {
	f.Add([]byte("tree " + treeHash + "\nparent " + oneHash + "\nparent " + twoHash + "\nauthor A <a> 1 +0000\ncommitter B <b> 5 -0800\n\nx\n"))
	f.Add([]byte("tree " + treeHash + "\ncommitter > 99999999999999999999 +99999\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := parseCommit(b)
		if err != nil {
			return
		}
		head := "tree " + c.tree.String() + "\n"
		for _, p := range c.Parents {
			head += "parent " + p + "\n"
		}
		if !strings.EqualFold(head, string(b[:min(len(b), len(head))])) && len(b) >= len(head) {
			t.Errorf("%q was read as %q", b, head)
		}
		if strings.Contains(c.Subject, "\n") {
			t.Errorf("subject %q", c.Subject)
		}
	})
}

func TestCommit(t *testing.T) {
	g := newGitRepo(t)
	first := g.commit(map[string]string{"a": "1\n"})
	second := g.commit(map[string]string{"a": "2\n"})
	r := g.open(g.dir)
	c, ok, err := r.Commit(second)
	if diff := cmp.Diff(resolve(t, r, "HEAD"), c, cmpopts.IgnoreUnexported(Commit{})); diff != "" || !ok || err != nil {
		t.Errorf("Commit: %v, %v (-want +got):\n%s", ok, err, diff)
	}
	if diff := cmp.Diff([]string{first}, c.Parents); diff != "" {
		t.Errorf("parents (-want +got):\n%s", diff)
	}
	blob := g.git("rev-parse", "HEAD:a")
	for _, hash := range []string{oneHash, blob} {
		if _, ok, err := r.Commit(hash); ok || err != nil {
			t.Errorf("Commit(%s): %v, %v; want none", hash, ok, err)
		}
	}
	if _, _, err := r.Commit("HEAD"); err == nil || !strings.Contains(err.Error(), "use forty hex digits") {
		t.Errorf("Commit(HEAD): %v", err)
	}
}
