package files

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

// fill makes a folder hold files, and gives what Finish says.
func fill(t *testing.T, dir string, files map[string]string) (written, removed int) {
	t.Helper()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var writers errgroup.Group
	for at, text := range files {
		writers.Go(func() error { return f.Put(at, []byte(text)) })
	}
	if err := writers.Wait(); err != nil {
		t.Fatal(err)
	}
	if written, removed, err = f.Finish(); err != nil {
		t.Fatal(err)
	}
	return written, removed
}

// holding is what a folder holds, but for the manifest.
func holding(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && p != manifest {
			var text []byte
			text, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(p)))
			found[p] = string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestFolder: what is not made any more goes with its folders, what is as it was
// stays untouched, and what is somebody else's stays.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "pages")
	first := map[string]string{"index.html": "1", "groups/a/1.html": "a1", "groups/b/c/1.html": "bc1"}
	if written, removed := fill(t, dir, first); written != 3 || removed != 0 {
		t.Errorf("%d written and %d removed, want 3 and 0", written, removed)
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "index.html"), old, old); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"CNAME": "theirs", "groups/a/note": "theirs, too", "same.html": "equal"} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if written, removed := fill(t, dir, map[string]string{"index.html": "1", "new.html": "2", "same.html": "equal"}); written != 1 || removed != 2 {
		t.Errorf("%d written and %d removed, want 1 and 2", written, removed)
	}
	fill(t, dir, map[string]string{"index.html": "1"})
	want := map[string]string{"index.html": "1", "CNAME": "theirs", "groups/a/note": "theirs, too", "same.html": "equal"}
	if diff := cmp.Diff(want, holding(t, dir)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(dir, "groups", "b")); err == nil {
		t.Error("a folder that is empty stays")
	}
	if info, err := os.Stat(filepath.Join(dir, "index.html")); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("a file that is as it was is written again: %v", err)
	}
}

// TestFolderIsTheirs: a folder or a file of somebody else is refused, and stays
// as it is.
func TestFolderIsTheirs(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.doc"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(dir); err == nil || !strings.Contains(err.Error(), "thesis.doc") {
		t.Errorf("a folder of somebody else: %v", err)
	}
	own := t.TempDir()
	fill(t, own, map[string]string{"index.html": "1"})
	if err := os.WriteFile(filepath.Join(own, "audit.html"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(own)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Put("audit.html", []byte("ours")); err == nil {
		t.Error("a file of somebody else was replaced")
	}
	if got := holding(t, own)["audit.html"]; got != "theirs" {
		t.Errorf("a file of somebody else is %q now", got)
	}
}

// TestFolderLeadsNowhere: neither a manifest nor a link makes this write or
// remove anything outside.
func TestFolderLeadsNowhere(t *testing.T) {
	top := t.TempDir()
	dir, outside := filepath.Join(top, "pages"), filepath.Join(top, "outside")
	if err := os.WriteFile(outside, []byte("safe"), 0o644); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string]string{"index.html": "1"})
	list := fmt.Sprintf("../outside\n%s\nindex.html\nlink/outside\n", outside)
	if err := os.WriteFile(filepath.Join(dir, manifest), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(top, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Put("link/page.html", []byte("x")); err == nil {
		t.Error("a page was written through a link")
	}
	_, _, _ = f.Finish() // that link/outside can't be removed may be an error
	there, err := os.ReadDir(top)
	if err != nil || len(there) != 2 {
		t.Errorf("%v %v", there, err)
	}
}

// TestFolderAfterKill: whenever a run ends, the next one knows every file that
// it left.
func TestFolderAfterKill(t *testing.T) {
	files := []string{"a.html", "b/c.html", "b/d.html", "e.html"}
	for stop := range files {
		dir := t.TempDir()
		f, err := OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range files[:stop+1] {
			if err := f.Put(at, []byte(at)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, newPrefix+"7"), []byte("ha"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		fill(t, dir, map[string]string{"only.html": ""})
		if got := slices.Sorted(maps.Keys(holding(t, dir))); !slices.Equal(got, []string{"only.html"}) {
			t.Errorf("stopped after %d files, %q is left", stop+1, got)
		}
	}
}
