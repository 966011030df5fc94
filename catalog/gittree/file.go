package gittree

import (
	"context"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
)

// A File is what a commit has at a path that is no folder. The zero File is
// nothing at all.
type File struct {
	// Mode is 100644 or 100755 for a regular file, 120000 for a symbolic link,
	// 160000 for a submodule.
	Mode string
	// Blob is the hash of the content, forty hex digits: of a link the text
	// where it leads, of a submodule a commit elsewhere.
	Blob string
}

func (n node) file() File { return File{Mode: n.mode, Blob: n.hash.String()} }

// FileAt tells what a commit has at a slash path below the opened folder. ok is
// false where there is nothing, or a folder.
func (r *Repo) FileAt(c Commit, path string) (f File, ok bool, err error) {
	n, ok, err := r.find(c.tree, r.inRepo(path))
	if err != nil {
		return File{}, false, fmt.Errorf("reading %q at commit %s: %w", path, c.Short(), err)
	}
	if !ok || n.isDir() {
		return File{}, false, nil
	}
	return n.file(), true, nil
}

// Files lists all that a commit has below the opened folder, by slash path;
// folders are not listed themselves.
func (r *Repo) Files(ctx context.Context, c Commit) (map[string]File, error) {
	nodes, err := r.files(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("listing files at commit %s: %w", c.Short(), err)
	}
	files := make(map[string]File, len(nodes))
	for p, n := range nodes {
		files[p] = n.file()
	}
	return files, nil
}

// Blob reads a file's content by its hash.
func (r *Repo) Blob(hash string) ([]byte, error) {
	if !plumbing.IsHash(hash) {
		return nil, fmt.Errorf("reading blob %q: it is no whole hash; use forty hex digits", hash)
	}
	return r.read(plumbing.BlobObject, plumbing.NewHash(hash))
}
