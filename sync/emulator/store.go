package emulator

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	stdsync "sync"
	"time"

	"go.etcd.io/bbolt"
	bberrors "go.etcd.io/bbolt/errors"
)

// ErrLocked says that another process has the registry's file open.
var ErrLocked = errors.New("the registry is in use by another process")

// storeFormat is the version of the file's layout. Another one is refused.
const storeFormat = "1"

var metaBucket = []byte("meta")

// A Registry is one store and the handler that serves it. It is safe for
// concurrent use.
type Registry struct {
	db     *bbolt.DB
	opts   Options
	secret []byte // signs page tokens
	calls  *counters
	scopes stdsync.Map // of accounts and regions whose buckets exist
	log    eventLog
	temp   string // folder to remove at the end, when the registry is a temporary one
	copy   copied // stands in for parts of a file that may not be written
}

// Open opens the registry in the file at path, and makes it where there is
// none. A missing folder is made too, and made invisible to git. An empty path
// is a registry that is gone when it is closed. With Options.ReadOnly nothing
// is made or written, and what is missing reads as empty. The error is
// ErrLocked when another process does not let go of the file within
// Options.LockWait; those that only read do not wait for each other.
func Open(path string, o Options) (*Registry, error) {
	r := &Registry{opts: o.withDefaults(), calls: newCounters()}
	readOnly := o.ReadOnly && holdsSomething(path)
	if path == "" || o.ReadOnly && !readOnly {
		dir, err := os.MkdirTemp("", "modelreg-")
		if err != nil {
			return nil, fmt.Errorf("making a temporary registry: %w", err)
		}
		r.temp, path, r.opts.Unsynced = dir, filepath.Join(dir, "registry.db"), true
	} else if !readOnly {
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	if err := r.open(path, readOnly); err != nil {
		return nil, errors.Join(fmt.Errorf("opening registry %s: %w", path, err), r.Close())
	}
	return r, nil
}

func (r *Registry) open(path string, readOnly bool) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // what lies behind the end of a file that was cut short
	defer notPanic(&err)
	r.db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		ReadOnly:     readOnly,
		Timeout:      max(r.opts.LockWait, time.Millisecond), // 0 would wait for ever
		FreelistType: bbolt.FreelistMapType,
		NoSync:       r.opts.Unsynced,
		NoStatistics: true,
	})
	if errors.Is(err, bberrors.ErrTimeout) {
		return ErrLocked
	}
	if err != nil {
		return err
	}
	if readOnly {
		return r.db.View(r.checkWhole)
	}
	// Calls that arrive together share one fsync; one that comes alone hardly waits.
	r.db.MaxBatchDelay = 500 * time.Microsecond
	return r.db.Update(func(tx *bbolt.Tx) error {
		if err := r.readMeta(tx); err != nil {
			return err
		}
		if err := dropExpiredTokens(tx, r.opts.Clock()); err != nil {
			return err
		}
		events, err := tx.CreateBucketIfNotExists(eventsBucket)
		if err != nil {
			return err
		}
		r.log.to, r.log.last = r.opts.EventLog, events.Sequence()
		return nil
	})
}

// readMeta checks the file's format, or writes it into a new file.
func (r *Registry) readMeta(tx *bbolt.Tx) error {
	meta, err := tx.CreateBucketIfNotExists(metaBucket)
	if err != nil {
		return err
	}
	switch format := string(meta.Get([]byte("format"))); format {
	case storeFormat:
		r.secret = append(r.secret, meta.Get([]byte("secret"))...)
		return nil
	case "":
		r.secret = make([]byte, 32)
		if _, err := rand.Read(r.secret); err != nil {
			return err
		}
		if err := meta.Put([]byte("secret"), r.secret); err != nil {
			return err
		}
		return meta.Put([]byte("format"), []byte(storeFormat))
	default:
		return unknownFormat(format)
	}
}

func unknownFormat(format string) error {
	return fmt.Errorf("unknown format %q; this version reads %q", format, storeFormat)
}

// Close ends the use of the registry. Calls that are being served finish first.
func (r *Registry) Close() error {
	err := r.copy.close()
	if r.db != nil {
		err = errors.Join(err, r.db.Close())
	}
	if r.temp != "" {
		err = errors.Join(err, os.RemoveAll(r.temp))
	}
	return err
}

// makeFolder makes a folder that git ignores. A folder that exists is left as
// it is.
func makeFolder(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o644)
}

// view runs a call that only reads.
func (r *Registry) view(who caller, op string, f func(*tx) error) (err error) {
	defer notPanic(&err)
	if err := r.ensureScope(who); err != nil {
		return err
	}
	return r.db.View(func(b *bbolt.Tx) error { return f(r.begin(b, who, op)) })
}

// update runs a call that writes. f may run more than once, so it must do the
// same each time; when it returns an error nothing of it is kept.
func (r *Registry) update(who caller, op string, f func(*tx) error) (err error) {
	defer notPanic(&err)
	if err := r.ensureScope(who); err != nil {
		return err
	}
	run := r.db.Batch
	if r.opts.Unsynced {
		run = r.db.Update // there is no fsync to share
	}
	return run(func(b *bbolt.Tx) error { return f(r.begin(b, who, op)) })
}

// notPanic makes an error of what the store does with pages that cannot be
// right: a file that was cut short or written over must not end the process in
// a stack trace. A mistake of our own goes on as it is.
func notPanic(err *error) {
	p := recover()
	_, fault := p.(interface{ Addr() uintptr })
	if _, own := p.(runtime.Error); own && !fault {
		panic(p)
	}
	if p != nil {
		*err = damaged(p)
	}
}

func damaged(how any) error {
	return fmt.Errorf("the file is damaged (%v); restore it from a copy, or begin a new one", how)
}

// ensureScope makes the buckets of an account and region when they are used
// for the first time.
func (r *Registry) ensureScope(who caller) error {
	name := who.scope()
	if _, known := r.scopes.Load(name); known {
		return nil
	}
	err := r.db.Update(func(b *bbolt.Tx) error {
		scope, err := b.CreateBucketIfNotExists([]byte(name))
		if err != nil {
			return err
		}
		for _, bucket := range scopeBuckets {
			if _, err := scope.CreateBucketIfNotExists([]byte(bucket)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		r.scopes.Store(name, true)
	}
	return err
}

// scope names the bucket of everything that an account has in a region.
func (c caller) scope() string { return "scope/" + c.Account + "/" + c.Region }
