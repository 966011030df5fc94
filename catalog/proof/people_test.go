package proof_test

import (
	"testing"

	"modelreg/catalog/evidence"
)

// peopleRows are about who approves.
var peopleRows = []row{
	{"7 an admin merges without approvals", func(w *world) {
		w.merge(w.propose("dana", "approve", approval), "squash")
	}, evidence.Held, "approvals", "acme/models#1 has 0 of 1 approval"},

	{"8 an admin bypasses the rules, and approvals are there", func(w *world) {
		w.grant("approve", approval)
	}, evidence.Granted, "", "by bob"},

	{"9 the author approves", func(w *world) {
		w.edit("dana", "approve", approval)
		n := w.open("bob", "approve")
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "whoever opened the pull request cannot approve it"},

	{"10 a contributor approves", func(w *world) {
		w.edit("bob", "approve", files{"house-price/README.md": "hello\n"})
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "whoever made commit"},

	{"10 a contributor approves, and another one too", func(w *world) {
		w.edit("bob", "approve", files{"house-price/README.md": "hello\n"})
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob", "chen")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by chen"},

	{"11 someone pushes under another's name", func(w *world) {
		dir := w.clone("dana")
		_, err := w.g.Commit("dana", dir, "Approve", inRepo(approval))
		w.ok(err)
		w.push("bob", dir, "HEAD:approve")
		n := w.open("dana", "approve")
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "whoever pushed"},

	{"11 a commit by somebody GitHub does not know", func(w *world) {
		dir := w.clone("dana")
		_, err := w.g.Commit("dana", dir, "Approve", inRepo(approval))
		w.ok(err)
		w.git(dir, "-c", "user.name=x", "-c", "user.email=x@elsewhere.example", "commit", "-q", "--amend", "--reset-author", "-m", "Approve")
		w.push("dana", dir, "HEAD:approve")
		n := w.open("dana", "approve")
		w.review(n, "bob")
		w.merge(n, "squash")
	}, evidence.Held, "contributors", "GitHub does not name who made commit"},

	{"14 a bot reviews", func(w *world) {
		w.user("bob", "Bot", "write")
		w.grant("approve", approval)
	}, evidence.Held, "approvals", "the account is a Bot"},

	{"15 a machine user that the policy does not name", func(w *world) {
		w.user("robot", "User", "write")
		n := w.propose("dana", "approve", approval)
		w.review(n, "robot")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "the policy does not name the account"},

	{"17 read permission", func(w *world) {
		w.grant("approve", approval)
		w.user("bob", "User", "read")
	}, evidence.Held, "approvals", "permission read, and needs write"},

	{"17 maintain permission", func(w *world) {
		w.grant("approve", approval)
		w.user("bob", "User", "maintain")
	}, evidence.Granted, "", "by bob"},

	{"an approver renamed since", func(w *world) {
		w.grant("approve", approval)
		w.ok(w.g.Rename("bob", "robert"))
	}, evidence.Held, "approvals", "the approval by robert does not count"},

	{"an approver whose account is gone", func(w *world) {
		w.grant("approve", approval)
		w.ok(w.g.DeleteUser("bob"))
	}, evidence.Held, "approvals", "acme/models#1 has 0 of 1 approval"},

	{"an author whose account is gone", func(w *world) {
		w.grant("approve", approval)
		w.ok(w.g.DeleteUser("dana"))
	}, evidence.Held, "contributors", "GitHub does not name"},

	{"whoever registered approves", func(w *world) {
		w.edit("bob", "main", files{versionFile: swap(pending, "linear", "quadratic")})
		w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
	}, evidence.Held, "approvals", "whoever pushed the version cannot approve it"},

	{"whoever registered by a pull request approves", func(w *world) {
		w.merge(w.propose("bob", "register", files{versionFile: swap(pending, "linear", "quadratic")}), "squash")
		w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
	}, evidence.Held, "approvals", "whoever registered the version in #1 cannot approve it"},
}

// TestRules holds that rules of the policy count as they are written.
func TestRules(t *testing.T) {
	rules := func(text string) string {
		return swap(registryYAML, "    - groups: [\"**\"]\n      approvals: 1\n      approvers: {users: [bob, chen]}\n", text)
	}
	anyone := rules("    - groups: [\"**\"]\n")
	two := swap(registryYAML, "approvals: 1", "approvals: 2")
	team := swap(registryYAML, "users: [bob, chen]", "teams: [acme/ml]")
	for _, tt := range []struct {
		name, registry string
		script         func(w *world)
		state          evidence.State
		check, says    string
	}{
		{"15 anyone who can write", anyone, func(w *world) {
			n := w.propose("dana", "approve", approval)
			w.review(n, "mallory")
			w.merge(n, "squash")
		}, evidence.Granted, "", "by mallory"},
		{"15 a machine that the policy names", swap(anyone, "  rules:", "  machineUsers: [mallory]\n  rules:"), func(w *world) {
			n := w.propose("dana", "approve", approval)
			w.review(n, "mallory")
			w.merge(n, "squash")
		}, evidence.Held, "approvals", "names the account as a machine's"},
		{"18 one approves twice", two, func(w *world) {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob", "bob")
			w.merge(n, "squash")
		}, evidence.Held, "approvals", "has 1 of 2 approvals"},
		{"18 two approve", two, func(w *world) {
			n := w.propose("dana", "approve", approval)
			w.review(n, "chen", "bob")
			w.merge(n, "squash")
		}, evidence.Granted, "", "by bob and chen"},
		{"a team, with a token that sees it", team, func(w *world) {
			w.ok(w.g.Team("acme/ml", "bob"))
			w.grant("approve", approval)
		}, evidence.Granted, "", "by bob"},
		{"a team, and somebody else", team, func(w *world) {
			w.ok(w.g.Team("acme/ml", "chen"))
			w.grant("approve", approval)
		}, evidence.Held, "approvals", "the policy does not name the account"},
		{"a team, and somebody only invited", team, func(w *world) {
			w.ok(w.g.Team("acme/ml", "chen"))
			w.ok(w.g.Invite("acme/ml", "bob"))
			w.grant("approve", approval)
		}, evidence.Held, "approvals", "the policy does not name the account"},
		{"a team, with a token that does not see it", team, func(w *world) {
			w.ok(w.g.Team("acme/ml", "bob"))
			w.g.HideTeams()
			w.grant("approve", approval)
		}, evidence.Unknown, "approvals", "those of bob count could not be found out"},
		{"no rule for the group", rules("    - groups: [\"pricing/**\"]\n      approvers: {users: [bob]}\n"), func(w *world) {
			w.grant("approve", approval)
		}, evidence.Held, "rule", "no rule of the policy says who approves house-price/1"},
		{"separatePullRequest, and one for both", swap(registryYAML, "  rules:", "  separatePullRequest: true\n  rules:"), func(w *world) {
			w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
		}, evidence.Held, "separate-pull-request", "both registers and approves"},
		{"separatePullRequest, and two", swap(registryYAML, "  rules:", "  separatePullRequest: true\n  rules:"), func(w *world) {
			w.merge(w.propose("dana", "register", files{versionFile: swap(pending, "linear", "quadratic")}), "squash")
			w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
		}, evidence.Granted, "", "#2 by bob"},
		{"registrantMayApprove", swap(registryYAML, "approvals: 1", "registrantMayApprove: true"), func(w *world) {
			w.merge(w.propose("bob", "register", files{versionFile: swap(pending, "linear", "quadratic")}), "squash")
			w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
		}, evidence.Granted, "", "#2 by bob"},
		{"registrantMayApprove is not authorMayApprove", swap(registryYAML, "approvals: 1", "registrantMayApprove: true"), func(w *world) {
			n := w.propose("bob", "approve", approval)
			w.review(n, "bob")
			w.merge(n, "squash")
		}, evidence.Held, "approvals", "whoever opened the pull request"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, files{registryFile: tt.registry})
			tt.script(w)
			want(t, w.judge(), tt.state, tt.check, tt.says)
		})
	}
}
