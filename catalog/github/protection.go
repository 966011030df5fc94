package github

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const needAdministration = "administration: read"

// A Protection is one set of rules that a branch is under: its branch
// protection, or one ruleset. A branch may be under several at once, and then
// all of them hold.
type Protection struct {
	Name        string // in words: branch protection, or ruleset "NAME"
	Approvals   int    // that a pull request needs; -1: none is needed to push
	Stale       bool   // an approval ends when something is pushed
	CodeOwners  bool   // their review is needed
	ForcePushes bool   // are allowed
	Deletions   bool   // are allowed
	Bypass      []string
	Hidden      error // why Bypass could not be read
}

// protection is what GitHub calls branch protection, of which go-github has
// most. https://docs.github.com/en/rest/branches/branch-protection
type protection struct {
	Admins *struct {
		Enabled *bool `json:"enabled"`
	} `json:"enforce_admins"`
	Reviews *struct {
		Approvals  int   `json:"required_approving_review_count"`
		Stale      *bool `json:"dismiss_stale_reviews"`
		CodeOwners *bool `json:"require_code_owner_reviews"`
		Bypass     struct {
			Users []struct {
				Login string `json:"login"`
			} `json:"users"`
			Teams, Apps []struct {
				Slug string `json:"slug"`
			}
		} `json:"bypass_pull_request_allowances"`
	} `json:"required_pull_request_reviews"`
	ForcePushes *struct {
		Enabled *bool `json:"enabled"`
	} `json:"allow_force_pushes"`
	Deletions *struct {
		Enabled *bool `json:"enabled"`
	} `json:"allow_deletions"`
}

// BranchProtection gives the branch protection of a branch; nil where it has
// none.
func (c *Client) BranchProtection(ctx context.Context, repo, branch string) (*Protection, error) {
	q, err := about(repo, fmt.Sprintf("the protection of branch %q of", branch), "/branches/"+url.PathEscape(branch)+"/protection", needAdministration)
	if err == nil {
		err = refName(branch)
	}
	if err != nil {
		return nil, err
	}
	p, err := one[protection](ctx, c, q)
	if status(err) == http.StatusNotFound && strings.Contains(err.Error(), "Branch not protected") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var f fields
	// GitHub leaves out what is not set, but for these.
	f.check("enforce_admins", p.Admins != nil && p.Admins.Enabled != nil)
	f.check("allow_force_pushes", p.ForcePushes != nil && p.ForcePushes.Enabled != nil)
	f.check("allow_deletions", p.Deletions != nil && p.Deletions.Enabled != nil)
	f.check("required_pull_request_reviews", p.Reviews == nil || p.Reviews.Stale != nil && p.Reviews.CodeOwners != nil)
	if err := f.of(q); err != nil {
		return nil, err
	}
	return p.read(), nil
}

func (p protection) read() *Protection {
	out := &Protection{Name: "branch protection", Approvals: -1, ForcePushes: *p.ForcePushes.Enabled, Deletions: *p.Deletions.Enabled}
	if !*p.Admins.Enabled {
		out.Bypass = append(out.Bypass, "administrators")
	}
	if r := p.Reviews; r != nil {
		out.Approvals, out.Stale, out.CodeOwners = r.Approvals, *r.Stale, *r.CodeOwners
		for _, u := range r.Bypass.Users {
			out.Bypass = append(out.Bypass, "user "+u.Login)
		}
		for _, t := range r.Bypass.Teams {
			out.Bypass = append(out.Bypass, "team "+t.Slug)
		}
		for _, a := range r.Bypass.Apps {
			out.Bypass = append(out.Bypass, "app "+a.Slug)
		}
	}
	return out
}

// rule is one rule of a ruleset. go-github can't read those of kinds that it
// does not know, so parameters are read only of the one kind that matters.
type rule struct {
	Type       string          `json:"type"`
	Ruleset    int64           `json:"ruleset_id"`
	Parameters json.RawMessage `json:"parameters"`
}

