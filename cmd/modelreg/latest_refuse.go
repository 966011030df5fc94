package main

import (
	"context"
	"fmt"
	"strings"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/sync"
)

// approvedThen is the package of the version that the catalog asked to be
// approved, if that was granted; nil where it was not, or nobody knows.
func (q *latestQuestion) approvedThen(ctx context.Context, proofs *latestProof, h *sync.Holding) *sync.Holding {
	found, note := proofs.then(ctx, h)
	switch {
	case found.unknown != "":
		q.doubtful(h, found)
		return nil
	case found.unfit != "":
		q.warn("the catalog asked for %s to be %s then: %s", h.Ref, approved, found.unfit)
		return nil
	case note != "":
		q.note("%s", note)
	}
	return h
}

// proofHint says what to do where an approval could not be proven.
func (a *app) proofHint() string {
	if a.token() == "" {
		return "set GITHUB_TOKEN or GH_TOKEN, so that GitHub can be asked"
	}
	return "run again later, at a commit of the protected branch"
}

// foreign is an error where the group of a package is another catalog's.
func foreign(ctx context.Context, t sync.Target, r *catalog.Registry, h *sync.Holding) error {
	arn := strings.Replace(h.ARN, ":model-package/", ":model-package-group/", 1)
	tags, err := t.Tags(ctx, arn[:strings.LastIndexByte(arn, '/')])
	if err != nil {
		return registry.Explain(fmt.Errorf("reading the tags of group %s: %w", h.Group, err))
	}
	why := sync.Group{Name: h.Group, Tags: tags}.ForeignTo(r)
	if why == "" {
		return nil
	}
	code := cli.Problems
	if tags == nil {
		code = cli.Unfinished
	}
	return &cli.Exit{Code: code, Err: fmt.Errorf("nothing is the latest of %s here: the group %s", h.Path, why)}
}
