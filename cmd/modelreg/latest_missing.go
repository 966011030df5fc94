package main

import (
	"context"
	"fmt"
	"path"

	"modelreg/catalog/proof"
	"modelreg/sync"
)

// takeBack is what there is to do about a package of which nobody knows more.
const takeBack = "reject the package in the registry"

// missing looks at a package that sync recorded as a version which the catalog,
// as it was read, does not have: that is known where git says that the version
// left, or that there never was one.
func (l *latestProof) missing(ctx context.Context, h *sync.Holding) finding {
	const lacks = "the catalog, as it was read, does not have the version"
	back := "put the file of " + h.Ref + " back, or " + takeBack
	if err := l.past(ctx); err != nil {
		found := unsure("%s, and whether it ever had is not known: %v", lacks, err)
		found.hint = back
		return found
	}
	v := proof.Version{Group: h.Path, Label: h.Label, File: path.Join(h.Path, "versions", h.Label+".yaml")}
	switch had, left := l.warrant.prover.Ever(v); {
	case left:
		return unfit("%s any more", lacks)
	case had:
		found := unsure("%s, and commit %s has it", lacks, l.src.Commit.Short())
		found.hint = back + ", or commit that the file is gone"
		return found
	}
	return l.unheard(ctx, fmt.Sprintf("%s, and no commit up to %s does", lacks, l.src.Commit.Short()), back)
}

// unheard judges what no commit up to the head says of a package. Nobody said it
// where the head is all there is, or the tip of the protected branch; else a newer
// commit may. Where the target asks for no proof there may be no GitHub that tells:
// then what else there is to do is said, too.
func (l *latestProof) unheard(ctx context.Context, what, instead string) finding {
	if l.target.Local != nil && l.target.Evidence == "none" {
		return unfit("%s", what)
	}
	standing, err := l.warrant.prover.Standing(ctx)
	if err == nil && standing == proof.AtTip {
		return unfit("%s", what)
	}
	found := unsure("%s, and a newer one may", what)
	if err != nil {
		found = unsure("%s, and whether a newer one does is not known: %v", what, err)
	}
	found.hint = "this clone may be behind: git fetch, and ask again with --rev origin/" + l.catalog.Registry.Approval.Branch
	if err != nil && l.target.Evidence == "none" {
		found.hint += "; if it is not, " + instead
	}
	return found
}
