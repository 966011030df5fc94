package fake

import (
	"fmt"
	"slices"
	"strings"
)

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
