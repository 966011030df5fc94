package gittree

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// ErrUnborn says that the branch that is checked out has no commit yet.
var ErrUnborn = errors.New("has no commit yet; commit first")

// revisions are those that are resolved as git does: a name, and steps to a
// first or second parent. go-git takes no notice of what else git understands
// (main@{1}, HEAD:dir), and would give another commit.
// https://git-scm.com/docs/gitrevisions
var (
	revisions = regexp.MustCompile(`^([^\s~^:?*\[\\]+)((?:~\d{0,9}|\^[0-2]?|\^\{(?:commit)?\})*)$`)
	steps     = regexp.MustCompile(`([~^])(\d*)(\{)?`)
)

// Resolve finds the commit that a revision names: a branch, a tag, a hash or
// the start of one, HEAD~2, origin/main. The error wraps ErrUnborn when it
// names a branch that is to begin with the first commit.
func (r *Repo) Resolve(rev string) (Commit, error) {
	m := revisions.FindStringSubmatch(rev)
	if m == nil || strings.Contains(rev, "@{") || strings.Contains(rev, "..") {
		return Commit{}, fmt.Errorf("unknown git revision %q; use a branch, a tag or a commit, with ~2 for the second before it", rev)
	}
	s, err := r.take()
	if err != nil {
		return Commit{}, err
	}
	defer r.give(s)
	at, err := r.named(s, m[1])
	if err != nil {
		return Commit{}, err
	}
	for _, step := range steps.FindAllStringSubmatch(m[2], -1) {
		if step[3] != "" {
			continue // ^{commit}, which it is
		}
		n := 1
		if step[2] != "" {
			n, _ = strconv.Atoi(step[2]) // nine digits at most
		}
		if at, err = r.step(s, at, step[1] == "~", n); errors.Is(err, errNoParent) {
			return Commit{}, fmt.Errorf("unknown git revision %q; %w", rev, err)
		} else if err != nil {
			return Commit{}, fmt.Errorf("resolving git revision %q: %w", rev, err)
		}
	}
	return at, nil
}

// named finds the commit that a name without steps stands for.
func (r *Repo) named(s *storage, name string) (Commit, error) {
	repo, err := git.Open(plain{s}, nil)
	if err != nil {
		return Commit{}, fmt.Errorf("resolving git revision %q: %w", name, err)
	}
	h, err := repo.ResolveRevision(plumbing.Revision(name))
	switch {
	case err == nil:
		return r.commitIn(s, *h)
	case !errors.Is(err, plumbing.ErrReferenceNotFound) && !errors.Is(err, plumbing.ErrObjectNotFound):
		return Commit{}, fmt.Errorf("resolving git revision %q: %w", name, err)
	}
	// go-git says that too of what is there and cannot be read.
	if err := r.unreadable(s, name); err != nil {
		return Commit{}, err
	}
	if len(r.shallow) > 0 {
		return Commit{}, fmt.Errorf("unknown git revision %q; this is a shallow clone: run git fetch --unshallow, or set fetch-depth: 0 for actions/checkout", name)
	}
	return Commit{}, fmt.Errorf("unknown git revision %q; use a branch, a tag or a commit that was fetched", name)
}

// plain hides the configuration from go-git, which opens no repository with
// extensions; Open has refused those that matter.
type plain struct{ *storage }

func (plain) Config() (*config.Config, error) { return config.NewConfig(), nil }

// unreadable tells what is wrong with a name that there is; nil when there is
// none.
func (r *Repo) unreadable(s *storage, name string) error {
	if name == "@" {
		name = plumbing.HEAD.String()
	}
	h, full := plumbing.NewHash(name), plumbing.IsHash(name)
	if !full {
		h = plumbing.ZeroHash
	}
	candidates := make([]plumbing.ReferenceName, 0, 1+len(plumbing.RefRevParseRules))
	for _, rule := range plumbing.RefRevParseRules {
		candidates = append(candidates, plumbing.ReferenceName(fmt.Sprintf(rule, name)))
	}
	head, err := s.Reference(plumbing.HEAD)
	unborn := err == nil && head.Type() == plumbing.SymbolicReference && (name == plumbing.HEAD.String() || name == head.Target().Short())
	if unborn {
		candidates = append(candidates, head.Target())
	}
	for _, candidate := range candidates {
		if ref, err := storer.ResolveReference(s, candidate); err == nil {
			h, full, unborn = ref.Hash(), false, false
			break
		}
		info, err := r.gitDir.Stat(candidate.String())
		if err == nil && strings.HasPrefix(candidate.String(), "refs/") && info.Mode().IsRegular() {
			return fmt.Errorf("resolving git revision %q: %s names no commit; the repository may be damaged, git fsck tells", name, candidate)
		}
	}
	if unborn {
		return fmt.Errorf("unknown git revision %q; branch %q %w", name, head.Target().Short(), ErrUnborn)
	}
	if h.IsZero() {
		return nil
	}
	o, err := s.EncodedObject(plumbing.AnyObject, h)
	switch {
	case err == nil:
		return fmt.Errorf("git revision %q is a %s; use a branch, a tag or a commit", name, o.Type())
	case full && errors.Is(err, plumbing.ErrObjectNotFound):
		return nil // a hash that is none here
	}
	return fmt.Errorf("resolving git revision %q: %w", name, r.missing(plumbing.CommitObject, h, err))
}

// errNoParent says that history begins before a step.
var errNoParent = errors.New("history does not go back so far")

// step goes to the nth parent of a commit (0: itself), or n first parents back.
func (r *Repo) step(s *storage, c Commit, back bool, n int) (Commit, error) {
	times, parent := 1, n
	if back {
		times, parent = n, 1
	}
	for range times {
		if parent == 0 {
			break
		}
		if parent > len(c.Parents) {
			return Commit{}, errNoParent
		}
		h := c.Parents[parent-1]
		if r.shallow[plumbing.NewHash(c.Hash)] {
			return Commit{}, fmt.Errorf("reading commit %s: it is not in this shallow clone; run git fetch --unshallow, or set fetch-depth: 0 for actions/checkout", h)
		}
		next, err := r.commitIn(s, plumbing.NewHash(h))
		if err != nil {
			return Commit{}, err
		}
		c = next
	}
	return c, nil
}
