package liveview

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// Stamp is another one whenever files, or files below folders, have changed: by
// their names, sizes and times. What starts with a dot below a folder is left out.
func Stamp(places ...string) [sha256.Size]byte {
	digest := sha256.New()
	for _, place := range places {
		stamp(digest, place)
	}
	return [sha256.Size]byte(digest.Sum(nil))
}

func stamp(digest io.Writer, dir string) {
	// What can't be looked at is as if it were not there: it may be on its way.
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case name != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if info, err := d.Info(); err == nil && !d.IsDir() {
			fmt.Fprintf(digest, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
}
