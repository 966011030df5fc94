package proposal

import (
	"slices"
	"strings"
)

// BranchPrefix starts the names of all branches that proposals are made on.
const BranchPrefix = "modelreg/"

// A Proposal is an edit of a catalog, to be made in a folder or offered as a
// pull request.
type Proposal struct {
	Branch string // modelreg/approve/house-price/3: the same wish has the same branch
	Title  string // of the commit and of the pull request: Approve house-price/3
	Body   string // of the pull request, Markdown for its reviewers
	Files  []File // by path
	Fresh  bool   // the branch has a name that nobody is known to have taken; what is there by now is somebody else's
}

// A File is one file of a proposal, as it is to be.
type File struct {
	Path string // slash path below the catalog
	Text []byte
}

// Branch names the branch of a wish about something in some targets, or in all
// where none is named: modelreg/approve/house-price/3@production. Targets are
// behind "@" since git can't have a branch below another one.
func Branch(wish, about string, targets ...string) string {
	name := BranchPrefix + wish + "/" + about
	if len(targets) > 0 {
		name += "@" + strings.Join(slices.Sorted(slices.Values(targets)), "+")
	}
	return name
}
