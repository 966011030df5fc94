package gittree

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
)

// read gives the bytes of an object, to keep.
func (r *Repo) read(t plumbing.ObjectType, h plumbing.Hash) ([]byte, error) {
	s, err := r.take()
	if err != nil {
		return nil, err
	}
	defer r.give(s)
	b, err := r.readIn(s, t, h)
	return bytes.Clone(b), err
}

// readIn gives the bytes of an object, which are not to be changed. They are
// those that its name stands for.
func (r *Repo) readIn(s *storage, t plumbing.ObjectType, h plumbing.Hash) ([]byte, error) {
	u, found, err := s.packed(h)
	if !found || err != nil {
		u, err = loose(s.EncodedObject(t, h))
	} else if u.kind != t {
		err = plumbing.ErrObjectNotFound
	}
	if err != nil {
		return nil, r.missing(t, h, err)
	}
	if named := nameOf(u); named != h {
		return nil, fmt.Errorf("reading %s %s: its content is that of %s; the repository is damaged, git fsck tells", t, h, named)
	}
	return u.content, nil
}

func loose(o plumbing.EncodedObject, err error) (unpacked, error) {
	if err != nil {
		return unpacked{}, err
	}
	r, err := o.Reader()
	if err != nil {
		return unpacked{}, err
	}
	b := make([]byte, o.Size())
	_, err = io.ReadFull(r, b)
	return unpacked{o.Type(), b}, errors.Join(err, r.Close())
}

// nameOf computes the name of an object. That finds damage; git looked for
// forged collisions when it fetched the object.
func nameOf(u unpacked) (h plumbing.Hash) {
	sum := sha1.New()
	fmt.Fprintf(sum, "%s %d\x00", u.kind, len(u.content))
	sum.Write(u.content)
	sum.Sum(h[:0])
	return h
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
