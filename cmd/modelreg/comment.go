package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
)

// commenting are the flags of comment.
type commenting struct {
	number int
	plans  []string
	post   bool
	root   *string
}

func (a *app) comment() *cobra.Command {
	c := &cobra.Command{
		Use:   "comment --pr N",
		Short: "Write a pull request's comment",
		Long: `comment writes what a reviewer of a pull request needs, as Markdown: what to do
next, who has to approve, the metrics of each version that is new or asks for
approval beside those of the version that the base branch asks it for, and what
changes in each target, from plans that were saved with plan --out.

With --post the pull request gets it as a comment. There is one: the next run
edits it, if it has anything else to say. Where the token may not write, as for
a pull request from a fork, that is a warning, and in GitHub Actions the job's
summary gets it.

It needs a token (GITHUB_TOKEN or GH_TOKEN) and a clone that has the tip of the
protected branch and what the pull request would be merged as. It ends with 0
when it has written that, whatever it says, and with 3 when something could not
be found out.`,
		Example: `  modelreg comment --pr 1
  modelreg comment --pr 1 --plan staging.plan --plan production.plan --post`,
		Args: noArgs,
	}
	f := &commenting{}
	c.Flags().IntVar(&f.number, "pr", 0, "the number `N` of the pull request")
	c.Flags().StringArrayVar(&f.plans, "plan", nil, "show what the plan in `FILE` changes; may be given several times")
	c.Flags().BoolVar(&f.post, "post", false, "put it on the pull request, or edit what is there")
	f.root = a.policyRootFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if f.number <= 0 {
			return cli.Misused("give its number with --pr N", "comment needs a pull request")
		}
		return a.runComment(c.Context(), f)
	}
	return c
}

func (a *app) runComment(ctx context.Context, f *commenting) (err error) {
	var plans []*sync.Plan
	for _, file := range f.plans {
		p, err := readPlan(file)
		if err != nil {
			return err
		}
		plans = append(plans, p)
	}
	p, err := a.preview(ctx, *f.root)
	if err != nil {
		return err
	}
	defer closing(p, &err)
	for i, plan := range plans {
		if plan.Catalog != p.registry.Name {
			return cli.Failed(fmt.Errorf("plan %q was made for the catalog %q, and this is %q", f.plans[i], plan.Catalog, p.registry.Name), "give plans that were made here with plan --out")
		}
	}
	comment := &render.Comment{Catalog: p.registry.Name, Plans: plans, Now: a.Now()}
	if comment.Check, err = p.prover.Check(ctx, f.number); err != nil {
		return cli.Failed(err, "")
	}
	if err := p.compare(ctx, comment); err != nil {
		return cli.Failed(err, "")
	}
	var body strings.Builder
	if err := render.CommentMarkdown(&body, comment); err != nil {
		return err
	}
	if _, err := io.WriteString(a.Stdout, body.String()); err != nil || !f.post {
		return err
	}
	return a.post(ctx, p, f.number, body.String())
}

// compare finds the versions that the pull request is about.
func (p *preview) compare(ctx context.Context, c *render.Comment) error {
	before, after, why, err := p.sides(c.Check.Pull)
	if err != nil || why != "" {
		c.Without = why
		return err
	}
	was, is, problems, err := source.Pair(ctx, p.repo, p.src.Dir, before, after)
	if err != nil || is == nil {
		return err
	}
	for _, problem := range problems {
		if problem.Severity == catalog.Error {
			c.Errors++
		}
	}
	c.Candidates = catalog.Candidates(was, is)
	return nil
}

// sides are the commits between which the pull request lies: what it would be
// merged as and what that is on top of, or where this clone has no such commit,
// its head and the tip of the branch.
func (p *preview) sides(pull evidence.Pull) (before, after gittree.Commit, why string, err error) {
	if pull.MergeCommit != "" {
		merge, here, err := p.repo.Commit(pull.MergeCommit)
		if err != nil {
			return before, after, "", err
		}
		if here && len(merge.Parents) > 0 {
			before, here, err = p.repo.Commit(merge.Parents[0])
			if here || err != nil {
				return before, merge, "", err
			}
		}
	}
	after, here, err := p.repo.Commit(pull.Head.SHA)
	if err == nil && !here {
		why = fmt.Sprintf("this clone has no commit %.7s; run git fetch origin refs/pull/%d/merge", pull.Head.SHA, pull.Number)
	}
	return p.tip, after, why, err
}

// post puts the comment on the pull request, or where the token may not, into
// the job's summary.
func (a *app) post(ctx context.Context, p *preview, number int, body string) error {
	done, url, err := p.client.Comment(ctx, a.repositoryOf(p.registry.Approval), number, render.CommentMarker(p.registry.Name), body)
	switch {
	case github.Forbidden(err):
		a.talk.Warn("the pull request gets no comment: %v", err)
		return cli.Failed(a.appendSummary(body), "")
	case err != nil:
		return cli.Failed(err, "")
	}
	a.talk.Note("the comment of #%d is %s: %s", number, done, url)
	return nil
}

// appendSummary adds to the summary of a job of GitHub Actions; elsewhere there
// is none.
func (a *app) appendSummary(text string) (err error) {
	file := a.Getenv("GITHUB_STEP_SUMMARY")
	if file == "" || a.Getenv("GITHUB_ACTIONS") != "true" {
		return nil
	}
	f, err := openAppend(file)
	if err != nil {
		return fmt.Errorf("writing the job's summary: %w", err)
	}
	defer closing(f, &err)
	return appendText(f, text)
}
