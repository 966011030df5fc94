package fake_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var nextPage = regexp.MustCompile(`<([^>]+)>; rel="next"`)

// pages reads a list to its end, and gives the length of each page and all items.
func pages[T any](w world, path string) (lengths []int, all []T) {
	w.t.Helper()
	path = "/repos/acme/models" + path
	for range 100 {
		response, body := w.get(path)
		var items []T
		if err := json.Unmarshal(body, &items); err != nil {
			w.t.Fatalf("%s: %v: %s", path, err, body)
		}
		lengths, all = append(lengths, len(items)), append(all, items...)
		next := nextPage.FindStringSubmatch(response.Header.Get("Link"))
		if next == nil {
			return lengths, all
		}
		path = next[1]
	}
	w.t.Fatalf("%s: no end", path)
	return nil, nil
}

func TestPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	const reviews = 105
	var ids []int64
	for range reviews {
		ids = append(ids, give(w.g.Review(n, "bob", "COMMENTED")).to(t))
	}
	type review struct{ ID int64 }
	for _, test := range []struct {
		query string
		want  []int
	}{
		{"", []int{30, 30, 30, 15}},
		{"?per_page=100", []int{100, 5}},
		{"?per_page=1000", []int{100, 5}},
		{"?per_page=35&page=2", []int{35, 35}},
		{"?per_page=35&page=9", []int{0}},
	} {
		lengths, all := pages[review](w, fmt.Sprint("/pulls/", n, "/reviews", test.query))
		if diff := cmp.Diff(test.want, lengths); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.query, diff)
		}
		if len(all) == reviews && all[reviews-1].ID != ids[reviews-1] {
			t.Errorf("%q: the last one is %d, want %d", test.query, all[reviews-1].ID, ids[reviews-1])
		}
	}
}

func TestActivityPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 7 {
		give(w.g.Edit("bob", "main", "edit", map[string]string{"n": fmt.Sprintln(i)})).to(t)
	}
	give(w.g.Edit("bob", "other", "edit", map[string]string{"n": "x\n"})).to(t)
	lengths, all := pages[update](w, "/activity?ref=refs/heads/main&per_page=3")
	if diff := cmp.Diff([]int{3, 3, 2}, lengths); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	for i, u := range all[:7] {
		if u.Before != all[i+1].After || u.Ref != "refs/heads/main" {
			t.Errorf("update %d does not follow: %+v", i, u)
		}
	}
	if last := all[7]; strings.Trim(last.Before, "0") != "" || last.Type != "branch_creation" {
		t.Errorf("the first one ever: %+v", last)
	}
	if got := len(answer[[]update](w, "/activity")); got != 9 {
		t.Errorf("%d updates of all branches, want 9", got)
	}

	w.g.ForgetActivityBefore(w.g.Now().Add(-2 * time.Minute))
	if _, left := pages[update](w, "/activity?ref=main"); len(left) != 2 {
		t.Errorf("%d updates left, want 2", len(left))
	}
	w.g.NoActivity()
	if response, _ := w.get("/repos/acme/models/activity?ref=main"); response.StatusCode != http.StatusNotFound {
		t.Errorf("no log: %s", response.Status)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do(w.g.Team("acme/ml", "ana"))
	w.do(w.g.Invite("acme/ml", "bob"))
	for path, want := range map[string]int{
		"/repos/acme/models":                            200,
		"/api/v3/repos/ACME/Models":                     200,
		"/repos/acme/other":                             404,
		"/repos/acme/models/git/ref/heads/none":         404,
		"/repos/acme/models/pulls/1":                    404,
		"/repos/acme/models/pulls/x":                    404,
		"/repos/acme/models/nothing":                    404,
		"/repos/acme/models/commits/" + none:            422,
		"/repos/acme/models/commits/" + none + "/pulls": 422,
		"/repos/acme/models/git/commits/" + none:        404,
		"/repos/acme/models/git/trees/--help":           404,
		"/repos/acme/models/git/blobs/" + none:          404,
		"/repos/acme/models/compare/main..." + none:     404,
		"/repos/acme/models/collaborators/x/permission": 404,
		"/orgs/acme/teams/ml":                           200,
		"/orgs/acme/teams/ml/memberships/ANA":           200,
		"/orgs/acme/teams/ml/memberships/chen":          404,
		"/orgs/acme/teams/none":                         404,
	} {
		response, body := w.get(path)
		if response.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, response.Status, want)
		}
		if response.Header.Get("X-RateLimit-Remaining") == "" {
			t.Errorf("%s: no rate limit told", path)
		}
		var failure struct{ Message string }
		if err := json.Unmarshal(body, &failure); err != nil || want >= 400 && failure.Message == "" {
			t.Errorf("%s: %s", path, body)
		}
	}
	if response, _ := w.get("/repos/acme/models", "Authorization", ""); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %s", response.Status)
	}
	var pending struct{ State string }
	_, body := w.get("/orgs/acme/teams/ml/memberships/bob")
	if err := json.Unmarshal(body, &pending); err != nil || pending.State != "pending" {
		t.Errorf("invited: %s", body)
	}
	w.g.HideTeams()
	if response, _ := w.get("/orgs/acme/teams/ml"); response.StatusCode != http.StatusNotFound {
		t.Errorf("hidden: %s", response.Status)
	}
}

const none = "1111111111111111111111111111111111111111"

func TestPermission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type answered struct {
		Permission string
		RoleName   string `json:"role_name"`
	}
	for role, want := range map[string]string{"admin": "admin", "maintain": "write", "write": "write", "triage": "read", "read": "read", "none": "none"} {
		give(w.g.User("dan", "User", role)).to(t)
		if diff := cmp.Diff(answered{want, role}, answer[answered](w, "/collaborators/dan/permission")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", role, diff)
		}
	}
}

