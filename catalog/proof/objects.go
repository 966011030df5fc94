package proof

import (
	"context"
	"fmt"
	"path"

	"modelreg/catalog/gittree"
)

// regularFile is the only mode of a file that an approval can rest on: links,
// submodules and programs are none.
const regularFile = "100644"

// objects shows the files of the catalog's folder at any commit: from this
// clone, and from GitHub where the clone does not have the commit.
type objects struct {
	repo   *gittree.Repo
	remote func(ctx context.Context, commit string) (map[string]gittree.File, error) // by path in the repository
	fetch  func(ctx context.Context, blob string) ([]byte, error)
}

// at is a file at a commit; the zero File where there is none.
func (o objects) at(ctx context.Context, commit, p string) (gittree.File, error) {
	c, ok, err := o.repo.Commit(commit)
	if err != nil {
		return gittree.File{}, err
	}
	if ok {
		f, _, err := o.repo.FileAt(c, p)
		return f, err
	}
	tree, err := o.remote(ctx, commit)
	return tree[path.Join(o.repo.Dir(), p)], err
}

// files are all files below the catalog's folder at a commit.
func (o objects) files(ctx context.Context, commit string) (map[string]gittree.File, error) {
	c, ok, err := o.repo.Commit(commit)
	if err != nil {
		return nil, err
	}
	if ok {
		return o.repo.Files(ctx, c)
	}
	tree, err := o.remote(ctx, commit)
	if err != nil {
		return nil, err
	}
	below := make(map[string]gittree.File, len(tree))
	for p, f := range tree {
		if rel, ok := relative(o.repo.Dir(), p); ok {
			below[rel] = f
		}
	}
	return below, nil
}

// text is the content of a file, or why it counts for nothing.
func (o objects) text(ctx context.Context, f gittree.File) (text []byte, why string, err error) {
	if why := noText(f); why != "" {
		return nil, why, nil
	}
	text, err = o.repo.Blob(f.Blob)
	if err != nil {
		remote, missing := o.fetch(ctx, f.Blob)
		if missing != nil {
			return nil, "", fmt.Errorf("%w; %w", err, missing)
		}
		text = remote
	}
	return text, "", nil
}

// noText says why a file counts for nothing, whatever is in it; empty where
// it counts.
func noText(f gittree.File) (why string) {
	switch f.Mode {
	case regularFile:
		return ""
	case "":
		return "is not there"
	case "120000":
		return "is a symbolic link; put a regular file in its place"
	case "160000":
		return "is a submodule; put a regular file in its place"
	}
	return fmt.Sprintf("has mode %s; give it %s, that of a regular file", f.Mode, regularFile)
}

func relative(dir, p string) (string, bool) {
	if dir == "" {
		return p, true
	}
	if len(p) > len(dir) && p[:len(dir)] == dir && p[len(dir)] == '/' {
		return p[len(dir)+1:], true
	}
	return "", false
}
