package fake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type event struct {
	Event     string
	CommitID  *string `json:"commit_id"`
	Dismissed *struct {
		State    string
		ReviewID int64 `json:"review_id"`
	} `json:"dismissed_review"`
}

func kinds(events []event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Event)
	}
	return all
}

// TestPushes holds what pushes are logged as, and as whose.
func TestPushes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	w.clone("main")
	w.git(w.work, "checkout", "-q", "-B", "feature")
	forced := w.commit("other", map[string]string{"other": "1\n"})
	if err := w.g.Push("bob", w.work, "feature"); err == nil {
		t.Error("pushed what is no fast forward")
	}
	w.do(w.g.Push("bob", w.work, "+feature"))
	p := answer[pull](w, fmt.Sprint("/pulls/", n))
	if p.Head.SHA != forced || w.git("", "rev-parse", "refs/pull/1/head") != forced {
		t.Errorf("forced: %+v", p)
	}
	w.do(w.g.Push("bob", w.work, ":main", "feature:again"))
	w.do(w.g.Push("bob", w.work, "feature:main"))
	if err := w.g.Push("bob", w.work, "feature:refs/pull/1/head"); err == nil {
		t.Error("pushed to refs/pull")
	}
	var got []string
	for _, u := range answer[[]update](w, "/activity?actor=bob&direction=asc") {
		got = append(got, u.Type+" "+u.Ref)
	}
	want := []string{"force_push refs/heads/feature", "branch_creation refs/heads/again", "branch_deletion refs/heads/main", "branch_creation refs/heads/main"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"head_ref_force_pushed", "closed"}, kinds(answer[[]event](w, fmt.Sprint("/issues/", n, "/events")))); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestBlame holds that commits are whose the address says and pushes are whose
// the token was.
func TestBlame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clone("main")
	w.git(w.work, "checkout", "-q", "-B", "feature")
	give(w.g.Commit("chen", w.work, "as chen", map[string]string{"x": "1\n"})).to(t)
	w.git(w.work, "-c", "user.email=nobody@example.com", "commit", "-q", "--allow-empty", "-m", "as nobody")
	w.do(w.g.Push("bob", w.work, "feature"))
	n := give(w.g.Open("ana", "feature", "main", "Feature")).to(t)
	commits := answer[[]commit](w, fmt.Sprint("/pulls/", n, "/commits"))
	if len(commits) != 2 || commits[0].Author.Login != "chen" || commits[1].Author != nil {
		t.Errorf("commits: %+v", commits)
	}
	if u := answer[[]update](w, "/activity?ref=feature")[0]; u.Actor.Login != "bob" {
		t.Errorf("pushed by %+v", u.Actor)
	}
}

func TestUpdateBranch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	head := w.git("", "rev-parse", "feature")
	base := give(w.g.Edit("bob", "main", "meanwhile", map[string]string{"other": "1\n"})).to(t)
	w.do(w.g.UpdateBranch(n, "chen"))
	p := answer[pull](w, fmt.Sprint("/pulls/", n))
	c := answer[commit](w, "/commits/"+p.Head.SHA)
	if diff := cmp.Diff([]string{head, base}, parents(c)); diff != "" {
		t.Errorf("parents (-want +got):\n%s", diff)
	}
	if c.Author.Login != "chen" || c.Committer.Login != "web-flow" {
		t.Errorf("by %+v and %+v", c.Author, c.Committer)
	}
	if p.Commits != 2 || p.Head.SHA != w.git("", "rev-parse", "refs/pull/1/head") {
		t.Errorf("updated: %+v", p)
	}
}

func TestReviews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	first := give(w.g.Review(n, "bob", "APPROVED")).to(t)
	second := give(w.g.Review(n, "chen", "CHANGES_REQUESTED")).to(t)
	give(w.g.Review(n, "chen", "PENDING")).to(t)
	old := w.git("", "rev-parse", "feature")
	give(w.g.Edit("ana", "feature", "two", map[string]string{"two": "2\n"})).to(t)
	w.do(w.g.Restamp(n, second, w.git("", "rev-parse", "feature")))
	w.do(w.g.Dismiss(n, "ana", first))
	w.do(w.g.Rename("bob", "robert"))
	w.do(w.g.DeleteUser("chen"))
	type review struct {
		ID       int64
		State    string
		User     *user
		CommitID string `json:"commit_id"`
	}
	want := []review{{first, "DISMISSED", &user{"robert"}, old}, {second, "CHANGES_REQUESTED", nil, w.git("", "rev-parse", "feature")}}
	if diff := cmp.Diff(want, answer[[]review](w, fmt.Sprint("/pulls/", n, "/reviews"))); diff != "" {
		t.Errorf("reviews (-want +got):\n%s", diff)
	}
	events := answer[[]event](w, fmt.Sprint("/issues/", n, "/events"))
	if len(events) != 1 || events[0].Event != "review_dismissed" || events[0].Dismissed.State != "approved" || events[0].Dismissed.ReviewID != first {
		t.Errorf("events: %+v", events)
	}
}

