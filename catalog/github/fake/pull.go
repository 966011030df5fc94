package fake

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A pull is a pull request.
type pull struct {
	number   int
	title    string
	author   *account
	head     end
	base     end
	fork     *fork // nil: the head is in the repository itself
	created  time.Time
	closed   time.Time // zero: open
	merged   time.Time
	mergedBy *account
	// mergeCommit is GitHub's test merge while it is open, empty where that has
	// conflicts; then what was merged.
	mergeCommit string
	over        string          // what the head was merged over, once it is
	brought     map[string]bool // commits on base that are there by it, once it is merged
	reviews     []*review
	events      []event
	comments    []comment
}

// An end is a branch and the commit that the pull request has for it.
type end struct{ branch, sha string }

// A fork is where heads of other people's pull requests are.
type fork struct {
	id    int64
	owner *account
	gone  bool
}

func (g *GitHub) pull(number int) (*pull, error) {
	if number < 1 || number > len(g.pulls) {
		return nil, fmt.Errorf("no pull request %d; the last one is %d", number, len(g.pulls))
	}
	return g.pulls[number-1], nil
}

// open is pull for one that is not closed, with who is about to do something.
func (g *GitHub) open(number int, actor string) (*pull, *account, error) {
	p, a, err := g.about(number, actor)
	if err == nil && !p.closed.IsZero() {
		return nil, nil, fmt.Errorf("pull request %d is closed; open another one", number)
	}
	return p, a, err
}

func (g *GitHub) about(number int, actor string) (*pull, *account, error) {
	p, err := g.pull(number)
	if err != nil {
		return nil, nil, err
	}
	a, err := g.account(actor)
	return p, a, err
}

// Open opens a pull request of branch head into branch base, and gives its
// number.
func (g *GitHub) Open(author, head, base, title string) (int, error) {
	defer g.lock()()
	sha, ok := g.refs[head]
	if !ok {
		return 0, fmt.Errorf("no branch %q to open a pull request of; push it first", head)
	}
	return g.add(author, &pull{title: title, head: end{head, sha}, base: end{branch: base}})
}

// OpenFork opens a pull request whose head is a branch of the author's own
// fork, at a commit of a clone (a hash, a branch, HEAD). The activity log knows
// nothing of forks.
func (g *GitHub) OpenFork(author, dir, commit, base, title string) (int, error) {
	defer g.lock()()
	a, err := g.account(author)
	if err != nil {
		return 0, err
	}
	sha, err := g.fetch(dir, commit)
	if err != nil {
		return 0, err
	}
	return g.add(author, &pull{title: title, head: end{"patch", sha}, base: end{branch: base}, fork: &fork{id: 1_000_000 + a.id, owner: a}})
}

// PushFork moves the head of a pull request of a fork to a commit of a clone.
func (g *GitHub) PushFork(number int, dir, commit string) error {
	defer g.lock()()
	p, err := g.pull(number)
	if err != nil {
		return err
	}
	if p.fork == nil || !p.closed.IsZero() {
		return fmt.Errorf("pull request %d is not an open one of a fork; push its branch", number)
	}
	sha, err := g.fetch(dir, commit)
	if err != nil {
		return err
	}
	forward, err := g.git.reaches(p.head.sha, sha)
	if err != nil {
		return err
	}
	g.tick()
	if !forward {
		p.note(g, "head_ref_force_pushed", p.fork.owner)
	}
	p.head.sha = sha
	return g.refresh(p)
}

// DeleteFork deletes the repository that the head of a pull request is in.
// GitHub keeps the commits.
func (g *GitHub) DeleteFork(number int) error {
	defer g.lock()()
	p, err := g.pull(number)
	if err != nil {
		return err
	}
	if p.fork == nil {
		return fmt.Errorf("pull request %d is not of a fork; give one that is", number)
	}
	g.tick()
	p.fork.gone = true
	return nil
}

// fetch brings a commit of a clone here.
func (g *GitHub) fetch(dir, commit string) (string, error) {
	sha, err := (git{dir: dir}).run(nil, "rev-parse", "--verify", "--quiet", commit+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("no commit %q in %s: %w", commit, dir, err)
	}
	_, err = g.git.run(nil, "-c", "protocol.version=2", "fetch", "--quiet", "--no-tags", dir, sha)
	return sha, err
}

func (g *GitHub) add(author string, p *pull) (int, error) {
	a, err := g.account(author)
	if err != nil {
		return 0, err
	}
	if g.refs[p.base.branch] == "" {
		return 0, fmt.Errorf("no branch %q to open a pull request into; push it first", p.base.branch)
	}
	p.number, p.author, p.created = len(g.pulls)+1, a, g.tick()
	commits, err := g.git.lines("rev-list", "--max-count=1", p.head.sha, "^"+g.refs[p.base.branch])
	if err != nil {
		return 0, err
	}
	if len(commits) == 0 {
		return 0, fmt.Errorf("no commits between %q and %q; commit something first", p.base.branch, p.head.branch)
	}
	if err := g.refresh(p); err != nil {
		return 0, err
	}
	g.pulls = append(g.pulls, p)
	return p.number, nil
}

