package files

import (
	"os"
	"path"
	"path/filepath"
)

// InMade reports whether a file is in a folder that a [Folder] has made. It is
// below top, by its slash path, and so is that folder.
func InMade(top, file string) bool {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(top, filepath.FromSlash(dir), manifest)); err == nil {
			return true
		}
	}
	return false
}
