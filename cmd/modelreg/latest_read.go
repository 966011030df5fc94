package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
)

// asSynced turns a working folder to the commit that is checked out, where the
// target is synced from commits: an edit that is not committed says nothing of
// its packages yet. Without a commit the folder is all there is.
func (a *app) asSynced(ctx context.Context, src *source.Source, target string) error {
	if src.Commit != nil {
		return nil
	}
	reg, err := src.Registry(ctx)
	if err != nil || reg == nil {
		return err // what is wrong with registry.yaml is told by whoever reads it next
	}
	t, err := pick(reg, target)
	if err != nil || t.SageMaker == nil && t.Evidence != "github" {
		return err
	}
	dirty, err := src.Differs(ctx)
	if err == nil {
		err = src.AtCommit()
	}
	switch {
	case errors.Is(err, gittree.ErrNoRepository), errors.Is(err, gittree.ErrUnborn), errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(dirty) > 0:
		a.talk.Note("latest goes by commit %s, and not by what differs from it: %s", src.Commit.Short(), strings.Join(dirty, ", "))
	}
	return nil
}

// readGroup reads the versions of one group, which its path or SageMaker's name
// names.
func (a *app) readGroup(ctx context.Context, src *source.Source, name string) (*catalog.Catalog, *catalog.Group, error) {
	names, _, err := src.LoadGroups(ctx)
	if err != nil {
		return nil, nil, err
	}
	if names.Registry == nil {
		return nil, nil, cli.Failed(fmt.Errorf("which version is the latest of %s is not known: registry.yaml has problems, so nothing is known about targets", name), checkOf(src)+" shows them")
	}
	named, ok := groupCalled(names, name)
	if !ok {
		return nil, nil, cli.Misused(schema.Suggest(name, groupNames(names)), "the catalog has no group %q", name)
	}
	c, err := a.read(ctx, src, named.Path)
	if err != nil {
		return nil, nil, err
	}
	g, _ := c.Group(named.Path)
	if g.Broken {
		return nil, nil, cli.Failed(fmt.Errorf("which version is the latest of %s is not known: group.yaml has problems, so SageMaker's name of the group is not known", g.Path), checkOf(src)+" shows them")
	}
	return c, g, nil
}
