package gittree

import (
	"bytes"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Person is somebody as a commit names them, which anyone can forge.
type Person struct{ Name, Email string }

// People are the author and the committer of a commit.
func (r *Repo) People(hash string) (author, committer Person, err error) {
	b, err := r.read(plumbing.CommitObject, plumbing.NewHash(hash))
	if err != nil {
		return Person{}, Person{}, err
	}
	for len(b) > 0 && b[0] != '\n' {
		if by, _, ok := header(b, "author"); ok && author == (Person{}) {
			author = person(by)
		}
		if by, _, ok := header(b, "committer"); ok && committer == (Person{}) {
			committer = person(by)
		}
		_, b, _ = bytes.Cut(b, []byte{'\n'})
	}
	return author, committer, nil
}

// person reads "Ana <ana@example.com> 1736935200 +0100".
func person(by []byte) Person {
	name, rest, _ := strings.Cut(string(by), "<")
	if i := strings.LastIndexByte(rest, '>'); i >= 0 {
		rest = rest[:i]
	}
	return Person{strings.TrimSpace(name), rest}
}
