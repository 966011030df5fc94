package gittree

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFiles(t *testing.T) {
	g := newGitRepo(t)
	first := g.commit(map[string]string{"readme": "hello\n"})
	g.commit(map[string]string{"c/a/versions/1.yaml": "one\n", "c/registry.yaml": "two\n", "other/x": "x\n"})
	g.git("update-index", "--chmod=+x", "c/registry.yaml")
	link := g.git("rev-parse", "HEAD:other/x")
	g.git("update-index", "--add", "--cacheinfo", "120000,"+link+",c/link", "--cacheinfo", "160000,"+first+",c/sub")
	g.git("commit", "-q", "-m", "odd ones")
	r := g.open(filepath.Join(g.dir, "c"))
	head := resolve(t, r, "HEAD")
	want := map[string]File{
		"a/versions/1.yaml": {"100644", g.git("rev-parse", "HEAD:c/a/versions/1.yaml")},
		"registry.yaml":     {"100755", g.git("rev-parse", "HEAD:c/registry.yaml")},
		"link":              {"120000", link},
		"sub":               {"160000", first},
	}
	got, err := r.Files(t.Context(), head)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Files: %v (-want +got):\n%s", err, diff)
	}
	for p, f := range want {
		if got, ok, err := r.FileAt(head, p); got != f || !ok || err != nil {
			t.Errorf("FileAt(%s) = %v, %v, %v", p, got, ok, err)
		}
	}
	for _, p := range []string{"", ".", "a", "b", "registry.yaml/x", "link/x", "sub/x"} {
		if f, ok, err := r.FileAt(head, p); ok || err != nil {
			t.Errorf("FileAt(%q) = %v, %v", p, f, err)
		}
	}
	if none, err := r.Files(t.Context(), resolve(t, r, first)); len(none) > 0 || err != nil {
		t.Errorf("Files before = %v, %v", none, err)
	}
	content, err := r.Blob(want["registry.yaml"].Blob)
	if string(content) != "two\n" || err != nil {
		t.Errorf("Blob = %q, %v", content, err)
	}
	content[0] = 'X'
	if again, err := r.Blob(want["registry.yaml"].Blob); string(again) != "two\n" || err != nil {
		t.Errorf("Blob was changed to %q, %v", again, err)
	}
	for hash, want := range map[string]string{head.Hash: "object not found", "abc": "use forty hex digits"} {
		if _, err := r.Blob(hash); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Blob(%s): %v; want %q", hash, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Files(ctx, head); !errors.Is(err, context.Canceled) {
		t.Errorf("Files: %v", err)
	}
}
