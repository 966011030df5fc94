package gittree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestFS(t *testing.T) {
	g := newGitRepo(t)
	files := map[string]string{
		"catalog/registry.yaml":     "name: acme\n",
		"catalog/a/group.yaml":      "kind: ModelGroup\n",
		"catalog/a-b":               "sorted by git before the folder a\n",
		"catalog/a/versions/1.yaml": "one\n",
		"catalog/ä.yaml":            "umlaut\n",
		"outside":                   "not seen\n",
	}
	g.commit(files)
	g.git("gc", "-q")
	r := g.open(filepath.Join(g.dir, "catalog"))
	fsys, err := r.FS(resolve(t, r, "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(fsys, "registry.yaml", "a/group.yaml", "a-b", "a/versions/1.yaml", "ä.yaml"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"outside", "../outside", "registry.yaml/x", "a/versions/2.yaml", "/registry.yaml"} {
		if f, err := fsys.Open(name); err == nil {
			t.Errorf("Open(%q) = %v", name, f)
		}
	}
}

func TestFSHasLinksAndSubmodules(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"catalog/real.yaml": "real\n"})
	if err := os.Symlink("real.yaml", filepath.Join(g.dir, "catalog", "link.yaml")); err != nil {
		t.Skip(err)
	}
	hash := g.commit(nil)
	g.git("update-index", "--add", "--cacheinfo", "160000,"+hash+",catalog/module")
	g.git("commit", "-q", "-m", "a submodule")
	r := g.open(filepath.Join(g.dir, "catalog"))
	fsys, err := r.FS(resolve(t, r, "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]fs.FileMode{}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		types[e.Name()] = e.Type()
		if info, err := fs.Stat(fsys, e.Name()); err != nil || info.Mode().Type() != e.Type() {
			t.Errorf("Stat(%s) = %v, %v", e.Name(), info, err)
		}
	}
	want := map[string]fs.FileMode{"real.yaml": 0, "link.yaml": fs.ModeSymlink, "module": fs.ModeIrregular}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	for _, name := range []string{"link.yaml", "module"} {
		_, err1 := fs.ReadFile(fsys, name)
		_, err2 := fsys.Open(name)
		if err1 == nil || err2 == nil {
			t.Errorf("%s can be read", name)
		}
	}
}

func TestFSMissing(t *testing.T) {
	g := newGitRepo(t)
	g.commit(map[string]string{"catalog": "a file\n"})
	r := g.open(filepath.Join(g.dir, "models"))
	if _, err := r.FS(resolve(t, r, "HEAD")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
	r = g.open(filepath.Join(g.dir, "catalog"))
	if _, err := r.FS(resolve(t, r, "HEAD")); !errors.Is(err, errNotDir) {
		t.Errorf("a file: %v", err)
	}
}

// go-git's storages may not be shared; ours are lent to one reader at a time.
func TestFSConcurrently(t *testing.T) {
	g := newGitRepo(t)
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("g%d/versions/%d.yaml", i%10, i)] = fmt.Sprintf("content %d\n", i)
	}
	g.commit(files)
	g.git("gc", "-q")
	r := g.open(g.dir)
	fsys, err := r.FS(resolve(t, r, "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for name, want := range files {
				if got, err := fs.ReadFile(fsys, name); err != nil || string(got) != want {
					t.Errorf("%s = %q, %v", name, got, err)
				}
			}
		})
	}
	readers.Wait()
}
