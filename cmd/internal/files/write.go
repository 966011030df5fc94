// Package files writes files into a folder that other processes may write into at
// the same time.
//
//   - [Write] adds to what people keep there: all of some files, or none.
//   - [Folder] is made by a program alone, again and again: each file as a whole,
//     and those go that are not made any more.
//
// Both write a file into a stage first, a folder of this program's own beside what
// is there, and one that a killed process left is removed by the next. [Freeze] is
// for who reads files before writing them.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A File is one that is to be written.
type File struct {
	Path string // below the folder, with /
	Text []byte
	Old  []byte // what it held when it was read; nil: it was not there
}

// A Conflict says that files hold something else than was read.
type Conflict struct{ Paths []string }

func (c *Conflict) Error() string {
	return fmt.Sprintf("%d of the files are there already, with other text", len(c.Paths))
}

// Write writes files below dir, all of them or none, and gives those that it
// wrote: one that has the text already is left alone. One that is not as it was
// when it was read is a *Conflict, and replaced with force. A file that is
// replaced keeps its mode, and is there at any moment, with the old text or the
// new one. Write follows no link out of dir.
func Write(dir string, files []File, force bool) (written []string, err error) {
	if len(files) == 0 {
		return nil, nil
	}
	made, err := makeFolder(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	unlock, err := lock(root, dir)
	if err != nil {
		return nil, err
	}
	w := &writer{root: root}
	defer func() {
		if err != nil {
			if undone := w.undo(); undone != nil {
				err = fmt.Errorf("%w; %w", err, undone)
			}
		}
		unlock()
		if err != nil {
			removeEmpty(dir, made)
		}
	}()
	return w.write(files, force)
}

func (w *writer) write(files []File, force bool) (written []string, err error) {
	if err := sweep(w.root); err != nil {
		return nil, fmt.Errorf("removing what another process left behind: %w", err)
	}
	todo, err := w.compare(files, force)
	if err != nil || len(todo) == 0 {
		return nil, err
	}
	// Everything is on the disk before the first file gets its name, so that
	// little is left that can fail.
	if w.stage, err = makeStage(w.root); err != nil {
		return nil, err
	}
	for i, f := range todo {
		if err := w.root.WriteFile(w.staged(i), f.Text, 0o644); err != nil {
			return nil, err
		}
	}
	for i, f := range todo {
		if err := w.place(i, f.Path); err != nil {
			return nil, fmt.Errorf("writing %s: %w", f.Path, err)
		}
		written = append(written, f.Path)
	}
	return written, w.root.RemoveAll(w.stage)
}

// compare leaves out what is there already.
func (w *writer) compare(files []File, force bool) ([]File, error) {
	var todo []File
	conflict := &Conflict{}
	for _, f := range files {
		if err := w.plain(f.Path); err != nil {
			return nil, err
		}
		now, err := w.root.ReadFile(f.Path)
		there := err == nil
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, err
		case there && bytes.Equal(now, f.Text):
			continue
		case there != (f.Old != nil) || !bytes.Equal(now, f.Old):
			conflict.Paths = append(conflict.Paths, f.Path)
		}
		todo = append(todo, f)
	}
	if len(conflict.Paths) > 0 && !force {
		return nil, conflict
	}
	return todo, nil
}

// A Link says that what is to be written is, or is below, a symbolic link.
type Link struct{ Path string }

func (l *Link) Error() string {
	return fmt.Sprintf("%q is a symbolic link; put the file or folder itself there", l.Path)
}

// plain refuses links: what is behind one is not the folder's, and a file that
// took the place of one would be another thing than was read.
func (w *writer) plain(name string) error {
	for end := range len(name) + 1 {
		if end < len(name) && name[end] != '/' {
			continue
		}
		switch info, err := w.root.Lstat(name[:end]); {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			return &Link{name[:end]}
		}
	}
	return nil
}

// makeFolder makes a folder with those above it, and gives how many it made.
func makeFolder(dir string) (made int, err error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		made++
	}
	return made, os.MkdirAll(dir, 0o755)
}

func removeEmpty(dir string, n int) {
	at := filepath.Clean(dir)
	for range n {
		if os.Remove(at) != nil {
			return
		}
		at = filepath.Dir(at)
	}
}
