package github

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	switches = `"enforce_admins": {"enabled": true}, "allow_force_pushes": {"enabled": false}, "allow_deletions": {"enabled": false}`
	reviews  = `"required_approving_review_count": 2, "dismiss_stale_reviews": true, "require_code_owner_reviews": true`
	rules    = `{"type": "pull_request", "ruleset_id": 7, "parameters": {"required_approving_review_count": 1, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": false}}`
)

// answers are by what is asked for; what is not there is not found.
type answers map[string]string

func (a answers) reply(req *http.Request) *http.Response {
	body, ok := a[strings.TrimPrefix(below(req), "repos/acme/models")]
	switch {
	case !ok:
		return reply(404, `{"message": "Not Found"}`)
	case body == "403":
		return reply(403, `{"message": "Resource not accessible by integration"}`)
	case strings.HasPrefix(body, "404"):
		return reply(404, `{"message": "`+strings.TrimSpace(body[3:])+`"}`)
	}
	return reply(200, body)
}

func TestBranchProtection(t *testing.T) {
	const at = "/branches/release%2Fv1/protection"
	for _, tt := range []struct {
		name string
		body string
		want *Protection
		err  string
	}{
		{"none", "404 Branch not protected", nil, ""},
		{"no branch", "404 Branch not found", nil, "404 Branch not found"},
		{"unseen", "404 Not Found", nil, "administration: read"},
		{"forbidden", "403", nil, "give the token administration: read"},
		{"no pull request", `{` + switches + `}`, &Protection{Name: "branch protection", Approvals: -1}, ""},
		{"whole", `{` + switches + `, "required_pull_request_reviews": {` + reviews + `}}`,
			&Protection{Name: "branch protection", Approvals: 2, Stale: true, CodeOwners: true}, ""},
		{"loose", `{"enforce_admins": {"enabled": false}, "allow_force_pushes": {"enabled": true}, "allow_deletions": {"enabled": true}, "required_pull_request_reviews": {` + reviews + `,
			"bypass_pull_request_allowances": {"users": [{"login": "ana"}], "teams": [{"slug": "ml"}], "apps": [{"slug": "robot"}]}}}`,
			&Protection{Name: "branch protection", Approvals: 2, Stale: true, CodeOwners: true, ForcePushes: true, Deletions: true,
				Bypass: []string{"administrators", "user ana", "team ml", "app robot"}}, ""},
		{"empty", `{}`, nil, "no valid enforce_admins, allow_force_pushes, allow_deletions"},
		{"half", `{` + switches + `, "required_pull_request_reviews": {}}`, nil, "no valid required_pull_request_reviews"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, answers{at: tt.body}.reply)
			got, err := c.BranchProtection(t.Context(), "acme/models", "release/v1")
			holds(t, got, tt.want, err, tt.err)
		})
	}
}

func TestRulesets(t *testing.T) {
	const at = "/rules/branches/main?per_page=100"
	for _, tt := range []struct {
		name    string
		answers answers
		want    []Protection
		err     string
	}{
		{"none", answers{at: `[]`}, nil, ""},
		{"forbidden", answers{at: "403"}, nil, "give the token metadata: read"},
		{"two, with kinds that nobody knows", answers{
			at: `[{"type": "deletion", "ruleset_id": 9}, ` + rules + `, {"type": "merge_queue", "ruleset_id": 7, "parameters": {"x": []}},
				{"type": "non_fast_forward", "ruleset_id": 7}, {"type": "of next year", "ruleset_id": 9, "parameters": 3}]`,
			"/rulesets/7": `{"name": "pulls", "bypass_actors": []}`,
			"/rulesets/9": `{"name": "org", "bypass_actors": [{"actor_id": 5, "actor_type": "RepositoryRole"}, {"actor_id": null, "actor_type": "DeployKey"}, {"actor_id": 12, "actor_type": "Team"}]}`,
		}, []Protection{
			{Name: `ruleset "pulls"`, Approvals: 1, Stale: true, Deletions: true},
			{Name: `ruleset "org"`, Approvals: -1, ForcePushes: true, Bypass: []string{"the role admin", "deploy keys", "Team 12"}},
		}, ""},
		{"who may bypass it is not said", answers{at: `[` + rules + `]`, "/rulesets/7": `{"name": "pulls"}`},
			[]Protection{{Name: `ruleset "pulls"`, Approvals: 1, Stale: true, ForcePushes: true, Deletions: true, Hidden: cmpopts.AnyError}}, ""},
		{"the set is not shown", answers{at: `[` + rules + `]`},
			[]Protection{{Name: `ruleset 7`, Approvals: 1, Stale: true, ForcePushes: true, Deletions: true, Hidden: cmpopts.AnyError}}, ""},
		{"without parameters", answers{at: `[{"type": "pull_request", "ruleset_id": 7}]`, "/rulesets/7": `{"name": "pulls", "bypass_actors": []}`},
			nil, "no valid parameters"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, tt.answers.reply)
			got, err := c.Rulesets(t.Context(), "acme/models", "main")
			holds(t, got, tt.want, err, tt.err)
		})
	}
}

