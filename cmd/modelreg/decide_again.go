package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
)

// askAgain has versions that ask for approval already ask once more: where
// --again says so, or else, of versions in which nothing changes, where the
// registry shows that the approval was held or stopped.
func (a *app) askAgain(ctx context.Context, d *desk, f *deciding, wish proposal.Decision, rulings []proposal.Ruling) error {
	refs := map[string][]string{} // by target
	for _, r := range rulings {
		if f.again || len(r.Changes) > 0 {
			continue
		}
		for _, t := range r.Asking {
			refs[t] = append(refs[t], r.Version.Ref())
		}
	}
	found := map[string]sighting{} // by target
	early := map[string][]string{} // refs that nothing which was merged asks to approve, by target
	for _, t := range d.catalog.Registry.Targets {
		asked := refs[t.Name]
		if len(asked) == 0 {
			continue
		}
		rev, err := a.lookAt(ctx, d, t)
		if err == nil && rev != "" {
			var merged []string
			merged, err = a.asking(ctx, t, rev, asked)
			early[t.Name] = slices.DeleteFunc(slices.Clone(asked), func(ref string) bool { return slices.Contains(merged, ref) })
			asked = merged
		}
		if err == nil && len(asked) > 0 {
			found[t.Name], err = a.sight(ctx, t, rev, asked)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			return cantTell(refs[t.Name][0], t, err)
		}
		for _, ref := range asked {
			if why, ok := found[t.Name].unknown[ref]; ok {
				return cantTell(ref, t, errors.New(why))
			}
		}
	}
	for i, r := range rulings {
		wish.Again = nil
		var why []string
		for _, t := range r.Asking {
			stop, stopped := found[t].stopped[r.Version.Ref()]
			switch {
			case f.again:
				wish.Again = append(wish.Again, t)
			case stopped:
				wish.Again = append(wish.Again, t)
				why = append(why, fmt.Sprintf("%s in %s: %s", r.Version.Ref(), t, stop))
			case slices.Contains(early[t], r.Version.Ref()):
				rulings[i].Notes = append(rulings[i].Notes, fmt.Sprintf("%s was asked for in %s already, and that is not merged yet", r.Version.Ref(), t))
			}
		}
		if len(wish.Again) == 0 {
			continue
		}
		var err error
		if rulings[i], err = d.rule(wish, r.Version); err != nil {
			return err
		}
		rulings[i].Notes = append(why, rulings[i].Notes...)
	}
	return nil
}

// cantTell ends a command that had to know whether an approval was held or
// stopped.
func cantTell(ref string, t *catalog.Target, err error) error {
	exit := &cli.Exit{
		Code: cli.Unfinished,
		Err:  fmt.Errorf("%s asks to be approved already, and whether that was held or stopped in %s could not be found out: %w", ref, t.Name, err),
		Hint: "nothing was written; give --again to ask again all the same",
	}
	if known, ok := errors.AsType[*cli.Exit](err); ok && errors.Is(err, errNotFetched) {
		exit.Hint = known.Hint
	}
	return exit
}
