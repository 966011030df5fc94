package catalog_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// A registry.yaml that is no file is one problem, and is not opened: a named
// pipe would never answer.
func TestRegistryIsNoFile(t *testing.T) {
	for name, c := range map[string]struct {
		mode fs.FileMode
		want string
	}{
		"link": {fs.ModeSymlink, "is a symbolic link; put the file itself here, an approval cannot be bound to a link"},
		"pipe": {fs.ModeNamedPipe, "is not a regular file; put a plain file here"},
		"dir":  {fs.ModeDir | 0o755, "is not a regular file; put a plain file here"},
	} {
		t.Run(name, func(t *testing.T) {
			files := openedFS{fstest.MapFS{
				"registry.yaml": {Data: []byte("elsewhere.yml"), Mode: c.mode},
				"g/group.yaml":  {Data: []byte(usual["g/group.yaml"])},
			}, map[string]bool{}}
			got := string(tell(t, onlyFiles{files}))
			want := "catalog/registry.yaml: " + c.want + " [read]\nunknown: registry.yaml\nno registry\n"
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if files.opened["registry.yaml"] && c.mode&fs.ModeDir == 0 {
				t.Error("it was opened")
			}
		})
	}
}

// onlyFiles hides what a file system can do beyond Open.
type onlyFiles struct{ fs.FS }
