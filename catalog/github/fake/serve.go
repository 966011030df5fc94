package fake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A view is GitHub as one request sees it: addresses in answers have its host.
type view struct {
	*GitHub
	api string // without / at the end
	r   *http.Request
}

// An answer is what a request is answered with.
type answer struct {
	status int // 0: 200
	body   any // for JSON, or []byte as it is
	link   string
}

// object is a JSON object.
type object = map[string]any

// ServeHTTP answers as GitHub's API does, with the faults that were asked for.
func (g *GitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer g.lock()()
	g.requests = append(g.requests, r.Method+" "+r.URL.RequestURI())
	var f *Fault
	if g.fault != nil {
		f = g.fault(r)
	}
	recorded := &recorder{header: http.Header{}}
	g.limits(recorded.header)
	g.answer(recorded, r)
	f.serve(w, r, recorded)
}

// Requests gives method and address of all requests so far: to count them.
func (g *GitHub) Requests() []string {
	defer g.lock()()
	return append([]string(nil), g.requests...)
}

// limits are told with every answer.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
func (g *GitHub) limits(h http.Header) {
	const limit = 5000
	used := min(len(g.requests), limit-1)
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(limit-used))
	h.Set("X-RateLimit-Used", strconv.Itoa(used))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(g.now.Unix()+3600, 10))
	h.Set("X-RateLimit-Resource", "core")
	h.Set("X-GitHub-Media-Type", "github.v3; format=json")
}

func (g *GitHub) answer(w *recorder, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		w.write(failure(http.StatusUnauthorized, "Requires authentication"))
		return
	}
	inner := r.Clone(r.Context())
	inner.URL.Path = strings.TrimPrefix(r.URL.Path, "/api/v3")
	inner.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, "/api/v3")
	g.mux.ServeHTTP(w, inner)
}

