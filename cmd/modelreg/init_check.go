package main

import (
	"context"
	"errors"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/settings"
	"modelreg/cmd/internal/source"
)

// checkSettings says what is missing on GitHub for the catalog in dir.
func (a *app) checkSettings(ctx context.Context, dir, format string) (err error) {
	src, err := source.Open(dir, "")
	if err != nil {
		return err
	}
	defer closing(src, &err)
	reg, err := src.Registry(ctx)
	if err != nil {
		return err
	}
	if reg == nil {
		return &cli.Exit{Code: cli.Problems, Err: errors.New("registry.yaml has problems, so it is not known which repository it is about"), Hint: "modelreg validate shows them"}
	}
	repository := a.actionsRepository()
	if repository == "" {
		repository = reg.Approval.Repository
	}
	if repository == "" {
		return cli.Failed(errors.New("registry.yaml names no approval.repository"), "add it, as owner/name")
	}
	client, err := a.github()
	if err != nil {
		return err
	}
	if client == nil {
		return cli.Failed(proof.ErrNoToken, "gh auth token prints yours: GH_TOKEN=$(gh auth token) modelreg init --check")
	}
	items := settings.Judge(gather(ctx, client, repository, reg))
	if err := ctx.Err(); err != nil {
		return err
	}
	if format == "json" {
		err = render.SettingsJSON(a.Stdout, repository, reg.Approval.Branch, items)
	} else {
		err = render.SettingsText(a.Stdout, repository, reg.Approval.Branch, items, a.look())
	}
	if err != nil {
		return err
	}
	codes := map[settings.State]cli.Code{settings.OK: cli.OK, settings.Missing: cli.Problems, settings.Unknown: cli.Unfinished}
	return cli.With(codes[settings.Worst(items)])
}

const policyRootVariable = "MODELREG_POLICY_ROOT"

// gather asks GitHub for everything, and goes on where it does not say.
func gather(ctx context.Context, client *github.Client, repository string, reg *catalog.Registry) settings.Facts {
	f := settings.Facts{Branch: reg.Approval.Branch}
	f.Protection, f.ProtectionErr = client.BranchProtection(ctx, repository, f.Branch)
	f.Rulesets, f.RulesetsErr = client.Rulesets(ctx, repository, f.Branch)
	f.Owners, f.OwnersErr = client.CodeOwners(ctx, repository, f.Branch)
	f.Workflow, f.WorkflowErr = client.WorkflowSetting(ctx, repository)
	f.Forks, f.ForksErr = client.ForkSetting(ctx, repository)
	f.Root, f.RootErr = client.Variable(ctx, repository, "", policyRootVariable)
	for _, t := range reg.Targets {
		if t.SageMaker == nil {
			continue
		}
		e := settings.Environment{Target: t.Name, ApprovedOnly: t.Versions == "approved"}
		if e.Is, e.Err = client.Environment(ctx, repository, t.Name); e.Is != nil {
			e.Root, e.RootErr = client.Variable(ctx, repository, t.Name, policyRootVariable)
		}
		f.Environments = append(f.Environments, e)
	}
	return f
}
