package catalog

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"modelreg/catalog/evidence"
)

// Policy is what of registry.yaml decides about approvals, with all defaults
// filled in. Lists whose order means nothing are sorted, so that equal policies
// are equal however they are written. Roles, variables, safety and the default
// target are not in it.
func (r *Registry) Policy() evidence.Policy {
	p := evidence.Policy{
		Name:         r.Name,
		Repository:   r.Approval.Repository,
		Branch:       r.Approval.Branch,
		Gates:        []string{},
		MachineUsers: append([]string{}, logins(r.Approval.MachineUsers)...),
		Rules:        []evidence.Rule{},
		Targets:      map[string]evidence.PolicyTarget{},
		Metrics:      map[string]evidence.Metric{},
	}
	for _, g := range r.Approval.Gates {
		p.Gates = append(p.Gates, g.String())
	}
	slices.Sort(p.Gates)
	if r.Approval.Changes != nil {
		changes := r.Approval.Changes.policy()
		p.Changes = &changes
	}
	for _, rule := range r.Approval.Rules {
		p.Rules = append(p.Rules, rule.policy())
	}
	for _, t := range r.Targets {
		kind := "local"
		if t.SageMaker != nil {
			kind = "sagemaker"
		}
		p.Targets[t.Name] = evidence.PolicyTarget{
			Kind: kind, AccountID: t.AccountID(), Region: t.Region(), Evidence: t.Evidence, Versions: t.Versions,
		}
	}
	maps.Copy(p.Metrics, r.Metrics)
	return p
}

func (r ApprovalRule) policy() evidence.Rule {
	return evidence.Rule{
		Groups:               sorted(r.Groups),
		Targets:              sorted(r.Targets),
		Approvals:            r.Approvals,
		Anyone:               len(r.Users) == 0 && len(r.Teams) == 0,
		Users:                logins(r.Users),
		Teams:                logins(r.Teams),
		RegistrantMayApprove: r.RegistrantMayApprove,
		SeparatePullRequest:  r.SeparatePullRequest,
	}
}

func sorted(names []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(names)))
}

// logins are the names of users or teams in lower case, since GitHub compares
// them without case, sorted and each once.
func logins(names []string) []string {
	var lower []string
	for _, name := range names {
		lower = append(lower, strings.ToLower(name))
	}
	return sorted(lower)
}

// PolicyText is a policy as canonical JSON, keys sorted and without spaces, and
// the digest that approvals of it are bound to: "1:" and the SHA-256 of the
// text, in hexadecimal.
func PolicyText(p evidence.Policy) (text, hash string) {
	written, err := json.Marshal(p)
	if err != nil {
		panic(err) // a policy holds texts and finite numbers
	}
	var doc map[string]any
	if err := json.Unmarshal(written, &doc); err != nil {
		panic(err) // it was written above
	}
	b := canonical(doc)
	return string(b), digest(b)
}
