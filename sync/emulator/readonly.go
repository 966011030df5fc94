package emulator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	stdsync "sync"

	"go.etcd.io/bbolt"
)

// A registry that is opened to be read answers from the file as it is. What
// cannot be read without writing (an account or region whose buckets are not
// there yet, changes that Search does not see yet) is answered from a copy,
// which is gone when the registry is closed.
type copied struct {
	mu  stdsync.Mutex
	reg *Registry // nil until it is needed
}

func (c *copied) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reg == nil {
		return nil
	}
	return c.reg.Close()
}

// holdsSomething reports whether there is anything in a file to be read. What
// cannot be looked at is for who opens it to name.
func holdsSomething(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return path != "" && !errors.Is(err, os.ErrNotExist)
	}
	return info.Size() > 0
}

// checkWhole refuses a file that lacks pages or has a format that is not ours.
func (r *Registry) checkWhole(b *bbolt.Tx) error {
	info, err := os.Stat(r.db.Path())
	if err != nil {
		return err
	}
	if info.Size() < b.Size() {
		return damaged(fmt.Sprintf("%d of %d bytes", info.Size(), b.Size()))
	}
	meta := b.Bucket(metaBucket)
	if meta == nil {
		return nil // nobody has written to it yet
	}
	if format := string(meta.Get([]byte("format"))); format != storeFormat && format != "" {
		return unknownFormat(format)
	}
	r.secret = append(r.secret, meta.Get([]byte("secret"))...)
	return nil
}

// reader gives what answers a caller's call in a registry that was opened to be
// read; an operation that writes is refused.
func (r *Registry) reader(who caller, name string) (_ *Registry, err error) {
	defer notPanic(&err)
	if operations[name].writes {
		return nil, &apiError{"AccessDeniedException", fmt.Sprintf(
			"User: %s is not authorized to perform: sagemaker:%s because the registry was opened to be read only", who.arn(), name)}
	}
	if !r.db.IsReadOnly() {
		return r, nil // a temporary one
	}
	if _, known := r.scopes.Load(who.scope()); known {
		return r, nil
	}
	complete := false
	err = r.db.View(func(b *bbolt.Tx) error {
		complete = b.Bucket(eventsBucket) != nil && isComplete(b.Bucket([]byte(who.scope())))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if complete {
		r.scopes.Store(who.scope(), true)
		return r, nil
	}
	return r.copyOnce()
}

// isComplete reports whether all that is in an account and region can be read
// as it is.
func isComplete(scope *bbolt.Bucket) bool {
	if scope == nil {
		return false
	}
	for _, name := range scopeBuckets {
		if scope.Bucket([]byte(name)) == nil {
			return false
		}
	}
	first, _ := scope.Bucket([]byte("queue")).Cursor().First()
	return first == nil
}

func (r *Registry) copyOnce() (*Registry, error) {
	r.copy.mu.Lock()
	defer r.copy.mu.Unlock()
	if r.copy.reg != nil {
		return r.copy.reg, nil
	}
	dir, err := os.MkdirTemp("", "modelreg-")
	if err != nil {
		return nil, fmt.Errorf("making a temporary registry: %w", err)
	}
	c := &Registry{opts: r.opts, calls: newCounters(), temp: dir}
	c.opts.Unsynced, c.opts.EventLog = true, nil
	path := filepath.Join(dir, "registry.db")
	err = r.db.View(func(b *bbolt.Tx) error { return b.CopyFile(path, 0o600) })
	if err == nil {
		err = c.open(path, false)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("copying registry %s: %w", r.db.Path(), err), c.Close())
	}
	r.copy.reg = c
	return c, nil
}
