package sitetest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"modelreg/catalog/site"
)

// Pages are the files that are written of some data, by path.
func Pages(t testing.TB, d *site.Data) map[string][]byte {
	t.Helper()
	files, err := Files(d)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Files are [Pages], or why there are none.
func Files(d *site.Data) (map[string][]byte, error) {
	var lock sync.Mutex
	files := map[string][]byte{}
	err := site.Write(context.Background(), d, func(path string, text []byte) error {
		lock.Lock()
		defer lock.Unlock()
		if _, twice := files[path]; twice {
			return fmt.Errorf("writing %s: it is there already", path)
		}
		files[path] = bytes.Clone(text)
		return nil
	})
	return files, err
}

// Write writes pages into a folder.
func Write(dir string, files map[string][]byte) error {
	for path, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Sites are all that the tests look at, by a name for each.
func Sites() map[string]*site.Data {
	return map[string]*site.Data{"example": Example(), "troubled": Troubled(), "bare": Bare(), "long": Long(), "small": Small(), "unread": Unread(), "hostile": Made(Hostile())}
}
