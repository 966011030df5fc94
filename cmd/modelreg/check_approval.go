package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

func (a *app) checkApproval() *cobra.Command {
	c := &cobra.Command{
		Use:   "check-approval --pr N",
		Short: "Show what merging a pull request would grant",
		Long: `check-approval judges an open pull request as if it were merged now: for each
version that it asks approval for, and each target that wants proof, how many
approvals are needed and given, which reviews do not count and why, and what to
do next. A change of the approval policy is judged too.

It needs a token (GITHUB_TOKEN or GH_TOKEN) and a clone that has the tip of the
protected branch.

It ends with 0 when everything would be granted or nothing is asked, with 1 when
something would be held, with 3 when something could not be found out.`,
		Example: `  modelreg check-approval --pr 1
  modelreg check-approval --pr 1 -o markdown`,
		Args: noArgs,
	}
	number := c.Flags().Int("pr", 0, "the number `N` of the pull request")
	root := a.policyRootFlag(c)
	out := formatFlag(c, "text", "json", "markdown")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *number <= 0 {
			return cli.Misused("give its number with --pr N", "check-approval needs a pull request")
		}
		check, err := a.check(c.Context(), *number, *root)
		if err != nil {
			return err
		}
		if err := a.writeCheck(check, out.value); err != nil {
			return err
		}
		return cli.With(codeOfCheck(check))
	}
	return c
}

func (a *app) check(ctx context.Context, number int, root string) (check *evidence.Check, err error) {
	p, err := a.preview(ctx, root)
	if err != nil {
		return nil, err
	}
	defer closing(p, &err)
	check, err = p.prover.Check(ctx, number)
	return check, cli.Failed(err, "")
}

// tip is the protected branch's, as GitHub has it. Its history must be here.
func (a *app) tip(ctx context.Context, client *github.Client, repo *gittree.Repo, approval catalog.Approval) (gittree.Commit, error) {
	repository := a.repositoryOf(approval)
	if repository == "" {
		return gittree.Commit{}, cli.Failed(errors.New("registry.yaml names no approval.repository"), "add it, as owner/name")
	}
	sha, err := client.Tip(ctx, repository, approval.Branch)
	if err != nil {
		return gittree.Commit{}, cli.Failed(err, "")
	}
	tip, here, err := repo.Commit(sha)
	if err == nil && !here {
		err = fmt.Errorf("%s of %s is at %.7s, which this clone does not have", approval.Branch, repository, sha)
	}
	return tip, cli.Failed(err, "run git fetch; in Actions, set fetch-depth: 0 for actions/checkout")
}

// repositoryOf is the repository, owner/name, that pull requests are in.
func (a *app) repositoryOf(approval catalog.Approval) string {
	if r := a.actionsRepository(); r != "" {
		return r
	}
	return approval.Repository
}

func (a *app) writeCheck(check *evidence.Check, format string) error {
	switch format {
	case "json":
		return render.CheckJSON(a.Stdout, check)
	case "markdown":
		return render.CheckMarkdown(a.Stdout, check)
	}
	return render.CheckText(a.Stdout, check, a.look())
}

func codeOfCheck(check *evidence.Check) cli.Code {
	state := func(s evidence.State) bool {
		return slices.ContainsFunc(check.Items, func(i evidence.CheckItem) bool { return i.Outlook.State == s })
	}
	switch {
	case state(evidence.Unknown):
		return cli.Unfinished
	case state(evidence.Held):
		return cli.Problems
	}
	return cli.OK
}
