package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
)

// A whereabouts is where on GitHub the catalog should be.
type whereabouts struct {
	repository string
	dirs       []string      // folders in the repository, the first one that has a registry.yaml is it
	repo       *gittree.Repo // the clone around the folder, of which the working tree does not matter; nil without
}

// whereabouts finds the repository and the folder in it. The clone's folder
// counts where it has a catalog; else -C names a folder of the repository.
func (d *desk) whereabouts(ctx context.Context) (w whereabouts, err error) {
	a := d.app
	w.repository = d.e.repository
	src, err := a.open()
	if err != nil {
		if d.e.repository != "" {
			return w, d.named(&w)
		}
		if sparse := notWhole(a.dir); sparse != nil {
			return w, cli.Failed(fmt.Errorf("the catalog is not among what is checked out in %s", a.dir), "name the repository with --repository OWNER/NAME, or run git sparse-checkout disable")
		}
		return w, err
	}
	defer closing(src, &err)
	if w.repo, err = gittree.OpenObjects(src.Dir); err != nil && !errors.Is(err, gittree.ErrNoRepository) {
		return w, cli.Failed(err, "")
	}
	if w.repo == nil && d.e.repository == "" {
		return w, cli.Failed(fmt.Errorf("%s is in no clone, so nobody knows where it is on GitHub", src.Dir), "run it in a clone, or name the repository with --repository OWNER/NAME")
	}
	if w.repo == nil {
		return w, d.named(&w)
	}
	w.dirs = []string{w.repo.Dir()}
	reg, err := src.Registry(ctx)
	if err != nil {
		return w, err
	}
	here := ""
	if reg != nil {
		here = reg.Approval.Repository
	}
	if d.e.repository != "" && !strings.EqualFold(here, d.e.repository) { // a clone of something else
		return w, errors.Join(w.repo.Close(), d.named(&w))
	}
	// Actions may well run for the repository that a model is trained in.
	w.repository = cmp.Or(w.repository, here, a.actionsRepository())
	if w.repository == "" {
		err = cli.Failed(errors.New("--pr: nobody says which repository on GitHub this is"), "set approval.repository in registry.yaml, or give --repository OWNER/NAME")
	}
	return w, err
}

// named takes -C for a folder of the repository.
func (d *desk) named(w *whereabouts) error {
	w.repo = nil
	dir := path.Clean(filepath.ToSlash(d.app.dir))
	if !fs.ValidPath(dir) {
		return cli.Misused("with --repository and without a clone, -C names a folder of the repository", "-C %q is no folder of %s", d.app.dir, w.repository)
	}
	if dir == "." {
		w.dirs = []string{"", "catalog"}
		return nil
	}
	w.dirs = []string{dir, path.Join(dir, "catalog")}
	return nil
}
