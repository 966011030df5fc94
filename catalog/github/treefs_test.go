package github

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestTreeFS(t *testing.T) {
	files := map[string]File{
		"README.md":                              {"100644", "top"},
		"catalog/registry.yaml":                  {"100644", "registry"},
		"catalog/a/group.yaml":                   {"100755", "group"},
		"catalog/a/versions/1.yaml":              {"100644", "one"},
		"catalog/pricing/churn/versions/1.0.yml": {"100644", "churn"},
		"catalogue/x":                            {"100644", "x"},
	}
	reads := map[string]int{}
	fsys := newTreeFS(files, "catalog", func(blob string) ([]byte, error) {
		reads[blob]++
		return []byte("text of " + blob), nil
	})
	if _, err := fs.Stat(fsys, "a"); err != nil || len(reads) > 0 {
		t.Errorf("error %v, and %v was read for a folder", err, reads)
	}
	if _, err := fs.ReadDir(fsys, "a/versions"); err != nil || len(reads) > 0 {
		t.Errorf("error %v, and %v was read for a list", err, reads)
	}
	if err := fstest.TestFS(fsys, "registry.yaml", "a/group.yaml", "a/versions/1.yaml", "pricing/churn/versions/1.0.yml"); err != nil {
		t.Error(err)
	}
	for blob, n := range reads {
		if n != 1 {
			t.Errorf("%s was read %d times", blob, n)
		}
	}
	if reads["top"]+reads["x"] > 0 {
		t.Errorf("%v: read beside the folder", reads)
	}
}

func TestTreeFSOddities(t *testing.T) {
	files := map[string]File{"link": {"120000", "l"}, "sub": {"160000", "s"}, "gone": {"100644", "g"}}
	fsys := newTreeFS(files, "", func(string) ([]byte, error) { return nil, errors.New("no answer") })
	for _, name := range []string{"link", "sub", "gone"} {
		if _, err := fsys.Open(name); err == nil {
			t.Errorf("%s opens", name)
		}
	}
	for name, want := range map[string]fs.FileMode{"link": fs.ModeSymlink, "sub": fs.ModeIrregular} {
		if info, err := fsys.Stat(name); err != nil || info.Mode().Type() != want {
			t.Errorf("%s is %v, error %v; want %v", name, info, err, want)
		}
	}
	if _, err := fsys.Open("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
