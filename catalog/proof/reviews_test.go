package proof_test

import (
	"time"

	"modelreg/catalog/evidence"
)

// reviewRows are about what reviews say, and of what.
var reviewRows = []row{
	{"19 approved, then changes requested", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.say(n, "bob", "CHANGES_REQUESTED")
		w.merge(n, "squash")
	}, evidence.Held, "changes-requested", "bob asked for changes"},

	{"19 approved, and another one requests changes", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.say(n, "chen", "CHANGES_REQUESTED")
		w.merge(n, "squash")
	}, evidence.Held, "changes-requested", "chen asked for changes"},

	{"19 approved, and somebody who does not count requests changes", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.say(n, "mallory", "CHANGES_REQUESTED")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"20 changes requested, then approved", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.say(n, "bob", "CHANGES_REQUESTED")
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"21 approved, then a comment", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.say(n, "bob", "COMMENTED")
		w.ok(w.g.Comment(n, "bob", "Thanks"))
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"21 a comment that says approved", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.ok(w.g.Comment(n, "bob", "APPROVED"))
		w.say(n, "bob", "COMMENTED")
		w.say(n, "chen", "PENDING")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "has 0 of 1 approval"},

	{"22 dismissed before the merge", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.ok(w.g.Dismiss(n, "olga", w.say(n, "bob", "APPROVED")))
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "has 0 of 1 approval"},

	{"22 dismissed after the merge", func(w *world) {
		n := w.propose("dana", "approve", approval)
		id := w.say(n, "bob", "APPROVED")
		w.merge(n, "squash")
		w.ok(w.g.Dismiss(n, "olga", id))
	}, evidence.Held, "approvals", "has 0 of 1 approval"},

	{"23 reviewed after the merge", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.merge(n, "squash")
		w.review(n, "bob")
	}, evidence.Held, "approvals", "has 0 of 1 approval"},

	{"24 pushed after the approval", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.edit("dana", "approve", files{versionFile: swap(approved, "linear", "evil")})
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "older than the last push"},

	{"24 pushed after the approval, which GitHub moves along", func(w *world) {
		n := w.propose("dana", "approve", approval)
		id := w.say(n, "bob", "APPROVED")
		head := w.edit("dana", "approve", files{versionFile: swap(approved, "linear", "evil")})
		w.ok(w.g.Restamp(n, id, head))
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "older than the last push"},

	{"24 brought up to date after the approval", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.edit("olga", "main", files{"house-price/README.md": "main\n"})
		w.ok(w.g.UpdateBranch(n, "dana"))
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "older than the last push"},

	{"24 brought up to date by the approver before the approval", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.edit("olga", "main", files{"house-price/README.md": "main\n"})
		w.ok(w.g.UpdateBranch(n, "bob"))
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"24 brought up to date by the approver with a change of it", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.edit("olga", "main", files{groupFile: groupYAML + "modelPackageGroupName: renamed\n"})
		w.ok(w.g.UpdateBranch(n, "bob"))
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "whoever made commit"},

	{"26 a commit date set back", func(w *world) {
		n := w.propose("dana", "approve", approval)
		id := w.say(n, "bob", "APPROVED")
		dir := w.clone("dana")
		w.git(dir, "checkout", "-q", "approve")
		_, err := w.g.Commit("dana", dir, "Change", inRepo(files{versionFile: swap(approved, "linear", "evil")}))
		w.ok(err)
		w.git(dir, "-c", "core.editor=true", "rebase", "-q", "--committer-date-is-author-date", "HEAD")
		w.git(dir, "commit", "-q", "--amend", "--no-edit", "--date", w.g.Now().Add(-100*time.Hour).Format(time.RFC3339))
		w.push("dana", dir, "approve")
		w.ok(w.g.Restamp(n, id, w.sha("approve")))
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "older than the last push"},

	{"28 retargeted after the approval", func(w *world) {
		w.edit("olga", "release", files{"house-price/README.md": "release\n"})
		w.edit("dana", "approve", approval)
		n, err := w.g.Open("dana", "approve", "release", "Approve")
		w.ok(err)
		w.review(n, "bob")
		w.ok(w.g.Retarget(n, "dana", "main"))
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "base_ref_changed"},

	{"28 retargeted before the approval", func(w *world) {
		w.edit("olga", "release", files{"house-price/README.md": "release\n"})
		w.edit("dana", "approve", approval)
		n, err := w.g.Open("dana", "approve", "release", "Approve")
		w.ok(err)
		w.ok(w.g.Retarget(n, "dana", "main"))
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"28 retargeted since its base was merged and deleted", func(w *world) {
		first := w.propose("olga", "release", files{"house-price/README.md": "release\n"})
		w.edit("dana", "approve", approval)
		n, err := w.g.Open("dana", "approve", "release", "Approve")
		w.ok(err)
		w.review(n, "bob")
		w.merge(first, "squash")
		w.ok(w.g.DeleteBranch("olga", "release"))
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "automatic_base_change_succeeded"},

	{"28 pushed by force after the approval", func(w *world) {
		n := w.propose("dana", "approve", approval)
		head := w.sha("approve")
		w.review(n, "bob")
		dir := w.clone("dana")
		w.edit("dana", "approve", files{"house-price/README.md": "hello\n"})
		w.push("dana", dir, "+"+head+":approve")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "older than the last push"},

	{"56 set to merge by itself, then a push", func(w *world) {
		n := w.propose("dana", "approve", files{versionFile: swap(approved, "linear", "quadratic")})
		w.review(n, "bob")
		w.edit("dana", "approve", approval)
		w.merge(n, "merge")
	}, evidence.Held, "approvals", "older than the last push"},
}
