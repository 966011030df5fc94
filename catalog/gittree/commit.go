package gittree

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Commit is one commit of a Repo.
type Commit struct {
	Hash    string    // forty hex digits
	Parents []string  // forty hex digits each, the first parent first; none at a root
	When    time.Time // committer's date, which anyone can forge; zero when it is not understood
	Subject string    // first line of the message, as its bytes are
	tree    plumbing.Hash
}

// Short is the hash as people are shown it.
func (c Commit) Short() string { return c.Hash[:min(7, len(c.Hash))] }

// Commit reads a commit by its whole hash. ok is false when this clone does
// not have it, whatever the reason; other trouble is an error.
func (r *Repo) Commit(hash string) (c Commit, ok bool, err error) {
	if !plumbing.IsHash(hash) {
		return Commit{}, false, fmt.Errorf("reading commit %q: it is no whole hash; use forty hex digits", hash)
	}
	s, err := r.take()
	if err != nil {
		return Commit{}, false, err
	}
	defer r.give(s)
	c, err = r.commitIn(s, plumbing.NewHash(hash))
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return Commit{}, false, nil
	}
	return c, err == nil, err
}

// parentOf is the first parent of c. ok is false where history begins, and
// the error says so where it only begins because the clone is shallow.
func (r *Repo) parentOf(s *storage, c Commit) (parent Commit, ok bool, err error) {
	if len(c.Parents) == 0 {
		return Commit{}, false, nil
	}
	if err := r.ends(c); err != nil {
		return Commit{}, false, err
	}
	parent, err = r.commitIn(s, plumbing.NewHash(c.Parents[0]))
	return parent, err == nil, err
}

// ends is an error where the parents of c were not fetched.
func (r *Repo) ends(c Commit) error {
	if !r.shallow[plumbing.NewHash(c.Hash)] {
		return nil
	}
	return fmt.Errorf("history ends at %s: this is a shallow clone; run git fetch --unshallow, or set fetch-depth: 0 for actions/checkout", c.Short())
}

func (r *Repo) commitIn(s *storage, h plumbing.Hash) (Commit, error) {
	b, err := r.readIn(s, plumbing.CommitObject, h)
	if err != nil {
		return Commit{}, err
	}
	c, err := parseCommit(b)
	if err != nil {
		return Commit{}, fmt.Errorf("reading commit %s: %w", h, err)
	}
	c.Hash = h.String()
	return c, nil
}

// parseCommit reads the content of a commit object as git does: the tree comes
// first and the parents follow at once; a parent further down is none.
// https://git-scm.com/docs/gitformat-signature shows whole ones.
func parseCommit(b []byte) (c Commit, err error) {
	tree, b, ok := header(b, "tree")
	if !ok {
		return Commit{}, errors.New("it is damaged: it does not name a tree")
	}
	if c.tree, err = parseHash(tree); err != nil {
		return Commit{}, err
	}
	for {
		parent, rest, ok := header(b, "parent")
		if !ok {
			break
		}
		h, err := parseHash(parent)
		if err != nil {
			return Commit{}, err
		}
		c.Parents, b = append(c.Parents, h.String()), rest
	}
	for len(b) > 0 && b[0] != '\n' {
		if committer, _, ok := header(b, "committer"); ok {
			c.When = signed(committer)
		}
		_, b, _ = bytes.Cut(b, []byte{'\n'})
	}
	subject, _, _ := bytes.Cut(bytes.TrimLeft(b, "\n"), []byte{'\n'})
	c.Subject = string(subject)
	return c, nil
}

// header cuts the line that b begins with, if it has the name.
func header(b []byte, name string) (value, rest []byte, ok bool) {
	value, ok = bytes.CutPrefix(b, []byte(name+" "))
	if !ok {
		return nil, b, false
	}
	value, rest, _ = bytes.Cut(value, []byte{'\n'})
	return value, rest, true
}

func parseHash(text []byte) (h plumbing.Hash, err error) {
	if len(text) != hex.EncodedLen(len(h)) {
		return h, fmt.Errorf("it is damaged: %q is no hash", text)
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return h, fmt.Errorf("it is damaged: %q is no hash", text)
	}
	return h, nil
}

// signed reads the time of "Ana <ana@example.com> 1736935200 +0100".
func signed(by []byte) time.Time {
	fields := bytes.Fields(by[bytes.LastIndexByte(by, '>')+1:])
	if len(fields) != 2 || len(fields[1]) != len("+0000") {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(string(fields[0]), 10, 64)
	zone, err2 := strconv.Atoi(string(fields[1]))
	if err != nil || err2 != nil {
		return time.Time{}
	}
	return time.Unix(seconds, 0).In(time.FixedZone("", (zone/100*60+zone%100)*60))
}
