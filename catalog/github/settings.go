package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// A WorkflowSetting is what the token of workflows may do where they don't say.
type WorkflowSetting struct {
	Write   bool // write everywhere
	Approve bool // create and approve pull requests
}

// WorkflowSetting gives a repository's setting for the token of workflows.
// https://docs.github.com/en/rest/actions/permissions
func (c *Client) WorkflowSetting(ctx context.Context, repo string) (WorkflowSetting, error) {
	var none WorkflowSetting
	q, err := about(repo, "the workflow permissions of", "/actions/permissions/workflow", needAdministration)
	if err != nil {
		return none, err
	}
	w, err := one[struct {
		Default string `json:"default_workflow_permissions"`
		Approve *bool  `json:"can_approve_pull_request_reviews"`
	}](ctx, c, q)
	if err != nil {
		return none, err
	}
	var f fields
	f.check("default_workflow_permissions", w.Default == "read" || w.Default == "write")
	f.check("can_approve_pull_request_reviews", w.Approve != nil)
	if err := f.of(q); err != nil {
		return none, err
	}
	return WorkflowSetting{Write: w.Default == "write", Approve: *w.Approve}, nil
}

// A ForkSetting is what workflows get that run for pull requests from forks.
type ForkSetting struct {
	Private bool // the repository is; a public one gives forks nothing, whatever is set
	Run     bool // they run at all
	Write   bool // they get a token that can write
	Secrets bool // they get secrets and variables
}

// ForkSetting gives what pull requests from forks of a repository get.
// https://docs.github.com/en/rest/actions/permissions#get-private-repo-fork-pr-workflow-settings-for-a-repository
func (c *Client) ForkSetting(ctx context.Context, repo string) (ForkSetting, error) {
	var none ForkSetting
	q, err := about(repo, "whether others can see", "", "metadata: read")
	if err != nil {
		return none, err
	}
	r, err := one[struct {
		Private *bool `json:"private"`
	}](ctx, c, q)
	if err != nil {
		return none, err
	}
	var f fields
	f.check("private", r.Private != nil)
	if err := f.of(q); err != nil || !*r.Private {
		return none, err
	}
	q, err = about(repo, "what pull requests from forks get in", "/actions/permissions/fork-pr-workflows-private-repos", needAdministration)
	if err != nil {
		return none, err
	}
	s, err := one[struct {
		Run     *bool `json:"run_workflows_from_fork_pull_requests"`
		Write   *bool `json:"send_write_tokens_to_workflows"`
		Secrets *bool `json:"send_secrets_and_variables"`
	}](ctx, c, q)
	if err != nil {
		return none, err
	}
	f.check("run_workflows_from_fork_pull_requests", s.Run != nil)
	f.check("send_write_tokens_to_workflows", s.Write != nil)
	f.check("send_secrets_and_variables", s.Secrets != nil)
	if err := f.of(q); err != nil {
		return none, err
	}
	return ForkSetting{Private: true, Run: *s.Run, Write: *s.Write, Secrets: *s.Secrets}, nil
}

// An Environment is what has to be so before a job goes on in it.
type Environment struct {
	Name      string
	Reviewers int      // how many people and teams may let a job go on; 0: none is asked
	Protected bool     // only branches under branch protection may use it
	Branches  []string // patterns of branches and tags that may use it, where that is limited so
	Open      bool     // any branch may use it
	Admins    *bool    // administrators need not wait for the reviewers; nil: GitHub does not say
}

// Environment gives an environment of a repository; nil where there is none.
// https://docs.github.com/en/rest/deployments/environments
func (c *Client) Environment(ctx context.Context, repo, name string) (*Environment, error) {
	at := "/environments/" + url.PathEscape(name)
	q, err := about(repo, fmt.Sprintf("environment %q of", name), at, "actions: read")
	if err != nil {
		return nil, err
	}
	e, err := one[struct {
		Name   string `json:"name"`
		Admins *bool  `json:"can_admins_bypass"`
		Rules  []struct {
			Type      string `json:"type"`
			Reviewers []any  `json:"reviewers"`
		} `json:"protection_rules"`
		Branches *struct {
			Protected bool `json:"protected_branches"`
			Custom    bool `json:"custom_branch_policies"`
		} `json:"deployment_branch_policy"`
	}](ctx, c, q)
	if status(err) == http.StatusNotFound {
		return nil, c.noEnvironment(ctx, repo, err)
	}
	if err != nil {
		return nil, err
	}
	var f fields
	out := &Environment{Name: f.text("name", e.Name), Open: e.Branches == nil, Admins: e.Admins}
	if err := f.of(q); err != nil {
		return nil, err
	}
	for _, r := range e.Rules {
		if r.Type == "required_reviewers" {
			out.Reviewers += len(r.Reviewers)
		}
	}
	if e.Branches == nil {
		return out, nil
	}
	out.Protected = e.Branches.Protected
	if e.Branches.Custom {
		if out.Branches, err = c.deploymentBranches(ctx, repo, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// noEnvironment tells an environment that is not there from a repository that
// can't be seen: GitHub says 404 to both.
func (c *Client) noEnvironment(ctx context.Context, repo string, notFound error) error {
	q, err := about(repo, "the environments of", "/environments?per_page=1", "actions: read")
	if err != nil {
		return err
	}
	if _, err := one[struct{}](ctx, c, q); err != nil {
		return notFound
	}
	return nil
}

func (c *Client) deploymentBranches(ctx context.Context, repo, environment string) ([]string, error) {
	q, err := about(repo, fmt.Sprintf("the branches of environment %q of", environment),
		"/environments/"+url.PathEscape(environment)+"/deployment-branch-policies?per_page=100", "actions: read")
	if err != nil {
		return nil, err
	}
	names := []string{}
	for p, err := range pages[struct {
		Policies []struct {
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"branch_policies"`
	}](ctx, c, q) {
		if err != nil {
			return nil, err
		}
		for _, b := range p.Policies {
			if b.Type == "tag" {
				b.Name = "tag " + b.Name
			}
			names = append(names, b.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}
