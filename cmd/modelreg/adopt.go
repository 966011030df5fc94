package main

import (
	"context"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// adopting are the flags of adopt alone.
type adopting struct {
	groups   []string
	approved bool
	dryRun   bool
	format   *format
}

func (a *app) adopt() *cobra.Command {
	c := &cobra.Command{
		Use:   "adopt",
		Short: "Take over packages that hold exactly what a version says",
		Long: `adopt finds packages that no catalog owns and that hold exactly what a version
of the catalog would register, and writes markers on them, as sync does on what
it registers. Nothing else of them changes, and what is not in the state that
the catalog asks for is left to sync.

Every write to a package fires SageMaker's state change event, and rules that
deploy what is approved hear it. So packages that are approved are only shown,
unless --approved says otherwise and their approval is granted. No write is
needed where registry.yaml says adopt: match for the target: then a package
counts as the version that it equals.`,
		Example: `  modelreg adopt --target production --dry-run
  modelreg adopt --target staging --group house-price`,
		Args: noArgs,
	}
	l, o := &looking{}, &adopting{}
	a.targetFlags(c, l)
	f := c.Flags()
	f.StringArrayVar(&o.groups, "group", nil, "only the group `GROUP`, or those that a pattern such as pricing/** names")
	f.BoolVar(&o.approved, "approved", false, "write on packages that are approved, too")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and change nothing")
	o.format = formatFlag(c, "text", "json")
	c.RunE = func(c *cobra.Command, _ []string) error {
		code, err := a.runAdopt(c.Context(), l, o)
		if err != nil {
			return err
		}
		return cli.With(code)
	}
	return c
}

func (a *app) runAdopt(ctx context.Context, l *looking, o *adopting) (code cli.Code, err error) {
	l.adopt = func(c *catalog.Catalog) (*sync.Adoption, error) {
		adoption := &sync.Adoption{Approved: o.approved}
		if len(o.groups) == 0 {
			return adoption, nil
		}
		groups, err := matching(c, o.groups)
		for _, g := range groups {
			adoption.Groups = append(adoption.Groups, g.Path)
		}
		return adoption, err
	}
	v, err := a.view(ctx, l, o.dryRun)
	if err != nil {
		return 0, err
	}
	defer closing(v, &err)
	codes := []cli.Code{v.code()}
	var report *sync.Report
	if !o.dryRun {
		report = a.apply(ctx, v, l.concurrency, false)
		if report.Cancelled {
			codes = append(codes, cli.Unfinished)
		}
		if report.Counts.Failed > 0 || report.Counts.Blocked > 0 {
			codes = append(codes, cli.Problems)
		}
	}
	switch {
	case o.format.value == "text":
		err = render.AdoptionText(a.Stdout, v.plan, report, a.look())
	case o.dryRun:
		err = render.PlanJSON(a.Stdout, v.plan)
	default:
		err = render.ReportJSON(a.Stdout, report)
	}
	return cli.Gravest(codes...), err
}
