package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// largest is how many bytes of a file are kept. The catalog has none as large.
const largest = 4 << 20

// Freeze shows each file and folder as it was when it was looked at first,
// whatever others write meanwhile.
func Freeze(fsys fs.FS) fs.FS { return &frozen{fsys: fsys} }

// A frozen file system may be used by several goroutines at once.
type frozen struct {
	fsys    fs.FS
	files   sync.Map // of *seen, by path
	folders sync.Map // of []fs.DirEntry, by path
}

// A seen is a file as it was; err where there was none.
type seen struct {
	info fs.FileInfo
	text []byte
	err  error
}

// Open opens a file as it was. What is no plain file, or a very large one, is
// opened as it is.
func (f *frozen) Open(name string) (fs.File, error) {
	if s, ok := f.files.Load(name); ok {
		return s.(*seen).open()
	}
	if f.absent(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	file, err := f.fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return f.remember(name, &seen{err: err})
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > largest {
		return file, nil
	}
	text, err := io.ReadAll(io.LimitReader(file, largest))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return f.remember(name, &seen{info: info, text: text})
}

func (f *frozen) remember(name string, s *seen) (fs.File, error) {
	first, _ := f.files.LoadOrStore(name, s)
	return first.(*seen).open()
}

// absent reports whether a folder was listed that would have the name, or a
// folder that it is in, and had not.
func (f *frozen) absent(name string) bool {
	for at := name; at != "." && at != "/"; at = path.Dir(at) {
		entries, ok := f.folders.Load(path.Dir(at))
		if !ok {
			continue
		}
		_, found := slices.BinarySearchFunc(entries.([]fs.DirEntry), path.Base(at), func(e fs.DirEntry, base string) int {
			return strings.Compare(e.Name(), base)
		})
		if !found {
			return true
		}
	}
	return false
}

// ReadDir lists a folder as it was.
func (f *frozen) ReadDir(name string) ([]fs.DirEntry, error) {
	if entries, ok := f.folders.Load(name); ok {
		return slices.Clone(entries.([]fs.DirEntry)), nil
	}
	if f.absent(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	entries, err := fs.ReadDir(f.fsys, name)
	if err != nil {
		return nil, err
	}
	first, _ := f.folders.LoadOrStore(name, entries)
	return slices.Clone(first.([]fs.DirEntry)), nil
}

func (s *seen) open() (fs.File, error) {
	if s.err != nil {
		return nil, s.err
	}
	return &frozenFile{bytes.NewReader(s.text), s.info}, nil
}

// A frozenFile is a file as it was, opened.
type frozenFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *frozenFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *frozenFile) Close() error               { return nil }
