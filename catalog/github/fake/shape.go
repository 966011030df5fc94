package fake

import (
	"encoding/base64"
	"fmt"
	"time"
)

// orgID is the id of acme.
const orgID = 100

var organization = &account{id: orgID, login: owner, kind: "Organization"}

// url is an address of the API below the repository, html one of the website.
func (v view) url(path string) string { return v.api + "/repos/" + repository + path }

func html(path string) string { return "https://github.com/" + repository + path }

func node(kind string, id int64) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "0:%s%d", kind, id))
}

// date is how GitHub writes times. A zero one is null.
func date(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// text is null where it is empty.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// user is simple-user.
func (v view) user(a *account) object {
	o := object{
		"login":       a.login,
		"id":          a.id,
		"node_id":     node("User", a.id),
		"type":        a.kind,
		"site_admin":  false,
		"gravatar_id": "",
		"avatar_url":  fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", a.id),
		"html_url":    "https://github.com/" + a.login,
		"url":         v.api + "/users/" + a.login,
	}
	for member, path := range map[string]string{
		"followers_url": "followers", "following_url": "following{/other_user}", "gists_url": "gists{/gist_id}",
		"starred_url": "starred{/owner}{/repo}", "subscriptions_url": "subscriptions", "organizations_url": "orgs",
		"repos_url": "repos", "events_url": "events{/privacy}", "received_events_url": "received_events",
	} {
		o[member] = v.api + "/users/" + a.login + "/" + path
	}
	return o
}

// maybe is nullable-simple-user: null is nobody, or somebody deleted.
func (v view) maybe(a *account) any {
	if a == nil || a.gone {
		return nil
	}
	return v.user(a)
}

// somebody is simple-user where GitHub has no null: ghost is who was deleted.
func (v view) somebody(a *account) object {
	if a.gone {
		return v.user(ghost)
	}
	return v.user(a)
}

// repositoryPaths are the members of a repository that are addresses.
var repositoryPaths = map[string]string{
	"archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}",
	"branches_url": "/branches{/branch}", "collaborators_url": "/collaborators{/collaborator}", "comments_url": "/comments{/number}",
	"commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}", "contents_url": "/contents/{+path}",
	"contributors_url": "/contributors", "deployments_url": "/deployments", "downloads_url": "/downloads", "events_url": "/events",
	"forks_url": "/forks", "git_commits_url": "/git/commits{/sha}", "git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}",
	"hooks_url": "/hooks", "issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
	"issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}", "languages_url": "/languages",
	"merges_url": "/merges", "milestones_url": "/milestones{/number}", "notifications_url": "/notifications{?since,all,participating}",
	"pulls_url": "/pulls{/number}", "releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
	"subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags", "teams_url": "/teams",
	"trees_url": "/git/trees{/sha}", "url": "",
}

// repository is full-repository and everything shorter: acme/models or a fork.
func (v view) repository(id int64, f *fork) object {
	own := organization
	if f != nil {
		own = f.owner
	}
	full := own.login + "/" + name
	visibility := "private"
	if v.settings.Public {
		visibility = "public"
	}
	o := object{
		"id": id, "node_id": node("Repository", id), "name": name, "full_name": full, "owner": v.user(own),
		"private": !v.settings.Public, "visibility": visibility, "fork": f != nil, "archived": false, "disabled": false,
		"description": nil, "homepage": nil, "language": nil, "license": nil, "mirror_url": nil, "topics": []string{},
		"default_branch": "main", "html_url": "https://github.com/" + full, "clone_url": "https://github.com/" + full + ".git",
		"git_url": "git://github.com/" + full + ".git", "ssh_url": "git@github.com:" + full + ".git", "svn_url": "https://github.com/" + full,
		"has_discussions": false, "has_downloads": true, "has_issues": true, "has_pages": false, "has_projects": true, "has_wiki": false,
		"forks": 0, "forks_count": 0, "network_count": 0, "open_issues": 0, "open_issues_count": 0, "size": 0,
		"stargazers_count": 0, "subscribers_count": 0, "watchers": 0, "watchers_count": 0,
		"created_at": date(v.born), "updated_at": date(v.now), "pushed_at": date(v.now),
	}
	for member, path := range repositoryPaths {
		o[member] = v.api + "/repos/" + full + path
	}
	return o
}

// team is team-full.
func (v view) team(t *team) object {
	url := fmt.Sprintf("%s/organizations/%d/team/%d", v.api, orgID, t.id)
	org := v.api + "/orgs/" + t.org
	return object{
		"id": t.id, "node_id": node("Team", t.id), "name": t.slug, "slug": t.slug, "description": nil, "privacy": "closed",
		"permission": "push", "type": "organization", "members_count": len(t.members), "repos_count": 1,
		"url": url, "html_url": "https://github.com/orgs/" + t.org + "/teams/" + t.slug, "parent": nil,
		"members_url": url + "/members{/member}", "repositories_url": url + "/repos",
		"created_at": date(v.born), "updated_at": date(v.born),
		"organization": object{
			"login": t.org, "id": orgID, "node_id": node("Organization", orgID), "type": "Organization", "description": nil,
			"url": org, "html_url": "https://github.com/" + t.org, "avatar_url": "https://avatars.githubusercontent.com/u/100?v=4",
			"events_url": org + "/events", "hooks_url": org + "/hooks", "issues_url": org + "/issues", "repos_url": org + "/repos",
			"members_url": org + "/members{/member}", "public_members_url": org + "/public_members{/member}",
			"followers": 0, "following": 0, "public_gists": 0, "public_repos": 0,
			"has_organization_projects": true, "has_repository_projects": true,
			"created_at": date(v.born), "updated_at": date(v.born), "archived_at": nil,
		},
	}
}