// TestObjects holds that trees, blobs, commits and comparisons say what git says.
func TestObjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	contents := []string{"1\n", "no end of line", "\n", strings.Repeat("long ", 100)}
	for i, content := range contents {
		give(w.g.Edit("bob", "feature", "edit", map[string]string{fmt.Sprint("dir/", i): content})).to(t)
	}
	give(w.g.Edit("bob", "main", "meanwhile", map[string]string{"other": "1\n"})).to(t)
	tip := w.git("", "rev-parse", "feature")

	type tree struct {
		SHA       string
		Truncated bool
		Tree      []struct{ Path, Mode, Type, SHA string }
	}
	whole := answer[tree](w, "/git/trees/"+tip+"?recursive=1")
	var lines []string
	for _, e := range whole.Tree {
		lines = append(lines, e.Mode+" "+e.Type+" "+e.SHA+"\t"+e.Path)
	}
	if diff := cmp.Diff(strings.Split(w.git("", "ls-tree", "-r", "-t", tip), "\n"), lines); diff != "" || whole.Truncated {
		t.Errorf("tree (-want +got):\n%s", diff)
	}
	for i, want := range contents {
		sha := w.git("", "rev-parse", fmt.Sprint(tip, ":dir/", i))
		got := answer[struct{ Content string }](w, "/git/blobs/"+sha)
		decoded := give(base64.StdEncoding.DecodeString(strings.ReplaceAll(got.Content, "\n", ""))).to(t)
		if string(decoded) != want {
			t.Errorf("blob %q, want %q", decoded, want)
		}
		if _, raw := w.get("/repos/acme/models/git/blobs/"+sha, "Accept", "application/vnd.github.v3.raw"); string(raw) != want {
			t.Errorf("raw blob %q, want %q", raw, want)
		}
	}
	w.g.Truncate(2)
	if cut := answer[tree](w, "/git/trees/"+tip+"?recursive=1"); !cut.Truncated || len(cut.Tree) != 2 {
		t.Errorf("truncated: %+v", cut)
	}

	type comparison struct {
		Status       string
		TotalCommits int `json:"total_commits"`
		AheadBy      int `json:"ahead_by"`
		BehindBy     int `json:"behind_by"`
		Commits      []commit
	}
	c := answer[comparison](w, "/compare/main...feature?per_page=3&page=1")
	if c.Status != "diverged" || c.TotalCommits != 4 || c.AheadBy != 4 || c.BehindBy != 1 || len(c.Commits) != 3 {
		t.Errorf("compared: %+v", c)
	}
	first := w.git("", "rev-list", "--reverse", "feature", "^main")[:40]
	if c.Commits[0].SHA != first {
		t.Errorf("the first one is %s, want the oldest, %s", c.Commits[0].SHA, first)
	}
	for basehead, want := range map[string]string{"main...main": "identical", "main..." + first: "diverged", first + "...feature": "ahead", "feature..." + first: "behind"} {
		if got := answer[comparison](w, "/compare/"+basehead); got.Status != want {
			t.Errorf("%s: %s, want %s", basehead, got.Status, want)
		}
	}
	if got := answer[struct{ Object struct{ SHA string } }](w, "/git/ref/heads/feature"); got.Object.SHA != tip {
		t.Errorf("ref %s, want %s", got.Object.SHA, tip)
	}
}

// TestSeen holds that check suites and statuses are told of their commit alone,
// the newest status first.
func TestSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	main := w.git("", "rev-parse", "main")
	other := give(w.g.Edit("ana", "other", "other", map[string]string{"x": "1\n"})).to(t)
	at := time.Date(2025, 2, 1, 8, 0, 0, 0, time.UTC)
	for i, sha := range []string{main, other, main} {
		w.g.CheckSuite(sha, at.Add(time.Duration(i)*time.Hour))
		w.g.Status(sha, at.Add(time.Duration(i)*time.Minute))
	}
	type seen struct {
		CreatedAt string `json:"created_at"`
	}
	want := []seen{{"2025-02-01T08:02:00Z"}, {"2025-02-01T08:00:00Z"}}
	if diff := cmp.Diff(want, answer[[]seen](w, "/commits/"+main+"/statuses")); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	type suites struct {
		Total  int    `json:"total_count"`
		Suites []seen `json:"check_suites"`
	}
	if diff := cmp.Diff(suites{2, []seen{{"2025-02-01T10:00:00Z"}}}, answer[suites](w, "/commits/"+main+"/check-suites?per_page=1&page=2")); diff != "" {
		t.Errorf("check suites (-want +got):\n%s", diff)
	}
}

// TestPullsWith holds that open pull requests are told of commits that are not
// on main, and of those that are, only what brought them in.
func TestPullsWith(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.propose("feature", "one")
	head := w.git("", "rev-parse", "feature")
	two := give(w.g.Open("bob", "feature", "main", "The same")).to(t)
	if diff := cmp.Diff([]int{one, two}, numbers(answer[[]pull](w, "/commits/"+head+"/pulls"))); diff != "" {
		t.Errorf("open (-want +got):\n%s", diff)
	}
	w.do(w.g.Close(two, "bob"))
	w.do(w.g.Merge(one, "chen", "merge"))
	for _, sha := range []string{head, w.git("", "rev-parse", "main")} {
		if diff := cmp.Diff([]int{one}, numbers(answer[[]pull](w, "/commits/"+sha+"/pulls"))); diff != "" {
			t.Errorf("merged (-want +got):\n%s", diff)
		}
	}
	if got := answer[[]pull](w, "/commits/"+w.git("", "rev-list", "--max-parents=0", "main")+"/pulls"); len(got) != 0 {
		t.Errorf("of what was pushed: %+v", got)
	}
}
