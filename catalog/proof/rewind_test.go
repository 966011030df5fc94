package proof_test

import (
	"fmt"
	"testing"

	"modelreg/catalog/evidence"
)

// TestRewind holds that nothing comes back without a fresh approval that a
// reviewed pull request took away: the commit that brought it in is still
// there, and what moved the branch back to it is by hand.
func TestRewind(t *testing.T) {
	t.Parallel()
	t.Run("by a merge with swapped parents", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.grant("approve", approval)
		granted := w.sha("main")
		w.grant("reject", files{versionFile: swap(approved, "Approved", "Rejected")})
		dir := w.clone("mallory")
		w.push("mallory", dir, w.swapped(dir, granted, w.sha("main"))+":main")
		want(t, w.judge(), evidence.Held, "update-type", "by a push of mallory")
	})
	t.Run("by force, from a push that asks for it again", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.grant("approve", approval)
		granted := w.sha("main")
		w.grant("reject", files{versionFile: swap(approved, "Approved", "Rejected")})
		dir := w.clone("mallory")
		again := w.git(dir, "commit-tree", granted+"^{tree}", "-p", w.sha("main"), "-m", "again")
		w.push("mallory", dir, again+":main")
		want(t, w.judge(), evidence.Held, "update-type", "by a push of mallory")
		w.push("mallory", dir, "+"+granted+":main")
		want(t, w.judge(), evidence.Held, "update-type", "by a push of mallory")
	})
	for _, how := range []string{"force", "swap"} {
		t.Run("of the policy, by "+how, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			first := w.tighten()
			dir := w.clone("mallory")
			if how == "force" {
				w.push("mallory", dir, "+"+first+":main")
			} else {
				w.push("mallory", dir, w.swapped(dir, first, w.sha("main"))+":main")
			}
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob")
			w.merge(n, "squash")
			want(t, w.judge(root(first)), evidence.Held, "policy-chain", "")
		})
	}
	t.Run("of a policy before the root", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		first := w.tighten()
		w.push("mallory", w.clone("mallory"), "+"+first+":main")
		trusted := w.edit("olga", "main", files{"README.md": "words\n"})
		w.grant("approve", approval)
		want(t, w.judge(root(first)), evidence.Held, "policy-chain", "")
		want(t, w.judge(root(trusted)), evidence.Granted, "", "by bob")
	})
	t.Run("of words, under a later policy", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		first := w.sha("main")
		for _, branch := range []string{"bucket-2", "bucket-3"} {
			w.grant(branch, files{registryFile: swap(registryYAML, "accountId: \"111122223333\"}", "accountId: \"111122223333\"}\n    versions: approved") + "# " + branch + "\n"})
		}
		w.grant("both", files{registryFile: swap(registryYAML, "users: [bob, chen]", "users: [bob, chen, erin]")})
		latest := w.sha("main")
		w.edit("dana", "main", files{"README.md": "words\n"})
		w.push("dana", w.clone("dana"), "+"+latest+":main")
		w.grant("approve", approval)
		want(t, w.judge(root(first)), evidence.Granted, "", "by bob")
	})
	t.Run("of nothing that matters", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.grant("approve", approval)
		granted := w.sha("main")
		w.edit("dana", "main", files{"README.md": "words\n"})
		dir := w.clone("dana")
		w.push("dana", dir, "+"+granted+":main")
		want(t, w.judge(), evidence.Granted, "", "by bob")
	})
}

// tighten takes bob out of the policy, by a pull request, and gives the commit
// before that.
func (w *world) tighten() string {
	first := w.sha("main")
	w.grant("tighten", files{registryFile: swap(registryYAML, "users: [bob, chen]", "users: [chen]")})
	return first
}

// swapped makes a merge of two commits that has the first one's content and is
// a fast-forward of the second.
func (w *world) swapped(dir, first, second string) string {
	return w.git(dir, "commit-tree", first+"^{tree}", "-p", first, "-p", second, "-m", "tidy up")
}

// TestTargetMoved holds that an approval goes to the registry that it was for:
// S does not say which account a target is.
func TestTargetMoved(t *testing.T) {
	t.Parallel()
	for _, moved := range []string{
		swap(registryYAML, "111122223333", "999988887777"),
		swap(registryYAML, "eu-west-1", "eu-north-1"),
	} {
		w := newWorld(t)
		w.grant("approve", approval)
		w.edit("mallory", "main", files{registryFile: moved})
		want(t, w.judge(), evidence.Held, "update-type", `target "production" is another registry than when it was approved`)
	}
}

