package github

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/google/go-github/v60/github"
)

// A Snapshot is a branch as GitHub had it when it was asked.
type Snapshot struct {
	Repository string // its full name now, which is another one after it was renamed
	Branch     string
	Tip        string          // the commit the branch was at
	Files      map[string]File // by path from the top
}

// Snapshot gives what a branch holds, the default branch where none is named.
// It is an error where nothing can be written to the repository any more.
func (c *Client) Snapshot(ctx context.Context, repo, branch string) (*Snapshot, error) {
	q, err := about(repo, "the repository", "", "metadata: read")
	if err != nil {
		return nil, err
	}
	r, err := one[github.Repository](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	f.check("full_name", repoName.MatchString(r.GetFullName()))
	s := &Snapshot{Repository: r.GetFullName(), Branch: branch}
	if branch == "" {
		s.Branch = f.text("default_branch", r.GetDefaultBranch())
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	if r.GetArchived() {
		return nil, fmt.Errorf("repository %s is archived and can't be changed; unarchive it in its settings on GitHub", s.Repository)
	}
	if s.Tip, err = c.Tip(ctx, s.Repository, s.Branch); err != nil {
		return nil, err
	}
	s.Files, err = c.Tree(ctx, s.Repository, s.Tip)
	return s, err
}

// FS shows what is below a folder. Files are read one by one, each when it is
// opened first, by read, which gives a blob by its id; fs.FS has no place for
// the context, so that it is kept.
func (s *Snapshot) FS(ctx context.Context, dir string, read func(ctx context.Context, blob string) ([]byte, error)) fs.FS {
	return newTreeFS(s.Files, dir, func(blob string) ([]byte, error) { return read(ctx, blob) })
}
