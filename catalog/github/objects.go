package github

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"modelreg/catalog/evidence"
)

// A File is an entry of a tree that is not a tree itself.
type File struct {
	Mode string // as git writes it: 100644, 100755, 120000 (symlink), 160000 (submodule)
	Blob string // id of the blob, of a submodule that of its commit
}

// Tree gives all files of a commit by path.
func (c *Client) Tree(ctx context.Context, repo, sha string) (map[string]File, error) {
	q, err := ofCommit(repo, sha, "the tree of", "/git/trees/%s?recursive=1", needContents)
	if err != nil {
		return nil, err
	}
	t, err := one[github.Tree](ctx, c, q)
	if err != nil {
		return nil, err
	}
	if t.GetTruncated() {
		return nil, fmt.Errorf("asking GitHub for %s: the repository has too many files for GitHub to list; run in a clone of it", q.what)
	}
	var f fields
	f.check("truncated", t.Truncated != nil)
	f.check("tree", t.Entries != nil)
	files := make(map[string]File, len(t.Entries))
	for _, e := range t.Entries {
		path := f.text("tree.path", e.GetPath())
		file := File{Mode: f.text("tree.mode", e.GetMode()), Blob: f.sha("tree.sha", e.GetSHA())}
		switch e.GetType() {
		case "blob", "commit":
			_, twice := files[path]
			f.check("tree.path, one of each", !twice)
			files[path] = file
		default:
			f.check("tree.type", e.GetType() == "tree")
		}
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	return files, nil
}

// Blob gives the bytes of a blob, which are those that its id is the hash of.
func (c *Client) Blob(ctx context.Context, repo, sha string) ([]byte, error) {
	q, err := ofCommit(repo, sha, "the blob", "/git/blobs/%s", needContents)
	if err != nil {
		return nil, err
	}
	b, err := one[github.Blob](ctx, c, q)
	if err != nil {
		return nil, err
	}
	content, err := []byte(b.GetContent()), error(nil)
	if b.GetEncoding() == "base64" {
		content, err = base64.StdEncoding.DecodeString(b.GetContent()) // which skips line breaks
	}
	if err != nil || blobID(content) != sha {
		return nil, q.wrong("content with that hash")
	}
	return content, nil
}

func blobID(content []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", len(content))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

// Commit gives a commit.
func (c *Client) Commit(ctx context.Context, repo, sha string) (evidence.Commit, error) {
	// What the commit changed is listed too, page by page: one is short enough.
	q, err := ofCommit(repo, sha, "the commit", "/commits/%s?per_page=1", needContents)
	if err != nil {
		return evidence.Commit{}, err
	}
	commit, err := one[github.RepositoryCommit](ctx, c, q)
	if err != nil {
		return evidence.Commit{}, err
	}
	var f fields
	got := f.commit(&commit)
	f.check("sha", got.SHA == sha)
	if err := f.of(q); err != nil {
		return evidence.Commit{}, err
	}
	return got, nil
}

// Between compares two commits, branches or tags. Status says how head is to
// base: ahead, behind, diverged or identical. Commits are those of head that
// base has not, oldest first.
func (c *Client) Between(ctx context.Context, repo, base, head string) (status string, commits []evidence.Commit, err error) {
	q, err := about(repo, fmt.Sprintf("what is between %q and %q of", base, head),
		"/compare/"+url.PathEscape(base)+"..."+url.PathEscape(head)+"?per_page=100", needContents)
	if err != nil {
		return "", nil, err
	}
	for _, rev := range []string{base, head} {
		if rev == "" || strings.Contains(rev, "..") {
			return "", nil, fmt.Errorf("no commit is called %q; write a branch, a tag or all 40 digits", rev)
		}
	}
	var f fields
	var first *github.CommitsComparison
	commits = []evidence.Commit{}
	for p, err := range pages[github.CommitsComparison](ctx, c, q) {
		if err != nil {
			return "", nil, err
		}
		if first == nil {
			first = &p
		}
		f.check("status", p.GetStatus() == first.GetStatus())
		f.check("total_commits", p.TotalCommits != nil && *p.TotalCommits == first.GetTotalCommits())
		f.check("commits", p.Commits != nil)
		for _, commit := range p.Commits {
			commits = append(commits, f.commit(commit))
		}
	}
	status = first.GetStatus()
	f.check("commits, as many as total_commits", len(commits) == first.GetTotalCommits())
	switch status {
	case "ahead", "diverged":
		f.check("commits, head among them", !commitID.MatchString(head) ||
			slices.ContainsFunc(commits, func(c evidence.Commit) bool { return c.SHA == head }))
	case "behind", "identical":
		f.check("commits, of which there should be none", len(commits) == 0)
	default:
		f.check("status", false)
	}
	if err := f.of(q); err != nil {
		return "", nil, err
	}
	return status, commits, nil
}
