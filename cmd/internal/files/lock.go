package files

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

const lockName = ".modelreg-writing.lock"

// lock waits until nobody else writes into the folder. The operating system
// lets go of it when its process ends, however that ends.
func lock(root *os.Root, dir string) (unlock func(), err error) {
	for {
		if info, err := root.Lstat(lockName); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is in the way and no plain file; remove it", lockName)
		}
		name := filepath.Join(dir, lockName)
		f, err := lockedfile.Edit(name)
		if err != nil {
			return nil, fmt.Errorf("locking the folder: %w", err)
		}
		unlock = func() {
			// What can't be removed is found and locked by the next one. Before
			// it is closed, so that who waits for it sees that it is gone; after,
			// since Windows removes no file that is open.
			removed := os.Remove(name)
			_ = f.Close() // nothing was written
			if removed != nil {
				_ = os.Remove(name)
			}
		}
		held, err := f.Stat()
		if err != nil {
			unlock()
			return nil, fmt.Errorf("locking the folder: %w", err)
		}
		if there, err := os.Lstat(name); err == nil && os.SameFile(held, there) {
			return unlock, nil
		}
		_ = f.Close() // removed by who had it; nothing was written
	}
}

// soon is how long somebody else may have a folder before that is said.
const soon = time.Second

// lockPatiently is lock that calls busy when it takes longer, and can be
// interrupted.
func lockPatiently(ctx context.Context, root *os.Root, dir string, busy func()) (unlock func(), err error) {
	type answer struct {
		unlock func()
		err    error
	}
	got, gone := make(chan answer), make(chan struct{})
	defer close(gone)
	go func() {
		a := answer{}
		a.unlock, a.err = lock(root, dir)
		select {
		case got <- a:
		case <-gone: // nobody waits any more
			if a.err == nil {
				a.unlock()
			}
		}
	}()
	late := time.NewTimer(soon)
	defer late.Stop()
	for {
		select {
		case a := <-got:
			return a.unlock, a.err
		case <-late.C:
			busy()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
