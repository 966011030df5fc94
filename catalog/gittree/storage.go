package gittree

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// A storage reads objects from packs by itself, and leaves the rest to go-git:
// loose objects, and packs that came since. It is for one goroutine at a time.
type storage struct {
	*filesystem.Storage
	alternates []*filesystem.Storage // of repositories that objects are borrowed from
	packs      []*pack               // theirs too
	*unpacker
}

// objectCache bounds what go-git keeps of loose objects, and of deltas' bases.
const objectCache = 4 * cache.MiByte

func (r *Repo) newStorage() (*storage, error) {
	// Packs are immutable, so their descriptors may be kept.
	opts := filesystem.Options{KeepDescriptors: true}
	s := &storage{
		Storage:  filesystem.NewStorageWithOptions(r.gitDir, cache.NewObjectLRU(objectCache), opts),
		unpacker: newUnpacker(),
	}
	objects := filepath.Join(r.common, "objects")
	borrowed, err := alternates(objects, map[string]bool{})
	if err != nil {
		return nil, err
	}
	// go-git follows alternates itself, but reads their indexes again for every
	// object.
	for _, dir := range borrowed {
		s.alternates = append(s.alternates,
			filesystem.NewStorageWithOptions(osfs.New(filepath.Dir(dir)), cache.NewObjectLRU(objectCache), opts))
	}
	s.packs, err = r.openedPacks(append(borrowed, objects))
	return s, err
}

// openedPacks are the packs of some object folders, opened once for all.
func (r *Repo) openedPacks(folders []string) ([]*pack, error) {
	r.opening.Lock()
	defer r.opening.Unlock()
	if r.packs != nil {
		return r.packs, nil
	}
	packs := []*pack{}
	for _, dir := range folders {
		more, err := openPacks(dir)
		if err != nil {
			return nil, errors.Join(err, closePacks(packs))
		}
		packs = append(packs, more...)
	}
	r.packs = packs
	return packs, nil
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

// packed reads an object from the packs. found is false when none has it.
func (s *storage) packed(h plumbing.Hash) (o unpacked, found bool, err error) {
	for _, p := range s.packs {
		if at, ok := p.offset(h); ok {
			if o, err = s.object(place{p, at}, 0); err == nil {
				return o, true, nil
			}
			found = true // another pack may have it unharmed
		}
	}
	return unpacked{}, found, err
}

// EncodedObject reads an object from here or from an alternate.
func (s *storage) EncodedObject(t plumbing.ObjectType, h plumbing.Hash) (plumbing.EncodedObject, error) {
	u, found, damage := s.packed(h)
	if found && damage == nil {
		if t != plumbing.AnyObject && u.kind != t {
			return nil, plumbing.ErrObjectNotFound
		}
		o := &plumbing.MemoryObject{}
		o.SetType(u.kind)
		_, err := o.Write(u.content)
		return o, err
	}
	o, err := s.Storage.EncodedObject(t, h)
	for i := 0; i < len(s.alternates) && errors.Is(err, plumbing.ErrObjectNotFound); i++ {
		o, err = s.alternates[i].EncodedObject(t, h)
	}
	if err != nil && damage != nil {
		return nil, damage
	}
	return o, err
}

// EncodedObjectSize tells the size of an object.
func (s *storage) EncodedObjectSize(h plumbing.Hash) (int64, error) {
	if o, found, err := s.packed(h); found {
		return int64(len(o.content)), err
	}
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
