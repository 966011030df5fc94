package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree gives the files of a folder with their text, and folders as "".
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		text := []byte{}
		if d.Type().IsRegular() {
			if text, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		found[filepath.ToSlash(rel)] = string(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

var three = []File{{Path: "a", Text: []byte("1\n")}, {Path: "b/c/d", Text: []byte("2\n")}, {Path: "e", Text: []byte("3\n")}}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "repository")
	first, err := Write(dir, three, false)
	if err != nil || !slices.Equal(first, []string{"a", "b/c/d", "e"}) {
		t.Fatalf("wrote %q: %v", first, err)
	}
	want := map[string]string{".": "", "a": "1\n", "b": "", "b/c": "", "b/c/d": "2\n", "e": "3\n"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if again, err := Write(dir, three, false); err != nil || len(again) != 0 {
		t.Errorf("again: wrote %q: %v", again, err)
	}
	put(t, dir, "e", "mine\n")
	put(t, dir, "other", "mine\n")
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	_, err = Write(dir, three, false)
	if conflict, ok := errors.AsType[*Conflict](err); !ok || !slices.Equal(conflict.Paths, []string{"e"}) {
		t.Errorf("error %v; want a conflict about e", err)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if forced, err := Write(dir, three, true); err != nil || !slices.Equal(forced, []string{"a", "e"}) {
		t.Errorf("with force: wrote %q: %v", forced, err)
	}
	want["other"] = "mine\n"
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestWriteNothing: where one file can't be written, none is, and what was there
// is as it was.
func TestWriteNothing(t *testing.T) {
	outside := t.TempDir()
	for name, prepare := range map[string]func(t *testing.T, dir string){
		"a folder has the name of a file": func(t *testing.T, dir string) { put(t, dir, "e/x", "mine\n") },
		"a file has the name of a folder": func(t *testing.T, dir string) { put(t, dir, "b", "mine\n") },
		"a folder is a link to outside": func(t *testing.T, dir string) {
			if err := os.Symlink(outside, filepath.Join(dir, "b")); err != nil {
				t.Fatal(err)
			}
		},
		"a file is a link to outside": func(t *testing.T, dir string) {
			if err := os.Symlink(filepath.Join(outside, "e"), filepath.Join(dir, "e")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "a", "mine\n")
			prepare(t, dir)
			before := tree(t, dir)
			if wrote, err := Write(dir, three, true); err == nil {
				t.Errorf("wrote %q", wrote)
			}
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Error(diff)
			}
			if left := tree(t, outside); len(left) != 1 {
				t.Errorf("outside are %v", left)
			}
		})
	}
}

// TestUndo takes back what was placed before something failed, folders that were
// made included.
func TestUndo(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a", "mine\n")
	before := tree(t, dir)
	files := append(slices.Clone(three), File{Path: "e/below", Text: []byte("e is a file by then\n")})
	if wrote, err := Write(dir, files, true); err == nil {
		t.Errorf("wrote %q", wrote)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	fresh := filepath.Join(dir, "new", "repository")
	if wrote, err := Write(fresh, append(slices.Clone(three), File{Path: "e/below"}), false); err == nil {
		t.Errorf("wrote %q", wrote)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}
