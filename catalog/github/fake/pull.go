package fake

import (
	"fmt"
	"time"
)

// A pull is a pull request.
type pull struct {
	number   int
	title    string
	body     string
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
	asked       []*account // to review, and have not
	askedTeams  []*team
}

// An end is a branch and the commit that the pull request has for it.
type end struct{ branch, sha string }

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

func (g *GitHub) add(author string, p *pull) (int, error) {
	a, err := g.account(author)
	if err != nil {
		return 0, err
	}
	if g.refs[p.base.branch] == "" {
		return 0, fmt.Errorf("no branch %q to open a pull request into; push it first", p.base.branch)
	}
	if err := g.put(a, p); err != nil {
		return 0, err
	}
	return p.number, nil
}

func (g *GitHub) put(author *account, p *pull) error {
	p.number, p.author, p.created = len(g.pulls)+1, author, g.tick()
	if err := g.differs(p); err != nil {
		return err
	}
	if err := g.refresh(p); err != nil {
		return err
	}
	g.pulls = append(g.pulls, p)
	return nil
}

// differs refuses a pull request that has no commits of its own.
func (g *GitHub) differs(p *pull) error {
	commits, err := g.git.lines("rev-list", "--max-count=1", p.head.sha, "^"+g.refs[p.base.branch])
	if err == nil && len(commits) == 0 {
		err = fmt.Errorf("no commits between %q and %q; commit something first", p.base.branch, p.head.branch)
	}
	return err
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
	before := p.base.branch
	p.base.branch = base
	if err := g.differs(p); err != nil {
		p.base.branch = before
		return err
	}
	p.note(g, kind, a)
	return g.refresh(p)
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