func TestWorkflowSetting(t *testing.T) {
	const at = "/actions/permissions/workflow"
	for body, want := range map[string]struct {
		setting WorkflowSetting
		err     string
	}{
		`{"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false}`: {WorkflowSetting{}, ""},
		`{"default_workflow_permissions": "write", "can_approve_pull_request_reviews": true}`: {WorkflowSetting{Write: true, Approve: true}, ""},
		`{}`:  {WorkflowSetting{}, "no valid default_workflow_permissions, can_approve_pull_request_reviews"},
		"403": {WorkflowSetting{}, "give the token administration: read"},
	} {
		c, _ := newStubbed(t, answers{at: body}.reply)
		got, err := c.WorkflowSetting(t.Context(), "acme/models")
		holds(t, got, want.setting, err, want.err)
	}
}

func TestEnvironment(t *testing.T) {
	const at, branches = "/environments/a%2Fb", "/environments/a%2Fb/deployment-branch-policies?per_page=100"
	const custom = `"deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true}`
	for _, tt := range []struct {
		name    string
		answers answers
		want    *Environment
		err     string
	}{
		{"none", answers{"/environments?per_page=1": `{"total_count": 0}`}, nil, ""},
		{"unseen", answers{}, nil, "actions: read"},
		{"forbidden", answers{at: "403"}, nil, "give the token actions: read"},
		{"open", answers{at: `{"name": "a/b", "deployment_branch_policy": null}`}, &Environment{Name: "a/b", Open: true}, ""},
		{"protected", answers{at: `{"name": "a/b", "protection_rules": [{"type": "wait_timer"}, {"type": "required_reviewers", "reviewers": [{}, {}]}],
			"can_admins_bypass": true, "deployment_branch_policy": {"protected_branches": true, "custom_branch_policies": false}}`},
			&Environment{Name: "a/b", Protected: true, Reviewers: 2, Admins: func() *bool { on := true; return &on }()}, ""},
		{"custom", answers{at: `{"name": "a/b", ` + custom + `}`, branches: `{"branch_policies": [{"name": "v*", "type": "tag"}, {"name": "main", "type": "branch"}]}`},
			&Environment{Name: "a/b", Branches: []string{"main", "tag v*"}}, ""},
		{"custom and hidden", answers{at: `{"name": "a/b", ` + custom + `}`, branches: "403"}, nil, "the branches of environment"},
		{"nameless", answers{at: `{}`}, nil, "no valid name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, tt.answers.reply)
			got, err := c.Environment(t.Context(), "acme/models", "a/b")
			holds(t, got, tt.want, err, tt.err)
		})
	}
}

func TestForkSetting(t *testing.T) {
	const at = "/actions/permissions/fork-pr-workflows-private-repos"
	const private = `{"private": true}`
	for _, tt := range []struct {
		name    string
		answers answers
		want    ForkSetting
		err     string
	}{
		{"public", answers{"": `{"private": false}`}, ForkSetting{}, ""},
		{"unseen", answers{}, ForkSetting{}, "metadata: read"},
		{"of neither kind", answers{"": `{}`}, ForkSetting{}, "no valid private"},
		{"private", answers{"": private, at: `{"run_workflows_from_fork_pull_requests": true, "send_write_tokens_to_workflows": false,
			"send_secrets_and_variables": true, "require_approval_for_fork_pr_workflows": true}`}, ForkSetting{Private: true, Run: true, Secrets: true}, ""},
		{"private and hidden", answers{"": private, at: "403"}, ForkSetting{}, "give the token administration: read"},
		{"private and not known", answers{"": private}, ForkSetting{}, "404 Not Found"},
		{"half", answers{"": private, at: `{"run_workflows_from_fork_pull_requests": true}`}, ForkSetting{}, "no valid send_write_tokens_to_workflows, send_secrets_and_variables"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, tt.answers.reply)
			got, err := c.ForkSetting(t.Context(), "acme/models")
			holds(t, got, tt.want, err, tt.err)
		})
	}
}

