package fake

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// An update is one movement of a branch, as the activity log has it.
type update struct {
	id            int64
	branch        string
	before, after string
	kind          string // push, force_push, branch_creation, branch_deletion, pr_merge, merge_queue_merge
	actor         *account
	at            time.Time
}

// Clone makes a working clone in dir, in which login commits. A repository that
// is still empty gives an empty clone on main.
func (g *GitHub) Clone(login, dir string) error {
	defer g.lock()()
	a, err := g.account(login)
	if err != nil {
		return err
	}
	_, err = (git{}).run(nil, "clone", "--quiet", "--template=", "-c", "user.name="+a.name, "-c", "user.email="+a.email,
		"-c", "commit.gpgSign=false", "-c", "maintenance.auto=false", "-c", "core.fsync=none", g.git.dir, dir)
	return err
}

// Commit writes files in a clone, removes those without content, and commits
// all that has changed there under login's name. It gives the commit's hash.
func (g *GitHub) Commit(login, dir, message string, files map[string]string) (string, error) {
	defer g.lock()()
	a, err := g.account(login)
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := write(filepath.Join(dir, filepath.FromSlash(name)), files[name]); err != nil {
			return "", fmt.Errorf("writing %s: %w", name, err)
		}
	}
	now := g.tick()
	work := git{dir: dir}.as(a, a, now, now)
	if _, err := work.run(nil, "add", "--all"); err != nil {
		return "", err
	}
	if _, err := work.run(nil, "commit", "--quiet", "--allow-empty", "-m", message); err != nil {
		return "", err
	}
	return work.run(nil, "rev-parse", "HEAD")
}

func write(path, content string) error {
	if content == "" {
		return os.Remove(path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(content), 0o644)
}

// Push pushes from a clone, with git: main, feature:main, +main (forced), :main
// (deleted). GitHub logs it as the actor's, whoever made the commits, and marks
// open pull requests merged whose head is now on their base branch.
func (g *GitHub) Push(actor, dir string, refspecs ...string) error {
	defer g.lock()()
	a, err := g.account(actor)
	if err != nil {
		return err
	}
	if _, err := (git{dir: dir}).run(nil, append([]string{"push", "--quiet", g.git.dir}, refspecs...)...); err != nil {
		return err
	}
	lines, err := g.git.run(nil, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/")
	if err != nil {
		return err
	}
	now := map[string]string{}
	for line := range strings.Lines(lines) {
		ref, sha, _ := strings.Cut(strings.TrimSpace(line), " ")
		now[strings.TrimPrefix(ref, "refs/heads/")] = sha
	}
	g.tick()
	branches := maps.Clone(now)
	maps.Copy(branches, g.refs)
	for _, branch := range slices.Sorted(maps.Keys(branches)) {
		before, after := g.refs[branch], now[branch]
		if before == after {
			continue
		}
		kind, err := g.kind(before, after)
		if err != nil {
			return err
		}
		if err := g.moved(branch, before, after, kind, a); err != nil {
			return err
		}
	}
	return nil
}

func (g *GitHub) kind(before, after string) (string, error) {
	switch {
	case before == "":
		return "branch_creation", nil
	case after == "":
		return "branch_deletion", nil
	}
	forward, err := g.git.reaches(before, after)
	if !forward {
		return "force_push", err
	}
	return "push", nil
}

// Edit commits files to a branch in the web interface, on top of main where it
// is new. Those without content are removed. It gives the commit's hash.
func (g *GitHub) Edit(actor, branch, message string, files map[string]string) (string, error) {
	defer g.lock()()
	a, err := g.account(actor)
	if err != nil {
		return "", err
	}
	now := g.tick()
	before, kind := g.refs[branch], "push"
	if before == "" {
		before, kind = g.refs["main"], "branch_creation"
	}
	var parents []string
	tree := emptyTree
	if before != "" {
		on, err := g.one(before)
		if err != nil {
			return "", err
		}
		parents, tree = []string{before}, on.tree
	}
	if tree, err = g.git.put(tree, files); err != nil {
		return "", err
	}
	sha, err := g.git.as(a, webFlow, now, now).commit(tree, message, parents...)
	if err != nil {
		return "", err
	}
	return sha, g.move(branch, sha, kind, a)
}

// DeleteBranch deletes a branch in the web interface. Open pull requests into it
// go to the base of the merged one that it was the head of, or are closed.
func (g *GitHub) DeleteBranch(actor, branch string) error {
	defer g.lock()()
	a, err := g.account(actor)
	if err != nil {
		return err
	}
	if g.refs[branch] == "" {
		return unknown("branch", branch, slices.Collect(maps.Keys(g.refs)))
	}
	g.tick()
	if err := g.retargetDependents(branch, a); err != nil {
		return err
	}
	return g.move(branch, "", "branch_deletion", a)
}

// move sets a branch, and logs it. An empty hash deletes it.
func (g *GitHub) move(branch, after, kind string, actor *account) error {
	before := g.refs[branch]
	args := []string{"update-ref", "refs/heads/" + branch, after}
	if after == "" {
		args = []string{"update-ref", "-d", "refs/heads/" + branch}
	}
	if _, err := g.git.run(nil, args...); err != nil {
		return err
	}
	return g.moved(branch, before, after, kind, actor)
}

// moved logs that a branch has been moved, and lets pull requests follow.
func (g *GitHub) moved(branch, before, after, kind string, actor *account) error {
	if after == "" {
		delete(g.refs, branch)
	} else {
		g.refs[branch] = after
	}
	u := update{id: g.nextID(), branch: branch, before: before, after: after, kind: kind, actor: actor, at: g.now}
	g.updates = append(g.updates, u)
	for _, p := range g.pulls {
		if p.closed.IsZero() {
			if err := g.follow(p, u); err != nil {
				return err
			}
		}
	}
	return nil
}

// ForgetActivityBefore drops what the activity log says of times before t.
func (g *GitHub) ForgetActivityBefore(t time.Time) {
	defer g.lock()()
	g.updates = slices.DeleteFunc(g.updates, func(u update) bool { return u.at.Before(t) })
}

// NoActivity makes the server one that has no activity log: 404.
func (g *GitHub) NoActivity() {
	defer g.lock()()
	g.noLog = true
}