// TestRegistrantByPush holds that who pushed a version registered it, whatever
// name the commit carries.
func TestRegistrantByPush(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registerAsDana("bob")
	w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
	want(t, w.judge(), evidence.Held, "approvals", "whoever pushed the version cannot approve it")
}

// TestAside tells a request from another change of a version that asks already:
// only the first ends a stop that a hand made.
func TestAside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	aside := func(wanted bool) {
		t.Helper()
		v := w.judge()
		want(t, v, evidence.Granted, "", "by bob")
		if v.Aside != wanted {
			t.Errorf("aside is %v, want %v: %s", v.Aside, wanted, v.Reason)
		}
	}
	aside(false)
	words := swap(approved, "linear learner", "in other words")
	w.grant("words", files{versionFile: words})
	aside(true)
	w.grant("again", files{versionFile: words + "approvalRequest: 2\n"})
	aside(false)
}

// registerAsDana has somebody push a version that a commit of dana's registers.
func (w *world) registerAsDana(who string) {
	dir := w.clone("olga")
	w.git(dir, "checkout", "-q", "main")
	other := swap(pending, "linear", "quadratic")
	give(w.g.Commit("dana", dir, "Register", inRepo(files{versionFile: other}))).to(w)
	w.push(who, dir, "HEAD:main")
}

// wordsAndBack has dana push words and throw them away again.
func (w *world) wordsAndBack() {
	at := w.sha("main")
	w.edit("dana", "main", files{"README.md": "words\n"})
	w.push("dana", w.clone("dana"), "+"+at+":main")
}

// TestMovesByHand holds that other people's moves of the branch hide nobody, and
// that old ones hold nobody back.
func TestMovesByHand(t *testing.T) {
	t.Parallel()
	t.Run("a policy put back by deleting the branch", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		first := w.tighten()
		dir := w.clone("mallory")
		w.push("mallory", dir, ":main")
		w.push("mallory", dir, first+":refs/heads/main")
		w.grant("widen", files{registryFile: swap(registryYAML, "users: [bob, chen]", "users: [bob, chen, erin]")})
		n := w.propose("dana", "approve", approval)
		w.review(n, "bob")
		w.merge(n, "squash")
		want(t, w.judge(root(first)), evidence.Held, "policy-chain", "")
	})
	t.Run("who pushed the version, before a forced push of somebody else", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.registerAsDana("bob")
		w.wordsAndBack()
		w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
		want(t, w.judge(), evidence.Held, "approvals", "whoever pushed the version cannot approve it")
	})
	t.Run("thresholds by a pull request, before a forced push", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, bars)
		w.grant("raise", files{groupFile: swap(barGroup, "max: 4", "max: 9")})
		w.wordsAndBack()
		w.grant("approve", achieved("auc: 0.8, rmse: 5"))
		want(t, w.judge(), evidence.Granted, "", "by bob")
	})
	t.Run("the first commit, amended before it was trusted", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dir := w.clone("olga")
		w.git(dir, "checkout", "-q", "main")
		give(w.g.Commit("olga", dir, "Policy", inRepo(files{registryFile: swap(registryYAML, "users: [bob, chen]", "users: [bob]")}))).to(w)
		amended := w.git(dir, "commit-tree", "HEAD^{tree}", "-m", "first")
		w.push("olga", dir, "+"+amended+":main")
		w.grant("approve", approval)
		want(t, w.judge(root(amended)), evidence.Granted, "", "by bob")
	})
	for _, registered := range []bool{true, false} {
		t.Run(fmt.Sprintf("the branch's name, used before, registered %v", registered), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			n := w.propose("bob", "models", files{"README.md": "words\n"})
			w.review(n, "chen")
			w.merge(n, "squash")
			w.push("bob", w.clone("bob"), ":models")
			if registered {
				n = w.propose("dana", "models", files{versionFile: swap(pending, "linear", "quadratic")})
				w.review(n, "chen")
				w.merge(n, "squash")
				w.grant("approve", files{versionFile: swap(approved, "linear", "quadratic")})
			} else {
				n = w.propose("dana", "models", approval)
				w.review(n, "bob")
				w.merge(n, "squash")
			}
			want(t, w.judge(), evidence.Granted, "", "by bob")
		})
	}
}
