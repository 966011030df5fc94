package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
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
	found := map[string]map[string]string{} // why approvals were held or stopped, by target and ref
	for _, t := range d.catalog.Registry.Targets {
		if len(refs[t.Name]) == 0 {
			continue
		}
		why, err := a.stopped(ctx, d, t, refs[t.Name])
		if err != nil {
			return &cli.Exit{
				Code: cli.Unfinished,
				Err:  fmt.Errorf("%s asks to be approved already, and whether that was held or stopped in %s could not be found out: %w", refs[t.Name][0], t.Name, err),
				Hint: "nothing was written; give --again to ask again all the same",
			}
		}
		found[t.Name] = why
	}
	for i, r := range rulings {
		wish.Again = nil
		var why []string
		for _, t := range r.Asking {
			if detail, ok := found[t][r.Version.Ref()]; ok || f.again {
				wish.Again = append(wish.Again, t)
				if ok {
					why = append(why, fmt.Sprintf("%s in %s: %s", r.Version.Ref(), t, detail))
				}
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

// stopped tells which of some versions, that all ask to be approved, a target
// does not have approved because that is held, or because a hand stopped it:
// why, by ref. It only looks. That it could not be found out is an error.
func (a *app) stopped(ctx context.Context, d *desk, t *catalog.Target, refs []string) (_ map[string]string, err error) {
	look := *a
	if look.rev, err = a.lookAt(ctx, d, t); err != nil {
		return nil, err
	}
	v, err := look.view(ctx, &looking{target: t.Name, policyRoot: new(string)}, true)
	if err != nil {
		return nil, err
	}
	defer closing(v, &err)
	why := map[string]string{}
	for _, c := range v.plan.Changes {
		if c.Kind != sync.OfVersion || !slices.Contains(refs, c.Ref) {
			continue
		}
		switch c.Reason {
		case sync.HeldApproval, sync.KeptByHand, sync.PutBack:
			why[c.Ref] = c.Detail
		case sync.UnknownProof, sync.ProofNeeded:
			return nil, errors.New(c.Detail)
		}
	}
	return why, nil
}

// lookAt is the revision that sync would go by: the tip of the protected branch
// if GitHub can be asked, else the commit that is checked out. A local target
// that asks for no proof gets what the folder says.
func (a *app) lookAt(ctx context.Context, d *desk, t *catalog.Target) (_ string, err error) {
	if d.e.repository != "" {
		return "", errors.New("there is no clone to look from")
	}
	if t.Local != nil && t.Evidence == "none" && !d.e.pr {
		return "", nil
	}
	client, err := a.github()
	if err != nil || client == nil {
		return "HEAD", err
	}
	src, err := source.Open(a.dir, "HEAD")
	if err != nil {
		return "", err
	}
	defer closing(src, &err)
	tip, err := a.tip(ctx, client, src.Repo(), d.catalog.Registry.Approval)
	return tip.Hash, err
}
