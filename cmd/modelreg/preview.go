package main

import (
	"context"
	"errors"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
)

// A preview is what is known before an open pull request is asked about: the
// settings, the tip of the protected branch, and who to ask.
type preview struct {
	src      *source.Source
	registry *catalog.Registry
	client   *github.Client
	repo     *gittree.Repo
	tip      gittree.Commit
	prover   *proof.Prover
}

// preview gets all of that ready. The caller closes it.
func (a *app) preview(ctx context.Context, root string) (_ *preview, err error) {
	p := &preview{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if p.src, err = source.Open(a.dir, ""); err != nil {
		return nil, err
	}
	if p.registry, err = p.src.Registry(ctx); err != nil {
		return nil, err
	}
	if p.registry == nil {
		return nil, &cli.Exit{Code: cli.Problems, Err: errors.New("registry.yaml has problems, so nothing is known about approvals")}
	}
	if p.client, err = a.github(); err != nil {
		return nil, err
	}
	if p.client == nil {
		return nil, cli.Failed(proof.ErrNoToken, "")
	}
	if p.repo, err = gittree.Open(p.src.Dir); err != nil {
		return nil, cli.Failed(err, "")
	}
	if p.tip, err = a.tip(ctx, p.client, p.repo, p.registry.Approval); err != nil {
		return nil, err
	}
	options, err := a.proofOptions(p.repo, p.tip, root)
	if err != nil {
		return nil, err
	}
	options.GitHub = p.client
	p.prover, err = proof.New(ctx, options)
	return p, cli.Failed(err, "")
}

// Close lets go of files.
func (p *preview) Close() error {
	var errs []error
	if p.src != nil {
		errs = append(errs, p.src.Close())
	}
	if p.repo != nil {
		errs = append(errs, p.repo.Close())
	}
	return errors.Join(errs...)
}
