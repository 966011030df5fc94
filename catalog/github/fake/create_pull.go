package fake

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// invalid is what GitHub answers to what it understands and will not do.
func invalid(resource, message string) answer {
	a := failure(http.StatusUnprocessableEntity, "Validation Failed")
	a.body.(object)["errors"] = []object{{"resource": resource, "code": "custom", "message": message}}
	return a
}

// lacking is invalid for a member that is missing or names nothing.
func lacking(resource, field string) answer {
	a := failure(http.StatusUnprocessableEntity, "Validation Failed")
	a.body.(object)["errors"] = []object{{"resource": resource, "field": field, "code": "invalid"}}
	return a
}

// ForbidPulls keeps workflows from opening pull requests, as the repository's
// setting does.
func (g *GitHub) ForbidPulls() {
	defer g.lock()()
	g.noPulls = true
}

// listPulls has the newest first, and only open ones unless asked otherwise.
// https://docs.github.com/en/rest/pulls/pulls#list-pull-requests
func (v view) listPulls() (answer, error) {
	query := v.r.URL.Query()
	state := query.Get("state")
	found := slices.DeleteFunc(slices.Clone(v.pulls), func(p *pull) bool {
		from := owner
		if p.fork != nil {
			from = p.fork.owner.login
		}
		return state != "all" && p.closed.IsZero() == (state == "closed") ||
			query.Has("base") && query.Get("base") != p.base.branch ||
			strings.Contains(query.Get("head"), ":") && query.Get("head") != from+":"+p.head.branch
	})
	slices.Reverse(found)
	return list(v, found, v.simplePull), nil
}

// createPull opens one of a branch of the repository itself.
// https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request
func (v view) createPull(sent object) (answer, error) {
	title, _ := sent["title"].(string)
	body, _ := sent["body"].(string)
	branch := strings.TrimPrefix(sent["head"].(string), owner+":")
	base := sent["base"].(string)
	switch {
	case v.actor() == actions && v.noPulls:
		return failure(http.StatusForbidden, "GitHub Actions is not permitted to create or approve pull requests."), nil
	case title == "":
		return lacking("PullRequest", "title"), nil
	case v.refs[branch] == "":
		return lacking("PullRequest", "head"), nil
	case v.refs[base] == "":
		return lacking("PullRequest", "base"), nil
	case utf8.RuneCountInString(body) > longestBody:
		return invalid("PullRequest", "body is too long (maximum is 65536 characters)"), nil
	}
	for _, p := range v.pulls {
		if p.closed.IsZero() && p.fork == nil && p.head.branch == branch && p.base.branch == base {
			return invalid("PullRequest", fmt.Sprintf("A pull request already exists for %s:%s.", owner, branch)), nil
		}
	}
	p := &pull{title: title, body: body, head: end{branch, v.refs[branch]}, base: end{branch: base}}
	if v.differs(p) != nil {
		return invalid("PullRequest", fmt.Sprintf("No commits between %s and %s", base, branch)), nil
	}
	if err := v.put(v.actor(), p); err != nil {
		return answer{}, err
	}
	o, err := v.wholePull(p)
	return answer{status: http.StatusCreated, body: o}, err
}

// updatePull changes title, body and state.
// https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request
func (v view) updatePull(sent object) (answer, error) {
	p, ok := v.numbered()
	if !ok {
		return notFound, nil
	}
	v.tick()
	if title, ok := sent["title"].(string); ok {
		p.title = title
	}
	if body, ok := sent["body"].(string); ok {
		p.body = body
	}
	if sent["state"] == "closed" && p.closed.IsZero() {
		p.closed = v.now
		p.note(v.GitHub, "closed", v.actor())
	}
	o, err := v.wholePull(p)
	return answer{body: o}, err
}

// requestReviewers asks all or nobody.
// https://docs.github.com/en/rest/pulls/review-requests#request-reviewers-for-a-pull-request
func (v view) requestReviewers(sent object) (answer, error) {
	p, ok := v.numbered()
	if !ok {
		return notFound, nil
	}
	var people []*account
	var groups []*team
	refused := failure(http.StatusUnprocessableEntity, fmt.Sprintf("Reviews may only be requested from collaborators. "+
		"One or more of the users or teams you specified is not a collaborator of the %s repository.", repository))
	for _, login := range texts(sent["reviewers"]) {
		a, err := v.account(login)
		switch {
		case err != nil || a.permission == "none":
			return refused, nil
		case a == p.author:
			return failure(http.StatusUnprocessableEntity, "Review cannot be requested from pull request author."), nil
		}
		people = append(people, a)
	}
	for _, slug := range texts(sent["team_reviewers"]) {
		t := v.teams[strings.ToLower(owner+"/"+slug)]
		if t == nil || v.noTeams {
			return refused, nil
		}
		groups = append(groups, t)
	}
	v.tick()
	for _, a := range people {
		if !slices.Contains(p.asked, a) {
			p.asked = append(p.asked, a)
			p.note(v.GitHub, "review_requested", v.actor())
		}
	}
	for _, t := range groups {
		if !slices.Contains(p.askedTeams, t) {
			p.askedTeams = append(p.askedTeams, t)
			p.note(v.GitHub, "review_requested", v.actor())
		}
	}
	return answer{status: http.StatusCreated, body: v.simplePull(p)}, nil
}

// answered takes who reviewed from those who are asked to, with their teams.
func (p *pull) answered(a *account) {
	p.asked = slices.DeleteFunc(p.asked, func(b *account) bool { return a == b })
	p.askedTeams = slices.DeleteFunc(p.askedTeams, func(t *team) bool { return t.members[a.id] != "" })
}

// Pulls gives number, state, branch, title and reviewers asked of all pull
// requests, oldest first.
func (g *GitHub) Pulls() []string {
	defer g.lock()()
	var all []string
	for _, p := range g.pulls {
		state := "open"
		switch {
		case !p.merged.IsZero():
			state = "merged"
		case !p.closed.IsZero():
			state = "closed"
		}
		var asked []string
		for _, a := range p.asked {
			asked = append(asked, a.login)
		}
		for _, t := range p.askedTeams {
			asked = append(asked, t.org+"/"+t.slug)
		}
		all = append(all, fmt.Sprintf("%d %s %s [%s] %s", p.number, state, p.head.branch, strings.Join(asked, " "), p.title))
	}
	return all
}

// PullBody gives the text of a pull request; empty where there is none.
func (g *GitHub) PullBody(number int) string {
	defer g.lock()()
	if p, err := g.pull(number); err == nil {
		return p.body
	}
	return ""
}
