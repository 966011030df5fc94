package fake

import "fmt"

// A fork is where heads of other people's pull requests are.
type fork struct {
	id    int64
	owner *account
	gone  bool
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
