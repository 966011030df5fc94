package main

import (
	"context"
	"path"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
)

// faults finds the files of an edit that may not be as they are: by path below
// the catalog, each with the first problem that there is since the edit. What is
// wrong with a folder is wrong with all files of the edit in it. Whether a label
// was used before is not asked.
func (d *desk) faults(ctx context.Context, files []proposal.File) (map[string]catalog.Problem, error) {
	if len(files) == 0 {
		return nil, nil
	}
	after, problems, err := d.load(ctx, proposal.Over(d.fsys, files))
	if err != nil {
		return nil, err
	}
	more, err := catalog.CheckBase(d.catalog, after, nil)
	if err != nil {
		return nil, cli.Failed(err, "")
	}
	wrong := map[string]catalog.Problem{}
	for _, problem := range catalog.SortProblems(d.worse(append(problems, more...))) {
		if problem.Severity != catalog.Error {
			continue
		}
		for _, f := range files {
			shown := path.Join(d.dir, f.Path)
			if _, told := wrong[f.Path]; !told && (shown == problem.Path || strings.HasPrefix(shown, problem.Path+"/")) {
				wrong[f.Path] = problem
			}
		}
	}
	return wrong, nil
}
