package gittree

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// A storage is go-git's, with the repositories it borrows objects from. go-git
// follows alternates itself, but reads their indexes again for every object.
// It is for one goroutine at a time.
type storage struct {
	*filesystem.Storage
	alternates []*filesystem.Storage
}

// objectCache bounds what one storage keeps of unpacked objects, which are
// mostly the bases of deltas.
const objectCache = 16 * cache.MiByte

func (r *Repo) newStorage() (*storage, error) {
	// Packs are immutable, so their descriptors may be kept.
	opts := filesystem.Options{KeepDescriptors: true}
	s := &storage{Storage: filesystem.NewStorageWithOptions(r.gitDir, cache.NewObjectLRU(objectCache), opts)}
	dirs, err := alternates(filepath.Join(r.common, "objects"), map[string]bool{})
	if err != nil {
		return nil, err
	}
	for _, objects := range dirs {
		s.alternates = append(s.alternates,
			filesystem.NewStorageWithOptions(osfs.New(filepath.Dir(objects)), cache.NewObjectLRU(objectCache), opts))
	}
	return s, nil
}

// alternates lists the object folders that objects borrows from, and those
// that they borrow from.
func alternates(objects string, seen map[string]bool) ([]string, error) {
	content, err := os.ReadFile(filepath.Join(objects, "info", "alternates"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var dirs []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		dir := under(objects, line)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		if _, err := os.Stat(dir); err != nil {
			return nil, fmt.Errorf("objects are borrowed from %s: %w", dir, err)
		}
		more, err := alternates(dir, seen)
		if err != nil {
			return nil, err
		}
		dirs = append(append(dirs, dir), more...)
	}
	return dirs, nil
}

// EncodedObject reads an object from here or from an alternate.
func (s *storage) EncodedObject(t plumbing.ObjectType, h plumbing.Hash) (plumbing.EncodedObject, error) {
	o, err := s.Storage.EncodedObject(t, h)
	for i := 0; i < len(s.alternates) && errors.Is(err, plumbing.ErrObjectNotFound); i++ {
		o, err = s.alternates[i].EncodedObject(t, h)
	}
	return o, err
}

// EncodedObjectSize tells the size of an object without unpacking it.
func (s *storage) EncodedObjectSize(h plumbing.Hash) (int64, error) {
	n, err := s.Storage.EncodedObjectSize(h)
	for i := 0; i < len(s.alternates) && errors.Is(err, plumbing.ErrObjectNotFound); i++ {
		n, err = s.alternates[i].EncodedObjectSize(h)
	}
	return n, err
}

// HashesWithPrefix finds abbreviated hashes.
func (s *storage) HashesWithPrefix(prefix []byte) ([]plumbing.Hash, error) {
	found, err := s.Storage.HashesWithPrefix(prefix)
	for i := 0; i < len(s.alternates) && err == nil; i++ {
		var more []plumbing.Hash
		more, err = s.alternates[i].HashesWithPrefix(prefix)
		found = append(found, more...)
	}
	return found, err
}

func (s *storage) Close() error {
	errs := []error{s.Storage.Close()}
	for _, a := range s.alternates {
		errs = append(errs, a.Close())
	}
	return errors.Join(errs...)
}

// take gives a storage to one goroutine until it gives it back.
func (r *Repo) take() (*storage, error) {
	select {
	case s := <-r.lanes:
		return s, nil
	default:
		return r.newStorage()
	}
}

func (r *Repo) give(s *storage) {
	select {
	case r.lanes <- s:
	default:
		_ = s.Close() // only read from
	}
}

// read gives the bytes of an object.
func (r *Repo) read(t plumbing.ObjectType, h plumbing.Hash) ([]byte, error) {
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	defer r.give(s)
	o, err := s.EncodedObject(t, h)
	if err != nil {
		return nil, r.missing(t, h, err)
	}
	content, err := o.Reader()
	if err != nil {
		return nil, fmt.Errorf("reading %s %s: %w", t, h, err)
	}
	b := make([]byte, o.Size())
	_, err = io.ReadFull(content, b)
	if err = errors.Join(err, content.Close()); err != nil {
		return nil, fmt.Errorf("reading %s %s: %w", t, h, err)
	}
	return b, nil
}

// size gives the size of a blob.
func (r *Repo) size(h plumbing.Hash) (int64, error) {
	s, err := r.take()
	if err != nil {
		return 0, err
	}
	defer r.give(s)
	n, err := s.EncodedObjectSize(h)
	if err != nil {
		return 0, r.missing(plumbing.BlobObject, h, err)
	}
	return n, nil
}

// missing explains why an object may not be there, or not be readable.
func (r *Repo) missing(t plumbing.ObjectType, h plumbing.Hash, err error) error {
	switch {
	case !errors.Is(err, plumbing.ErrObjectNotFound):
	case r.partial():
		return fmt.Errorf("reading %s %s: it was left out by a partial clone (--filter); clone again without --filter: %w", t, h, err)
	case len(r.shallow) > 0:
		return fmt.Errorf("reading %s %s: it is not in this shallow clone; run git fetch --unshallow, or set fetch-depth: 0 for actions/checkout: %w", t, h, err)
	}
	return fmt.Errorf("reading %s %s: %w; the repository may be damaged, git fsck tells", t, h, err)
}
