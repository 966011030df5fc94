package fake

import (
	"fmt"
	"maps"
	"slices"
)

// Merge merges a pull request in the web interface: merge, squash or rebase.
// GitHub asks nothing about reviews here; nobody made rules.
func (g *GitHub) Merge(number int, actor, method string) error {
	return g.EvilMerge(number, actor, method, nil)
}

// EvilMerge is Merge where the last commit has other content than the pull
// request asks for: some files changed, or, without content, removed.
func (g *GitHub) EvilMerge(number int, actor, method string, files map[string]string) error {
	defer g.lock()()
	return g.land([]int{number}, actor, method, "pr_merge", map[int]map[string]string{number: files})
}

// Queue lets the merge queue merge several pull requests, in this order, by one
// update of their base branch.
func (g *GitHub) Queue(numbers []int, actor, method string) error {
	return g.EvilQueue(numbers, actor, method, nil)
}

// EvilQueue is Queue where what is merged for some pull requests has other
// content than they ask for.
func (g *GitHub) EvilQueue(numbers []int, actor, method string, files map[int]map[string]string) error {
	defer g.lock()()
	return g.land(numbers, actor, method, "merge_queue_merge", files)
}

func (g *GitHub) land(numbers []int, actor, method, kind string, files map[int]map[string]string) error {
	if len(numbers) == 0 {
		return fmt.Errorf("no pull requests to merge; give their numbers")
	}
	g.tick()
	var pulls []*pull
	var a *account
	tips := map[int]string{}
	tip, before := "", ""
	for _, number := range numbers {
		p, by, err := g.open(number, actor)
		if err != nil {
			return err
		}
		if tip == "" {
			tip = g.refs[p.base.branch]
			before = tip
		} else if p.base.branch != pulls[0].base.branch {
			return fmt.Errorf("pull request %d is into %q and not into %q; merge those of one branch together", number, p.base.branch, pulls[0].base.branch)
		}
		if tip, err = g.land1(p, by, method, tip, files[number]); err != nil {
			return err
		}
		tips[number], a = tip, by
		pulls = append(pulls, p)
	}
	for _, p := range pulls {
		if err := g.mark(p, a, tips[p.number], before); err != nil {
			return err
		}
		before = tips[p.number]
	}
	return g.move(pulls[0].base.branch, tip, kind, a)
}

// land1 makes the commits that bring one pull request onto a tip, and gives the
// last one.
func (g *GitHub) land1(p *pull, actor *account, method, tip string, files map[string]string) (string, error) {
	methods := map[string]func(*pull, *account, string, map[string]string) (string, error){
		"merge": g.byMerge, "squash": g.bySquash, "rebase": g.byRebase,
	}
	by, ok := methods[method]
	if !ok {
		return "", unknown("merge method", method, slices.Collect(maps.Keys(methods)))
	}
	return by(p, actor, tip, files)
}

// merged gives the tree of a merge onto a tip.
func (g *GitHub) merged(p *pull, tip string, files map[string]string) (string, error) {
	tree, ok, err := g.git.merge(tip, p.head.sha)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", conflict(p)
	}
	return g.git.put(tree, files)
}

func (g *GitHub) byMerge(p *pull, actor *account, tip string, files map[string]string) (string, error) {
	tree, err := g.merged(p, tip, files)
	if err != nil {
		return "", err
	}
	from := owner
	if p.fork != nil {
		from = p.fork.owner.login
	}
	message := fmt.Sprintf("Merge pull request #%d from %s/%s\n\n%s", p.number, from, p.head.branch, p.title)
	return g.git.as(actor, webFlow, g.now, g.now).commit(tree, message, tip, p.head.sha)
}

func (g *GitHub) bySquash(p *pull, _ *account, tip string, files map[string]string) (string, error) {
	tree, err := g.merged(p, tip, files)
	if err != nil {
		return "", err
	}
	message := fmt.Sprintf("%s (#%d)", p.title, p.number)
	return g.git.as(p.author, webFlow, g.now, g.now).commit(tree, message, tip)
}

// byRebase makes every commit but merges anew. Those that change nothing more
// are left out.
func (g *GitHub) byRebase(p *pull, actor *account, tip string, files map[string]string) (string, error) {
	shas, err := g.git.lines("rev-list", "--reverse", "--topo-order", "--no-merges", p.head.sha, "^"+tip)
	if err != nil {
		return "", err
	}
	commits, err := g.read(shas...)
	if err != nil {
		return "", err
	}
	for i, c := range commits {
		onto, err := g.one(tip)
		if err != nil {
			return "", err
		}
		tree, err := g.pick(p, c, onto)
		if err != nil {
			return "", err
		}
		if i == len(commits)-1 {
			if tree, err = g.git.put(tree, files); err != nil {
				return "", err
			}
		}
		if tree == onto.tree {
			continue
		}
		author := &account{name: c.author.name, email: c.author.email}
		if tip, err = g.git.as(author, actor, c.author.at, g.now).commit(tree, c.message, tip); err != nil {
			return "", err
		}
	}
	return tip, nil
}

// pick gives the tree of one commit's change made on another commit. To merge
// with the commit's parent as the base, what it is made on is written down once
// more as a child of that parent.
func (g *GitHub) pick(p *pull, c, onto *commit) (string, error) {
	if len(c.parents) == 0 {
		return "", fmt.Errorf("commit %s has no parent to be rebased from; merge or squash pull request %d", c.sha, p.number)
	}
	if c.parents[0] == onto.sha {
		return c.tree, nil
	}
	side, err := g.git.as(webFlow, webFlow, g.now, g.now).commit(onto.tree, "to pick onto", c.parents[0])
	if err != nil {
		return "", err
	}
	tree, ok, err := g.git.merge(side, c.sha)
	if err == nil && !ok {
		err = conflict(p)
	}
	return tree, err
}

// MarkMerged is GitHub marking an open pull request merged, because its head is
// on the base branch: sha is the commit that GitHub names. Push does it by
// itself.
func (g *GitHub) MarkMerged(number int, actor, sha string) error {
	defer g.lock()()
	p, a, err := g.open(number, actor)
	if err != nil {
		return err
	}
	if _, err := g.one(sha); err != nil {
		return err
	}
	g.tick()
	return g.mark(p, a, sha, p.base.sha)
}

// mark makes a pull request a merged one, by commit sha over commit before.
func (g *GitHub) mark(p *pull, actor *account, sha, before string) error {
	brought, err := g.git.lines("rev-list", sha, "^"+before)
	if err != nil {
		return err
	}
	p.brought = map[string]bool{}
	for _, c := range brought {
		p.brought[c] = true
	}
	p.over, p.mergeCommit = before, sha
	p.merged, p.closed, p.mergedBy = g.now, g.now, actor
	p.note(g, "merged", actor)
	p.events[len(p.events)-1].commit = sha
	p.note(g, "closed", actor)
	return nil
}
