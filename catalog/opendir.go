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
	return folder{root.FS(), root}, root.Close, nil
}

// A folder is an os.Root as a file system that can open a folder within, so
// that not every file's path is walked from the top. What Sub gives is closed
// by its Close.
type folder struct {
	fs.FS
	root *os.Root
}

func (f folder) Sub(dir string) (fs.FS, error) {
	root, err := f.root.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return folder{root.FS(), root}, nil
}

func (f folder) Close() error { return f.root.Close() }