func TestCodeOwners(t *testing.T) {
	const at = "/codeowners/errors?ref=release%2Fv1"
	for _, tt := range []struct {
		name    string
		answers answers
		want    *CodeOwners
		err     string
	}{
		{"none", answers{"/git/ref/heads/release/v1": `{}`}, nil, ""},
		{"no branch", answers{}, nil, "404 Not Found"},
		{"forbidden", answers{at: "403"}, nil, "give the token contents: read"},
		{"fine", answers{at: `{"errors": []}`}, &CodeOwners{}, ""},
		{"errors", answers{at: `{"errors": [{"line": 7, "column": 3, "kind": "Unknown\nowner", "path": ".github/CODEOWNERS", "message": "x"}]}`},
			&CodeOwners{Errors: []string{".github/CODEOWNERS:7: Unknown owner"}}, ""},
		{"empty", answers{at: `{}`}, nil, "no valid errors"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := newStubbed(t, tt.answers.reply)
			got, err := c.CodeOwners(t.Context(), "acme/models", "release/v1")
			holds(t, got, tt.want, err, tt.err)
		})
	}
}

func TestVariable(t *testing.T) {
	for environment, at := range map[string]string{"": "/actions/variables", "a/b": "/environments/a%2Fb/variables"} {
		need := map[string]string{"": "variables: read", "a/b": "environments: read"}[environment]
		for _, tt := range []struct {
			name    string
			answers answers
			want    string
			err     string
		}{
			{"none", answers{at + "?per_page=1": `{"total_count": 0}`}, "", ""},
			{"unseen", answers{}, "", need},
			{"forbidden", answers{at + "/ROOT": "403"}, "", "give the token " + need},
			{"set", answers{at + "/ROOT": `{"name": "ROOT", "value": "main"}`}, "main", ""},
			{"empty", answers{at + "/ROOT": `{}`}, "", "no valid value"},
		} {
			t.Run(tt.name+" "+environment, func(t *testing.T) {
				c, _ := newStubbed(t, tt.answers.reply)
				got, err := c.Variable(t.Context(), "acme/models", environment, "ROOT")
				holds(t, got, tt.want, err, tt.err)
			})
		}
	}
}

// TestSettingsOfNothing refuses names that lead to another path.
func TestSettingsOfNothing(t *testing.T) {
	c, _ := newStubbed(t, func(req *http.Request) *http.Response {
		t.Errorf("asked for %s", req.URL)
		return reply(404, `{}`)
	})
	for name, call := range map[string]func(context.Context) error{
		"repository":  func(ctx context.Context) error { _, err := c.WorkflowSetting(ctx, "acme/.."); return err },
		"protection":  func(ctx context.Context) error { _, err := c.BranchProtection(ctx, "acme/models", "../x"); return err },
		"rules":       func(ctx context.Context) error { _, err := c.Rulesets(ctx, "acme/models", ""); return err },
		"forks":       func(ctx context.Context) error { _, err := c.ForkSetting(ctx, "acme"); return err },
		"owners":      func(ctx context.Context) error { _, err := c.CodeOwners(ctx, "acme/..", "main"); return err },
		"variable":    func(ctx context.Context) error { _, err := c.Variable(ctx, "models", "", "X"); return err },
		"environment": func(ctx context.Context) error { _, err := c.Environment(ctx, "models", "x"); return err },
	} {
		if err := call(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func holds(t *testing.T, got, want any, err error, wantErr string) {
	t.Helper()
	if (err == nil) != (wantErr == "") || err != nil && !strings.Contains(err.Error(), wantErr) {
		t.Errorf("error %v; want %q", err, wantErr)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateErrors()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
