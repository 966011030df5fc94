package files

import (
	"context"
	"errors"
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

// alone is what is called when somebody else has the folder, where nobody does.
func alone(t *testing.T) func() { return func() { t.Error("somebody else has the folder") } }

// fill makes a folder hold files, and gives what Finish says.
func fill(t *testing.T, dir string, files map[string]string) (written, removed int) {
	t.Helper()
	f, err := OpenFolder(t.Context(), dir, "modelreg test", alone(t))
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
	theirs := map[string]string{
		"CNAME": "theirs", "groups/a/note": "theirs, too", "same.html": "equal",
		".new-notes": "theirs", ".new-1/a": "theirs", ".modelreg-writing-0/a": "theirs", ".modelreg-writing-x": "theirs",
	}
	for name, text := range theirs {
		put(t, dir, name, text)
	}
	if written, removed := fill(t, dir, map[string]string{"index.html": "1", "new.html": "2", "same.html": "equal"}); written != 1 || removed != 2 {
		t.Errorf("%d written and %d removed, want 1 and 2", written, removed)
	}
	fill(t, dir, map[string]string{"index.html": "1"})
	want := maps.Clone(theirs)
	want["index.html"] = "1"
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
	if _, err := OpenFolder(t.Context(), dir, "modelreg test", alone(t)); err == nil || !strings.Contains(err.Error(), "thesis.doc") {
		t.Errorf("a folder of somebody else: %v", err)
	}
	own := t.TempDir()
	fill(t, own, map[string]string{"index.html": "1"})
	if err := os.WriteFile(filepath.Join(own, "audit.html"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(t.Context(), own, "modelreg test", alone(t))
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
	f, err := OpenFolder(t.Context(), dir, "modelreg test", alone(t))
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
		f, err := OpenFolder(t.Context(), dir, "modelreg test", alone(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range files[:stop+1] {
			if err := f.Put(at, []byte(at)); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		put(t, dir, ".modelreg-writing-0/"+marker, markerText) // a kill is not as tidy
		put(t, dir, ".modelreg-writing-0/7", "ha")
		fill(t, dir, map[string]string{"only.html": ""})
		if got := slices.Sorted(maps.Keys(holding(t, dir))); !slices.Equal(got, []string{"only.html"}) {
			t.Errorf("stopped after %d files, %q is left", stop+1, got)
		}
	}
}

// TestFolderHalf: what could not be written to its end is not left, and a page
// that was there is as it was.
func TestFolderHalf(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]string{"a.html": "1", "b/c.html": "1"})
	before := holding(t, dir)
	f, err := OpenFolder(t.Context(), dir, "modelreg test", alone(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Put("b", []byte("2")); err == nil {
		t.Error("a folder was replaced")
	}
	if err := f.root.RemoveAll(f.stage); err != nil {
		t.Fatal(err)
	}
	if err := f.Put("a.html", []byte("2")); err == nil {
		t.Error("a page was written that could not be")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, holding(t, dir)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestFolderHeld: who comes second waits, hears that it does, and can be
// interrupted.
func TestFolderHeld(t *testing.T) {
	dir := t.TempDir()
	first, err := OpenFolder(t.Context(), dir, "modelreg test", alone(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := OpenFolder(ctx, dir, "modelreg test", cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("a second one who was interrupted has %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string]string{"index.html": "1"})
}

// TestFolderAtOnce: of several who make the same folder, the last one's pages
// are there, all of them, and nothing else.
func TestFolderAtOnce(t *testing.T) {
	dir := t.TempDir()
	var makers errgroup.Group
	for n := range 4 {
		makers.Go(func() error {
			f, err := OpenFolder(t.Context(), dir, "modelreg test", func() {})
			if err != nil {
				return err
			}
			for page := range 20 {
				if err := f.Put(fmt.Sprintf("%d/%d.html", n, page), fmt.Append(nil, n)); err != nil {
					return errors.Join(err, f.Close())
				}
			}
			_, _, err = f.Finish()
			return errors.Join(err, f.Close())
		})
	}
	if err := makers.Wait(); err != nil {
		t.Fatal(err)
	}
	there := holding(t, dir)
	owners := map[string]bool{}
	for at, text := range there {
		owners[text] = true
		if folder, _, _ := strings.Cut(at, "/"); folder != text {
			t.Errorf("%s holds %q", at, text)
		}
	}
	if len(there) != 20 || len(owners) != 1 {
		t.Errorf("%d files of %d makers, want 20 of one", len(there), len(owners))
	}
}

// TestFolderOfTheirs: what was a file of this program and is a folder by now is
// somebody else's, and in nobody's way.
func TestFolderOfTheirs(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]string{"a": "1", "b": "1", "c": "1", "index.html": "1"})
	for _, name := range []string{"a", "b", "c"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a", "b/full"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	list := "a\nb\nc\nindex.html\nindex.html/below\n"
	if err := os.WriteFile(filepath.Join(dir, manifest), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string]string{"index.html": "1"})
	for _, name := range []string{"a", "b/full"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("a folder of somebody else is gone: %v", err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, manifest))
	if err != nil || string(text) != "index.html\n" {
		t.Errorf("the next run knows %q: %v", text, err)
	}
}
