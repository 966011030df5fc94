package main

import (
	"context"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

func (a *app) drift() *cobra.Command {
	c := &cobra.Command{
		Use:   "drift",
		Short: "Show what moved in the registry and is not in the catalog",
		Long: `drift compares the catalog with a target's registry and shows what somebody
changed there by hand, with what sync would do about it. What waits for sync
since the catalog changed is not shown. It changes nothing.

  put-back     approved without proof; sync takes that back
  held         a gated value without proof that SageMaker cannot take away
  kept         stopped or rejected by hand; stays so until a later approval
  unknown      approved, and whether that was proven could not be found out
  needs-proof  approved, and proof is looked for on the protected branch only
  superseded   left to the run for a newer commit
  threshold    approved, and misses a threshold that was raised since
  waiver       approved with a waiver that has run out

It ends with 0 when nothing moved, with 2 when something did, with 1 when
something is wrong (approved without proof, not what was registered, or problems
in the catalog), and with 3 when something could not be found out. The last
three are only reported.

With --pr it opens a pull request for each group that has the catalog say what
somebody changed: an approval, a rejection, metadata, a card, a stage, tags. Who
changed it last is told where the registry tells. The addresses are printed on
standard error.

With --issue it verifies approvals, too, and keeps one issue about the target on
GitHub: opened when something moved or an approval is without proof, edited when
that changes, closed when it is over. The token needs issues: write for that.
What could not be found out, as where the catalog has problems, neither opens
nor closes it, and what is only reported does not either.`,
		Example: `  modelreg drift --target production
  modelreg drift --target production --pr
  modelreg drift --target production --issue`,
		Args: noArgs,
	}
	l := &looking{}
	a.targetFlags(c, l)
	pr := c.Flags().Bool("pr", false, "open a pull request for each group that records what was changed, or bring it up to date")
	issue := c.Flags().Bool("issue", false, "open, edit or close the one issue about the target, with what verify finds, too")
	proofs := c.Flags().String("evidence-dir", "", "with --issue, the folder `DIR` where sync keeps proofs")
	out := formatFlag(c, "text", "json", "markdown")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *proofs != "" && !*issue {
			return cli.Misused("give --issue, too", "--evidence-dir is for --issue")
		}
		v, drift, code, err := a.runDrift(c.Context(), l, out.value, *pr)
		if err != nil {
			return err
		}
		if *issue {
			if err := a.reportDrift(c.Context(), l, v, drift, *proofs); err != nil {
				return err
			}
		}
		return cli.With(code)
	}
	return c
}

// runDrift shows drift, and gives the view, closed, by which it was found. record
// says to offer what moved as pull requests.
func (a *app) runDrift(ctx context.Context, l *looking, format string, record bool) (v *view, drift *sync.Plan, code cli.Code, err error) {
	v, err = a.view(ctx, l, true)
	if err != nil {
		return nil, nil, 0, err
	}
	defer closing(v, &err)
	drift = sync.Drift(v.plan)
	sync.ReportMissed(drift, v.catalog, v.warrant.target, a.Now())
	switch format {
	case "json":
		err = render.DriftJSON(a.Stdout, drift)
	case "markdown":
		err = render.DriftMarkdown(a.Stdout, drift, a.look())
	default:
		err = render.DriftText(a.Stdout, drift, a.look())
	}
	if err == nil && record {
		err = a.recordDrift(ctx, v, drift)
	}
	return v, drift, v.codeOfDrift(drift), err
}

// codeOfDrift is what drift means for the shell.
func (v *view) codeOfDrift(drift *sync.Plan) cli.Code {
	codes := []cli.Code{cli.OK}
	if catalog.HasErrors(v.problems) {
		codes = append(codes, cli.Problems)
	}
	for _, c := range drift.Changes {
		switch {
		case c.Alarming():
			codes = append(codes, cli.Problems)
		case c.Reason == sync.UnknownProof:
			codes = append(codes, cli.Unfinished)
		case !c.OnlyReported():
			codes = append(codes, cli.Differences)
		}
	}
	return cli.Gravest(codes...)
}
