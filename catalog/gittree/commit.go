package gittree

import (
	"fmt"
	"strings"
	"time"

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
	return commitOf(o), nil
}

func commitOf(o *object.Commit) Commit {
	subject, _, _ := strings.Cut(o.Message, "\n")
	c := Commit{Hash: o.Hash.String(), When: o.Committer.When, Subject: subject, tree: o.TreeHash}
	if len(o.ParentHashes) > 0 {
		c.parent = o.ParentHashes[0]
	}
	return c
}
