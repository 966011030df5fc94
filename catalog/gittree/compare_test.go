package gittree

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Trees that git would not write are refused, wherever they are looked at.
func TestCompareDamaged(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"c/b/x": "1\n", "c/m": "2\n"})
	raw := func(hash string) string {
		b, err := hex.DecodeString(hash)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	blob, folder := raw(g.git("rev-parse", "HEAD:c/m")), raw(g.git("rev-parse", "HEAD:c/b"))
	tree := func(entries ...string) string {
		name := filepath.Join(t.TempDir(), "tree")
		if err := os.WriteFile(name, []byte(strings.Join(entries, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		return g.git("hash-object", "-t", "tree", "--literally", "-w", name)
	}
	commit := func(entries ...string) string {
		return g.git("commit-tree", "-m", "x", tree("40000 c\x00"+raw(tree(entries...))))
	}
	file := func(name string) string { return "100644 " + name + "\x00" + blob }
	sub := func(name string) string { return "40000 " + name + "\x00" + folder }
	r := g.open(filepath.Join(g.dir, "c"))
	compare := func(before, after string) (paths []string, err error) {
		c, err := r.Comparer()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		err = c.Compare(resolve(t, r, before), resolve(t, r, after), func(path string, _, _ File) { paths = append(paths, path) })
		return paths, err
	}
	whole := commit(sub("b"), file("m"))
	if paths, err := compare(whole, commit(file("a"), sub("b"), file("n"))); strings.Join(paths, " ") != "a m n" || err != nil {
		t.Errorf("Compare: %v, %v", paths, err)
	}
	for name, entries := range map[string][]string{
		"out of order":     {file("z"), sub("b"), file("m")},
		"twice":            {sub("b"), file("m"), file("m")},
		"twice as folders": {sub("b"), sub("b")},
		"leads up":         {file(".."), sub("b")},
		"leads down":       {file("a/b"), sub("b")},
		"no name":          {file(""), sub("b")},
		"no mode":          {"x a\x00" + blob, sub("b")},
		"cut short":        {sub("b"), file("m"), "100644 n\x00short"},
		"nothing behind":   {sub("b"), "100644 n"},
		"nothing but":      {"junk"},
	} {
		broken := commit(entries...)
		for _, pair := range [][2]string{{whole, broken}, {broken, whole}} {
			if paths, err := compare(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), "damaged") {
				t.Errorf("%s: %v, %v", name, paths, err)
			}
		}
	}
	// In the folders above, too.
	top := g.git("commit-tree", "-m", "x", tree("junk"))
	if _, err := compare(top, whole); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("top folder: %v", err)
	}
	missing := g.git("commit-tree", "-m", "x", tree("40000 c\x00"+raw(oneHash)))
	if _, err := compare(whole, missing); err == nil || !strings.Contains(err.Error(), "reading tree "+oneHash) {
		t.Errorf("missing tree: %v", err)
	}
}
