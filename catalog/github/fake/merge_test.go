package fake_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Answers, as far as these tests look at them.
type (
	user   struct{ Login string }
	update struct {
		Before, After string
		Ref           string
		Type          string `json:"activity_type"`
		Actor         *user
		Timestamp     string
	}
	pull struct {
		Number         int
		State          string
		Merged         bool
		MergedAt       *string `json:"merged_at"`
		MergedBy       *user   `json:"merged_by"`
		MergeCommitSHA string  `json:"merge_commit_sha"`
		Mergeable      *bool
		Commits        int
		ChangedFiles   int `json:"changed_files"`
		Head, Base     struct {
			Ref, SHA string
			Repo     *struct{ ID int64 }
		}
	}
	commit struct {
		SHA               string
		Author, Committer *user
		Parents           []struct{ SHA string }
	}
)

func numbers(pulls []pull) []int {
	var ns []int
	for _, p := range pulls {
		ns = append(ns, p.Number)
	}
	return ns
}

func parents(c commit) []string {
	var shas []string
	for _, p := range c.Parents {
		shas = append(shas, p.SHA)
	}
	return shas
}

// TestMerge holds what each way to merge leaves in git, in the activity log and
// in the pull request.
func TestMerge(t *testing.T) {
	for _, test := range []struct {
		method  string
		parents func(before, head string, tip []string) []string // of the tip
		commits int                                              // that main gains by first parents
		author  string
	}{
		{"merge", func(before, head string, _ []string) []string { return []string{before, head} }, 1, "bob"},
		{"squash", func(before, _ string, _ []string) []string { return []string{before} }, 1, "ana"},
		{"rebase", func(_, _ string, tip []string) []string { return tip[1:2] }, 2, "ana"},
	} {
		t.Run(test.method, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			n := w.propose("feature", "one", "two")
			give(w.g.Edit("chen", "main", "meanwhile", map[string]string{"other": "1\n"})).to(t)
			before := w.git("", "rev-parse", "main")
			open := answer[pull](w, fmt.Sprint("/pulls/", n))
			if !*open.Mergeable || open.MergeCommitSHA != w.git("", "rev-parse", "refs/pull/1/merge") || open.Base.SHA != before {
				t.Errorf("open: %+v", open)
			}

			w.do(w.g.Merge(n, "bob", test.method))

			tip := w.git("", "rev-parse", "main")
			p := answer[pull](w, fmt.Sprint("/pulls/", n))
			if !p.Merged || p.State != "closed" || p.MergedBy.Login != "bob" || p.MergeCommitSHA != tip || p.Commits != 2 || p.ChangedFiles != 2 {
				t.Errorf("merged: %+v", p)
			}
			if got, want := w.git("", "diff", "--stat", "main", open.MergeCommitSHA), ""; got != want {
				t.Errorf("merged is not what was to be merged: %s", got)
			}
			line := strings.Fields(w.git("", "rev-list", "--first-parent", "main", "^"+before))
			if len(line) != test.commits {
				t.Errorf("%d commits on main, want %d", len(line), test.commits)
			}
			c := answer[commit](w, "/commits/"+tip)
			if diff := cmp.Diff(test.parents(before, p.Head.SHA, line), parents(c)); diff != "" {
				t.Errorf("parents (-want +got):\n%s", diff)
			}
			if c.Author.Login != test.author {
				t.Errorf("author %q, want %q", c.Author.Login, test.author)
			}
			log := answer[[]update](w, "/activity?ref=refs/heads/main")
			want := update{Before: before, After: tip, Ref: "refs/heads/main", Type: "pr_merge", Actor: &user{"bob"}, Timestamp: *p.MergedAt}
			if diff := cmp.Diff(want, log[0]); diff != "" {
				t.Errorf("update (-want +got):\n%s", diff)
			}
			for _, sha := range line {
				if got := numbers(answer[[]pull](w, "/commits/"+sha+"/pulls")); !slices.Equal(got, []int{n}) {
					t.Errorf("pull requests with %s: %v", sha, got)
				}
			}
		})
	}
}

// TestQueue holds that a queue moves main once and that every pull request has
// a segment of its own.
func TestQueue(t *testing.T) {
	for _, method := range []string{"merge", "squash", "rebase"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			first, second, third := w.propose("a", "one", "two"), w.propose("b", "one"), w.propose("c", "one")
			before := w.git("", "rev-parse", "main")
			w.do(w.g.EvilQueue([]int{first, second, third}, "bob", method, map[int]map[string]string{second: {"b/one": "forged\n"}}))

			log := answer[[]update](w, "/activity?ref=main&per_page=1")
			if u := log[0]; u.Type != "merge_queue_merge" || u.Before != before || u.After != w.git("", "rev-parse", "main") {
				t.Errorf("update: %+v", u)
			}
			from := before
			for _, n := range []int{first, second, third} {
				p := answer[pull](w, fmt.Sprint("/pulls/", n))
				for _, sha := range strings.Fields(w.git("", "rev-list", p.MergeCommitSHA, "^"+from)) {
					if got := numbers(answer[[]pull](w, "/commits/"+sha+"/pulls")); !slices.Equal(got, []int{n}) {
						t.Errorf("pull requests with %s: %v, want %d", sha, got, n)
					}
				}
				from = p.MergeCommitSHA
			}
			if got := w.git("", "show", "main:b/one"); got != "forged" {
				t.Errorf("main has %q, want what the queue forged", got)
			}
			if got := w.git("", "show", "refs/pull/2/head:b/one"); got != "one" {
				t.Errorf("the head has %q", got)
			}
		})
	}
}