func TestFork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clone("main")
	w.git(w.work, "checkout", "-q", "-B", "mine")
	one := w.commit("one", map[string]string{"x": "1\n"})
	two := w.commit("two", map[string]string{"x": "2\n"})
	n := give(w.g.OpenFork("ana", w.work, "mine~1", "main", "From a fork")).to(t)
	p := answer[pull](w, fmt.Sprint("/pulls/", n))
	if p.Head.SHA != one || p.Head.Repo.ID == w.g.ID() || p.Base.Repo.ID != w.g.ID() {
		t.Errorf("opened: %+v", p)
	}
	w.do(w.g.PushFork(n, w.work, "HEAD"))
	if got := w.git("", "rev-parse", "refs/pull/1/head"); got != two {
		t.Errorf("head %s, want %s", got, two)
	}
	if log := answer[[]update](w, "/activity"); len(log) != 1 {
		t.Errorf("the log knows of a fork: %+v", log)
	}
	w.do(w.g.DeleteFork(n))
	w.do(w.g.Merge(n, "bob", "squash"))
	if p := answer[pull](w, fmt.Sprint("/pulls/", n)); p.Head.Repo != nil || p.Commits != 2 || !p.Merged {
		t.Errorf("merged: %+v", p)
	}
}

// TestRetarget holds that a pull request can be given another base, by hand and
// by GitHub where its base was merged and is deleted.
func TestRetarget(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	give(w.g.Edit("ana", "below", "below", map[string]string{"x": "1\n"})).to(t)
	below := give(w.g.Open("ana", "below", "main", "Below")).to(t)
	give(w.g.Edit("ana", "top", "top", map[string]string{"y": "1\n"})).to(t)
	top := give(w.g.Open("ana", "top", "main", "Top")).to(t)
	w.do(w.g.Retarget(top, "ana", "below"))
	w.do(w.g.Merge(below, "bob", "squash"))
	w.do(w.g.DeleteBranch("bob", "below"))
	p := answer[pull](w, fmt.Sprint("/pulls/", top))
	if p.Base.Ref != "main" || p.State != "open" || p.Base.SHA != w.git("", "rev-parse", "main") {
		t.Errorf("retargeted: %+v", p)
	}
	want := []string{"base_ref_changed", "automatic_base_change_succeeded"}
	if diff := cmp.Diff(want, kinds(answer[[]event](w, fmt.Sprint("/issues/", top, "/events")))); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	merged := answer[[]event](w, fmt.Sprint("/issues/", below, "/events"))
	if diff := cmp.Diff([]string{"merged", "closed"}, kinds(merged)); diff != "" || *merged[0].CommitID != w.git("", "rev-parse", "main") {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestOtherBranch holds that a commit that came to main by a fast forward is
// told to be of the pull request that brought it into another branch.
func TestOtherBranch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	give(w.g.Edit("ana", "release", "release", map[string]string{"x": "1\n"})).to(t)
	give(w.g.Edit("ana", "feature", "feature", map[string]string{"y": "1\n"})).to(t)
	n := give(w.g.Open("ana", "feature", "release", "Feature")).to(t)
	w.do(w.g.Merge(n, "bob", "merge"))
	w.clone("release")
	w.do(w.g.Push("ana", w.work, "release:main"))
	pulls := answer[[]pull](w, "/commits/"+w.git("", "rev-parse", "main")+"/pulls")
	if len(pulls) != 1 || pulls[0].Base.Ref != "release" {
		t.Errorf("pull requests: %+v", pulls)
	}
	if u := answer[[]update](w, "/activity?ref=main")[0]; u.Type != "push" {
		t.Errorf("update: %+v", u)
	}
}

// TestReusedLogin holds that a login can be somebody else's later.
func TestReusedLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := give(w.g.User("dan", "User", "write")).to(t)
	w.do(w.g.DeleteUser("dan"))
	if again := give(w.g.User("dan", "User", "read")).to(t); again == old {
		t.Errorf("the new account has the old one's id %d", old)
	}
}

func TestMarkMerged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	tip := w.git("", "rev-parse", "main")
	w.do(w.g.MarkMerged(n, "chen", tip))
	if p := answer[pull](w, fmt.Sprint("/pulls/", n)); !p.Merged || p.MergeCommitSHA != tip || p.MergedBy.Login != "chen" {
		t.Errorf("marked: %+v", p)
	}
	if got := w.git("", "rev-parse", "main"); got != tip {
		t.Errorf("main moved to %s", got)
	}
}

// TestSame holds that what is done again gives the same commits and answers.
func TestSame(t *testing.T) {
	t.Parallel()
	run := func() (string, string) {
		w := newWorld(t)
		n := w.propose("feature", "one", "two")
		give(w.g.Review(n, "bob", "APPROVED")).to(t)
		w.do(w.g.Merge(n, "bob", "rebase"))
		_, body := w.get("/api/v3/repos/acme/models/pulls/1")
		return w.git("", "for-each-ref"), strings.ReplaceAll(string(body), w.url, "")
	}
	refs, body := run()
	again, bodyAgain := run()
	if diff := cmp.Diff(refs, again); diff != "" {
		t.Errorf("refs (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(body, bodyAgain); diff != "" {
		t.Errorf("answers (-first +second):\n%s", diff)
	}
}

// TestAlone holds that nobody's environment has a say.
func TestAlone(t *testing.T) {
	for name, value := range map[string]string{"GIT_DIR": "/nowhere", "GIT_AUTHOR_NAME": "x", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.bare", "GIT_CONFIG_VALUE_0": "x"} {
		t.Setenv(name, value)
	}
	w := newWorld(t)
	w.do(w.g.Clone("ana", w.work))
	w.commit("Second", map[string]string{"x": "1\n"})
	w.do(w.g.Push("ana", w.work, "main"))
	if c := answer[commit](w, "/commits/main"); c.Author.Login != "ana" {
		t.Errorf("by %+v", c.Author)
	}
}
