package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// checkApproverList wants a rule, or approval.policy, to name enough people
// who count. How many are in a team is not known here; where nobody is named,
// whoever can write counts.
//
//	{approvals: 3, approvers: {users: [ana, Ana, acme-bot], teams: [elsewhere/ml]}}   # machineUsers: [acme-bot]
func checkApproverList(path []string, rule, approval map[string]any, r report) {
	approvers, named := rule["approvers"].(map[string]any)
	if !named {
		return
	}
	machines := logins(texts(approval, "machineUsers"))
	users, teams := texts(approvers, "users"), texts(approvers, "teams")
	count := slices.DeleteFunc(logins(users), func(u string) bool { return slices.Contains(machines, u) })
	approvals, _ := rule["approvals"].(float64)
	switch n := len(count); {
	case len(users)+len(teams) == 0:
		r(below(path, "approvers"), Error, "approval-rule", "approvers names nobody; add users or teams, or leave it out for everybody who can write")
	case len(teams) > 0:
	case n == 0:
		r(below(path, "approvers"), Error, "approval-rule", "approvers names only machines of approval.machineUsers, which never count; add users or teams")
		return // it need not be said of each
	case approvals > float64(n):
		r(below(path, "approvals"), Error, "approval-rule", fmt.Sprintf("approvals is %v, but only %d may approve; add users or teams", approvals, n))
	}
	for i, u := range list(approvers, "users") {
		if u, _ := u.(string); slices.Contains(machines, strings.ToLower(u)) {
			r(below(path, "approvers", "users", strconv.Itoa(i)), Warning, "approval-rule",
				fmt.Sprintf("user %q never counts as an approver, being in approval.machineUsers; take it out of one of them", short(u)))
		}
	}
	checkTeams(below(path, "approvers", "teams"), list(approvers, "teams"), text(approval, "repository"), r)
}

// checkTeams warns of teams that cannot be asked about: only teams of the
// organization that owns a repository can be given access to it.
// https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/managing-team-access-to-an-organization-repository
func checkTeams(path []string, teams []any, repository string, r report) {
	owner, _, known := strings.Cut(repository, "/")
	for i, team := range teams {
		team, _ := team.(string)
		organization, _, ok := strings.Cut(team, "/")
		if known && ok && !strings.EqualFold(organization, owner) {
			r(below(path, strconv.Itoa(i)), Warning, "approval-rule",
				fmt.Sprintf("team %q is not of %q, which owns the repository, so its members may not be known; write a team of %q, or users", short(team), short(owner), short(owner)))
		}
	}
}
