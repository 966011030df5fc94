package main

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
)

// labelsAhead is how many labels the history is asked for at once. It mostly
// knows none of them.
const labelsAhead = 4

// findLabel takes the label that is given, or the next one.
func (r *registrar) findLabel(ctx context.Context) error {
	bump := ""
	switch {
	case slices.Contains(proposal.Bumps(), r.in.label):
		bump = r.in.label
	case r.in.label != "":
		label, err := catalog.ParseLabel(r.in.label)
		if err != nil {
			return cli.Misused("", "--label: %w", err)
		}
		if highest := proposal.Highest(r.group); !highest.IsZero() && label.Compare(highest) < 0 && !r.has(label) {
			r.note("%s is below %s; sync registers it with --out-of-order %[1]s alone, once that one is registered", r.want.Group+"/"+label.String(), highest)
		}
		r.want.Label = label
		return nil
	}
	mine, held, err := r.offers(ctx)
	if err != nil {
		return err
	}
	if !mine.IsZero() && bump == "" {
		r.want.Label = mine
		return nil
	}
	r.want.Label, err = r.next(ctx, bump, held)
	r.fresh = true
	return err
}

func (r *registrar) has(label catalog.Label) bool {
	if r.group == nil {
		return false
	}
	_, ok := r.group.Version(label.String())
	return ok
}

// next is the first label behind all that the group has, ever had, or that are
// held.
func (r *registrar) next(ctx context.Context, bump string, held []catalog.Label) (catalog.Label, error) {
	highest := proposal.Highest(r.group)
	for {
		var ahead []catalog.Label
		var paths []string
		for at := highest; len(ahead) < labelsAhead; {
			next, err := proposal.NextLabel(at, bump)
			if err != nil {
				return next, cli.Misused("say which one with --label", "finding the next label of %s: %w", r.want.Group, err)
			}
			ahead, paths, at = append(ahead, next), append(paths, proposal.VersionPath(r.want.Group, next)), next
		}
		had, err := r.everHad(ctx)(paths)
		if err != nil {
			return ahead[0], cli.Failed(err, "say which one with --label")
		}
		used := -1
		for i, label := range ahead {
			if _, ok := had[paths[i]]; ok || slices.Contains(held, label) {
				used = i
			}
		}
		if used < 0 {
			return ahead[0], nil
		}
		highest = ahead[used]
	}
}

// offers looks at the branches on which versions of the group are offered: the
// label under which this very model is, and all labels that are held.
func (r *registrar) offers(ctx context.Context) (mine catalog.Label, held []catalog.Label, err error) {
	prefix := proposal.Branch("register", r.want.Group) + "/"
	branches, err := r.offered(ctx, prefix)
	if err != nil {
		return mine, nil, cli.Failed(err, "")
	}
	for _, b := range branches {
		label, err := catalog.ParseLabel(strings.TrimPrefix(b.name, prefix))
		if err != nil || r.has(label) {
			continue // a branch of another group, or one that was merged
		}
		held = append(held, label)
		text, err := fs.ReadFile(b.fsys, proposal.VersionPath(r.want.Group, label))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return mine, nil, cli.Failed(err, "")
		}
		if doc, err := proposal.Copy(text); err == nil && proposal.SameModel(doc, r.want.Doc) {
			mine = label
		}
	}
	return mine, held, nil
}

// An offer is a branch with the catalog as it would be.
type offer struct {
	name string
	fsys fs.FS
}

// offered in a folder is nothing: who works there sees what there is.
func (f folder) offered(context.Context, string) ([]offer, error) { return nil, nil }

func (r *remote) offered(ctx context.Context, prefix string) ([]offer, error) {
	names, err := r.client.Branches(ctx, r.at.Repository, prefix)
	if err != nil {
		return nil, err
	}
	var all []offer
	for _, name := range names {
		at, err := r.client.Snapshot(ctx, r.at.Repository, name)
		if github.IsNotFound(err) {
			continue // deleted a moment ago
		}
		if err != nil {
			return nil, err
		}
		all = append(all, offer{name, at.FS(ctx, r.desk.dir, r.read)})
	}
	return all, nil
}
