package main

import (
	"context"
	"errors"

	"modelreg/catalog"
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
		return err
	}
	d.fsys, d.dir, d.place = src.FS(), src.Dir, folder{src, d.app}
	return nil
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
	if _, err := files.Write(f.Dir, all, true); err != nil {
		return cli.Failed(errors.Join(errors.New("writing the catalog"), err), "nothing was written")
	}
	return nil
}
