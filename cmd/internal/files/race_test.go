package files

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestWriteWhatWasRead: an edit of something else than is there is a conflict,
// and nothing of it is written.
func TestWriteWhatWasRead(t *testing.T) {
	for name, c := range map[string]struct {
		file     File
		conflict bool
	}{
		"as it was":                {File{Path: "a", Text: []byte("new"), Old: []byte("old")}, false},
		"changed":                  {File{Path: "a", Text: []byte("new"), Old: []byte("older")}, true},
		"changed to what it is to": {File{Path: "a", Text: []byte("old"), Old: []byte("older")}, false},
		"made":                     {File{Path: "a", Text: []byte("new")}, true},
		"removed":                  {File{Path: "b", Text: []byte("new"), Old: []byte("old")}, true},
		"removed, and was empty":   {File{Path: "b", Text: []byte("new"), Old: []byte{}}, true},
		"emptied":                  {File{Path: "empty", Text: []byte("new"), Old: []byte("old")}, true},
		"empty as it was":          {File{Path: "empty", Text: []byte("new"), Old: []byte{}}, false},
		"made, and is empty":       {File{Path: "empty", Text: []byte("new")}, true},
	} {
		dir := t.TempDir()
		put(t, dir, "a", "old")
		put(t, dir, "empty", "")
		before := tree(t, dir)
		_, err := Write(dir, []File{{Path: "fine", Text: []byte("1")}, c.file}, false)
		got, ok := errors.AsType[*Conflict](err)
		if ok != c.conflict || !ok && err != nil || ok && !cmp.Equal(got.Paths, []string{c.file.Path}) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(before, tree(t, dir)); c.conflict && diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestWriteAtOnce: of many who write over what they all read, one does.
func TestWriteAtOnce(t *testing.T) {
	const writers, rounds = 8, 20
	dir := t.TempDir()
	put(t, dir, "a", "0")
	for round := range rounds {
		old := tree(t, dir)["a"]
		var wait sync.WaitGroup
		var mu sync.Mutex
		var won []string
		for n := range writers {
			wait.Go(func() {
				text := fmt.Sprintf("%d by %d", round, n)
				_, err := Write(dir, []File{{Path: "a", Text: []byte(text), Old: []byte(old)}, {Path: "b/" + text, Text: []byte("1")}}, false)
				if _, conflict := errors.AsType[*Conflict](err); err != nil && !conflict {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					won = append(won, text)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		left := tree(t, dir)
		if len(won) != 1 || left["a"] != won[0] || len(left) != 4+round {
			t.Fatalf("round %d: %q say that they wrote, and there are %v", round, won, left)
		}
	}
}

// TestWriteKilled: whoever is killed while writing leaves each file with the old
// text or the new one, and the next one removes what else is left.
func TestWriteKilled(t *testing.T) {
	if dir := os.Getenv("MODELREG_WRITE"); dir != "" {
		for n := 0; ; n++ {
			if _, err := Write(dir, filled(n), true); err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				fmt.Println("begun")
			}
		}
	}
	dir := t.TempDir()
	put(t, dir, ".modelreg-writing-7/mine", "of somebody else")
	for range 5 {
		c := exec.Command(os.Args[0], "-test.run=^TestWriteKilled$")
		c.Env = append(os.Environ(), "MODELREG_WRITE="+dir)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(line, err)
		}
		for range 100 {
			for _, f := range filled(0) { // at any moment it is there
				if text, err := os.ReadFile(filepath.Join(dir, f.Path)); err != nil || !strings.HasSuffix(string(text), "end\n") {
					t.Errorf("%s: %v, %d bytes", f.Path, err, len(text))
				}
			}
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // it was killed
		for _, f := range filled(0) {
			if text, err := os.ReadFile(filepath.Join(dir, f.Path)); err != nil || !strings.HasSuffix(string(text), "end\n") {
				t.Errorf("after a kill, %s: %v, %d bytes", f.Path, err, len(text))
			}
		}
	}
	if _, err := Write(dir, filled(-1), true); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{".": "", ".modelreg-writing-7": "", ".modelreg-writing-7/mine": "of somebody else", "v": ""}
	for _, f := range filled(-1) {
		want[f.Path] = string(f.Text)
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func filled(n int) []File {
	var all []File
	for i := range 4 {
		all = append(all, File{Path: fmt.Sprintf("v/%d", i), Text: fmt.Appendf(nil, "%d%send\n", n, strings.Repeat("\n", 2000))})
	}
	return all
}

// TestSweep removes stages of dead processes, and nothing that may be somebody's.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".modelreg-writing-0/marker", markerText)
	put(t, dir, ".modelreg-writing-0/0.old", "replaced")
	put(t, dir, ".modelreg-writing-1/marker", "another text")
	put(t, dir, ".modelreg-writing-1x/marker", markerText)
	put(t, dir, ".modelreg-writing-3/marker", markerText[:9]) // killed while it was written
	put(t, dir, ".modelreg-writing-4/marker", "")
	put(t, dir, ".modelreg-writing-4/mine", "of somebody else")
	put(t, dir, "x/.modelreg-writing-0/marker", markerText)
	put(t, dir, ".modelreg-writing.lock", "")
	if err := os.Mkdir(filepath.Join(dir, ".modelreg-writing-2"), 0o755); err != nil {
		t.Fatal(err)
	}
	want := tree(t, dir)
	for _, gone := range []string{".modelreg-writing-0", ".modelreg-writing-0/marker", ".modelreg-writing-0/0.old", ".modelreg-writing-2", ".modelreg-writing-3", ".modelreg-writing-3/marker", ".modelreg-writing.lock"} {
		delete(want, gone)
	}
	want["a"] = "1\n"
	if _, err := Write(dir, three[:1], false); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestMode: a file that is replaced keeps its mode, also when that is undone.
func TestMode(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a", "old")
	name := filepath.Join(dir, "a")
	if err := os.Chmod(name, 0o755); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir, append([]File{{Path: "a", Text: []byte("1")}}, File{Path: "a/b"}), true); err == nil {
		t.Error("wrote below a file")
	}
	if _, err := Write(dir, []File{{Path: "a", Text: []byte("new")}}, true); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(name)
	if err != nil || after.Mode() != before.Mode() {
		t.Errorf("mode %v, want %v: %v", after.Mode(), before.Mode(), err)
	}
}

// TestWriteOverLink names the link, wherever it leads.
func TestWriteOverLink(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "there/c/d", "mine\n")
	put(t, dir, "z", "mine\n")
	for link, to := range map[string]string{"b": "there", "e": "z"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	for want, file := range map[string]File{"b": three[1], "e": three[2]} {
		_, err := Write(dir, []File{file}, true)
		if link, ok := errors.AsType[*Link](err); !ok || link.Path != want {
			t.Errorf("%s: %v", file.Path, err)
		}
	}
}

// TestFreeze shows what was there when it was looked at first.
func TestFreeze(t *testing.T) {
	files := fstest.MapFS{"d/a": {Data: []byte("1")}, "d/b": {Data: []byte("2")}, "late": {Data: []byte("3")}}
	f := Freeze(files)
	read := func(name string) string {
		text, err := fs.ReadFile(f, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return string(text)
	}
	list := func() (names []string) {
		entries, err := fs.ReadDir(f, "d")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	before := []string{read("d/a"), read("gone"), fmt.Sprint(list())}
	files["d/a"] = &fstest.MapFile{Data: []byte("other")}
	files["gone"], files["d/c"] = files["d/a"], files["d/a"]
	files["late"] = &fstest.MapFile{Data: []byte("4")}
	delete(files, "d/b")
	after := []string{read("d/a"), read("gone"), fmt.Sprint(list())}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
	files["new/deep/x"] = files["d/a"]
	if _, err := fs.ReadDir(f, "."); err != nil {
		t.Fatal(err)
	}
	files["newer/deep/x"] = files["d/a"]
	if _, err := fs.ReadDir(f, "newer/deep"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if got := read("late") + read("d/c") + read("new/deep/x") + read("newer/deep/x"); got != "4other" {
		t.Errorf("got %q: what was not looked at is as it is, and what was not listed is not there", got)
	}
}
