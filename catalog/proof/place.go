package proof

import "fmt"

// A place is the protected branch that approvals are merged to.
type place struct {
	repository, branch string
	problem            string // why nobody can be asked
}

// where finds the place. It must not be the head's own word: who can change
// registry.yaml could name a repository where they approve themselves. What is
// known from outside the tree wins, then what the trust root says. A later
// change of place moves nothing until the trust root moves too.
func (p *Prover) where() place {
	root, head := p.policies[0], p.policies[len(p.policies)-1].Policy
	at := place{repository: root.Policy.Repository, branch: root.Policy.Branch}
	if p.o.Repository != "" {
		at.repository = p.o.Repository
	}
	moved := fmt.Sprintf("the trust root %s says", short(root.Commit))
	if p.o.Repository != "" {
		moved = "this run is of"
	}
	hint := "give --policy-root COMMIT, the commit of the change, if it is right"
	elsewhere := hint
	if p.o.Repository != "" {
		elsewhere = "run it in the repository that registry.yaml names, or change that"
	}
	switch {
	case root.Why != "":
		at.problem = fmt.Sprintf("there is no policy at the trust root %s: %s; give --policy-root COMMIT, a commit with one", short(root.Commit), root.Why)
	case at.repository == "":
		at.problem = fmt.Sprintf("the policy at the trust root %s names no approval.repository; give --policy-root COMMIT, a commit that does", short(root.Commit))
	case head.Repository != "" && !sameName(head.Repository, at.repository):
		at.problem = fmt.Sprintf("approval.repository is %q, and %s %q; %s", head.Repository, moved, at.repository, elsewhere)
	case head.Branch != "" && head.Branch != at.branch:
		at.problem = fmt.Sprintf("approval.branch is %q, and at the trust root %s it is %q; %s", head.Branch, short(root.Commit), at.branch, hint)
	}
	return at
}
