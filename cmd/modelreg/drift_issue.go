package main

import (
	"context"
	"errors"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// driftLabel is given to a new issue if the repository has such a label.
const driftLabel = "modelreg-drift"

// reportDrift keeps the one issue about a target: with what moved, and with
// what verify finds wrong.
func (a *app) reportDrift(ctx context.Context, l *looking, v *view, drift *sync.Plan, proofs string) error {
	client, err := a.github()
	if err != nil {
		return err
	}
	repository := a.repositoryOf(v.catalog.Registry.Approval)
	switch {
	case client == nil:
		return cli.Failed(proof.ErrNoToken, "--issue needs one that has issues: write")
	case repository == "":
		return cli.Failed(errors.New("registry.yaml names no approval.repository"), "add it, as owner/name")
	}
	found, err := a.verification(ctx, l, proofs)
	if err != nil {
		return err
	}
	issue := render.NewDriftIssue(drift, found)
	issue.Proofs = v.warrant.target.Evidence == "github"
	issue.Broken = catalog.HasErrors(v.problems)
	if issue.Unsure() {
		a.talk.Note("something could not be found out, so the issue loses nothing")
	}
	want := github.Issue{Marker: issue.Marker(), Title: issue.Title(), Label: driftLabel, Over: issue.Over(), Unsure: issue.Unsure()}
	if !issue.Empty() {
		want.Body, want.Notes = issue.Markdown()
	}
	done, url, err := client.Issue(ctx, repository, want)
	if err == nil && url != "" {
		a.talk.Note("the issue about target %s is %s: %s", drift.Target, done, url)
	}
	return cli.Failed(err, "")
}
