package proof_test

import (
	"testing"

	"modelreg/catalog/evidence"
)

// A row is an attack or an edge: what happens on GitHub, and what becomes of
// house-price/1 in production.
type row struct {
	name   string
	script func(w *world)
	state  evidence.State
	check  string // that decided; empty where it is granted
	says   string // part of the reason
}

func (r row) test(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r.script(w)
	want(t, w.judge(), r.state, r.check, r.says)
}

// TestRows goes through the table of attacks by its numbers. Of the numbers
// that are missing here, 36 to 39 are in TestQueue and TestRebase, 44 and 45 in
// TestShared and TestModes, 51 and 54 in TestShallow and TestFaults, 60 in
// TestEvidenceNone, and 63 in TestSuperseded; 49, 58, 59 and 61 are decided by the
// command and by sync.
func TestRows(t *testing.T) {
	for _, rows := range [][]row{branchRows, peopleRows, reviewRows, policyRows} {
		for _, r := range rows {
			t.Run(r.name, r.test)
		}
	}
}

// branchRows are about how the branch moved, and what came in then.
var branchRows = []row{
	{"1 pushed directly", func(w *world) {
		w.edit("mallory", "main", approval)
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"2 the head of an open pull request is pushed", func(w *world) {
		w.propose("dana", "approve", approval)
		w.push("mallory", w.clone("mallory"), "origin/approve:main")
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"2 the head of a reviewed pull request is pushed", func(w *world) {
		w.review(w.propose("dana", "approve", approval), "bob")
		w.push("mallory", w.clone("mallory"), "origin/approve:main")
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"3 the message speaks of a pull request", func(w *world) {
		w.review(w.propose("dana", "other", files{"house-price/README.md": "reviewed\n"}), "bob")
		w.editAs("mallory", "main", "Merge pull request #1 from acme/other", approval)
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"3 no pull request has the commit", func(w *world) {
		w.grant("approve", approval)
		w.g.Fault(body("/commits/"+w.sha("main")+"/pulls", "[]"))
	}, evidence.Held, "pull-request", "0 pull requests brought in"},

	{"4 the title of a squash speaks of another one", func(w *world) {
		w.grant("other", files{"house-price/README.md": "reviewed\n"})
		w.edit("mallory", "approve", approval)
		n, err := w.g.Open("mallory", "approve", "main", "Approve house-price/1 (#1)")
		w.ok(err)
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "acme/models#2 has 0 of 1 approval"},

	{"5 a forced push adds it again", func(w *world) {
		base := w.sha("main")
		w.grant("approve", approval)
		dir := w.clone("mallory")
		w.push("olga", dir, "+"+base+":main")
		w.push("mallory", dir, "+origin/main:main")
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"5 a forced push adds it again, beside what came since", func(w *world) {
		w.grant("approve", approval)
		dir := w.clone("mallory")
		w.edit("olga", "main", files{versionFile: pending})
		w.push("mallory", dir, "+origin/main:main")
	}, evidence.Held, "update-type", "by a force push of mallory"},

	{"6 the branch is deleted and created again", func(w *world) {
		w.grant("approve", approval)
		dir := w.clone("mallory")
		w.ok(w.g.DeleteBranch("mallory", "main"))
		w.push("mallory", dir, "origin/main:refs/heads/main")
	}, evidence.Held, "gap", "created anew"},

	{"6 the branch is deleted and created again, and moves on", func(w *world) {
		w.grant("approve", approval)
		dir := w.clone("mallory")
		w.ok(w.g.DeleteBranch("mallory", "main"))
		w.push("mallory", dir, "origin/main:refs/heads/main")
		w.edit("olga", "main", files{"house-price/README.md": "later\n"})
	}, evidence.Held, "gap", "created anew"},

	{"6 an update is missing from the log", func(w *world) {
		w.grant("approve", approval)
		w.edit("olga", "main", files{"house-price/README.md": "1\n"})
		w.edit("olga", "main", files{"house-price/README.md": "2\n"})
		w.g.Fault(without("/activity?", "refs%2Fheads%2Fmain", 1))
	}, evidence.Held, "gap", "are missing between"},

	{"29 merged into another branch, and main fast-forwarded to it", func(w *world) {
		w.edit("olga", "release", files{"house-price/README.md": "release\n"})
		w.edit("dana", "approve", approval)
		n, err := w.g.Open("dana", "approve", "release", "Approve")
		w.ok(err)
		w.review(n, "bob")
		w.merge(n, "merge")
		w.push("mallory", w.clone("mallory"), "origin/release:main")
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"29 merged into another branch, and that merged into main unreviewed", func(w *world) {
		w.edit("olga", "release", files{"house-price/README.md": "release\n"})
		w.edit("dana", "approve", approval)
		n, err := w.g.Open("dana", "approve", "release", "Approve")
		w.ok(err)
		w.review(n, "bob")
		w.merge(n, "merge")
		w.merge(w.open("mallory", "release"), "merge")
	}, evidence.Held, "approvals", "acme/models#2 has 0 of 1 approval"},

	{"31 evil merge", func(w *world) {
		n := w.propose("dana", "harmless", files{"house-price/README.md": "hello\n"})
		w.review(n, "bob")
		w.ok(w.g.EvilMerge(n, "mallory", "merge", inRepo(approval)))
	}, evidence.Held, "content", "the reviewed head"},

	{"31 evil squash", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.ok(w.g.EvilMerge(n, "mallory", "squash", inRepo(files{versionFile: swap(approved, "linear", "evil")})))
	}, evidence.Held, "content", "the reviewed head"},

	{"31 evil rebase", func(w *world) {
		n := w.propose("dana", "approve", files{"house-price/README.md": "hello\n"}, approval)
		w.review(n, "bob")
		w.ok(w.g.EvilMerge(n, "mallory", "rebase", inRepo(files{versionFile: swap(approved, "linear", "evil")})))
	}, evidence.Held, "content", "the reviewed head"},

	{"32 changed in the resolution of a conflict", func(w *world) {
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.edit("olga", "main", files{versionFile: swap(pending, "/linear", "/quadratic")})
		resolve(w, "approve", files{versionFile: swap(approved, "linear", "evil")})
		w.merge(n, "merge")
	}, evidence.Held, "approvals", "older than the last push"},

	{"33 parents swapped by a fast-forward", func(w *world) {
		w.propose("dana", "approve", approval)
		w.edit("olga", "main", files{"house-price/README.md": "main\n"})
		dir := w.clone("mallory")
		w.git(dir, "checkout", "-q", "approve")
		w.git(dir, "merge", "-q", "--no-ff", "-m", "Merge main", "origin/main")
		w.push("mallory", dir, "approve:main")
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"47 of a fork, with a check of it", func(w *world) {
		n, head := w.fork()
		w.g.CheckSuite(head, w.g.Now())
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"47 of a fork, with a status of it", func(w *world) {
		n, head := w.fork()
		w.g.Status(head, w.g.Now())
		w.review(n, "bob")
		w.merge(n, "merge")
	}, evidence.Granted, "", "by bob"},

	{"47 of a fork that is gone", func(w *world) {
		n, head := w.fork()
		w.g.CheckSuite(head, w.g.Now())
		w.review(n, "bob")
		w.merge(n, "rebase")
		w.ok(w.g.DeleteFork(n))
	}, evidence.Granted, "", "by bob"},

	{"47 of a fork, and a branch of the same name is here", func(w *world) {
		w.edit("bob", "patch", files{"house-price/README.md": "hello\n"})
		n, head := w.fork()
		w.g.CheckSuite(head, w.g.Now())
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"47 of a fork, pushed nobody knows when", func(w *world) {
		n, _ := w.fork()
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "have a check run on it"},

	{"47 of a fork, checked after the review only", func(w *world) {
		n, head := w.fork()
		w.review(n, "bob")
		w.g.CheckSuite(head, w.g.Now())
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "older than the last push"},

	{"55 reverted, and the revert reverted by a push", func(w *world) {
		w.grant("approve", approval)
		w.grant("revert", files{versionFile: pending})
		w.edit("mallory", "main", approval)
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"55 reverted, and the revert reverted unreviewed", func(w *world) {
		w.grant("approve", approval)
		w.grant("revert", files{versionFile: pending})
		w.merge(w.propose("dana", "again", approval), "merge")
	}, evidence.Held, "approvals", "acme/models#3 has 0 of 1 approval"},

	{"55 reverted, and approved afresh", func(w *world) {
		w.grant("approve", approval)
		w.edit("olga", "main", files{versionFile: pending})
		w.grant("again", approval)
	}, evidence.Granted, "", "acme/models#2 by bob"},

	{"62 held after a merge unreviewed, and asked again", func(w *world) {
		w.merge(w.propose("dana", "approve", approval), "merge")
		w.grant("again", files{versionFile: approved + "approvalRequest: 2\n"})
	}, evidence.Granted, "", "acme/models#2 by bob"},

	{"62 asked again unreviewed", func(w *world) {
		w.grant("approve", approval)
		w.merge(w.propose("dana", "again", files{versionFile: approved + "approvalRequest: 2\n"}), "squash")
	}, evidence.Held, "approvals", "acme/models#2 has 0 of 1 approval"},

	{"moved to another folder", func(w *world) {
		w.grant("approve", approval)
		w.edit("mallory", "main", files{"attic/group.yaml": groupYAML, "attic/versions/1.yaml": approved, groupFile: "", versionFile: ""})
		w.edit("mallory", "main", files{"attic/group.yaml": "", "attic/versions/1.yaml": "", groupFile: groupYAML, versionFile: approved})
	}, evidence.Held, "update-type", "by a push of mallory"},

	{"what came since changes nothing", func(w *world) {
		w.grant("approve", approval)
		w.edit("mallory", "main", files{versionFile: "# A comment.\n" + approved, groupFile: groupYAML + "modelPackageGroupDescription: prices\n"})
	}, evidence.Granted, "", "acme/models#1 by bob"},
}

// inRepo has the paths of files in the repository.
func inRepo(below files) files {
	all := files{}
	for name, text := range below {
		all["catalog/"+name] = text
	}
	return all
}

// resolve merges main into a branch and settles its conflicts, by dana's hand.
func resolve(w *world, branch string, settled files) {
	dir := w.clone("dana")
	w.git(dir, "checkout", "-q", branch)
	w.git(dir, "merge", "-q", "-s", "ours", "--no-commit", "origin/main")
	_, err := w.g.Commit("dana", dir, "Merge main", inRepo(settled))
	w.ok(err)
	w.push("dana", dir, branch)
}

// fork opens a pull request of a fork of dana's that approves, and gives its
// number and head.
func (w *world) fork() (n int, head string) {
	w.t.Helper()
	dir := w.clone("dana")
	head = give(w.g.Commit("dana", dir, "Approve", inRepo(approval))).to(w)
	return give(w.g.OpenFork("dana", dir, "HEAD", "main", "Approve")).to(w), head
}
