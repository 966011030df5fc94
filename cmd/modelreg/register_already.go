package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/render"
)

// already finds the version that is this model already, the highest of them, and
// says so: a job that runs again registers nothing.
func (r *registrar) already(ctx context.Context) (done bool, err error) {
	if r.group == nil {
		return false, nil
	}
	for _, v := range slices.Backward(r.group.Versions) {
		text, err := r.read(v.Path)
		if err != nil {
			return false, err
		}
		same, differing, err := proposal.Registers(text, r.want.Doc)
		if err != nil || !same {
			continue // what can't be read is for validate to say
		}
		return true, r.sayAlready(ctx, v, differing)
	}
	return false, nil
}

func (r *registrar) sayAlready(ctx context.Context, v *catalog.Version, differing []string) error {
	again := "--label LABEL registers it again"
	if next, err := r.free(ctx); err == nil {
		again = fmt.Sprintf("--label %s registers it again", next)
	}
	said := fmt.Sprintf("%s is this model already; %s", v.Ref(), again)
	if len(differing) > 0 {
		said = fmt.Sprintf("%s is this model already, with other %s, and nothing was changed; edit its file, or %s", v.Ref(), strings.Join(differing, ", "), again)
	}
	return r.say(&render.Edit{
		Format: render.FormatVersion, Versions: []string{v.Ref()}, Files: []render.EditedFile{}, DryRun: r.e.dryRun,
		Already: path.Join(r.dir, v.Path), Notes: []string{said},
	})
}
