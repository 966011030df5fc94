package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/signing"
)

// A remote is a desk's place on GitHub: the tip of the protected branch, and
// pull requests to it. Of the clone around the folder, if there is one, it reads
// what it has already, and nothing there is changed.
type remote struct {
	desk   *desk
	client *github.Client
	at     *github.Snapshot
	repo   *gittree.Repo     // nil without a clone
	texts  map[string][]byte // of blobs that were read together, by id
}

// onGitHub puts a desk onto the tip of the protected branch.
func (d *desk) onGitHub(ctx context.Context) (err error) {
	a := d.app
	r := &remote{desk: d, texts: map[string][]byte{}}
	if r.client, err = a.github(); err != nil {
		return err
	}
	if r.client == nil {
		return cli.Failed(errors.New("--pr needs a token for GitHub, and there is none"),
			"set GITHUB_TOKEN or GH_TOKEN to one with contents: write and pull-requests: write; without --pr the files are edited here")
	}
	if a.Load != nil {
		a.Load()
	}
	where, err := d.whereabouts(ctx)
	r.repo = where.repo
	if err == nil {
		err = r.open(ctx, where)
	}
	if err != nil {
		return errors.Join(err, r.Close())
	}
	d.place = r
	r.readAhead(ctx)
	return nil
}

// open reads the tip of the branch that registry.yaml names, which it says
// itself, beginning with the default branch.
func (r *remote) open(ctx context.Context, w whereabouts) error {
	branch := ""
	for {
		var err error
		if r.at, err = r.client.Snapshot(ctx, w.repository, branch); err != nil {
			return cli.Failed(err, "")
		}
		if err := r.find(ctx, w.dirs); err != nil {
			return err
		}
		text, err := fs.ReadFile(r.desk.fsys, "registry.yaml")
		if err != nil {
			return cli.Failed(err, "")
		}
		reg, _, err := catalog.LoadRegistry(ctx, text)
		if err != nil {
			return cli.Failed(err, "")
		}
		if reg == nil {
			return nil // the desk says what is wrong with it
		}
		if reg.Approval.Repository != "" && !strings.EqualFold(reg.Approval.Repository, r.at.Repository) {
			return cli.Failed(fmt.Errorf("registry.yaml of %s names another repository as approval.repository, %q", r.at.Repository, reg.Approval.Repository),
				"name that one with --repository, or set approval.repository right")
		}
		if reg.Approval.Branch == r.at.Branch {
			return nil
		}
		if branch != "" {
			return cli.Failed(fmt.Errorf("registry.yaml on branch %q of %s names %q as approval.branch", branch, r.at.Repository, reg.Approval.Branch), "the protected branch names itself: set approval.branch there")
		}
		branch = reg.Approval.Branch
	}
}

// find takes the first of some folders that has a catalog.
func (r *remote) find(ctx context.Context, dirs []string) error {
	var looked []string
	for _, dir := range dirs {
		file := path.Join(dir, "registry.yaml")
		if _, ok := r.at.Files[file]; ok {
			r.desk.dir, r.desk.fsys = dir, r.at.FS(ctx, dir, r.read)
			return nil
		}
		looked = append(looked, file)
	}
	return cli.Failed(fmt.Errorf("there is no catalog on branch %q of %s: it has no %s", r.at.Branch, r.at.Repository, strings.Join(looked, " and no ")),
		"push the catalog first, or name its folder in the repository with -C")
}

// readAhead reads together what the desk will open: the files of all groups, and
// the versions of those that it is about. What it does not get is read when it
// is opened.
func (r *remote) readAhead(ctx context.Context) {
	prefix := ""
	if r.desk.dir != "" {
		prefix = r.desk.dir + "/"
	}
	var blobs []string
	for p, f := range r.at.Files {
		below, ok := strings.CutPrefix(p, prefix)
		if ok && path.Ext(p) == ".yaml" && (path.Base(p) == "group.yaml" || r.desk.open == nil || r.desk.open(below)) {
			blobs = append(blobs, f.Blob)
		}
	}
	r.fetch(ctx, blobs)
}

