package catalog

// defaultGates are the values that need proof where registry.yaml does not say.
var defaultGates = []string{
	"modelApprovalStatus=Approved",
	"modelLifeCycle.stageStatus=Approved",
	"modelCard.modelCardStatus=Approved",
}

// approvalDoc is the member approval of registry.yaml as it is written.
type approvalDoc struct {
	Repository, Branch  string
	Gates, MachineUsers []string
	SeparatePullRequest bool
	Policy              *ruleDoc
	Rules               []ruleDoc
}

// ruleDoc is one rule; of it, approval.policy has only who approves.
type ruleDoc struct {
	Groups, Targets      []string
	Approvals            *int
	Approvers            struct{ Users, Teams []string }
	RegistrantMayApprove bool
	SeparatePullRequest  *bool
}

// decode fills in what registry.yaml leaves to the defaults.
func (in approvalDoc) decode() Approval {
	out := Approval{
		Repository:   in.Repository,
		Branch:       or(in.Branch, defaultBranch),
		MachineUsers: in.MachineUsers,
	}
	gates := in.Gates
	if gates == nil {
		gates = defaultGates
	}
	for _, text := range gates {
		if g, ok := ParseGate(text); ok {
			out.Gates = append(out.Gates, g)
		}
	}
	rules := in.Rules
	if len(rules) == 0 {
		rules = []ruleDoc{{Groups: []string{"**"}}}
	}
	for _, r := range rules {
		out.Rules = append(out.Rules, r.decode(in.SeparatePullRequest))
	}
	if in.Policy != nil {
		changes := in.Policy.decode(false)
		out.Changes = &changes
	}
	return out
}

func (in ruleDoc) decode(separate bool) ApprovalRule {
	out := ApprovalRule{
		Groups:               in.Groups,
		Targets:              in.Targets,
		Approvals:            1,
		Users:                in.Approvers.Users,
		Teams:                in.Approvers.Teams,
		RegistrantMayApprove: in.RegistrantMayApprove,
		SeparatePullRequest:  separate,
	}
	if in.Approvals != nil {
		out.Approvals = *in.Approvals
	}
	if in.SeparatePullRequest != nil {
		out.SeparatePullRequest = *in.SeparatePullRequest
	}
	return out
}
