package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

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
	offers, err := r.offers(ctx)
	if err != nil {
		return err
	}
	if !offers.mine.IsZero() && bump == "" {
		r.want.Label = offers.mine
	} else {
		r.fresh = true
		if r.want.Label, err = r.next(ctx, bump, offers.held); err != nil {
			return err
		}
	}
	for _, label := range offers.passed {
		r.note("%s/%s is offered for this model, and %s was merged before it, so it is %s here: close the pull request of the other one, if it is open",
			r.want.Group, label, proposal.Highest(r.group), r.want.Label)
	}
	return nil
}

// free is a label under which the model can be registered.
func (r *registrar) free(ctx context.Context) (catalog.Label, error) {
	offers, err := r.offers(ctx)
	if err != nil || !offers.mine.IsZero() {
		return offers.mine, err
	}
	return r.next(ctx, "", offers.held)
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

// notTaken refuses to write over a version. The same one again is fine.
func (r *registrar) notTaken(ctx context.Context, p *proposal.Proposal) error {
	old, err := r.read(r.want.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if slices.ContainsFunc(p.Files, func(f proposal.File) bool { return f.Path == r.want.Path() && bytes.Equal(f.Text, old) }) {
		return nil
	}
	hint := "what is registered never changes; give a label that nobody has"
	if label, err := r.free(ctx); err == nil {
		hint = fmt.Sprintf("what is registered never changes; --label %s registers another version", label)
	}
	return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("%s is in the catalog already, and says something else", r.want.Ref()), Hint: hint}
}

// offeredLabels are those on whose branches versions of a group are offered.
type offeredLabels struct {
	mine   catalog.Label   // under which this very model is
	passed []catalog.Label // likewise, below one that was merged meanwhile
	held   []catalog.Label // all of them
}

// offers looks at the branches on which versions of the group are offered. Sync
// registers nothing below a label that is registered, so that a model is not
// offered there once more.
func (r *registrar) offers(ctx context.Context) (found offeredLabels, err error) {
	offers, err := r.offered(ctx, r.want.Group)
	if err != nil {
		return found, cli.Failed(err, "")
	}
	highest := proposal.Highest(r.group)
	for _, o := range offers {
		if r.has(o.label) {
			continue // it was merged
		}
		found.held = append(found.held, o.label)
		doc, err := proposal.Copy(o.text)
		switch {
		case err != nil || !proposal.SameModel(doc, r.want.Doc):
		case !highest.IsZero() && o.label.Compare(highest) < 0:
			found.passed = append(found.passed, o.label)
		case found.mine.IsZero() || o.label.Compare(found.mine) > 0:
			found.mine = o.label
		}
	}
	return found, nil
}

// An offer is a version that a branch has, or had.
type offer struct {
	label catalog.Label
	text  []byte // of its file; nil: the branch has none
}

// offered in a folder is nothing: who works there sees what there is.
func (f folder) offered(context.Context, string) ([]offer, error) { return nil, nil }

// offered asks for each branch what files it has, and for all together what
// those of the versions hold.
func (r *remote) offered(ctx context.Context, group string) ([]offer, error) {
	branches, err := r.client.Branches(ctx, r.at.Repository, proposal.Branch("register", group)+"/")
	if err != nil {
		return nil, err
	}
	var all []offer
	var blobs []string // by offer
	for _, name := range slices.Sorted(maps.Keys(branches)) {
		label, ok := proposal.RegisteredOn(name, group)
		if !ok {
			continue // a branch of another group
		}
		file := path.Join(r.desk.dir, proposal.VersionPath(group, label))
		blob := r.at.Files[file].Blob
		if blob == "" { // it is not merged
			files, err := r.client.Tree(ctx, r.at.Repository, branches[name])
			if github.IsNotFound(err) {
				continue // deleted a moment ago
			}
			if err != nil {
				return nil, err
			}
			blob = files[file].Blob
		}
		all, blobs = append(all, offer{label: label}), append(blobs, blob)
	}
	r.fetch(ctx, blobs)
	for i, blob := range blobs {
		if blob == "" {
			continue
		}
		if all[i].text, err = r.read(ctx, blob); err != nil {
			return nil, err
		}
	}
	return all, nil
}
