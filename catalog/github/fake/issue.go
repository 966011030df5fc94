package fake

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// firstIssue is the number of the first issue. On GitHub issues and pull
// requests are numbered together; here a pull request's is its place in a list.
const firstIssue = 10_001

// An issue is one that is no pull request.
type issue struct {
	id            int64
	number        int
	user          *account
	title, body   string
	state, reason string // open, closed; reason of the last change, or empty
	labels        []string
	at, last      time.Time
	closed        time.Time // zero: open
}

// Label adds a label to the repository.
func (g *GitHub) Label(name string) {
	defer g.lock()()
	g.labels = append(g.labels, name)
}

// OpenIssue opens an issue, as a person does, and gives its number.
func (g *GitHub) OpenIssue(user, title, body string) (int, error) {
	defer g.lock()()
	a, err := g.account(user)
	if err != nil {
		return 0, err
	}
	return g.openIssue(a, title, body, nil).number, nil
}

// CloseIssue closes an issue, as a person does.
func (g *GitHub) CloseIssue(number int) error {
	defer g.lock()()
	i := g.issue(number)
	if i == nil {
		return fmt.Errorf("no issue %d; open it first", number)
	}
	i.state, i.reason, i.closed = "closed", "not_planned", g.tick()
	i.last = i.closed
	return nil
}

// Issues gives number, state, labels and title of all issues, oldest first.
func (g *GitHub) Issues() []string {
	defer g.lock()()
	var all []string
	for _, i := range g.issues {
		all = append(all, fmt.Sprintf("%d %s [%s] %s", i.number, i.state, strings.Join(i.labels, " "), i.title))
	}
	return all
}

// IssueBody gives the text of an issue; empty where there is none.
func (g *GitHub) IssueBody(number int) string {
	defer g.lock()()
	if i := g.issue(number); i != nil {
		return i.body
	}
	return ""
}

func (g *GitHub) openIssue(a *account, title, body string, labels []string) *issue {
	at := g.tick()
	i := &issue{id: g.nextID(), number: firstIssue + len(g.issues), user: a, title: title, body: body, labels: labels, state: "open", at: at, last: at}
	g.issues = append(g.issues, i)
	return i
}

func (g *GitHub) issue(number int) *issue {
	if number < firstIssue || number >= firstIssue+len(g.issues) {
		return nil
	}
	return g.issues[number-firstIssue]
}

// listIssues has the newest first, and only open ones unless asked otherwise.
// Pull requests, which GitHub lists too, are not among them here.
func (v view) listIssues() (answer, error) {
	query := v.r.URL.Query()
	state := query.Get("state")
	if state == "" {
		state = "open"
	}
	found := slices.DeleteFunc(slices.Clone(v.issues), func(i *issue) bool {
		return state != "all" && state != i.state || query.Get("creator") != "" && !strings.EqualFold(query.Get("creator"), i.user.login)
	})
	if query.Get("direction") != "asc" {
		slices.Reverse(found)
	}
	return list(v, found, v.issue), nil
}

func (v view) createIssue(sent object) (answer, error) {
	title, _ := sent["title"].(string)
	body, _ := sent["body"].(string)
	if title == "" || utf8.RuneCountInString(title) > 256 || utf8.RuneCountInString(body) > longestBody {
		return badBody, nil
	}
	i := v.openIssue(v.actor(), title, body, texts(sent["labels"]))
	return answer{status: http.StatusCreated, body: v.issue(i)}, nil
}

func (v view) updateIssue(sent object) (answer, error) {
	i := v.GitHub.issue(v.number())
	if i == nil {
		return notFound, nil
	}
	body, given := sent["body"].(string)
	if utf8.RuneCountInString(body) > longestBody {
		return badBody, nil
	}
	i.last = v.tick()
	if given {
		i.body = body
	}
	if title, ok := sent["title"].(string); ok {
		i.title = title
	}
	if state, ok := sent["state"].(string); ok && state != i.state {
		i.state, i.closed = state, time.Time{}
		i.reason, _ = sent["state_reason"].(string)
		if state == "closed" {
			i.closed = i.last
		}
	}
	return answer{body: v.issue(i)}, nil
}

func (v view) getLabel() (answer, error) {
	name := v.r.PathValue("label")
	if !slices.Contains(v.labels, name) {
		return notFound, nil
	}
	return answer{body: v.label(name)}, nil
}

func (v view) label(name string) object {
	return object{"id": 500 + slices.Index(v.labels, name), "node_id": node("LA", 1), "name": name, "color": "ededed",
		"default": false, "description": nil, "url": v.url("/labels/" + name)}
}

func texts(v any) []string {
	var out []string
	all, _ := v.([]any)
	for _, item := range all {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// issue is issue.
func (v view) issue(i *issue) object {
	number := strconv.Itoa(i.number)
	url, web := v.url("/issues/"+number), html("/issues/"+number)
	return object{
		"id": i.id, "node_id": node("I", i.id), "number": i.number, "title": i.title, "body": i.body, "state": i.state, "state_reason": text(i.reason),
		"user": v.somebody(i.user), "author_association": association(i.user), "labels": shapes(i.labels, v.label), "locked": false,
		"assignee": nil, "assignees": []object{}, "milestone": nil, "comments": len(v.commentsOf(i.number)),
		"url": url, "html_url": web, "repository_url": v.url(""), "labels_url": url + "/labels{/name}", "comments_url": url + "/comments",
		"events_url": url + "/events", "created_at": date(i.at), "updated_at": date(i.last), "closed_at": date(i.closed),
		"performed_via_github_app": nil,
	}
}
