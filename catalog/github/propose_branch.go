package github

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-github/v60/github"
)

const needPush = "contents: write and pull-requests: write"

// ours ends the message of a proposal's commit, which tells it from commits of
// people.
const ours = "Proposed-by: modelreg"

// A branch is one that proposals are made on, beside the base.
type branch struct {
	head    string
	base    string                     // where it leaves the base
	commits []*github.RepositoryCommit // those that the base has not, oldest first
	files   map[string]File            // at head
	then    map[string]File            // at base
}

// branchAt looks at a branch; nil where there is none.
func (c *Client) branchAt(ctx context.Context, at *Snapshot, name string) (*branch, error) {
	b := &branch{then: at.Files}
	var err error
	b.head, err = c.Tip(ctx, at.Repository, name)
	if IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if b.base, b.commits, err = c.since(ctx, at, b.head); err != nil {
		return nil, err
	}
	if b.files, err = c.Tree(ctx, at.Repository, b.head); err != nil {
		return nil, err
	}
	if b.base != at.Tip {
		b.then, err = c.Tree(ctx, at.Repository, b.base)
	}
	return b, err
}

// since gives what a commit has that the base has not, and where they part.
func (c *Client) since(ctx context.Context, at *Snapshot, head string) (base string, commits []*github.RepositoryCommit, err error) {
	q, err := about(at.Repository, fmt.Sprintf("what is between %q and %.7s of", at.Branch, head),
		"/compare/"+at.Tip+"..."+head+"?per_page=100", needContents)
	if err != nil {
		return "", nil, err
	}
	var f fields
	for p, err := range pages[github.CommitsComparison](ctx, c, q) {
		if err != nil {
			return "", nil, err
		}
		f.check("commits", p.Commits != nil)
		base = f.sha("merge_base_commit.sha", p.GetMergeBaseCommit().GetSHA())
		for _, commit := range p.Commits {
			f.sha("commits.sha", commit.GetSHA())
			f.check("commits.commit", commit.Commit != nil)
		}
		commits = append(commits, p.Commits...)
	}
	return base, commits, f.of(q)
}

// has reports whether the branch asks for some files to be so and for nothing
// else, and would bring that about: the base still has those files as they were
// when the branch left it.
func (b *branch) has(at *Snapshot, files []ProposedFile) bool {
	for _, f := range files {
		if at.Files[f.Path] != b.then[f.Path] {
			return false
		}
	}
	return maps.Equal(b.files, with(b.then, files))
}

// with is a tree with some files as they are to be.
func with(tree map[string]File, files []ProposedFile) map[string]File {
	edited := maps.Clone(tree)
	for _, f := range files {
		edited[f.Path] = File{Mode: modeOf(tree, f.Path), Blob: blobID(f.Text)}
	}
	return edited
}

// modeOf is the mode that a file keeps, or that a new one gets.
func modeOf(tree map[string]File, path string) string {
	if tree[path].Mode == "100755" {
		return "100755"
	}
	return "100644"
}

// foreign refuses a branch with commits that no proposal made, but for merges
// of the base by which GitHub updates a branch.
func (b *branch) foreign(repo, name string) error {
	var found []string
	for _, c := range b.commits {
		if !strings.Contains(c.GetCommit().GetMessage(), "\n"+ours) && !b.updates(c) {
			found = append(found, fmt.Sprintf("%.7s of %q", c.GetSHA(), c.GetCommit().GetAuthor().GetName()))
		}
	}
	if len(found) == 0 {
		return nil
	}
	return &ForeignError{Repository: repo, Branch: name, Commits: found}
}

// A ForeignError says that a branch of proposals has commits that none made.
type ForeignError struct {
	Repository, Branch string
	Commits            []string // each with its author, as it says
}

func (e *ForeignError) Error() string {
	return fmt.Sprintf("the branch %q of %s has commits that modelreg did not make (%s); take them off the branch, or merge or close its pull request and delete the branch",
		e.Branch, e.Repository, plain(strings.Join(e.Commits, ", "), ""))
}

// updates reports whether a commit is the merge of the base that GitHub makes
// for "Update branch".
func (b *branch) updates(c *github.RepositoryCommit) bool {
	if len(c.Parents) != 2 || c.GetCommit().GetCommitter().GetEmail() != "noreply@github.com" {
		return false
	}
	for _, own := range b.commits {
		if own.GetSHA() == c.Parents[1].GetSHA() {
			return false
		}
	}
	return true
}

func (c *Client) createBranch(ctx context.Context, repo, name, head string) error {
	q, err := about(repo, fmt.Sprintf("a new branch %q in", name), "/git/refs", needPush)
	if err != nil {
		return err
	}
	return c.change(ctx, q, http.MethodPost, map[string]string{"ref": "refs/heads/" + name, "sha": head}, nil)
}

// moveBranch sets a branch; without force only to what has its head.
func (c *Client) moveBranch(ctx context.Context, repo, name, head string, force bool) error {
	q, err := about(repo, fmt.Sprintf("a move of branch %q in", name), "/git/refs/heads/"+escaped(name), needPush)
	if err != nil {
		return err
	}
	return c.change(ctx, q, http.MethodPatch, map[string]any{"sha": head, "force": force}, nil)
}

// Branches gives the names of the branches that begin with prefix.
// https://docs.github.com/en/rest/git/refs#list-matching-references
func (c *Client) Branches(ctx context.Context, repo, prefix string) ([]string, error) {
	q, err := about(repo, fmt.Sprintf("the branches %q of", prefix), "/git/matching-refs/heads/"+escaped(prefix)+"?per_page=100", needContents)
	if err != nil {
		return nil, err
	}
	if err := refName(strings.TrimSuffix(prefix, "/")); err != nil {
		return nil, err
	}
	refs, err := list[*github.Reference](ctx, c, q)
	if err != nil {
		return nil, err
	}
	var f fields
	var names []string
	for _, r := range refs {
		name, ok := strings.CutPrefix(r.GetRef(), "refs/heads/")
		f.check("ref", ok && strings.HasPrefix(name, prefix))
		names = append(names, name)
	}
	if err := f.of(q); err != nil {
		return nil, err
	}
	return names, nil
}

// LastChange gives the newest commit up to another one that changed a file or
// folder, with its parents; ok is false where none ever did.
// https://docs.github.com/en/rest/commits/commits#list-commits
func (c *Client) LastChange(ctx context.Context, repo, from, path string) (commit string, parents []string, ok bool, err error) {
	query := url.Values{"path": {path}, "sha": {from}, "per_page": {"1"}}
	q, err := about(repo, fmt.Sprintf("the commits of %q in", path), "/commits?"+query.Encode(), needContents)
	if err != nil {
		return "", nil, false, err
	}
	commits, err := one[[]*github.RepositoryCommit](ctx, c, q)
	if err != nil || len(commits) == 0 {
		return "", nil, false, err
	}
	var f fields
	got := f.commit(commits[0])
	if err := f.of(q); err != nil {
		return "", nil, false, err
	}
	return got.SHA, got.Parents, true, nil
}
