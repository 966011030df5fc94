package history

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"

	"modelreg/catalog/gittree"
)

// ReadCached is [Read] with a memory: a file in dir, which is made if need be,
// keeps the answer for the repository and folder. Only commits that came since
// are walked; where the branch went back to an older one, nothing is. A file
// that cannot be used is passed over and written anew; one that cannot be
// written costs time at the next call and nothing else.
//
// Nothing proves that the file is true. Do not decide about approvals by it.
func ReadCached(ctx context.Context, repo *gittree.Repo, from gittree.Commit, dir string) (*History, error) {
	file := filepath.Join(dir, cacheName(repo))
	known := newHistory(nil, nil)
	if content, err := os.ReadFile(file); err == nil {
		if kept, err := decode(content); err == nil {
			known = kept
		}
	}
	old := known.Has(from.Hash)
	h, err := extend(ctx, repo, from, known)
	if err == nil && !old {
		if content, err := encode(h); err == nil {
			_ = write(file, content)
		}
	}
	return h, err
}

// cacheName is the same for all worktrees of a repository.
func cacheName(repo *gittree.Repo) string {
	sum := sha256.Sum256([]byte(repo.GitDir() + "\x00" + repo.Dir()))
	return "history-" + hex.EncodeToString(sum[:16])
}

// write replaces a file at once, so that nobody reads half of it.
func write(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return atomic.WriteFile(file, bytes.NewReader(content))
}
