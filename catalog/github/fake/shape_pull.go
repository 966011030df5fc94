package fake

import (
	"fmt"
	"strconv"
	"strings"
)

// simplePull is pull-request-simple, what lists have. It lacks merged and
// merged_by, and all counts.
func (v view) simplePull(p *pull) object {
	number := strconv.Itoa(p.number)
	url, issue, web := v.url("/pulls/"+number), v.url("/issues/"+number), html("/pull/"+number)
	state := "open"
	if !p.closed.IsZero() {
		state = "closed"
	}
	links := map[string]string{
		"self": url, "html": web, "issue": issue, "comments": issue + "/comments", "commits": url + "/commits",
		"review_comments": url + "/comments", "review_comment": v.url("/pulls/comments{/number}"), "statuses": v.url("/statuses/" + p.head.sha),
	}
	link := object{}
	for rel, href := range links {
		link[rel] = object{"href": href}
	}
	return object{
		"id": 2_000_000 + p.number, "node_id": node("PR", int64(p.number)), "number": p.number, "title": p.title, "body": text(p.body),
		"state": state, "locked": false, "draft": false, "user": v.somebody(p.author), "author_association": association(p.author),
		"url": url, "html_url": web, "diff_url": web + ".diff", "patch_url": web + ".patch", "issue_url": issue,
		"commits_url": links["commits"], "comments_url": links["comments"], "review_comments_url": links["review_comments"],
		"review_comment_url": links["review_comment"], "statuses_url": links["statuses"], "_links": link,
		"created_at": date(p.created), "updated_at": date(v.now), "closed_at": date(p.closed), "merged_at": date(p.merged),
		"merge_commit_sha": text(p.mergeCommit),
		"assignee":         nil, "assignees": []object{}, "requested_reviewers": shapes(p.asked, v.user), "requested_teams": shapes(p.askedTeams, v.team),
		"labels": []object{}, "milestone": nil, "auto_merge": nil,
		"head": v.head(p),
		"base": object{
			"label": owner + ":" + p.base.branch, "ref": p.base.branch, "sha": p.base.sha,
			"user": v.user(organization), "repo": v.repository(id, nil),
		},
	}
}

// head has null for a fork that was deleted, whatever the description says.
func (v view) head(p *pull) object {
	from, repo := organization, any(v.repository(id, nil))
	if f := p.fork; f != nil {
		from, repo = f.owner, v.repository(f.id, f)
		if f.gone {
			repo = nil
		}
	}
	return object{"label": from.login + ":" + p.head.branch, "ref": p.head.branch, "sha": p.head.sha, "user": v.somebody(from), "repo": repo}
}

// wholePull is pull-request.
func (v view) wholePull(p *pull) (object, error) {
	o := v.simplePull(p)
	commits, err := v.list(p)
	if err != nil {
		return nil, err
	}
	over := p.over
	if over == "" {
		over = p.base.sha
	}
	stat, err := v.git.run(nil, "diff", "--shortstat", over+"..."+p.head.sha)
	if err != nil {
		return nil, err
	}
	files, additions, deletions := shortstat(stat)
	open := p.closed.IsZero()
	o["merged"], o["merged_by"] = !p.merged.IsZero(), v.maybe(p.mergedBy)
	o["mergeable"], o["rebaseable"], o["mergeable_state"] = nil, nil, "unknown"
	if open {
		ok := p.mergeCommit != ""
		o["mergeable"], o["rebaseable"] = ok, ok
		o["mergeable_state"] = map[bool]string{true: "clean", false: "dirty"}[ok]
	}
	o["comments"], o["review_comments"], o["commits"] = len(v.commentsOf(p.number)), 0, len(commits)
	o["additions"], o["deletions"], o["changed_files"] = additions, deletions, files
	o["maintainer_can_modify"] = p.fork != nil
	return o, nil
}

// shortstat reads " 2 files changed, 3 insertions(+), 1 deletion(-)".
func shortstat(s string) (files, additions, deletions int) {
	for part := range strings.SplitSeq(s, ",") {
		var n int
		var word string
		fmt.Sscan(part, &n, &word)
		switch {
		case strings.HasPrefix(word, "file"):
			files = n
		case strings.HasPrefix(word, "insertion"):
			additions = n
		case strings.HasPrefix(word, "deletion"):
			deletions = n
		}
	}
	return files, additions, deletions
}

func association(a *account) string {
	if a.permission == "none" || a.permission == "read" {
		return "CONTRIBUTOR"
	}
	return "COLLABORATOR"
}

// review is pull-request-review.
func (v view) review(p *pull, r *review) object {
	url := v.url("/pulls/" + strconv.Itoa(p.number))
	web := fmt.Sprintf("%s#pullrequestreview-%d", html("/pull/"+strconv.Itoa(p.number)), r.id)
	return object{
		"id": r.id, "node_id": node("PRR", r.id), "user": v.maybe(r.user), "body": "", "state": r.state, "commit_id": r.commit,
		"submitted_at": date(r.submitted), "author_association": association(r.user), "html_url": web, "pull_request_url": url,
		"_links": object{"html": object{"href": web}, "pull_request": object{"href": url}},
	}
}

// event is issue-event-for-issue, of the kinds that pull requests have here.
func (v view) event(e event) object {
	o := object{
		"id": e.id, "node_id": node("E", e.id), "url": v.url("/issues/events/" + strconv.FormatInt(e.id, 10)),
		"actor": v.maybe(e.actor), "event": e.kind, "created_at": date(e.at), "performed_via_github_app": nil,
		"commit_id": text(e.commit), "commit_url": nil,
	}
	if e.commit != "" {
		o["commit_url"] = v.url("/commits/" + e.commit)
	}
	if e.dismissed != nil {
		o["dismissed_review"] = object{"state": strings.ToLower(e.dismissed.state), "review_id": e.dismissed.id, "dismissal_message": "dismissed"}
	}
	return o
}
