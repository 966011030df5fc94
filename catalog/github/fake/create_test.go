package fake_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestCreateRefused holds what GitHub refuses when something is to be made or
// changed, and by which words.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose("feature", "one") // pull request 1 of ana
	w.do(w.g.ActAs("ana"))
	w.do(w.g.Team("acme/ml", "bob"))
	give(w.g.User("dora", "User", "none")).to(t)
	tip, old := w.git("", "rev-parse", "feature"), w.git("", "rev-parse", "main")
	tree := w.git("", "rev-parse", "main^{tree}")
	for _, test := range []struct {
		method, path, body string
		status             int
		words              string
	}{
		{"POST", "/git/trees", `{"base_tree": "` + strings.Repeat("0", 40) + `", "tree": []}`, 404, "Not Found"},
		{"POST", "/git/trees", `{"base_tree": "` + tree + `", "tree": [{"path": "/x", "mode": "100644", "type": "blob", "content": "x"}]}`, 422, "malformed path component"},
		{"POST", "/git/trees", `{"base_tree": "` + tree + `", "tree": [{"path": "x", "mode": "100644", "type": "blob", "sha": "` + strings.Repeat("0", 40) + `"}]}`, 422, "is not a valid blob"},
		{"POST", "/git/trees", `{"tree": [{"path": "x", "mode": "100644", "type": "blob", "sha": null, "content": "x"}]}`, 422, "not both"},
		{"POST", "/git/trees", `{"tree": [{"path": "x", "mode": "100640"}]}`, 422, "Validation Failed"},
		{"POST", "/git/commits", `{"message": "x", "tree": "` + tip + `"}`, 422, "Tree SHA does not exist"},
		{"POST", "/git/commits", `{"message": "x", "tree": "` + tree + `", "parents": ["` + tree + `"]}`, 422, "Parent SHA does not exist"},
		{"POST", "/git/refs", `{"ref": "refs/heads/feature", "sha": "` + old + `"}`, 422, "Reference already exists"},
		{"POST", "/git/refs", `{"ref": "refs/heads/new", "sha": "` + strings.Repeat("0", 40) + `"}`, 422, "Object does not exist"},
		{"POST", "/git/refs", `{"ref": "new", "sha": "` + old + `"}`, 422, "must start with"},
		{"POST", "/git/refs", `{"ref": "refs/heads/feature/below", "sha": "` + old + `"}`, 422, "Reference update failed"},
		{"PATCH", "/git/refs/heads/feature", `{"sha": "` + old + `"}`, 422, "Update is not a fast forward"},
		{"PATCH", "/git/refs/heads/none", `{"sha": "` + old + `"}`, 422, "Reference does not exist"},
		{"POST", "/pulls", `{"title": "x", "head": "feature", "base": "main"}`, 422, "A pull request already exists for acme:feature."},
		{"POST", "/pulls", `{"title": "x", "head": "main", "base": "main"}`, 422, "No commits between main and main"},
		{"POST", "/pulls", `{"title": "x", "head": "none", "base": "main"}`, 422, `"field":"head"`},
		{"POST", "/pulls", `{"title": "x", "head": "feature", "base": "none"}`, 422, `"field":"base"`},
		{"POST", "/pulls", `{"head": "feature", "base": "main"}`, 422, `"field":"title"`},
		{"PATCH", "/pulls/99", `{"title": "x"}`, 404, "Not Found"},
		{"POST", "/pulls/1/requested_reviewers", `{"reviewers": ["ana"]}`, 422, "Review cannot be requested from pull request author."},
		{"POST", "/pulls/1/requested_reviewers", `{"reviewers": ["bob", "dora"]}`, 422, "is not a collaborator of the acme/models repository"},
		{"POST", "/pulls/1/requested_reviewers", `{"team_reviewers": ["none"]}`, 422, "is not a collaborator"},
		{"POST", "/pulls/1/requested_reviewers", `{"team_reviewers": ["ml"]}`, 201, `"slug":"ml"`},
		{"PATCH", "/git/refs/heads/feature", `{"sha": "` + old + `", "force": true}`, 200, old},
	} {
		status, body := w.sent(test.method, test.path, test.body)
		if status != test.status || !strings.Contains(body, test.words) {
			t.Errorf("%s %s %s: %d %s\nwant %d and %q", test.method, test.path, test.body, status, body, test.status, test.words)
		}
	}
	w.do(w.g.ActAs("dora"))
	if status, body := w.sent("POST", "/git/refs", `{"ref": "refs/heads/new", "sha": "`+old+`"}`); status != http.StatusNotFound {
		t.Errorf("who may not write is answered %d %s", status, body)
	}
}

// sent sends a request that changes something, and gives what is answered.
func (w world) sent(method, path, body string) (status int, text string) {
	w.t.Helper()
	r := give(http.NewRequestWithContext(w.t.Context(), method, w.url+"/repos/acme/models"+path, strings.NewReader(body))).to(w.t)
	r.Header.Set("Authorization", "Bearer any")
	response := give(http.DefaultClient.Do(r)).to(w.t)
	defer response.Body.Close()
	return response.StatusCode, string(give(io.ReadAll(response.Body)).to(w.t))
}
