package main

import (
	"github.com/spf13/cobra"

	"modelreg/catalog/proposal"
)

func (a *app) reject() *cobra.Command {
	c := &cobra.Command{
		Use:   "reject REF...",
		Short: "Propose to reject versions",
		Long: `reject edits the files of versions so that they are rejected, and only the lines
it must. Rejecting needs no proof: sync does it once it is merged.

Without --target a version is rejected everywhere, overrides included; with
--target an override says so for that target. The reason becomes the
approvalDescription, which SageMaker shows.`,
		Example: `  modelreg reject house-price/3 \
    --reason "The school districts were those of last year"
  modelreg reject pricing/valuation/1.0.0 --target production --dry-run`,
		Args: someRefs,
	}
	f := a.decisionFlags(c)
	c.RunE = func(c *cobra.Command, refs []string) error { return a.decide(c.Context(), f, proposal.Rejected, refs) }
	return c
}
