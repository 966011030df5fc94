package proof

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
)

// A Standing says where the head is, seen from the protected branch.
type Standing string

const (
	AtTip  Standing = "at the tip"
	Behind Standing = "behind the tip" // a first-parent ancestor of it
	Away   Standing = "away"           // not on the branch: a pull request, a laptop
)

// A branch is the protected branch as GitHub showed it.
type branch struct {
	id       int64
	fullName string
	tip      string
	standing Standing
	ahead    map[string]bool // first-parent commits from the tip down to the head, without it
	log      *updates
	ids      map[string]int64 // of repositories by other names, 0 where there is none
}

// Standing asks GitHub for the tip of the protected branch, once.
func (p *Prover) Standing(ctx context.Context) (Standing, error) {
	b, err := p.protected(ctx)
	if err != nil {
		return "", err
	}
	return b.standing, nil
}

// Tip is the commit that the protected branch was at when Standing was asked.
func (p *Prover) Tip() string {
	if p.branch == nil {
		return ""
	}
	return p.branch.tip
}

func (p *Prover) protected(ctx context.Context) (*branch, error) {
	if p.branch != nil {
		return p.branch, nil
	}
	if p.place.problem != "" {
		return nil, errors.New(p.place.problem)
	}
	if p.o.GitHub == nil {
		return nil, ErrNoToken
	}
	tip, err := p.o.GitHub.Tip(ctx, p.place.repository, p.place.branch)
	if err != nil {
		return nil, err
	}
	b := &branch{tip: tip, ids: map[string]int64{}}
	if b.standing, b.ahead, err = p.standingAt(ctx, tip); err != nil {
		return nil, err
	}
	p.branch = b
	return b, nil
}

// standingAt looks for the head among the first parents of a tip.
func (p *Prover) standingAt(ctx context.Context, tip string) (Standing, map[string]bool, error) {
	head := p.o.Head.Hash
	if tip == head {
		return AtTip, nil, nil
	}
	if p.history.Has(tip) {
		return Away, nil, nil // the head is ahead of the branch
	}
	ahead, ok, err := p.firstParents(ctx, tip, head)
	if github.IsNotFound(err) {
		return Away, nil, nil // GitHub does not know the head
	}
	if err != nil {
		return "", nil, fmt.Errorf("comparing %s with %s of %s: %w", p.o.Head.Short(), p.place.branch, p.place.repository, err)
	}
	if !ok {
		return Away, nil, nil
	}
	commits := make(map[string]bool, len(ahead))
	for _, c := range ahead {
		commits[c.SHA] = true
	}
	return Behind, commits, nil
}

// landed reports whether a commit of the past is on the branch where the head is
// ahead of it.
func (p *Prover) landed(b *branch, commit string) bool {
	tip, ok := p.history.Position(b.tip)
	at, ok2 := p.history.Position(commit)
	return ok && ok2 && at >= tip
}

// firstParents lists the commits from after down to before, without it; ok is
// false where before is no first-parent ancestor of after.
func (p *Prover) firstParents(ctx context.Context, after, before string) (commits []evidence.Commit, ok bool, err error) {
	if _, local, err := p.o.Repo.Commit(after); err != nil {
		return nil, false, err
	} else if local {
		found, ok, err := p.o.Repo.FirstParents(ctx, after, before)
		for _, c := range found {
			commits = append(commits, commitOf(c))
		}
		return commits, ok, err
	}
	status, between, err := p.o.GitHub.Between(ctx, p.place.repository, before, after)
	switch {
	case err != nil:
		return nil, false, err
	case status == "identical":
		return nil, true, nil
	case status != "ahead":
		return nil, false, nil
	}
	by := make(map[string]evidence.Commit, len(between))
	for _, c := range between {
		by[c.SHA] = c
	}
	for at := after; at != before; {
		c, known := by[at]
		if !known || len(c.Parents) == 0 {
			return nil, false, nil
		}
		commits = append(commits, c)
		at = c.Parents[0]
	}
	return commits, true, nil
}

func commitOf(c gittree.Commit) evidence.Commit {
	return evidence.Commit{SHA: c.Hash, Parents: c.Parents}
}

// holds reports whether an older commit can be reached from a newer one. older
// is on the head's first-parent chain.
func (p *Prover) holds(ctx context.Context, newer, older string) (bool, error) {
	if evidence.IsZero(newer) {
		return false, nil // no commit: the ref was not there
	}
	at, ok := p.history.Position(newer)
	was, ok2 := p.history.Position(older)
	switch {
	case newer == older:
		return true, nil
	case ok && ok2:
		return at <= was, nil
	case ok2 && p.branch != nil && p.branch.ahead[newer]:
		return true, nil
	}
	_, local, err := p.o.Repo.Commit(newer)
	if err != nil {
		return false, err
	}
	if _, too, err := p.o.Repo.Commit(older); err != nil {
		return false, err
	} else if local && too {
		return p.o.Repo.Contains(ctx, older, newer)
	}
	status, _, err := p.o.GitHub.Between(ctx, p.place.repository, older, newer)
	if err != nil {
		return false, err
	}
	return status == "ahead" || status == "identical", nil
}

func (p *Prover) remoteTree(ctx context.Context, commit string) (map[string]gittree.File, error) {
	if p.o.GitHub == nil {
		return nil, fmt.Errorf("commit %s is not in this clone: %w", short(commit), ErrNoToken)
	}
	if tree, ok := p.trees[commit]; ok {
		return tree, nil
	}
	files, err := p.o.GitHub.Tree(ctx, p.place.repository, commit)
	if err != nil {
		return nil, err
	}
	tree := make(map[string]gittree.File, len(files))
	for name, f := range files {
		tree[name] = gittree.File(f)
	}
	p.trees[commit] = tree
	return tree, nil
}

func (p *Prover) remoteBlob(ctx context.Context, blob string) ([]byte, error) {
	if p.o.GitHub == nil {
		return nil, ErrNoToken
	}
	return p.o.GitHub.Blob(ctx, p.place.repository, blob)
}

func sameName(a, b string) bool { return strings.EqualFold(a, b) }

func short(commit string) string { return commit[:min(7, len(commit))] }
