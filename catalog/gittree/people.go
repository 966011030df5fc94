package gittree

import (
	"bytes"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Signature is somebody as a commit names them, which anyone can forge.
type Signature struct{ Name, Email string }

// People are the author and the committer of a commit.
func (r *Repo) People(hash string) (author, committer Signature, err error) {
	b, err := r.read(plumbing.CommitObject, plumbing.NewHash(hash))
	if err != nil {
		return Signature{}, Signature{}, err
	}
	for len(b) > 0 && b[0] != '\n' {
		if by, _, ok := header(b, "author"); ok && author == (Signature{}) {
			author = signature(by)
		}
		if by, _, ok := header(b, "committer"); ok && committer == (Signature{}) {
			committer = signature(by)
		}
		_, b, _ = bytes.Cut(b, []byte{'\n'})
	}
	return author, committer, nil
}

// signature reads "Ana <ana@example.com> 1736935200 +0100".
func signature(by []byte) Signature {
	name, rest, _ := strings.Cut(string(by), "<")
	if i := strings.LastIndexByte(rest, '>'); i >= 0 {
		rest = rest[:i]
	}
	return Signature{strings.TrimSpace(name), rest}
}
