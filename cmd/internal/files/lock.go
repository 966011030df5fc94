package files

import (
	"fmt"
	"os"
	"path/filepath"

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
