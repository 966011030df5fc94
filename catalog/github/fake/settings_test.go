package fake_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"modelreg/catalog/github/fake"
)

// TestSettingsShapes holds settings to testdata/shapes_settings.json, which is
// made as shapes.json is, with members besides that may be missing and are read.
func TestSettingsShapes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.g.Set(fake.Settings{
		Protection:   &fake.Protection{Approvals: 2, Stale: true, Admins: true, Bypass: []string{"chen"}},
		Rulesets:     []fake.Ruleset{{Name: "main", Rules: []string{"pull_request", "non_fast_forward", "deletion"}, Bypass: []string{"RepositoryRole"}}},
		Environments: []fake.Environment{{Name: "production", Reviewers: 1, Branches: []string{"main"}, Variables: map[string]string{"A": "1"}}, {Name: "open"}, {Name: "staging", Protected: true}},
		Forks:        &fake.Forks{Secrets: true}, Variables: map[string]string{"A": "1"}, OwnerErrors: []string{"Unknown owner"},
	})
	give(w.g.Edit("ana", "main", "owners", map[string]string{"CODEOWNERS": "* @ana\n"})).to(t)
	compiler := jsonschema.NewCompiler()
	for _, name := range []string{"shapes.json", "shapes_settings.json"} {
		file := give(os.Open("testdata/" + name)).to(t)
		defer file.Close()
		w.do(compiler.AddResource(name, file))
	}
	for _, test := range []struct {
		path, shape, list string
	}{
		{"/branches/main/protection", "branch-protection", ""},
		{"/rules/branches/main", "repository-rule-detailed", "items"},
		{"/rulesets/1", "repository-ruleset", ""},
		{"/actions/permissions/workflow", "actions-get-default-workflow-permissions", ""},
		{"/actions/permissions/fork-pr-workflows-private-repos", "actions-fork-pr-workflows-private-repos", ""},
		{"/codeowners/errors", "codeowners-errors", ""},
		{"/actions/variables", "actions-variable", "variables"},
		{"/actions/variables/A", "actions-variable", ""},
		{"/environments/production/variables", "actions-variable", "variables"},
		{"/environments/production/variables/A", "actions-variable", ""},
		{"/environments", "environment", "environments"},
		{"/environments/production", "environment", ""},
		{"/environments/production/deployment-branch-policies", "deployment-branch-policy", "branch_policies"},
	} {
		values := []any{answer[any](w, test.path)}
		switch test.list {
		case "":
		case "items":
			values = values[0].([]any)
		default:
			values = values[0].(map[string]any)[test.list].([]any)
		}
		if len(values) == 0 {
			t.Errorf("%s: nothing in it", test.path)
		}
		schema := give(compiler.Compile("shapes_settings.json#/$defs/" + test.shape)).to(t)
		for _, value := range values {
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s is no %s: %#v", test.path, test.shape, err)
			}
		}
	}
}

// TestNoSettings is what GitHub answers about what is not there, or not to be
// seen.
func TestNoSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose("feature", "one")
	for path, status := range map[string]int{
		"/branches/main/protection": http.StatusNotFound, "/branches/nowhere/protection": http.StatusNotFound, "/rules/branches/main": http.StatusOK,
		"/rulesets/1": http.StatusNotFound, "/rulesets/x": http.StatusNotFound, "/environments/production": http.StatusNotFound,
		"/environments/production/deployment-branch-policies": http.StatusNotFound, "/environments/production/variables/A": http.StatusNotFound,
		"/codeowners/errors": http.StatusNotFound, "/actions/variables": http.StatusOK, "/actions/variables/A": http.StatusNotFound,
		"/actions/permissions/fork-pr-workflows-private-repos": http.StatusOK,
	} {
		if response, body := w.get("/repos/acme/models" + path); response.StatusCode != status {
			t.Errorf("%s: %s %s, want %d", path, response.Status, body, status)
		}
	}
	w.g.Set(fake.Settings{Public: true})
	if response, _ := w.get("/repos/acme/models/actions/permissions/fork-pr-workflows-private-repos"); response.StatusCode != http.StatusNotFound {
		t.Errorf("forks of a public repository: %s", response.Status)
	}
	w.g.Set(fake.Settings{NoAdmin: true})
	for _, path := range []string{"/branches/main/protection", "/actions/permissions/workflow", "/actions/permissions/fork-pr-workflows-private-repos", "/actions/variables"} {
		if response, _ := w.get("/repos/acme/models" + path); response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", path, response.Status)
		}
	}
}
