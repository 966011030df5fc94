package proposal

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/example"
	"modelreg/schema"
)

// TestFormatExample: the example has the one shape.
func TestFormatExample(t *testing.T) {
	files := 0
	err := fs.WalkDir(example.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		text, err := fs.ReadFile(example.FS, name)
		if err != nil {
			return err
		}
		got, err := Format(kindAt(name), text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(string(text), string(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		return nil
	})
	if err != nil || files < 10 {
		t.Error(files, err)
	}
}

func kindAt(name string) schema.Kind {
	switch path.Base(name) {
	case "registry.yaml":
		return schema.Registry
	case "group.yaml":
		return schema.Group
	}
	return schema.Version
}

var _ = strings.TrimSpace
