package source

import (
	"context"

	"modelreg/catalog/gittree"
)

// Head is the commit that is checked out around a working folder, and the files
// below the folder that differ from it. The error is gittree.ErrNoRepository or
// gittree.ErrUnborn where there is no such commit.
func (s *Source) Head(ctx context.Context) (head gittree.Commit, edited []string, err error) {
	if err := s.openRepo(); err != nil {
		return gittree.Commit{}, nil, err
	}
	if head, err = s.repo.Resolve("HEAD"); err != nil {
		return gittree.Commit{}, nil, err
	}
	edited, err = s.repo.Dirty(ctx)
	return head, edited, err
}

// Folder is the catalog's folder in its repository, empty at its top or outside
// of one.
func (s *Source) Folder() string {
	if s.repo == nil {
		return ""
	}
	return s.repo.Dir()
}
