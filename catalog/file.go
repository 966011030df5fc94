package catalog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"gopkg.in/yaml.v3"
)

// maxFile bounds the size of a catalog file in bytes. A version is a page or
// two of text; what is larger is not one, and would only cost memory.
const maxFile = 1 << 20

// A file is one YAML file of the catalog. Its bytes are kept, and parsed again
// when a position is asked for: nodes take some thirty times the space.
type file struct {
	path string // as a person would type it
	data []byte
}

// whole is the position that means the file and no line of it.
func (f *file) whole() Pos { return Pos{Path: f.path} }

// pos finds the narrowest node on a path of member names and list indexes.
func (f *file) pos(path []string) Pos {
	return f.posAt(func(t *tree) *yaml.Node { return t.find(path) })
}

func (f *file) posAt(find func(t *tree) *yaml.Node) Pos {
	if f == nil {
		return Pos{}
	}
	root, err := parse(f.data)
	if err != nil || checkEncoding(f) != nil {
		return f.whole()
	}
	return f.at(find(&tree{root: root}))
}

// at is the position of a node of this file.
func (f *file) at(n *yaml.Node) Pos { return Pos{f.path, n.Line, n.Column} }

// readFile reads at most maxFile bytes. The error is a sentence for people,
// without the path.
func readFile(fsys fs.FS, path string) ([]byte, error) {
	if path == registryFile {
		if err := checkPlain(fsys, path); err != nil {
			return nil, err
		}
	}
	f, err := fsys.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, cause(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	if info.Size() > maxFile {
		return nil, tooLarge(strconv.FormatInt(info.Size(), 10))
	}
	// One byte more than expected shows a file that is growing.
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(f, data)
	switch {
	case err == nil:
		rest, err := io.ReadAll(io.LimitReader(f, maxFile))
		if err != nil {
			return nil, cause(err)
		}
		data = append(data, rest...)
		if len(data) > maxFile {
			return nil, tooLarge("more than " + strconv.Itoa(maxFile))
		}
		return data, nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return data[:n:n], nil
	}
	return nil, cause(err)
}

var errNotRegular = errors.New("is not a regular file; put a plain file here")

// checkPlain refuses a link and what is no file, without opening it: opening a
// named pipe never ends. It is for registry.yaml; of other files the walk over
// the folders knows what they are.
func checkPlain(fsys fs.FS, name string) error {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return cause(err)
	}
	for _, e := range entries {
		switch {
		case e.Name() != name:
		case e.Type()&fs.ModeSymlink != 0:
			return errors.New("is a symbolic link; put the file itself here, an approval cannot be bound to a link")
		case !e.Type().IsRegular():
			return errNotRegular
		}
	}
	return nil
}

func tooLarge(size string) error {
	return fmt.Errorf("file has %s bytes; a catalog file has at most %d", size, maxFile)
}

// cause takes the operation and the path off a file system's error.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("file cannot be read: %w", err)
}
