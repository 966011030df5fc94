// Package files writes files into a folder, all of them or none.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// A File is one that is to be written.
type File struct {
	Path string // below the folder, with /
	Text []byte
}

// A Conflict says that files are there already and differ.
type Conflict struct{ Paths []string }

func (c *Conflict) Error() string {
	return fmt.Sprintf("%d of the files are there already, with other text", len(c.Paths))
}

// Write writes files below dir, all of them or none, and gives those that it
// wrote: one that is there with the same text is left alone. One that differs is
// a *Conflict, and replaced with force. It follows no link out of dir.
func Write(dir string, files []File, force bool) (written []string, err error) {
	made, err := makeFolder(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	w := &writer{root: root}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.undo())
			removeEmpty(dir, made)
		}
	}()
	todo, err := w.compare(files, force)
	if err != nil || len(todo) == 0 {
		return nil, err
	}
	// Everything is on the disk before the first file gets its name, so that
	// little is left that can fail.
	if w.stage, err = w.newStage(); err != nil {
		return nil, err
	}
	for i, f := range todo {
		if err := root.WriteFile(w.staged(i), f.Text, 0o644); err != nil {
			return nil, err
		}
	}
	for i, f := range todo {
		if err := w.place(i, f.Path); err != nil {
			return nil, fmt.Errorf("writing %s: %w", f.Path, err)
		}
		written = append(written, f.Path)
	}
	return written, root.RemoveAll(w.stage)
}

// A writer remembers what it did, to undo it.
type writer struct {
	root    *os.Root
	stage   string   // a folder of our own: what is to be written, and what was replaced
	folders []string // made, outermost first
	placed  []placed
}

type placed struct {
	path string
	old  string // where the file that it replaced is kept; empty: there was none
}

// compare leaves out what is there already.
func (w *writer) compare(files []File, force bool) ([]File, error) {
	var todo []File
	conflict := &Conflict{}
	for _, f := range files {
		switch old, err := w.root.ReadFile(f.Path); {
		case errors.Is(err, fs.ErrNotExist):
			todo = append(todo, f)
		case err != nil:
			return nil, err
		case !bytes.Equal(old, f.Text):
			todo = append(todo, f)
			conflict.Paths = append(conflict.Paths, f.Path)
		}
	}
	if len(conflict.Paths) > 0 && !force {
		return nil, conflict
	}
	return todo, nil
}

func (w *writer) newStage() (string, error) {
	for n := range 100 {
		name := fmt.Sprintf(".modelreg-writing-%d", n)
		err := w.root.Mkdir(name, 0o755)
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
	return "", errors.New("there are 100 folders .modelreg-writing-N; remove them")
}

func (w *writer) staged(i int) string { return fmt.Sprintf("%s/%d", w.stage, i) }

// place gives a staged file its name.
func (w *writer) place(i int, at string) error {
	if err := w.folder(path.Dir(at)); err != nil {
		return err
	}
	p := placed{path: at}
	switch _, err := w.root.Lstat(at); {
	case err == nil:
		old := w.staged(i) + ".old"
		if err := w.root.Rename(at, old); err != nil {
			return err
		}
		p.old = old
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	w.placed = append(w.placed, p)
	return w.root.Rename(w.staged(i), at)
}

func (w *writer) folder(name string) error {
	if name == "." {
		return nil
	}
	if err := w.folder(path.Dir(name)); err != nil {
		return err
	}
	switch err := w.root.Mkdir(name, 0o755); {
	case err == nil:
		w.folders = append(w.folders, name)
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	return nil
}

// undo leaves the folder as it was found.
func (w *writer) undo() error {
	var errs []error
	for _, p := range slices.Backward(w.placed) {
		if err := w.root.Remove(p.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
		if p.old != "" {
			errs = append(errs, w.root.Rename(p.old, p.path))
		}
	}
	for _, name := range slices.Backward(w.folders) {
		errs = append(errs, w.root.Remove(name))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("undoing what was written; %s keeps what was replaced: %w", w.stage, err)
	}
	if w.stage == "" {
		return nil
	}
	return w.root.RemoveAll(w.stage)
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
