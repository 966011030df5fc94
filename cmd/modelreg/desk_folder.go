package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/files"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
)

// inFolder puts a desk into the folder that -C names.
func (d *desk) inFolder() error {
	src, err := d.app.open()
	if err != nil {
		if sparse := notWhole(d.app.dir); sparse != nil {
			return sparse
		}
		return err
	}
	if err := notWhole(src.Dir); err != nil {
		return errors.Join(err, src.Close())
	}
	d.fsys, d.dir, d.place = files.Freeze(src.FS()), src.Dir, folder{src, d.app}
	return nil
}

// notWhole refuses a folder of which not everything may be there: what is missing
// would be taken for what the catalog has not.
func notWhole(dir string) error {
	repo, err := gittree.Open(dir)
	if errors.Is(err, gittree.ErrSparse) {
		return cli.Failed(err, "with --pr, nothing needs to be checked out")
	}
	if err != nil {
		return nil // who asks the history says so
	}
	return repo.Close()
}

// A folder is a desk's place on the disk.
type folder struct {
	*source.Source
	app *app
}

func (f folder) everHad(ctx context.Context) func(paths []string) (map[string]string, error) {
	return func(paths []string) (map[string]string, error) {
		had, err := f.EverHad(ctx, paths)
		if err != nil {
			f.app.talk.Warn("whether the label was used before is not known: %v", err)
		}
		return had, nil
	}
}

// put writes all files or none.
func (f folder) put(_ context.Context, p *proposal.Proposal, _ []catalog.Candidate, _ *render.Edit) error {
	all := make([]files.File, len(p.Files))
	for i, file := range p.Files {
		all[i] = files.File(file)
	}
	_, err := files.Write(f.Dir, all, false)
	return notWritten(f.Dir, err)
}

// notWritten tells people why files of a catalog were not written.
func notWritten(dir string, err error) error {
	conflict, changed := errors.AsType[*files.Conflict](err)
	link, linked := errors.AsType[*files.Link](err)
	switch {
	case err == nil:
		return nil
	case changed:
		return &cli.Exit{Code: cli.Problems, Err: &changedError{dir, conflict}, Hint: "nothing was written"}
	case linked:
		link.Path = path.Join(dir, link.Path)
		return &cli.Exit{Code: cli.Problems, Err: link, Hint: "nothing was written"}
	}
	return cli.Failed(fmt.Errorf("writing the catalog: %w", err), "nothing was written")
}

// A changedError says that somebody else wrote files while an edit of them was
// made.
type changedError struct {
	dir string
	*files.Conflict
}

func (c *changedError) Error() string {
	var names []string
	for _, p := range c.Paths {
		names = append(names, path.Join(c.dir, p))
	}
	return strings.Join(names, ", ") + " was changed meanwhile; run again"
}
