package fake_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// send does one request that changes something.
func (w world) send(method, path, body string) (status int, answer any) {
	w.t.Helper()
	req := give(http.NewRequest(method, w.url+"/repos/acme/models"+path, strings.NewReader(body))).to(w.t)
	req.Header.Set("Authorization", "Bearer any")
	resp := give(http.DefaultClient.Do(req)).to(w.t)
	defer resp.Body.Close()
	raw := give(io.ReadAll(resp.Body)).to(w.t)
	if len(raw) > 0 {
		w.do(json.Unmarshal(raw, &answer))
	}
	return resp.StatusCode, answer
}

// TestTalkShapes holds comments and issues to testdata/shapes_issue.json, which
// is made as shapes.json is.
func TestTalkShapes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	w.g.Label("drift")
	w.do(w.g.ActAs("ana"))
	compiler := jsonschema.NewCompiler()
	for _, name := range []string{"shapes.json", "shapes_issue.json"} {
		file := give(os.Open("testdata/" + name)).to(t)
		defer file.Close()
		w.do(compiler.AddResource(name, file))
	}
	holds := func(what, shape string, v any) {
		t.Helper()
		if err := give(compiler.Compile("shapes_issue.json#/$defs/" + shape)).to(t).Validate(v); err != nil {
			t.Errorf("%s is no %s: %#v", what, shape, err)
		}
	}
	comments := fmt.Sprintf("/issues/%d/comments", n)
	_, comment := w.send("POST", comments, `{"body": "one"}`)
	holds("a new comment", "issue-comment", comment)
	_, issue := w.send("POST", "/issues", `{"title": "Drift", "body": "one", "labels": ["drift"]}`)
	holds("a new issue", "issue", issue)
	_, closed := w.send("PATCH", "/issues/10001", `{"state": "closed", "state_reason": "completed"}`)
	holds("a closed issue", "issue", closed)
	holds("the list of comments", "issue-comment", answer[[]any](w, comments)[0])
	holds("the list of issues", "issue", answer[[]any](w, "/issues?state=all")[0])
	holds("a label", "label", answer[any](w, "/labels/drift"))
}

// TestRefusedRequests are requests that GitHub's description does not have, or
// that GitHub refuses.
func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	comments := fmt.Sprintf("/issues/%d/comments", n)
	for _, test := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", comments, `{"text": "one"}`, 422},
		{"POST", comments, `{"body": "one", "more": 1}`, 422},
		{"POST", comments, `{"body": "` + strings.Repeat("ä", 65_537) + `"}`, 422},
		{"POST", comments, `{"body": "` + strings.Repeat("ä", 65_536) + `"}`, 201},
		{"POST", comments, `one`, 400},
		{"POST", "/issues/99/comments", `{"body": "one"}`, 404},
		{"PATCH", "/issues/comments/1", `{"body": "one"}`, 404},
		{"DELETE", "/issues/comments/1", ``, 404},
		{"POST", "/issues", `{"body": "one"}`, 422},
		{"PATCH", "/issues/10001", `{"state": "gone"}`, 422},
		{"PATCH", "/issues/10001", `{"state": "closed"}`, 404},
	} {
		if status, answer := w.send(test.method, test.path, test.body); status != test.status {
			t.Errorf("%s %s %.40s: %d %v, want %d", test.method, test.path, test.body, status, answer, test.status)
		}
	}
	w.g.ReadOnly()
	if status, _ := w.send("POST", comments, `{"body": "one"}`); status != 403 {
		t.Errorf("with a token that may only read: %d, want 403", status)
	}
}
