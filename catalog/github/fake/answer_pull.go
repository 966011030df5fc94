package fake

import (
	"slices"
	"strconv"
	"strings"
)

// numbered finds the pull request that the address names.
func (v view) numbered() (*pull, bool) {
	n, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil {
		return nil, false
	}
	p, err := v.pull(n)
	return p, err == nil
}

func (v view) getPull() (answer, error) {
	p, ok := v.numbered()
	if !ok {
		return notFound, nil
	}
	o, err := v.wholePull(p)
	return answer{body: o}, err
}

// listPullsWith gives the merged pull requests that brought a commit in, and of
// a commit that is not on main, all that have it.
// https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
func (v view) listPullsWith() (answer, error) {
	c, err := v.resolve(v.r.PathValue("sha"))
	if err != nil {
		return noCommit(v.r.PathValue("sha")), nil
	}
	onMain := false
	if tip := v.refs["main"]; tip != "" {
		if onMain, err = v.git.reaches(c.sha, tip); err != nil {
			return answer{}, err
		}
	}
	var found []*pull
	for _, p := range v.pulls {
		has := p.brought[c.sha]
		if !has && !onMain {
			own, err := v.list(p)
			if err != nil {
				return answer{}, err
			}
			has = slices.Contains(own, c.sha)
		}
		if has {
			found = append(found, p)
		}
	}
	return list(v, found, v.simplePull), nil
}

// listPullCommits ends after 250.
func (v view) listPullCommits() (answer, error) {
	p, ok := v.numbered()
	if !ok {
		return notFound, nil
	}
	shas, err := v.list(p)
	if err != nil {
		return answer{}, err
	}
	commits, err := v.read(shas[:min(len(shas), 250)]...)
	if err != nil {
		return answer{}, err
	}
	return list(v, commits, v.commit), nil
}

func (v view) listReviews() (answer, error) {
	p, ok := v.numbered()
	if !ok {
		return notFound, nil
	}
	// A review that is not submitted is its author's alone to see.
	submitted := slices.DeleteFunc(slices.Clone(p.reviews), func(r *review) bool { return r.submitted.IsZero() })
	return list(v, submitted, func(r *review) object { return v.review(p, r) }), nil
}

func (v view) listEvents() (answer, error) {
	p, ok := v.numbered()
	if !ok {
		return notFound, nil
	}
	return list(v, p.events, v.event), nil
}

func (v view) listCheckSuites() (answer, error) {
	c, err := v.resolve(v.r.PathValue("sha"))
	if err != nil {
		return noCommit(v.r.PathValue("sha")), nil
	}
	suites := on(v.suites, c)
	shown, link := page(v, suites)
	return answer{link: link, body: object{
		"total_count":  len(suites),
		"check_suites": shapes(shown, func(s seen) object { return v.checkSuite(s, c) }),
	}}, nil
}

// listStatuses gives the newest first.
func (v view) listStatuses() (answer, error) {
	c, err := v.resolve(v.r.PathValue("sha"))
	if err != nil {
		return noCommit(v.r.PathValue("sha")), nil
	}
	statuses := on(v.statuses, c)
	slices.Reverse(statuses)
	return list(v, statuses, v.status), nil
}

func on(all []seen, c *commit) []seen {
	var found []seen
	for _, s := range all {
		if s.commit == c.sha {
			found = append(found, s)
		}
	}
	return found
}

// getPermission tells maintain as write and triage as read; role_name has the
// true one.
// https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
func (v view) getPermission() (answer, error) {
	a, err := v.account(v.r.PathValue("login"))
	if err != nil {
		return notFound, nil
	}
	permission := a.permission
	switch permission {
	case "maintain":
		permission = "write"
	case "triage":
		permission = "read"
	}
	user := v.user(a)
	user["role_name"] = a.permission
	return answer{body: object{"permission": permission, "role_name": a.permission, "user": user}}, nil
}

func (v view) findTeam() (*team, bool) {
	t, ok := v.teams[strings.ToLower(v.r.PathValue("org")+"/"+v.r.PathValue("slug"))]
	return t, ok && !v.noTeams
}

func (v view) getTeam() (answer, error) {
	t, ok := v.findTeam()
	if !ok {
		return notFound, nil
	}
	return answer{body: v.team(t)}, nil
}

func (v view) getMembership() (answer, error) {
	t, ok := v.findTeam()
	if !ok {
		return notFound, nil
	}
	a, err := v.account(v.r.PathValue("login"))
	if err != nil || t.members[a.id] == "" {
		return notFound, nil
	}
	return answer{body: object{
		"url":   v.api + "/organizations/" + strconv.Itoa(orgID) + "/team/" + strconv.FormatInt(t.id, 10) + "/memberships/" + a.login,
		"role":  "member",
		"state": t.members[a.id],
	}}, nil
}
