package catalog

import (
	"fmt"
	"io/fs"
	"os"
)

// OpenDir opens a catalog folder for Load. Nothing outside the folder can be
// read through it, whatever symbolic links say. Close it after loading.
func OpenDir(dir string) (fsys fs.FS, close func() error, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the catalog %s: %w", dir, cause(err))
	}
	return root.FS(), root.Close, nil
}