func TestEvilMerge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one")
	w.do(w.g.EvilMerge(n, "bob", "merge", map[string]string{"feature/one": "forged\n", "README": "", "new/file": "1\n"}))
	got := w.git("", "ls-tree", "-r", "--name-only", "main")
	if got != "feature/one\nnew/file" || w.git("", "show", "main:feature/one") != "forged" {
		t.Errorf("main has %q", got)
	}
}

// TestConflict holds that what has conflicts can't be merged by any method.
func TestConflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.propose("one", "same")
	give(w.g.Edit("ana", "two", "other", map[string]string{"one/same": "other\n"})).to(t)
	two := give(w.g.Open("ana", "two", "main", "Other")).to(t)
	w.do(w.g.Merge(one, "bob", "squash"))
	if p := answer[pull](w, fmt.Sprint("/pulls/", two)); *p.Mergeable || p.MergeCommitSHA != "" {
		t.Errorf("with conflicts: %+v", p)
	}
	tip := w.git("", "rev-parse", "main")
	for _, method := range []string{"merge", "squash", "rebase"} {
		if err := w.g.Merge(two, "bob", method); err == nil {
			t.Errorf("%s: merged with conflicts", method)
		}
	}
	if err := w.g.Merge(one, "bob", "merge"); err == nil {
		t.Error("merged a second time")
	}
	if got := w.git("", "rev-parse", "main"); got != tip {
		t.Errorf("main moved to %s", got)
	}
}

// TestPushedHead holds that a pull request whose head is pushed to its base is
// marked as merged, however it was made part of it, and one into another branch
// is not.
func TestPushedHead(t *testing.T) {
	for name, push := range map[string]func(w world){
		"fast forward": func(w world) { w.git(w.work, "checkout", "-q", "-B", "main") },
		"merge by hand": func(w world) {
			w.git(w.work, "checkout", "-q", "main")
			w.git(w.work, "-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "--no-ff", "-m", "Merge pull request #7", "feature")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			into := w.propose("release", "rel")
			n := w.propose("feature", "one")
			w.do(w.g.Retarget(into, "ana", "feature"))
			w.clone("feature")
			push(w)
			w.do(w.g.Push("chen", w.work, "main"))
			p := answer[pull](w, fmt.Sprint("/pulls/", n))
			tip := w.git("", "rev-parse", "main")
			if !p.Merged || p.MergedBy.Login != "chen" || p.MergeCommitSHA != tip {
				t.Errorf("pushed: %+v", p)
			}
			if u := answer[[]update](w, "/activity?ref=main")[0]; u.Type != "push" {
				t.Errorf("update: %+v", u)
			}
			if other := answer[pull](w, fmt.Sprint("/pulls/", into)); other.Merged {
				t.Errorf("into another branch: %+v", other)
			}
		})
	}
}

// TestRebaseDrops holds that a commit that changes nothing on the new base is
// not made anew.
func TestRebaseDrops(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("feature", "one", "two")
	before := give(w.g.Edit("chen", "main", "the same", map[string]string{"feature/one": "one\n"})).to(t)
	w.do(w.g.Merge(n, "bob", "rebase"))
	if got := w.git("", "log", "--format=%s", "main", "^"+before); got != "two" {
		t.Errorf("rebased %q, want two alone", got)
	}
}

// TestManyCommits holds that the list of a pull request's commits ends at 250,
// and the count does not.
func TestManyCommits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var stream strings.Builder
	for i := range 260 {
		fmt.Fprintf(&stream, "commit refs/heads/many\ncommitter ana <ana@example.com> %d +0000\ndata 1\n%d\n", 1736935200+i, i%10)
		if i == 0 {
			stream.WriteString("from refs/remotes/origin/main\n")
		}
	}
	w.clone("main")
	load := exec.Command("git", "fast-import", "--quiet")
	load.Dir, load.Stdin = w.work, strings.NewReader(stream.String())
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	w.do(w.g.Push("ana", w.work, "many"))
	n := give(w.g.Open("ana", "many", "main", "Many")).to(t)
	lengths, listed := pages[commit](w, fmt.Sprint("/pulls/", n, "/commits?per_page=100"))
	if diff := cmp.Diff([]int{100, 100, 50}, lengths); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if oldest := w.git("", "rev-list", "--reverse", "many", "^main")[:40]; listed[0].SHA != oldest {
		t.Errorf("the first one is %s, want the oldest, %s", listed[0].SHA, oldest)
	}
	if p := answer[pull](w, fmt.Sprint("/pulls/", n)); p.Commits != 260 {
		t.Errorf("%d commits, want 260", p.Commits)
	}
}
