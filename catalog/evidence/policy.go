package evidence

// A Policy is what decides about approvals: the settings of registry.yaml that
// no pull request may loosen for itself. It is written with all defaults
// filled in.
type Policy struct {
	Name         string                  `json:"name"`
	Repository   string                  `json:"repository"`
	Branch       string                  `json:"branch"`
	Gates        []string                `json:"gates"`            // member=value, sorted
	MachineUsers []string                `json:"machineUsers"`     // logins that never count
	Changes      *Rule                   `json:"policy,omitempty"` // who approves changes of the policy; nil: every rule must agree
	Rules        []Rule                  `json:"rules"`
	Targets      map[string]PolicyTarget `json:"targets"`
	Metrics      map[string]Metric       `json:"metrics"`
}

// A PolicyTarget is what the policy fixes of a target.
type PolicyTarget struct {
	Kind      string `json:"kind"` // local, sagemaker
	AccountID string `json:"accountId"`
	Region    string `json:"region"`
	Evidence  string `json:"evidence"` // github, none
	Versions  string `json:"versions"` // all, approved
}

// A Metric is what better means for it, and its floor or ceiling.
type Metric struct {
	Goal string   `json:"goal"`
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
}

// A Rule says who approves. Anyone who can write to the repository may, where
// it names neither users nor teams.
type Rule struct {
	Groups               []string `json:"groups,omitempty"`  // doublestar patterns over group paths
	Targets              []string `json:"targets,omitempty"` // none: every target
	Approvals            int      `json:"approvals"`
	Anyone               bool     `json:"anyone,omitempty"`
	Users                []string `json:"users,omitempty"`
	Teams                []string `json:"teams,omitempty"`
	RegistrantMayApprove bool     `json:"registrantMayApprove,omitempty"`
	SeparatePullRequest  bool     `json:"separatePullRequest,omitempty"`
}
