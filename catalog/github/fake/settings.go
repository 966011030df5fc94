package fake

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// Settings are those of the repository that say who may change what. The zero
// value is that of a repository that nobody has set up.
type Settings struct {
	Protection   *Protection // of main; nil: none
	Rulesets     []Ruleset   // that main is under; the first one has id 1
	WriteToken   bool        // workflows get a token that can write
	Approve      bool        // workflows can approve pull requests
	Environments []Environment
	Public       bool              // anybody can see the repository
	Forks        *Forks            // nil: their pull requests run nothing
	Variables    map[string]string // of the repository
	OwnerErrors  []string          // kinds of errors in CODEOWNERS, a line each
	NoAdmin      bool              // the token has no administration permission
}

// Protection is branch protection.
type Protection struct {
	Approvals   int // 0: no pull request is needed
	Stale       bool
	CodeOwners  bool
	Admins      bool // included
	ForcePushes bool
	Deletions   bool
	Bypass      []string // logins
}

// Ruleset is a ruleset of the repository.
type Ruleset struct {
	Name   string
	Rules  []string // types; pull_request needs one approval and code owners, and dismisses stale ones
	Bypass []string // types of actors
}

// Forks is what workflows of their pull requests get.
type Forks struct{ Write, Secrets bool }

// Environment is an environment for deployments.
type Environment struct {
	Name      string
	Reviewers int
	Protected bool     // for protected branches
	Branches  []string // for these; neither of both: for all
	NoBypass  bool     // reviewers are asked for what administrators do, too
	Variables map[string]string
}

// Set replaces the settings.
func (g *GitHub) Set(s Settings) {
	defer g.lock()()
	g.settings = s
}

// forbidden is what GitHub answers to a token without a permission.
var forbidden = failure(http.StatusForbidden, "Resource not accessible by integration")

func (v view) getProtection() (answer, error) {
	p, branch := v.settings.Protection, v.r.PathValue("branch")
	switch {
	case v.settings.NoAdmin:
		return forbidden, nil
	case v.refs[branch] == "":
		return failure(http.StatusNotFound, "Branch not found"), nil
	case p == nil || branch != "main":
		return failure(http.StatusNotFound, "Branch not protected"), nil
	}
	url := v.url("/branches/main/protection")
	switched := func(on bool) object { return object{"enabled": on} }
	o := object{
		"url": url, "enforce_admins": object{"url": url + "/enforce_admins", "enabled": p.Admins},
		"allow_force_pushes": switched(p.ForcePushes), "allow_deletions": switched(p.Deletions),
		"required_linear_history": switched(false), "block_creations": switched(false), "required_conversation_resolution": switched(false),
		"lock_branch": switched(false), "allow_fork_syncing": switched(false),
		"required_signatures": object{"url": url + "/required_signatures", "enabled": false},
	}
	if p.Approvals > 0 {
		reviews := object{
			"url": url + "/required_pull_request_reviews", "dismiss_stale_reviews": p.Stale, "require_code_owner_reviews": p.CodeOwners,
			"required_approving_review_count": p.Approvals, "require_last_push_approval": false,
		}
		if len(p.Bypass) > 0 {
			users := make([]object, len(p.Bypass))
			for i, login := range p.Bypass {
				users[i] = v.user(&account{id: int64(900 + i), login: login, kind: "User"})
			}
			reviews["bypass_pull_request_allowances"] = object{"users": users, "teams": []object{}, "apps": []object{}}
		}
		o["required_pull_request_reviews"] = reviews
	}
	return answer{body: o}, nil
}

func (v view) listRules() (answer, error) {
	rules := []object{}
	for i, set := range v.settings.Rulesets {
		for _, kind := range set.Rules {
			o := object{"type": kind, "ruleset_source_type": "Repository", "ruleset_source": repository, "ruleset_id": i + 1}
			if kind == "pull_request" {
				o["parameters"] = object{
					"required_approving_review_count": 1, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": true,
					"require_last_push_approval": false, "required_review_thread_resolution": false,
				}
			}
			rules = append(rules, o)
		}
	}
	if v.r.PathValue("branch") != "main" {
		rules = []object{}
	}
	return list(v, rules, func(o object) object { return o }), nil
}

