package gittree

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEverHad(t *testing.T) {
	g := newGitRepo(t)
	first := g.commit(map[string]string{"c/a/versions/1.yaml": "1\n", "c/b/versions/1.yaml": "1\n", "versions/9.yaml": "x\n"})
	g.commit(map[string]string{"other": "x\n"})
	last := g.commit(map[string]string{"c/a/versions/2.yaml": "2\n"})
	g.commit(map[string]string{"c/a/versions/1.yaml": "", "c/a/versions/2.yaml": ""})
	g.git("checkout", "-q", "-b", "side")
	g.commit(map[string]string{"c/a/versions/7.yaml": "never on the first-parent line\n"})
	g.commit(map[string]string{"c/a/versions/7.yaml": "", "c/a/versions/8.yaml": "merged\n"})
	g.git("checkout", "-q", "main")
	g.git("merge", "-q", "--no-ff", "-m", "merge", "side")
	merge := g.git("rev-parse", "HEAD")
	g.commit(map[string]string{"c/a/versions/8.yaml": "", "c/b/versions/1.yaml": ""})
	tip := g.commit(map[string]string{"c/a/versions/3.yaml": "3\n"})

	r := g.open(filepath.Join(g.dir, "c"))
	paths := []string{
		"a/versions/1.yaml", "a/versions/2.yaml", "a/versions/3.yaml", "a/versions/4.yaml", "a/versions/7.yaml",
		"a/versions/8.yaml", "b/versions/1.yaml", "versions/9.yaml", "a/versions",
	}
	found, err := r.EverHad(t.Context(), resolve(t, r, "main"), paths)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for p, c := range found {
		got[p] = c.Hash
	}
	want := map[string]string{
		"a/versions/1.yaml": last, "a/versions/2.yaml": last, "a/versions/3.yaml": tip,
		"a/versions/8.yaml": merge, "b/versions/1.yaml": merge,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("EverHad (-want +got):\n%s", diff)
	}
	old, err := r.EverHad(t.Context(), resolve(t, r, first), paths[:2])
	if err != nil || len(old) != 1 || old["a/versions/1.yaml"].Hash != first {
		t.Errorf("EverHad at the root = %v, %v", old, err)
	}
}
