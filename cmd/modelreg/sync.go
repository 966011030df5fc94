package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// syncing are the flags of sync alone.
type syncing struct {
	plan   string
	dryRun bool
	proofs string
	format *format

	output   string
	summary  string
	dispatch bool
}

func (a *app) sync() *cobra.Command {
	c := &cobra.Command{
		Use:   "sync",
		Short: "Make the registry what the catalog says",
		Long: `sync plans, does what the plan says, and reports what became of it. Run it again
and there is nothing to do. What fails stops nothing but what depends on it.

In a target that asks for proof (evidence: github, the default for SageMaker) it
needs a token, GITHUB_TOKEN or GH_TOKEN: what asks to be approved is approved
when a reviewed, merged pull request proves it, and held otherwise.

In GitHub Actions, the step gets the outputs approved (a JSON array of group,
label, arn, target and previousArn of what this run newly approved), changed
(true or false) and blocked (a number), and the report as its summary.

Ctrl-C finishes the call in flight and says what remains; once more ends it at
once.`,
		Example: `  modelreg sync --target staging --plan staging.plan
  modelreg sync --target production --policy-root 1a2b3c4 --evidence-dir proofs
  modelreg sync --target production --shard 2/4`,
		Args: noArgs,
	}
	l := a.lookingFlags(c)
	s := &syncing{}
	f := c.Flags()
	f.StringVar(&s.plan, "plan", "", "do exactly what the plan in `FILE` says, or nothing when the world has moved since")
	f.BoolVar(&s.dryRun, "dry-run", false, "show the plan and change nothing")
	f.StringVar(&s.proofs, "evidence-dir", "", "keep the whole proof of each approval as a file in `DIR`")
	f.StringVar(&s.output, "github-output", "", "append the outputs to `FILE` (in GitHub Actions $GITHUB_OUTPUT)")
	f.StringVar(&s.summary, "summary", "", "append the report to `FILE`, as Markdown (in GitHub Actions $GITHUB_STEP_SUMMARY)")
	f.BoolVar(&s.dispatch, "dispatch", false, "send a repository_dispatch "+approvedEvent+" for each version newly approved")
	f.IntVar(&l.concurrency, "concurrency", 0, "work on `N` groups at once (default 4)")
	s.format = formatFlag(c, "text", "json", "markdown")
	c.RunE = func(c *cobra.Command, _ []string) error {
		code, err := a.runSync(c.Context(), l, s)
		if err != nil {
			return err
		}
		return cli.With(code)
	}
	return c
}

func (a *app) runSync(ctx context.Context, l *looking, s *syncing) (code cli.Code, err error) {
	var saved *sync.Plan
	if s.plan != "" {
		if saved, err = readPlan(s.plan); err != nil {
			return 0, err
		}
		a.follow(l, saved)
	}
	out, err := a.outputs(s.output, s.summary)
	if err != nil {
		return 0, err
	}
	defer closing(out, &err)
	v, err := a.view(ctx, l, s.dryRun)
	if err != nil {
		return 0, err
	}
	defer closing(v, &err)
	if saved != nil {
		if moved := v.plan.Moved(saved); moved != "" {
			return 0, &cli.Exit{Code: cli.Problems, Err: errors.New(moved), Hint: "nothing was changed"}
		}
	}
	if s.dryRun {
		return v.code(), errors.Join(a.writePlan(v.plan, s.format.value), out.plan(v.plan))
	}
	var h *herald
	if s.dispatch {
		if h, err = a.herald(v.catalog.Registry); err != nil {
			return 0, err
		}
	}
	if s.proofs != "" {
		if err := v.warrant.keep(s.proofs); err != nil {
			return 0, err
		}
	}
	report := a.apply(ctx, v, l.concurrency, saved != nil)
	err = a.writeReport(report, len(v.catalog.Groups), s.format.value)
	whole, outErr := out.report(report, len(v.catalog.Groups))
	told := h.tell(ctx, report.Approved)
	if err := errors.Join(err, outErr); err != nil {
		return 0, cli.Failed(err, "the sync itself came to its end; run it again to see where the registry stands")
	}
	codes := []cli.Code{v.code()}
	if report.Cancelled {
		codes = append(codes, cli.Unfinished)
	}
	if report.Counts.Failed > 0 || report.Counts.Blocked > 0 || !told || !whole {
		codes = append(codes, cli.Problems)
	}
	return cli.Gravest(codes...), nil
}

// follow makes the run look where the saved plan looked, and allows what it
// was allowed.
func (a *app) follow(l *looking, saved *sync.Plan) {
	l.saved = saved
	if l.target == "" {
		l.target = saved.Target
	}
	if a.rev == "" {
		a.rev = saved.Commit
	}
}

// apply carries the plan out and shows how it goes on.
func (a *app) apply(ctx context.Context, v *view, concurrency int, exact bool) *sync.Report {
	p := a.progress(v.plan)
	defer p.end()
	return sync.Apply(ctx, v.target, v.plan, sync.ApplyOptions{
		Concurrency: concurrency,
		Exact:       exact,
		Sleep:       a.Sleep,
		Finished:    p.finished,
		Superseded:  v.warrant.beforeWrite(),
	})
}

func (a *app) writeReport(r *sync.Report, groups int, format string) error {
	switch format {
	case "json":
		return render.ReportJSON(a.Stdout, r)
	case "markdown":
		return render.ReportMarkdown(a.Stdout, r, groups)
	}
	return render.ReportText(a.Stdout, r, groups, a.look())
}
