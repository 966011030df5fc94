package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/schema"
)

// top are the names in the catalog's folder, those of folders with a slash at
// the end.
func (d *desk) top() ([]string, error) {
	entries, err := fs.ReadDir(d.fsys, ".")
	if err != nil {
		return nil, cli.Failed(err, "")
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
		if e.IsDir() {
			names[i] += "/"
		}
	}
	return names, nil
}

// settle gives the files with their text, without those that validate refuses
// beside the rest of the catalog: an approval that misses a threshold, say. A
// file is portable, since what it says can't change when a target in another
// region is added, unless it is refused like that.
func (d *desk) settle(ctx context.Context, placed []proposal.PulledFile, from *pull) ([]proposal.PulledFile, []proposal.File, error) {
	settled := portable(placed, from.target)
	files, wrong, err := d.try(ctx, settled)
	if err == nil && len(wrong) > 0 {
		for i, f := range placed {
			if _, refused := wrong[f.Path]; refused {
				settled[i] = f
			}
		}
		files, wrong, err = d.try(ctx, settled)
	}
	for err == nil && len(wrong) > 0 {
		settled = from.without(settled, wrong)
		files, wrong, err = d.try(ctx, settled)
	}
	return settled, files, err
}

// portable are the files with the target's region and account as placeholders,
// and with names for images that AWS publishes.
func portable(placed []proposal.PulledFile, t *catalog.Target) []proposal.PulledFile {
	files := slices.Clone(placed)
	for i, f := range files {
		if f.Doc != nil {
			files[i].Doc = proposal.Portable(f.Doc, t)
			proposal.NameImages(files[i].Doc, t.Region())
		}
	}
	return files
}

// try writes files, and finds what is wrong with each.
func (d *desk) try(ctx context.Context, placed []proposal.PulledFile) ([]proposal.File, map[string]catalog.Problem, error) {
	files := make([]proposal.File, len(placed))
	for i, f := range placed {
		text, err := d.written(f)
		if err != nil {
			return nil, nil, cli.Failed(fmt.Errorf("writing %s: %w", f.Path, err), "")
		}
		files[i] = proposal.File{Path: f.Path, Text: text}
	}
	wrong, err := d.faults(ctx, files)
	return files, wrong, err
}

func (d *desk) written(f proposal.PulledFile) ([]byte, error) {
	if f.Doc != nil {
		return proposal.Write(f.Kind, f.Doc)
	}
	text, err := d.read(f.Path)
	if err != nil {
		return nil, err
	}
	return proposal.Edit(text, f.Changes...)
}

// policy is the member of a group that other targets may refuse.
const policy = "resourcePolicy"

// without leaves out the files that have problems: of a group its policy first,
// then the whole group with its versions.
func (p *pull) without(files []proposal.PulledFile, wrong map[string]catalog.Problem) []proposal.PulledFile {
	var kept []proposal.PulledFile
	var gone []string // folders
	for _, f := range files {
		problem, is := wrong[f.Path]
		if !is {
			kept = append(kept, f)
			continue
		}
		loss := render.Loss{Group: f.Group, ARN: f.ARN, Number: f.Number, Why: problem.Message}
		if problem.Rule == "threshold" {
			loss.Why += "; it is left out: write its file with the waiver, or merge another threshold first, and pull again"
		}
		switch {
		case f.Kind == schema.Group && f.Doc[policy] != nil && problem.Rule != "layout":
			f.Doc = maps.Clone(f.Doc)
			delete(f.Doc, policy)
			loss.Path = policy
			kept = append(kept, f)
		case f.Kind == schema.Group:
			gone = append(gone, path.Dir(f.Path)+"/")
		}
		p.lost = append(p.lost, loss)
	}
	return slices.DeleteFunc(kept, func(f proposal.PulledFile) bool {
		return slices.ContainsFunc(gone, func(dir string) bool { return strings.HasPrefix(f.Path, dir) })
	})
}
