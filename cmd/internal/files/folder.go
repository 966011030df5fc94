package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// manifest lists the files of a [Folder], a slash path a line.
const manifest = ".modelreg-manifest"

// A Folder is one in which a command makes all files, again and again: what it
// wrote once and does not make any more goes, and what others put there is
// neither changed nor removed. It may be used by several goroutines.
//
// A path is in the manifest before its file is made, so that whatever a run
// that was killed leaves is known to the next one. A file is replaced as a
// whole, or not at all, and one that has its text already is left alone. One
// program at a time has the folder.
type Folder struct {
	dir    string
	by     string // the command, for people
	root   *os.Root
	stage  string   // a folder for files that are not whole yet
	list   *os.File // the manifest, to append to
	unlock func()

	mu      sync.Mutex
	known   map[string]bool // files that a run has written
	made    map[string]bool // by this one
	there   map[string]bool // files and folders that were there
	staged  int
	written int
}

// OpenFolder makes a folder ready, for the command that by names to people. It is
// to be empty, or one that a run before has made. While another program has it,
// OpenFolder calls busy once, and waits.
func OpenFolder(ctx context.Context, dir, by string, busy func()) (_ *Folder, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	unlock, err := lockPatiently(ctx, root, dir, busy)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	f := &Folder{dir: dir, by: by, root: root, unlock: unlock, known: map[string]bool{}, made: map[string]bool{}, there: map[string]bool{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	if err := f.look(); err != nil {
		return nil, err
	}
	if err := f.read(); err != nil {
		return nil, err
	}
	// From here on the folder is this command's.
	if f.list, err = root.OpenFile(manifest, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644); err != nil {
		return nil, err
	}
	if err := sweep(root); err != nil {
		return nil, err
	}
	f.stage, err = makeStage(root)
	return f, err
}

// look finds out what is there.
func (f *Folder) look() error {
	return fs.WalkDir(f.root.FS(), ".", func(p string, _ fs.DirEntry, err error) error {
		if p != lockName {
			f.there[p] = true
		}
		return err
	})
}

// read finds out what runs before have written.
func (f *Folder) read() error {
	if !f.there[manifest] {
		for _, p := range slices.Sorted(maps.Keys(f.there)) {
			if p != "." {
				return fmt.Errorf("%s holds %s and was not made by %s; name an empty folder, or one that is not there yet", f.dir, p, f.by)
			}
		}
		return nil
	}
	text, err := f.root.ReadFile(manifest)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		// The last line of a run that was killed may be cut off.
		if p, whole := strings.CutSuffix(line, "\n"); whole && filepath.IsLocal(filepath.FromSlash(p)) {
			f.known[p] = true
		}
	}
	return nil
}

// Put writes a file by its slash path.
func (f *Folder) Put(at string, text []byte) error {
	staged, there, own, err := f.begin(at)
	if err != nil {
		return err
	}
	if there {
		old, err := f.root.ReadFile(at)
		if err != nil || bytes.Equal(old, text) {
			return err
		}
		if !own {
			return fmt.Errorf("writing %s: the file is there, and %s did not make it", filepath.Join(f.dir, filepath.FromSlash(at)), f.by)
		}
	}
	if err := f.root.WriteFile(staged, text, 0o644); err != nil {
		return err
	}
	if err := f.root.Rename(staged, at); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written++
	return nil
}

// begin gets ready to write a file: it is in the manifest, and its folder is
// there. Staged is its name until it is whole; there says that something has its
// name already, and own that a run has made that.
func (f *Folder) begin(at string) (staged string, there, own bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made[at], there = true, f.there[at]
	if !there && !f.known[at] {
		f.known[at] = true
		if _, err := f.list.WriteString(at + "\n"); err != nil {
			return "", false, false, err
		}
	}
	if dir := path.Dir(at); !f.there[dir] {
		if err := f.root.MkdirAll(dir, 0o755); err != nil {
			return "", false, false, err
		}
		f.there[dir] = true
	}
	f.staged++
	return f.stage + "/" + strconv.Itoa(f.staged), there, f.known[at], nil
}

// Finish removes what runs before have written and this one has not, with the
// folders that are empty then, and says how many files were written and removed.
func (f *Folder) Finish() (written, removed int, err error) {
	var list strings.Builder
	for _, p := range slices.Sorted(maps.Keys(f.known)) {
		if f.made[p] {
			fmt.Fprintln(&list, p)
			continue
		}
		if info, err := f.root.Lstat(p); err == nil && info.IsDir() {
			continue // this program makes no list of folders: it is somebody else's by now
		}
		switch err := f.root.Remove(p); {
		case err == nil:
			removed++
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
			return f.written, removed, err
		}
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if f.root.Remove(dir) != nil {
				break // it holds something
			}
		}
	}
	staged := f.stage + "/manifest"
	if err := f.root.WriteFile(staged, []byte(list.String()), 0o644); err != nil {
		return f.written, removed, err
	}
	return f.written, removed, f.root.Rename(staged, manifest)
}

// Close lets go of the folder. What could not be written to its end goes.
func (f *Folder) Close() error {
	var errs []error
	if f.stage != "" {
		errs = append(errs, f.root.RemoveAll(f.stage))
	}
	if f.list != nil {
		errs = append(errs, f.list.Close())
	}
	f.unlock()
	return errors.Join(append(errs, f.root.Close())...)
}
