package settings

import "modelreg/catalog/github"

// Facts are what GitHub answered. Each comes with why it could not be read.
type Facts struct {
	Branch string

	Protection    *github.Protection // branch protection; nil: none
	ProtectionErr error
	Rulesets      []github.Protection
	RulesetsErr   error
	Owners        *github.CodeOwners // CODEOWNERS on the branch; nil: there is none
	OwnersErr     error
	Workflow      github.WorkflowSetting
	WorkflowErr   error
	Forks         github.ForkSetting
	ForksErr      error
	Root          string // the variable MODELREG_POLICY_ROOT of the repository; empty: there is none
	RootErr       error
	Environments  []Environment // of the targets on AWS
}

// An Environment is that of one target.
type Environment struct {
	Target       string
	ApprovedOnly bool                // the target takes approved versions only: customers depend on it
	Is           *github.Environment // nil: there is none
	Err          error
	Root         string // as that of the repository, and before it
	RootErr      error
}

// protections are all rules that the branch is known to be under.
func (f Facts) protections() []github.Protection {
	var all []github.Protection
	if f.Protection != nil {
		all = append(all, *f.Protection)
	}
	return append(all, f.Rulesets...)
}
