package main

import (
	"context"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

func (a *app) validate() *cobra.Command {
	c := &cobra.Command{
		Use:   "validate",
		Short: "Show every problem in the catalog",
		Long: `validate reads the whole catalog and shows every problem in it, each with the
line and column to look at. It needs no network and no account.

With --base it reads only the files that differ from another commit, and also
shows what may not change after it: the content of a version that exists, its
removal while it is not rejected, a label that was used before. In a branch that
is behind, use --base "$(git merge-base origin/main HEAD)".`,
		Example: `  modelreg validate
  modelreg validate --base origin/main -o github`,
		Args: noArgs,
	}
	a.revFlag(c)
	base := c.Flags().String("base", "", "read what differs from the git revision `REV`, and check what may not change")
	out := formatFlag(c, "text", "github", "json", "sarif")
	c.RunE = func(c *cobra.Command, _ []string) error {
		problems, err := a.problems(c.Context(), *base)
		if err != nil {
			return err
		}
		if err := a.writeProblems(problems, out.value); err != nil {
			return err
		}
		a.talk.Note("%s", render.TallyOf(problems))
		if catalog.HasErrors(problems) {
			return cli.With(cli.Problems)
		}
		return nil
	}
	return c
}

func (a *app) problems(ctx context.Context, base string) (problems []catalog.Problem, err error) {
	src, err := a.open()
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	if base != "" {
		_, problems, err = src.LoadSince(ctx, base)
	} else {
		problems, err = src.Check(ctx)
	}
	return problems, err
}

func (a *app) writeProblems(problems []catalog.Problem, format string) error {
	switch format {
	case "github":
		return render.ProblemsGitHub(a.Stdout, problems)
	case "json":
		return render.ProblemsJSON(a.Stdout, problems)
	case "sarif":
		return render.ProblemsSARIF(a.Stdout, problems, buildInfo().Version)
	}
	return render.ProblemsText(a.Stdout, problems, a.look())
}

// closing closes c at the end of a function, and reports what goes wrong
// unless something did before.
func closing(c interface{ Close() error }, err *error) {
	if e := c.Close(); *err == nil {
		*err = e
	}
}
