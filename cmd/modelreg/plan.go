package main

import (
	"context"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

func (a *app) plan() *cobra.Command {
	c := &cobra.Command{
		Use:   "plan",
		Short: "Show what sync would do",
		Long: `plan compares the catalog with a target's registry and shows what sync would do,
with the line that asks for it. It changes nothing.

  +  create    ~  update in place    -  delete
  !  blocked: wanted, and may not or cannot be done    i  a notice`,
		Example: `  modelreg plan
  modelreg plan --target staging --out staging.plan`,
		Args: noArgs,
	}
	l := a.lookingFlags(c)
	file := c.Flags().String("out", "", "save the plan in `FILE`, for sync --plan")
	detailed := c.Flags().Bool("detailed-exitcode", false, "end with 2 when nothing is wrong and there are differences")
	out := formatFlag(c, "text", "json", "markdown")
	c.RunE = func(c *cobra.Command, _ []string) error {
		code, err := a.runPlan(c.Context(), l, *file, out.value)
		if err != nil {
			return err
		}
		if !*detailed && code == cli.Differences {
			code = cli.OK
		}
		return cli.With(code)
	}
	return c
}

func (a *app) runPlan(ctx context.Context, l *looking, file, format string) (code cli.Code, err error) {
	v, err := a.view(ctx, l, true)
	if err != nil {
		return 0, err
	}
	defer closing(v, &err)
	if err := a.writePlan(v.plan, format); err != nil {
		return 0, err
	}
	if file != "" {
		if err := savePlan(file, v.plan); err != nil {
			return 0, err
		}
		a.talk.Note("saved in %s; modelreg sync --plan %s does exactly this", file, file)
	}
	if v.plan.Effects() > 0 {
		return cli.Gravest(v.code(), cli.Differences), nil
	}
	return v.code(), nil
}

func (a *app) writePlan(p *sync.Plan, format string) error {
	switch format {
	case "json":
		return render.PlanJSON(a.Stdout, p)
	case "markdown":
		return render.PlanMarkdown(a.Stdout, p, a.look())
	}
	return render.PlanText(a.Stdout, p, a.look())
}
