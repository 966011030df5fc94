package proposal

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"time"
)

// Over shows fsys as it would be with the files of a proposal.
func Over(fsys fs.FS, files []File) fs.FS {
	o := overlay{FS: fsys, files: map[string][]byte{}, folders: map[string]map[string]fs.DirEntry{}}
	for _, f := range files {
		o.files[f.Path] = f.Text
		var entry fs.DirEntry = info{name: path.Base(f.Path), size: int64(len(f.Text))}
		for at := f.Path; at != "."; at = path.Dir(at) {
			dir := path.Dir(at)
			if o.folders[dir] == nil {
				o.folders[dir] = map[string]fs.DirEntry{}
			}
			o.folders[dir][path.Base(at)] = entry
			entry = info{name: path.Base(dir), folder: true}
		}
	}
	return o
}

// An overlay is a file system with other files over it.
type overlay struct {
	fs.FS
	files   map[string][]byte
	folders map[string]map[string]fs.DirEntry // what the files add to each folder
}

// Open gives a file from above, or what is below it.
func (o overlay) Open(name string) (fs.File, error) {
	if text, ok := o.files[name]; ok {
		return &file{bytes.NewReader(text), info{name: path.Base(name), size: int64(len(text))}}, nil
	}
	if o.folders[name] == nil {
		return o.FS.Open(name)
	}
	entries, err := o.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &folder{info{name: path.Base(name), folder: true}, entries}, nil
}

// Stat tells about a file from above, or what is below it.
func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if text, ok := o.files[name]; ok {
		return info{name: path.Base(name), size: int64(len(text))}, nil
	}
	if o.folders[name] != nil {
		return info{name: path.Base(name), folder: true}, nil
	}
	return fs.Stat(o.FS, name)
}

// ReadDir lists a folder with what is added to it, by name.
func (o overlay) ReadDir(dir string) ([]fs.DirEntry, error) {
	added := o.folders[dir]
	entries, err := fs.ReadDir(o.FS, dir)
	if err != nil && !(errors.Is(err, fs.ErrNotExist) && added != nil) {
		return nil, err
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(e fs.DirEntry) bool { return added[e.Name()] != nil })
	entries = slices.AppendSeq(entries, maps.Values(added))
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// A file is one from above, opened.
type file struct {
	*bytes.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// A folder is one to which files were added, opened.
type folder struct {
	info info
	rest []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: errors.New("is a folder")}
}

// ReadDir gives the next n entries, or all where n is not above 0.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.rest) {
		n = len(f.rest)
	}
	entries := f.rest[:n]
	f.rest = f.rest[n:]
	return entries, nil
}

// An info is what there is to say of a file or folder from above.
type info struct {
	name   string
	size   int64
	folder bool
}

func (i info) Name() string               { return i.name }
func (i info) Size() int64                { return i.size }
func (i info) IsDir() bool                { return i.folder }
func (i info) ModTime() time.Time         { return time.Time{} }
func (i info) Sys() any                   { return nil }
func (i info) Type() fs.FileMode          { return i.Mode().Type() }
func (i info) Info() (fs.FileInfo, error) { return i, nil }
func (i info) String() string             { return fs.FormatFileInfo(i) }

// Mode is that of a plain file or folder.
func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
