package main

import (
	"github.com/spf13/cobra"

	"modelreg/catalog/proposal"
)

func (a *app) approve() *cobra.Command {
	c := &cobra.Command{
		Use:   "approve REF...",
		Short: "Propose to approve versions",
		Long: `approve edits the files of versions so that they ask to be approved, and only
the lines it must. What is merged after a review is the approval; nothing is
approved before that.

Without --target a version is to be approved everywhere but where an override of
it says otherwise; with --target an override says so for that target. The reason
becomes the approvalDescription, which SageMaker shows.

A version that asks already is looked up in the registry, as plan does: where
its approval was held or stopped, approvalRequest is raised, which asks again.
Where that can't be found out it ends with 3, and --again raises it all the
same.`,
		Example: `  modelreg approve house-price/3 --target production \
    --reason "Beats 2 on this year's sales"
  modelreg approve pricing/rental-yield/2 pricing/valuation/1.1.0 --dry-run`,
		Args: someRefs,
	}
	f := a.decisionFlags(c)
	c.Flags().BoolVar(&f.again, "again", false, "ask again where a version asks already, by raising its approvalRequest")
	c.RunE = func(c *cobra.Command, refs []string) error { return a.decide(c.Context(), f, proposal.Approved, refs) }
	return c
}