// routes are the addresses that are answered; what they stand for is written at
// https://docs.github.com/en/rest.
func (g *GitHub) routes() *http.ServeMux {
	mux := http.NewServeMux()
	on := func(pattern string, answer func(view) (answer, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { g.handle(w.(*recorder), r, answer) })
	}
	handle := func(path string, answer func(view) (answer, error)) { on("GET "+path, answer) }
	const repo = "/repos/{owner}/{repo}"
	handle(repo, view.getRepository)
	handle(repo+"/git/ref/{ref...}", view.getRef)
	handle(repo+"/git/trees/{sha}", view.getTree)
	handle(repo+"/git/blobs/{sha}", view.getBlob)
	handle(repo+"/git/commits/{sha}", view.getGitCommit)
	handle(repo+"/activity", view.listActivity)
	handle(repo+"/commits/{sha}", view.getCommit)
	handle(repo+"/commits/{sha}/pulls", view.listPullsWith)
	handle(repo+"/commits/{sha}/check-suites", view.listCheckSuites)
	handle(repo+"/commits/{sha}/statuses", view.listStatuses)
	handle(repo+"/compare/{basehead}", view.compare)
	handle(repo+"/git/matching-refs/{ref...}", view.listRefs)
	handle(repo+"/commits", view.listCommits)
	handle(repo+"/pulls", view.listPulls)
	handle(repo+"/pulls/{number}", view.getPull)
	handle(repo+"/pulls/{number}/commits", view.listPullCommits)
	handle(repo+"/pulls/{number}/reviews", view.listReviews)
	handle(repo+"/issues/{number}/events", view.listEvents)
	handle(repo+"/collaborators/{login}/permission", view.getPermission)
	handle("/orgs/{org}/teams/{slug}", view.getTeam)
	handle("/orgs/{org}/teams/{slug}/memberships/{login}", view.getMembership)
	handle("/user", view.getViewer)
	handle(repo+"/branches/{branch}/protection", view.getProtection)
	handle(repo+"/rules/branches/{branch}", view.listRules)
	handle(repo+"/rulesets/{id}", view.getRuleset)
	handle(repo+"/actions/permissions/workflow", view.getWorkflowPermissions)
	handle(repo+"/actions/permissions/fork-pr-workflows-private-repos", view.getForks)
	handle(repo+"/codeowners/errors", view.listOwnerErrors)
	handle(repo+"/actions/variables", view.listVariables)
	handle(repo+"/actions/variables/{name}", view.getVariable)
	handle(repo+"/environments/{environment}/variables", view.listVariables)
	handle(repo+"/environments/{environment}/variables/{name}", view.getVariable)
	handle(repo+"/environments", view.listEnvironments)
	handle(repo+"/environments/{environment}", view.getEnvironment)
	handle(repo+"/environments/{environment}/deployment-branch-policies", view.listDeploymentBranches)
	handle(repo+"/issues", view.listIssues)
	handle(repo+"/issues/{number}/comments", view.listComments)
	handle(repo+"/labels/{label}", view.getLabel)
	on("POST "+repo+"/issues", changing("issue-create", view.createIssue))
	on("PATCH "+repo+"/issues/{number}", changing("issue-update", view.updateIssue))
	on("POST "+repo+"/issues/{number}/comments", changing("comment", view.createComment))
	on("PATCH "+repo+"/issues/comments/{id}", changing("comment", view.updateComment))
	on("DELETE "+repo+"/issues/comments/{id}", changing("", view.deleteComment))
	on("POST "+repo+"/git/trees", pushing("tree-create", view.createTree))
	on("POST "+repo+"/git/commits", pushing("commit-create", view.createCommit))
	on("POST "+repo+"/git/refs", pushing("ref-create", view.createRef))
	on("PATCH "+repo+"/git/refs/{ref...}", pushing("ref-update", view.updateRef))
	on("POST "+repo+"/pulls", changing("pull-create", view.createPull))
	on("PATCH "+repo+"/pulls/{number}", changing("pull-update", view.updatePull))
	on("POST "+repo+"/pulls/{number}/requested_reviewers", changing("reviewers", view.requestReviewers))
	on("POST "+repo+"/dispatches", changing("dispatch", view.createDispatch))
	on("POST /graphql", view.query)
	on("POST /api/graphql", view.query) // of GitHub Enterprise Server
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.(*recorder).write(notFound) })
	return mux
}

func (g *GitHub) handle(w *recorder, r *http.Request, what func(view) (answer, error)) {
	if o := r.PathValue("owner"); o != "" && !strings.EqualFold(o+"/"+r.PathValue("repo"), repository) {
		w.write(notFound)
		return
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	api := scheme + "://" + r.Host
	if before, _, ok := strings.Cut(r.RequestURI, "/api/v3/"); ok && before == "" {
		api += "/api/v3"
	}
	a, err := what(view{g, api, r})
	if err != nil {
		// git itself failed, which is a mistake of the test's or of this package.
		a = failure(http.StatusInternalServerError, err.Error())
	}
	w.write(a)
}

var notFound = failure(http.StatusNotFound, "Not Found")

// failure is what GitHub answers instead.
func failure(status int, message string) answer {
	return answer{status: status, body: object{
		"message":           message,
		"documentation_url": "https://docs.github.com/rest",
		"status":            strconv.Itoa(status),
	}}
}

// A recorder keeps an answer until it is known what becomes of it.
type recorder struct {
	header http.Header
	status int
	bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) { w.status = status }

func (w *recorder) write(a answer) {
	w.status = a.status
	if a.status == 0 {
		w.status = http.StatusOK
	}
	if a.link != "" {
		w.header.Set("Link", a.link)
	}
	if raw, ok := a.body.([]byte); ok {
		w.header.Set("Content-Type", "application/vnd.github.raw; charset=utf-8")
		w.Write(raw)
		return
	}
	w.header.Set("Content-Type", "application/json; charset=utf-8")
	if err := json.NewEncoder(w).Encode(a.body); err != nil {
		panic(fmt.Sprintf("encoding an answer: %v", err))
	}
}
