package fake

import (
	"cmp"
	"strconv"
)

// update is activity.
func (v view) update(u update) object {
	return object{
		"id": u.id, "node_id": node("PSH", u.id), "ref": "refs/heads/" + u.branch, "activity_type": u.kind,
		"before": cmp.Or(u.before, zeros), "after": cmp.Or(u.after, zeros), "timestamp": date(u.at), "actor": v.maybe(u.actor),
	}
}

func (s signature) object() object {
	return object{"name": s.name, "email": s.email, "date": date(s.at)}
}

// unsigned is verification of what nobody signed.
func unsigned() object {
	return object{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil}
}

// commit is commit: with the accounts that GitHub knows by the addresses.
func (v view) commit(c *commit) object {
	return object{
		"sha": c.sha, "node_id": node("Commit", 0), "url": v.url("/commits/" + c.sha), "html_url": html("/commit/" + c.sha),
		"comments_url": v.url("/commits/" + c.sha + "/comments"),
		"author":       v.maybe(v.byEmail(c.author.email)),
		"committer":    v.maybe(v.byEmail(c.committer.email)),
		"parents": shapes(c.parents, func(sha string) object {
			return object{"sha": sha, "url": v.url("/commits/" + sha), "html_url": html("/commit/" + sha)}
		}),
		"commit": object{
			"url": v.url("/git/commits/" + c.sha), "message": c.message, "comment_count": 0,
			"author": c.author.object(), "committer": c.committer.object(), "verification": unsigned(),
			"tree": object{"sha": c.tree, "url": v.url("/git/trees/" + c.tree)},
		},
	}
}

// gitCommit is git-commit.
func (v view) gitCommit(c *commit) object {
	return object{
		"sha": c.sha, "node_id": node("Commit", 0), "url": v.url("/git/commits/" + c.sha), "html_url": html("/commit/" + c.sha),
		"author": c.author.object(), "committer": c.committer.object(), "message": c.message, "verification": unsigned(),
		"tree": object{"sha": c.tree, "url": v.url("/git/trees/" + c.tree)},
		"parents": shapes(c.parents, func(sha string) object {
			return object{"sha": sha, "url": v.url("/git/commits/" + sha), "html_url": html("/commit/" + sha)}
		}),
	}
}

// checkSuite is check-suite.
func (v view) checkSuite(s seen, c *commit) object {
	url := v.url("/check-suites/" + strconv.FormatInt(s.id, 10))
	return object{
		"id": s.id, "node_id": node("CS", s.id), "head_branch": nil, "head_sha": c.sha, "status": "completed", "conclusion": "success",
		"url": url, "check_runs_url": url + "/check-runs", "latest_check_runs_count": 1, "before": nil, "after": c.sha,
		"pull_requests": []object{}, "repository": v.repository(id, nil), "created_at": date(s.at), "updated_at": date(s.at),
		"app": object{
			"id": 15368, "node_id": node("App", 15368), "slug": "github-actions", "name": "GitHub Actions", "description": "",
			"owner": v.user(organization), "external_url": "https://github.com", "html_url": "https://github.com/apps/github-actions",
			"created_at": date(v.born), "updated_at": date(v.born), "permissions": object{}, "events": []string{},
		},
		"head_commit": object{
			"id": c.sha, "tree_id": c.tree, "message": c.message, "timestamp": date(c.committer.at),
			"author":    object{"name": c.author.name, "email": c.author.email},
			"committer": object{"name": c.committer.name, "email": c.committer.email},
		},
	}
}

// status is status.
func (v view) status(s seen) object {
	return object{
		"id": s.id, "node_id": node("SC", s.id), "url": v.url("/statuses/" + s.commit), "state": "success", "context": "ci",
		"description": nil, "target_url": nil, "avatar_url": nil, "creator": nil, "created_at": date(s.at), "updated_at": date(s.at),
	}
}