// fetch gets blobs together, from the clone where it has them.
func (r *remote) fetch(ctx context.Context, blobs []string) {
	var missing []string
	for _, blob := range slices.Compact(slices.Sorted(slices.Values(blobs))) {
		if _, ok := r.texts[blob]; ok || blob == "" {
			continue
		}
		if r.repo != nil {
			if text, err := r.repo.Blob(blob); err == nil {
				r.texts[blob] = text
				continue
			}
		}
		missing = append(missing, blob)
	}
	maps.Copy(r.texts, r.client.Blobs(ctx, r.at.Repository, missing))
}

// read gives a blob, from the clone where it has it: what it holds is told by
// its id, wherever it comes from.
func (r *remote) read(ctx context.Context, blob string) ([]byte, error) {
	if text, ok := r.texts[blob]; ok {
		return text, nil
	}
	if r.repo != nil {
		if text, err := r.repo.Blob(blob); err == nil {
			return text, nil
		}
	}
	return r.client.Blob(ctx, r.at.Repository, blob)
}

// put opens the pull request, or brings it up to date.
func (r *remote) put(ctx context.Context, p *proposal.Proposal, candidates []catalog.Candidate, done *render.Edit) error {
	if len(p.Files) == 0 {
		return r.outdated(ctx, p, done)
	}
	want := github.Proposal{Branch: p.Branch, Title: proposal.Plain(p.Title), Body: p.Body, Fresh: p.Fresh, Date: r.desk.app.Now()}
	for _, f := range p.Files {
		want.Files = append(want.Files, github.ProposedFile{Path: path.Join(r.desk.dir, f.Path), Text: f.Text})
	}
	want.Users, want.Teams = reviewersOf(r.desk.catalog, p.Files, candidates)
	if err := r.sign(&want); err != nil {
		return cli.Failed(err, "nothing was written")
	}
	made, err := r.client.Propose(ctx, r.at, want)
	if err != nil {
		return notOffered(err, p)
	}
	for _, doubt := range made.Doubts {
		r.desk.app.talk.Warn("%s", doubt)
	}
	done.PullRequest = &render.PullRequest{
		Repository: r.at.Repository, Number: made.Number, URL: made.URL, Branch: p.Branch, Commit: made.Commit,
		Done: string(made.Done), Reviewers: made.Asked,
	}
	return nil
}

// outdated notes that a pull request is open for what the registry no longer holds,
// or the catalog says by now.
func (r *remote) outdated(ctx context.Context, p *proposal.Proposal, done *render.Edit) error {
	if !strings.HasPrefix(p.Branch, proposal.Branch("pull", "")) {
		return nil
	}
	open, err := r.client.Offered(ctx, r.at, p.Branch)
	if err != nil {
		return cli.Failed(err, "")
	}
	if open.Number > 0 {
		done.Notes = append(done.Notes, fmt.Sprintf("Pull request #%d is open, and there is nothing left for it to bring in: close it: %s", open.Number, open.URL))
	}
	return nil
}

// notOffered ends a command whose proposal GitHub does not have now. Where it is
// others' work that is in the way, nothing failed.
func notOffered(err error, p *proposal.Proposal) error {
	_, taken := errors.AsType[*github.TakenError](err)
	_, foreign := errors.AsType[*github.ForeignError](err)
	if !taken && !foreign {
		return cli.Failed(err, "run it again: it goes on where it ended")
	}
	exit := &cli.Exit{Code: cli.Problems, Err: err}
	if strings.HasPrefix(p.Branch, proposal.Branch("register", "")) {
		exit.Hint = "to register another version, leave --label out, or give one that nobody has"
	}
	return exit
}

// sign makes the commit one of who git says commits, signed where git is set up
// to.
func (r *remote) sign(want *github.Proposal) error {
	who, err := gittree.IdentityOf(r.repo, r.desk.app.Getenv)
	if err != nil || who.Author == (gittree.Signature{}) {
		return err
	}
	want.By = &github.By{Author: github.Person(who.Author), Committer: github.Person(who.Committer)}
	if how := who.Signing; how != nil {
		want.Sign = func(ctx context.Context, commit []byte) (string, error) { return signing.Sign(ctx, *how, commit) }
	}
	return nil
}

// Close lets go of the clone.
func (r *remote) Close() error {
	if r.repo == nil {
		return nil
	}
	return r.repo.Close()
}
