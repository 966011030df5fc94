package catalog

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenDir opens a catalog folder for Load. Nothing outside the folder can be
// read through it, whatever symbolic links say. Close it after loading.
func OpenDir(dir string) (fsys fs.FS, close func() error, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the catalog %s: %w", dir, cause(err))
	}
	return folder{root.FS(), root, dir}, root.Close, nil
}

// A folder is an os.Root as a file system that can open a folder within, so
// that not every file's path is walked from the top. What Sub gives is closed
// by its Close.
type folder struct {
	fs.FS
	root *os.Root
	dir  string
}

// ReadDir lists names with their types as the folder itself has them; os.Root
// would ask about each file. That a folder on the way may be replaced by a link
// meanwhile shows names of elsewhere at worst: files are opened through the
// root.
func (f folder) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	return os.ReadDir(filepath.Join(f.dir, filepath.FromSlash(name)))
}

// Stat looks at a file without opening it, as a pipe must be: opening one waits
// for who writes to it.
func (f folder) Stat(name string) (fs.FileInfo, error) { return fs.Stat(f.FS, name) }

func (f folder) Sub(dir string) (fs.FS, error) {
	root, err := f.root.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return folder{root.FS(), root, filepath.Join(f.dir, filepath.FromSlash(dir))}, nil
}

func (f folder) Close() error { return f.root.Close() }