// Retarget gives a pull request another base branch.
func (g *GitHub) Retarget(number int, actor, base string) error {
	defer g.lock()()
	p, a, err := g.open(number, actor)
	if err != nil {
		return err
	}
	g.tick()
	return g.retarget(p, a, base, "base_ref_changed")
}

func (g *GitHub) retarget(p *pull, a *account, base, kind string) error {
	if g.refs[base] == "" {
		return fmt.Errorf("no branch %q to retarget pull request %d to; push it first", base, p.number)
	}
	p.base.branch = base
	p.note(g, kind, a)
	return g.refresh(p)
}

// retargetDependents is what happens to pull requests into a branch that goes.
func (g *GitHub) retargetDependents(branch string, a *account) error {
	i := slices.IndexFunc(g.pulls, func(p *pull) bool { return p.fork == nil && p.head.branch == branch && !p.merged.IsZero() })
	if i < 0 {
		return nil
	}
	for _, p := range g.pulls {
		if p.closed.IsZero() && p.base.branch == branch {
			if err := g.retarget(p, a, g.pulls[i].base.branch, "automatic_base_change_succeeded"); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close closes a pull request without merging it.
func (g *GitHub) Close(number int, actor string) error {
	defer g.lock()()
	p, a, err := g.open(number, actor)
	if err != nil {
		return err
	}
	p.closed = g.tick()
	p.note(g, "closed", a)
	return nil
}

// UpdateBranch merges the base into the head, as the button of that name does.
// GitHub makes the commit in the actor's name.
func (g *GitHub) UpdateBranch(number int, actor string) error {
	defer g.lock()()
	p, a, err := g.open(number, actor)
	if err != nil {
		return err
	}
	if p.fork != nil {
		return fmt.Errorf("pull request %d is of a fork; use PushFork", number)
	}
	g.tick()
	base := g.refs[p.base.branch]
	tree, ok, err := g.git.merge(p.head.sha, base)
	if err != nil {
		return err
	}
	if !ok {
		return conflict(p)
	}
	message := fmt.Sprintf("Merge branch '%s' into %s", p.base.branch, p.head.branch)
	sha, err := g.git.as(a, webFlow, g.now, g.now).commit(tree, message, p.head.sha, base)
	if err != nil {
		return err
	}
	return g.move(p.head.branch, sha, "push", a)
}

func conflict(p *pull) error {
	return fmt.Errorf("pull request %d has conflicts with %q; update its head first", p.number, p.base.branch)
}

// follow is what an update does to an open pull request.
func (g *GitHub) follow(p *pull, u update) error {
	if p.fork == nil && p.head.branch == u.branch {
		if u.after == "" {
			p.closed = g.now
			p.note(g, "head_ref_deleted", u.actor)
			p.note(g, "closed", u.actor)
			return nil
		}
		if u.kind == "force_push" {
			p.note(g, "head_ref_force_pushed", u.actor)
		}
		p.head.sha = u.after
		return g.refresh(p)
	}
	if p.base.branch != u.branch {
		return nil
	}
	if u.after == "" {
		p.closed = g.now
		p.note(g, "closed", u.actor)
		return nil
	}
	there, err := g.git.reaches(p.head.sha, u.after)
	if err != nil {
		return err
	}
	if !there {
		return g.refresh(p)
	}
	steps, err := g.git.lines("rev-list", "--first-parent", "--reverse", u.after, "^"+u.before)
	if err != nil {
		return err
	}
	for _, sha := range steps {
		if there, err := g.git.reaches(p.head.sha, sha); err != nil {
			return err
		} else if there {
			return g.mark(p, u.actor, sha, u.before)
		}
	}
	return g.mark(p, u.actor, u.after, u.before)
}

// refresh keeps refs/pull/N/head and the test merge.
func (g *GitHub) refresh(p *pull) error {
	base := g.refs[p.base.branch]
	p.base.sha, p.mergeCommit = base, ""
	refs := fmt.Sprintf("update refs/pull/%d/head %s\n", p.number, p.head.sha)
	tree, ok, err := g.git.merge(base, p.head.sha)
	if err != nil {
		return err
	}
	if ok {
		message := fmt.Sprintf("Merge %s into %s", p.head.sha, base)
		if p.mergeCommit, err = g.git.as(p.author, webFlow, g.now, g.now).commit(tree, message, base, p.head.sha); err != nil {
			return err
		}
		refs += fmt.Sprintf("update refs/pull/%d/merge %s\n", p.number, p.mergeCommit)
	}
	_, err = g.git.run(strings.NewReader(refs), "update-ref", "--stdin")
	return err
}

// list gives the commits of a pull request, oldest first.
func (g *GitHub) list(p *pull) ([]string, error) {
	over := p.over
	if over == "" {
		over = g.refs[p.base.branch]
	}
	if over == "" {
		over = p.base.sha
	}
	return g.git.lines("rev-list", "--reverse", "--topo-order", p.head.sha, "^"+over)
}
