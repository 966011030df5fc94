package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

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

var stageName = regexp.MustCompile(`^\.modelreg-writing-\d+$`)

const (
	marker     = "marker" // in a stage: it is one
	markerText = "modelreg writes files through this folder, and removes it.\n"
)

// sweep removes the stages of processes that were killed. Who has the lock is
// the only one who writes, so that none belongs to anybody else.
func sweep(root *os.Root) error {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || !stageName.MatchString(e.Name()) {
			continue
		}
		if root.Remove(e.Name()) == nil { // killed before there was anything in it
			continue
		}
		if ours(root, e.Name()) {
			if err := root.RemoveAll(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// ours reports whether a folder is a stage: it has the marker, or as much of it as
// there was when the process was killed, and then nothing else.
func ours(root *os.Root, name string) bool {
	text, err := root.ReadFile(name + "/" + marker)
	if err != nil || string(text) == markerText {
		return err == nil
	}
	entries, err := fs.ReadDir(root.FS(), name)
	return err == nil && len(entries) == 1 && strings.HasPrefix(markerText, string(text))
}

// makeStage makes a stage. It gives the name of one that it made, also where it
// could not write into that.
func makeStage(root *os.Root) (name string, err error) {
	for n := range 100 {
		name = fmt.Sprintf(".modelreg-writing-%d", n)
		err := root.Mkdir(name, 0o755)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return name, root.WriteFile(name+"/"+marker, []byte(markerText), 0o644)
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
	switch info, err := w.root.Lstat(at); {
	case err == nil:
		p.old = w.staged(i) + ".old"
		if err := w.keep(at, p.old, info.Mode().Perm()); err != nil {
			return err
		}
		if err := w.root.Chmod(w.staged(i), info.Mode().Perm()); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := w.root.Rename(w.staged(i), at); err != nil {
		return err
	}
	w.placed = append(w.placed, p)
	return nil
}

// keep gives a file a second name, or copies it where the file system has no
// links.
func (w *writer) keep(at, old string, mode fs.FileMode) error {
	if w.root.Link(at, old) == nil {
		return nil
	}
	text, err := w.root.ReadFile(at)
	if err != nil {
		return err
	}
	if err := w.root.WriteFile(old, text, 0o600); err != nil {
		return err
	}
	return w.root.Chmod(old, mode)
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
		if p.old == "" {
			errs = append(errs, w.root.Remove(p.path))
		} else {
			errs = append(errs, w.root.Rename(p.old, p.path))
		}
	}
	for _, name := range slices.Backward(w.folders) {
		errs = append(errs, w.root.Remove(name))
	}
	if err := errors.Join(errs...); err != nil {
		// Without its marker nobody takes the stage for one of a dead process.
		return fmt.Errorf("undoing what was written; %s keeps what was replaced: %w", w.stage, errors.Join(err, w.root.Remove(w.stage+"/"+marker)))
	}
	if w.stage == "" {
		return nil
	}
	return w.root.RemoveAll(w.stage)
}
