package fake_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// TestShapes holds answers to testdata/shapes.json: what every answer of GitHub
// has to have and of which type, taken from GitHub's OpenAPI description 23.0.2
// (npm: @octokit/openapi, generated/api.github.com.json), as JSON Schema. Names,
// types and enumerated values of required members only are in it, for those
// schemas that the table names and those that they refer to; nullable is type
// null besides.
func TestShapes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	review := give(w.g.Review(n, "bob", "APPROVED")).to(t)
	give(w.g.Review(n, "chen", "APPROVED")).to(t)
	w.do(w.g.Dismiss(n, "chen", review))
	w.do(w.g.Merge(n, "bob", "merge"))
	open := w.propose("open", "one")
	w.clone("open")
	fork := give(w.g.OpenFork("chen", w.work, "HEAD", "main", "Fork")).to(t)
	w.do(w.g.DeleteUser("chen"))
	w.do(w.g.Team("acme/ml", "bob"))
	tip, root := w.git("", "rev-parse", "main"), w.git("", "rev-list", "--max-parents=0", "main")
	w.g.CheckSuite(tip, w.g.Now())
	w.g.Status(tip, w.g.Now())
	blob := w.git("", "rev-parse", "main:README")

	compiler := jsonschema.NewCompiler()
	file := give(os.Open("testdata/shapes.json")).to(t)
	defer file.Close()
	w.do(compiler.AddResource("shapes.json", file))
	for _, test := range []struct {
		path, shape string
		list        string // "": one; "items": a list; else the member that has the list
	}{
		{"", "full-repository", ""},
		{"/git/ref/heads/main", "git-ref", ""},
		{"/activity?ref=refs/heads/main", "activity", "items"},
		{"/commits/" + tip + "/pulls", "pull-request-simple", "items"},
		{fmt.Sprint("/pulls/", n), "pull-request", ""},
		{fmt.Sprint("/pulls/", open), "pull-request", ""},
		{fmt.Sprint("/pulls/", fork), "pull-request", ""},
		{fmt.Sprint("/pulls/", n, "/commits"), "commit", "items"},
		{fmt.Sprint("/pulls/", n, "/reviews"), "pull-request-review", "items"},
		{fmt.Sprint("/issues/", n, "/events"), "issue-event", "items"},
		{"/commits/" + tip + "/check-suites", "check-suite", "check_suites"},
		{"/commits/" + tip + "/statuses", "status", "items"},
		{"/collaborators/bob/permission", "repository-collaborator-permission", ""},
		{"/orgs/acme/teams/ml", "team-full", ""},
		{"/orgs/acme/teams/ml/memberships/bob", "team-membership", ""},
		{"/git/trees/" + tip + "?recursive=1", "git-tree", ""},
		{"/git/blobs/" + blob, "blob", ""},
		{"/git/commits/" + tip, "git-commit", ""},
		{"/commits/" + tip, "commit", ""},
		{"/commits?sha=main&path=README", "commit", "items"},
		{"/pulls?state=all", "pull-request-simple", "items"},
		{"/git/matching-refs/heads/", "git-ref", "items"},
		{"/compare/" + root + "..." + tip, "commit-comparison", ""},
	} {
		if test.path == "" || test.path[1] != 'o' {
			test.path = "/repos/acme/models" + test.path
		}
		response, body := w.get(test.path)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s: %s", test.path, response.Status, body)
			continue
		}
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			t.Errorf("%s: %v", test.path, err)
			continue
		}
		values := []any{v}
		switch test.list {
		case "":
		case "items":
			values = v.([]any)
		default:
			values = v.(map[string]any)[test.list].([]any)
		}
		if len(values) == 0 {
			t.Errorf("%s: nothing in it", test.path)
		}
		schema := give(compiler.Compile("shapes.json#/$defs/" + test.shape)).to(t)
		for _, value := range values {
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s is no %s: %#v", test.path, test.shape, err)
			}
		}
	}
}

// TestLists holds that items of a list of pull requests lack what GitHub's lack.
func TestLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	w.do(w.g.Merge(n, "bob", "squash"))
	items := answer[[]map[string]any](w, "/commits/"+w.git("", "rev-parse", "main")+"/pulls")
	for _, member := range []string{"merged", "merged_by", "commits", "mergeable", "comments"} {
		if value, there := items[0][member]; there {
			t.Errorf("%s is %v, in a list", member, value)
		}
	}
}
