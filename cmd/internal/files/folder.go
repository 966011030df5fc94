package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// manifest lists the files of a [Folder], a slash path a line.
const manifest = ".modelreg-site"

// A Folder is one in which this program makes all files, again and again: what
// it wrote once and does not make any more goes, and what others put there is
// neither changed nor removed. It may be used by several goroutines.
//
// A path is in the manifest before its file is made, so that whatever a run
// that was killed leaves is known to the next one. A file is replaced as a
// whole, or not at all, and one that has its text already is left alone.
type Folder struct {
	dir  string
	root *os.Root
	list *os.File // the manifest, to append to

	mu      sync.Mutex
	known   map[string]bool // files that a run has written
	made    map[string]bool // by this one
	folders map[string]bool // that are there
	written int
}

// OpenFolder makes a folder ready. It is to be empty, or one that a run before
// has made.
func OpenFolder(dir string) (_ *Folder, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, root: root, known: map[string]bool{}, made: map[string]bool{}, folders: map[string]bool{".": true}}
	defer func() {
		if err != nil {
			err = errors.Join(err, root.Close())
		}
	}()
	if err := f.read(); err != nil {
		return nil, err
	}
	f.list, err = root.OpenFile(manifest, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	return f, err
}

// read finds out what runs before have written.
func (f *Folder) read() error {
	text, err := f.root.ReadFile(manifest)
	if errors.Is(err, fs.ErrNotExist) {
		there, err := os.ReadDir(f.dir)
		if err == nil && len(there) > 0 {
			err = fmt.Errorf("%s holds %s and was not made by modelreg site; name an empty folder, or one that is not there yet", f.dir, there[0].Name())
		}
		return err
	}
	for line := range strings.Lines(string(text)) {
		// The last line of a run that was killed may be cut off.
		if p, whole := strings.CutSuffix(line, "\n"); whole && filepath.IsLocal(filepath.FromSlash(p)) {
			f.known[p] = true
		}
	}
	return err
}

// Put writes a file by its slash path.
func (f *Folder) Put(at string, text []byte) error {
	known, err := f.note(at)
	if err != nil {
		return err
	}
	switch old, err := f.root.ReadFile(at); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case bytes.Equal(old, text):
		return nil
	case !known:
		return fmt.Errorf("writing %s: the file is there, and modelreg site did not make it", filepath.Join(f.dir, filepath.FromSlash(at)))
	}
	if err := f.folder(path.Dir(at)); err != nil {
		return err
	}
	staged := stagedName(at)
	if err := f.root.WriteFile(staged, text, 0o644); err != nil {
		return err
	}
	if err := f.root.Rename(staged, at); err != nil {
		return errors.Join(err, f.root.Remove(staged))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written++
	return nil
}

// stagedName is where a file is until it is whole.
func stagedName(at string) string { return path.Join(path.Dir(at), ".new-"+path.Base(at)) }

// note puts a path into the manifest, and says whether it was there.
func (f *Folder) note(at string) (known bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made[at] = true
	if f.known[at] {
		return true, nil
	}
	if _, err := f.root.Lstat(at); err == nil {
		return false, nil
	}
	f.known[at] = true
	_, err = f.list.WriteString(at + "\n")
	return false, err
}

func (f *Folder) folder(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.folders[dir] {
		return nil
	}
	f.folders[dir] = true
	return f.root.MkdirAll(dir, 0o755)
}

// Finish removes what runs before have written and this one has not, with the
// folders that are empty then, and says how many files were written and removed.
func (f *Folder) Finish() (written, removed int, err error) {
	for _, p := range slices.Sorted(maps.Keys(f.known)) {
		if f.made[p] {
			continue
		}
		_ = f.root.Remove(stagedName(p)) // of a run that was killed; seldom there
		switch err := f.root.Remove(p); {
		case err == nil:
			removed++
		case !errors.Is(err, fs.ErrNotExist):
			return f.written, removed, err
		}
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if f.root.Remove(dir) != nil {
				break // it holds something
			}
		}
	}
	text := strings.Join(slices.Sorted(maps.Keys(f.made)), "\n") + "\n"
	staged := stagedName(manifest)
	if err := f.root.WriteFile(staged, []byte(text), 0o644); err != nil {
		return f.written, removed, err
	}
	return f.written, removed, f.root.Rename(staged, manifest)
}

// Close lets go of the folder.
func (f *Folder) Close() error { return errors.Join(f.list.Close(), f.root.Close()) }