func (v view) getRuleset() (answer, error) {
	n, err := strconv.Atoi(v.r.PathValue("id"))
	if err != nil || n < 1 || n > len(v.settings.Rulesets) {
		return notFound, nil
	}
	set := v.settings.Rulesets[n-1]
	o := object{"id": n, "name": set.Name, "target": "branch", "source_type": "Repository", "source": repository, "enforcement": "active"}
	if !v.settings.NoAdmin {
		o["bypass_actors"] = shapes(set.Bypass, func(kind string) object {
			return object{"actor_id": 5, "actor_type": kind, "bypass_mode": "always"}
		})
	}
	return answer{body: o}, nil
}

func (v view) getWorkflowPermissions() (answer, error) {
	if v.settings.NoAdmin {
		return forbidden, nil
	}
	word := "read"
	if v.settings.WriteToken {
		word = "write"
	}
	return answer{body: object{"default_workflow_permissions": word, "can_approve_pull_request_reviews": v.settings.Approve}}, nil
}

// getForks is about private repositories only.
func (v view) getForks() (answer, error) {
	switch f := v.settings.Forks; {
	case v.settings.NoAdmin:
		return forbidden, nil
	case v.settings.Public:
		return notFound, nil
	case f == nil:
		return answer{body: forks(false, Forks{})}, nil
	default:
		return answer{body: forks(true, *f)}, nil
	}
}

func forks(run bool, f Forks) object {
	return object{
		"run_workflows_from_fork_pull_requests": run, "send_write_tokens_to_workflows": f.Write,
		"send_secrets_and_variables": f.Secrets, "require_approval_for_fork_pr_workflows": false,
	}
}

func (v view) listEnvironments() (answer, error) {
	return answer{body: object{"total_count": len(v.settings.Environments), "environments": shapes(v.settings.Environments, v.environment)}}, nil
}

func (v view) getEnvironment() (answer, error) {
	e, ok := v.environmentOf()
	if !ok {
		return notFound, nil
	}
	return answer{body: v.environment(e)}, nil
}

func (v view) listDeploymentBranches() (answer, error) {
	e, ok := v.environmentOf()
	if !ok {
		return notFound, nil
	}
	n := int64(0)
	return answer{body: object{"total_count": len(e.Branches), "branch_policies": shapes(e.Branches, func(name string) object {
		n++
		return object{"id": n, "node_id": node("DeploymentBranchPolicy", n), "name": name, "type": "branch"}
	})}}, nil
}

func (v view) environmentOf() (Environment, bool) {
	i := slices.IndexFunc(v.settings.Environments, func(e Environment) bool { return e.Name == v.r.PathValue("environment") })
	if i < 0 {
		return Environment{}, false
	}
	return v.settings.Environments[i], true
}

func (v view) environment(e Environment) object {
	o := object{
		"id": 1, "node_id": node("Environment", 1), "name": e.Name, "url": v.url("/environments/" + e.Name),
		"html_url":   html("/deployments/activity_log?environments_filter=" + e.Name),
		"created_at": date(v.born), "updated_at": date(v.born), "deployment_branch_policy": nil,
		"can_admins_bypass": !e.NoBypass,
	}
	rules := []object{}
	if e.Reviewers > 0 {
		reviewers := make([]object, e.Reviewers)
		for i := range reviewers {
			reviewers[i] = object{"type": "User", "reviewer": v.user(&account{id: int64(950 + i), login: fmt.Sprintf("reviewer%d", i), kind: "User"})}
		}
		rules = append(rules, object{"id": 1, "node_id": node("GateRequiredReviewers", 1), "type": "required_reviewers", "prevent_self_review": false, "reviewers": reviewers})
	}
	if e.Protected || len(e.Branches) > 0 {
		rules = append(rules, object{"id": 2, "node_id": node("GateBranchPolicy", 2), "type": "branch_policy"})
		o["deployment_branch_policy"] = object{"protected_branches": e.Protected, "custom_branch_policies": !e.Protected}
	}
	o["protection_rules"] = rules
	return o
}
