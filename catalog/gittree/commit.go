package gittree

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// A Commit is one commit of a Repo.
type Commit struct {
	Hash    string    // forty hex digits
	When    time.Time // committer's date
	Subject string    // first line of the message
	tree    plumbing.Hash
	parent  plumbing.Hash // the first one; zero for a root
}

// Short is the hash as people are shown it.
func (c Commit) Short() string { return c.Hash[:min(7, len(c.Hash))] }

// revisions are those that go-git resolves as git does: a name, and steps to a
// first or second parent. It takes no notice of what else git understands
// (main@{1}, HEAD:dir), and would give another commit.
// https://git-scm.com/docs/gitrevisions
var revisions = regexp.MustCompile(`^[^\s~^:?*\[\\]+(~\d{0,9}|\^[0-2]?|\^\{(commit)?\})*$`)

// Resolve finds the commit that a revision names: a branch, a tag, a hash or
// the start of one, HEAD~2, origin/main.
func (r *Repo) Resolve(rev string) (Commit, error) {
	if !revisions.MatchString(rev) || strings.Contains(rev, "@{") || strings.Contains(rev, "..") {
		return Commit{}, fmt.Errorf("unknown git revision %q; use a branch, a tag or a commit, with ~2 for the second before it", rev)
	}
	s, err := r.take()
	if err != nil {
		return Commit{}, err
	}
	defer r.give(s)
	repo, err := git.Open(plain{s}, nil)
	if err != nil {
		return Commit{}, fmt.Errorf("resolving git revision %q: %w", rev, err)
	}
	h, err := repo.ResolveRevision(plumbing.Revision(rev))
	notFound := errors.Is(err, plumbing.ErrReferenceNotFound) || errors.Is(err, plumbing.ErrObjectNotFound)
	switch {
	case notFound && len(r.shallow) > 0:
		return Commit{}, fmt.Errorf("unknown git revision %q; this is a shallow clone: run git fetch --unshallow, or set fetch-depth: 0 for actions/checkout", rev)
	case errors.Is(err, io.EOF):
		return Commit{}, fmt.Errorf("unknown git revision %q; history does not go back so far", rev)
	case errors.Is(err, plumbing.ErrReferenceNotFound):
		return Commit{}, fmt.Errorf("unknown git revision %q; use a branch, a tag or a commit that was fetched", rev)
	case err != nil:
		return Commit{}, fmt.Errorf("resolving git revision %q: %w", rev, err)
	}
	return r.commitIn(s, *h)
}

// plain hides the configuration from go-git, which opens no repository with
// extensions; Open has refused those that matter.
type plain struct{ *storage }

func (plain) Config() (*config.Config, error) { return config.NewConfig(), nil }

// parentOf is the first parent of c. ok is false where history begins, and
// the error says so where it only begins because the clone is shallow.
func (r *Repo) parentOf(c Commit) (parent Commit, ok bool, err error) {
	if c.parent.IsZero() {
		return Commit{}, false, nil
	}
	if r.shallow[plumbing.NewHash(c.Hash)] {
		return Commit{}, false, fmt.Errorf("history ends at %s: this is a shallow clone; run git fetch --unshallow, or set fetch-depth: 0 for actions/checkout", c.Short())
	}
	s, err := r.take()
	if err != nil {
		return Commit{}, false, err
	}
	defer r.give(s)
	parent, err = r.commitIn(s, c.parent)
	return parent, err == nil, err
}

func (r *Repo) commitIn(s *storage, h plumbing.Hash) (Commit, error) {
	o, err := object.GetCommit(s, h)
	if err != nil {
		return Commit{}, r.missing(plumbing.CommitObject, h, err)
	}
	subject, _, _ := strings.Cut(o.Message, "\n")
	c := Commit{Hash: h.String(), When: o.Committer.When, Subject: subject, tree: o.TreeHash}
	if len(o.ParentHashes) > 0 {
		c.parent = o.ParentHashes[0]
	}
	return c, nil
}