type pullRequestRule struct {
	Approvals  *int  `json:"required_approving_review_count"`
	Stale      *bool `json:"dismiss_stale_reviews_on_push"`
	CodeOwners *bool `json:"require_code_owner_review"`
}

// Rulesets gives the active rulesets that a branch is under, of the repository
// and of its organization, by number.
// https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch
func (c *Client) Rulesets(ctx context.Context, repo, branch string) ([]Protection, error) {
	q, err := about(repo, fmt.Sprintf("the rules of branch %q of", branch), "/rules/branches/"+url.PathEscape(branch)+"?per_page=100", "metadata: read")
	if err == nil {
		err = refName(branch)
	}
	if err != nil {
		return nil, err
	}
	rules, err := list[rule](ctx, c, q)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rules, func(a, b rule) int { return int(min(max(a.Ruleset-b.Ruleset, -1), 1)) })
	var sets []Protection
	for i, r := range rules {
		if i == 0 || r.Ruleset != rules[i-1].Ruleset {
			set, err := c.ruleset(ctx, repo, r.Ruleset)
			if err != nil {
				return nil, err
			}
			sets = append(sets, set)
		}
		if err := sets[len(sets)-1].add(q, r); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// add puts a rule into the set that it is from.
func (p *Protection) add(q question, r rule) error {
	switch r.Type {
	case "non_fast_forward":
		p.ForcePushes = false
	case "deletion":
		p.Deletions = false
	case "pull_request":
		var parameters pullRequestRule
		err := json.Unmarshal(r.Parameters, &parameters)
		var f fields
		f.check("parameters", err == nil && parameters.Approvals != nil && parameters.Stale != nil && parameters.CodeOwners != nil)
		if err := f.of(q); err != nil {
			return err
		}
		p.Approvals = max(p.Approvals, *parameters.Approvals)
		p.Stale = p.Stale || *parameters.Stale
		p.CodeOwners = p.CodeOwners || *parameters.CodeOwners
	}
	return nil
}

// ruleset asks who may bypass a ruleset, which GitHub says only to those who
// may write it.
func (c *Client) ruleset(ctx context.Context, repo string, id int64) (Protection, error) {
	set := Protection{Name: fmt.Sprintf("ruleset %d", id), Approvals: -1, ForcePushes: true, Deletions: true}
	q, err := about(repo, set.Name+" of", fmt.Sprintf("/rulesets/%d", id), "administration: write, which GitHub wants for this")
	if err != nil {
		return set, err
	}
	type actor struct {
		ID   int64  `json:"actor_id"`
		Type string `json:"actor_type"`
	}
	r, err := one[struct {
		Name   string   `json:"name"`
		Bypass *[]actor `json:"bypass_actors"`
	}](ctx, c, q)
	switch {
	case err != nil:
		set.Hidden = err
		return set, nil
	case r.Bypass == nil:
		set.Hidden = fmt.Errorf("asking GitHub for %s: it does not say who may bypass it; give the token %s", q.what, q.need)
	default:
		for _, a := range *r.Bypass {
			set.Bypass = append(set.Bypass, bypassing(a.Type, a.ID))
		}
	}
	set.Name = fmt.Sprintf("ruleset %q", r.Name)
	return set, nil
}

// bypassing says in words who an actor is. GitHub gives numbers only.
func bypassing(kind string, id int64) string {
	// https://registry.terraform.io/providers/integrations/github/latest/docs/resources/repository_ruleset
	roles := map[int64]string{2: "maintain", 4: "write", 5: "admin"}
	switch {
	case kind == "OrganizationAdmin":
		return "owners of the organization"
	case kind == "DeployKey":
		return "deploy keys"
	case kind == "RepositoryRole" && roles[id] != "":
		return "the role " + roles[id]
	}
	return fmt.Sprintf("%s %d", kind, id)
}
