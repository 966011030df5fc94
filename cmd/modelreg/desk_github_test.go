package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

const (
	versionFile = "house-price/versions/1.yaml"
	pending     = "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: linear learner\n"
)

// A deskRun is what an edit at a desk on GitHub came to.
type deskRun struct {
	edit render.Edit
	talk string
	code cli.Code
}

// propose makes an edit as a command would: text is what the version's file is
// to be.
func (tm *team) propose(text string, change ...func(*editing, *app, *proposal.Proposal)) deskRun {
	tm.t.Helper()
	var out, talk strings.Builder
	a := &app{World: cli.World{
		Stdout: &out, Stderr: &talk, Getenv: func(name string) string { return tm.env[name] },
		Now: tm.hub.Now, Sleep: func(context.Context, time.Duration) error { return nil },
	}, talk: cli.NewTalk(&talk), dir: "."}
	e := &editing{pr: true, out: &format{value: "json"}}
	p := &proposal.Proposal{
		Branch: proposal.Branch("approve", "house-price/1"), Title: "Approve house-price/1", Body: "It is better.",
		Files: []proposal.File{{Path: versionFile, Text: []byte(text)}},
	}
	for _, c := range change {
		c(e, a, p)
	}
	err := func() (err error) {
		d, err := a.desk(tm.t.Context(), e, "house-price")
		if err != nil {
			return err
		}
		defer closing(d, &err)
		return d.finish(tm.t.Context(), p, &render.Edit{})
	}()
	r := deskRun{code: a.code(err)}
	r.talk = talk.String()
	if err == nil {
		if err := json.Unmarshal([]byte(out.String()), &r.edit); err != nil {
			tm.t.Fatal(err)
		}
	}
	return r
}

func approvedText() string { return pending + "modelApprovalStatus: Approved\n" }

// want holds what became of the pull request, and how many there are.
func (tm *team) want(r deskRun, done string, pulls int) {
	tm.t.Helper()
	if r.code != cli.OK || r.edit.PullRequest == nil {
		tm.t.Fatalf("ended with %d: %s", r.code, r.talk)
	}
	if r.edit.PullRequest.Done != done || len(tm.hub.Pulls()) != pulls {
		tm.t.Errorf("the pull request is %s, and there are %q; want %s and %d", r.edit.PullRequest.Done, tm.hub.Pulls(), done, pulls)
	}
}

// fails holds that it ended with a code and some words, and wrote nothing.
func (tm *team) fails(r deskRun, code cli.Code, words string) {
	tm.t.Helper()
	if r.code != code || !strings.Contains(r.talk, words) {
		tm.t.Errorf("ended with %d: %s\nwant %d and %q", r.code, r.talk, code, words)
	}
}

// newDesk is a team without an open pull request, whose token is ana's.
func newDesk(t *testing.T) *team {
	tm := newTeam(t)
	tm.github("close 2 ana", "delete-branch ana approve", "act-as ana")
	return tm
}

func (tm *team) show(rev string) string {
	tm.t.Helper()
	out, err := exec.Command("git", "-C", tm.hub.Dir(), "show", "--no-patch", "--format=%P|%an|%ae|%B", rev).CombinedOutput()
	if err != nil {
		tm.t.Fatalf("git show %s: %v\n%s", rev, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (tm *team) resolve(rev string) string {
	tm.t.Helper()
	sha, err := tm.hub.Resolve(rev)
	if err != nil {
		tm.t.Fatal(err)
	}
	return sha
}

func TestProposeTwice(t *testing.T) {
	tm := newDesk(t)
	first := tm.propose(approvedText())
	tm.want(first, "created", 3)
	got := first.edit.PullRequest
	if strings.Join(got.Reviewers, " ") != "bob chen" || got.Number != 3 || got.Branch != "modelreg/approve/house-price/1" {
		t.Errorf("proposed %+v", got)
	}
	if tm.hub.PullBody(3) != "It is better." || first.edit.Files[0].Path != "catalog/"+versionFile {
		t.Errorf("body %q, files %+v", tm.hub.PullBody(3), first.edit.Files)
	}
	if text, err := exec.Command("git", "-C", tm.hub.Dir(), "show", got.Branch+":catalog/"+versionFile).Output(); err != nil || string(text) != approvedText() {
		t.Errorf("the branch has %q, error %v", text, err)
	}
	again := tm.propose(approvedText())
	tm.want(again, "kept", 3)
	if again.edit.PullRequest.Commit != got.Commit {
		t.Errorf("the same again made commit %s", again.edit.PullRequest.Commit)
	}
	words := tm.propose(approvedText(), func(_ *editing, _ *app, p *proposal.Proposal) { p.Body = "Much better." })
	tm.want(words, "edited", 3)
	if words.edit.PullRequest.Commit != got.Commit || tm.hub.PullBody(3) != "Much better." {
		t.Errorf("commit %s, body %q", words.edit.PullRequest.Commit, tm.hub.PullBody(3))
	}
	other := tm.propose(approvedText() + "# sure\n")
	tm.want(other, "edited", 3)
	if parents, _, _ := strings.Cut(tm.show(got.Branch), "|"); parents != got.Commit {
		t.Errorf("the second commit is on %s, want it on %s", parents, got.Commit)
	}
}

func TestProposeMerged(t *testing.T) {
	for _, method := range []string{"merge", "squash", "rebase"} {
		t.Run(method, func(t *testing.T) {
			tm := newDesk(t)
			tm.want(tm.propose(approvedText()), "created", 3)
			tm.github("review 3 bob APPROVED", "merge 3 bob "+method)
			if r := tm.propose(approvedText()); r.code != cli.OK || r.edit.PullRequest != nil || len(r.edit.Files) > 0 {
				t.Errorf("after the merge: %+v", r)
			}
			// The same branch serves for the next edit.
			tm.want(tm.propose(pending+"modelApprovalStatus: Rejected\n"), "created", 4)
			if parents, _, _ := strings.Cut(tm.show("modelreg/approve/house-price/1"), "|"); parents != tm.resolve("main") {
				t.Errorf("the next edit is on %s, want it on main", parents)
			}
		})
	}
}

func TestProposeBaseMoved(t *testing.T) {
	tm := newDesk(t)
	first := tm.propose(approvedText())
	if _, err := tm.hub.Edit("bob", "main", "Other", map[string]string{"README.md": "words\n"}); err != nil {
		t.Fatal(err)
	}
	again := tm.propose(approvedText())
	tm.want(again, "kept", 3)
	if _, err := tm.hub.Edit("bob", "main", "Same file", map[string]string{"catalog/" + versionFile: "# bob was here\n" + pending}); err != nil {
		t.Fatal(err)
	}
	moved := tm.propose("# bob was here\n" + approvedText())
	tm.want(moved, "edited", 3)
	if parents, _, _ := strings.Cut(tm.show(moved.edit.PullRequest.Branch), "|"); parents != first.edit.PullRequest.Commit+" "+tm.resolve("main") {
		t.Errorf("the merge has the parents %s", parents)
	}
	tm.github("merge 3 bob merge")
}

func TestProposeForeign(t *testing.T) {
	tm := newDesk(t)
	tm.want(tm.propose(approvedText()), "created", 3)
	tm.github("update-branch 3 ana") // is up to date, or a merge: nobody's words
	sha, err := tm.hub.Edit("bob", "modelreg/approve/house-price/1", "By hand", map[string]string{"notes.txt": "mine\n"})
	if err != nil {
		t.Fatal(err)
	}
	tm.fails(tm.propose(approvedText()), cli.Problems, fmt.Sprintf(`has commits that modelreg did not make (%.7s of "bob")`, sha))
	tm.github("close 3 bob")
	tm.fails(tm.propose(approvedText()), cli.Problems, "that modelreg did not make")
}

func TestProposeTaken(t *testing.T) {
	tm := newDesk(t)
	tm.want(tm.propose(approvedText()), "created", 3)
	before := tm.resolve("modelreg/approve/house-price/1")
	tm.github("act-as chen")
	tm.want(tm.propose(approvedText()), "kept", 3)
	tm.fails(tm.propose(approvedText()+"# chen\n"), cli.Problems, `pull request #3 of "ana" is about the same and has other content`)
	if tm.resolve("modelreg/approve/house-price/1") != before {
		t.Error("the branch of somebody else was moved")
	}
}

// TestProposeLeavesTheClone holds that nothing in a clone is touched, whatever
// state it is in.
func TestProposeLeavesTheClone(t *testing.T) {
	tm := newDesk(t)
	tm.write("catalog/"+versionFile, "half: done\n")
	tm.write("catalog/new.txt", "untracked\n")
	tm.git("add catalog/new.txt")
	tm.write("catalog/new.txt", "more\n")
	before := filesBelow(t, ".")
	tm.want(tm.propose(approvedText()), "created", 3)
	if after := filesBelow(t, "."); after != before {
		t.Errorf("the clone was\n%s\nand is\n%s", before, after)
	}
}

func filesBelow(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		fmt.Fprintf(&all, "%s %x\n", p, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestProposeWithoutClone(t *testing.T) {
	tm := newDesk(t)
	t.Chdir(t.TempDir())
	tm.fails(tm.propose(approvedText()), cli.Unfinished, "there is no catalog")
	elsewhere := func(e *editing, a *app, _ *proposal.Proposal) { e.repository = "acme/models" }
	tm.want(tm.propose(approvedText(), elsewhere), "created", 3)
	tm.want(tm.propose(approvedText(), elsewhere, func(_ *editing, a *app, _ *proposal.Proposal) { a.dir = "catalog" }), "kept", 3)
	nowhere := func(_ *editing, a *app, _ *proposal.Proposal) { a.dir = "models" }
	tm.fails(tm.propose(approvedText(), elsewhere, nowhere), cli.Unfinished, "it has no models/registry.yaml and no models/catalog/registry.yaml")
	outside := func(_ *editing, a *app, _ *proposal.Proposal) { a.dir = "../x" }
	tm.fails(tm.propose(approvedText(), elsewhere, outside), cli.Usage, `-C "../x" is no folder of acme/models`)
}

func TestProposeRefused(t *testing.T) {
	tm := newDesk(t)
	other := func(e *editing, _ *app, _ *proposal.Proposal) { e.repository = "acme/other" }
	tm.fails(tm.propose(approvedText(), other), cli.Unfinished, "404 Not Found")
	bad := tm.propose(pending + "modelApprovalStatus: Aproved\n")
	tm.fails(bad, cli.Problems, `"Aproved"`)
	tm.github("act-as bob", "user bob read")
	tm.fails(tm.propose(approvedText()), cli.Unfinished, "contents: write and pull-requests: write")
	tm.github("read-only")
	tm.fails(tm.propose(approvedText()), cli.Unfinished, "give the token contents: write and pull-requests: write")
	delete(tm.env, "GITHUB_TOKEN")
	tm.fails(tm.propose(approvedText()), cli.Unfinished, "set GITHUB_TOKEN or GH_TOKEN")
}

// TestProposeUnaskable holds that who can't review is named, and the others are
// asked.
func TestProposeUnaskable(t *testing.T) {
	tm := newDesk(t)
	tm.github("user chen none")
	r := tm.propose(approvedText())
	tm.want(r, "created", 3)
	if strings.Join(r.edit.PullRequest.Reviewers, " ") != "bob" || !strings.Contains(r.talk, "chen can't be asked for a review") {
		t.Errorf("asked %q: %s", r.edit.PullRequest.Reviewers, r.talk)
	}
}

// TestProposeBy holds who the commit is by: who git says, where GitHub knows
// them.
func TestProposeBy(t *testing.T) {
	tm := newDesk(t) // whose clone is ana's
	tm.want(tm.propose(approvedText()), "created", 3)
	if got := tm.show("modelreg/approve/house-price/1"); !strings.Contains(got, "|ana|ana@example.com|Approve house-price/1\n\nProposed-by: modelreg") {
		t.Errorf("the commit is %s", got)
	}
	tm.env["GIT_AUTHOR_NAME"], tm.env["GIT_AUTHOR_EMAIL"] = "Ana at home", "ana@home.example"
	r := tm.propose(approvedText() + "# from home\n")
	tm.want(r, "edited", 3)
	if got := tm.show("modelreg/approve/house-price/1"); !strings.Contains(got, "|ana|ana@example.com|") || !strings.Contains(r.talk, `knows no account by the address "ana@home.example"`) {
		t.Errorf("the commit is %s: %s", got, r.talk)
	}
}

// TestProposeSigned signs by SSH, and holds that git finds the signature good.
func TestProposeSigned(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("not run: there is no ssh-keygen")
	}
	tm := newDesk(t)
	dir := t.TempDir()
	key := filepath.Join(dir, "id")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	tm.write(filepath.Join(dir, "signers"), "ana@example.com "+string(public))
	tm.git("config gpg.format ssh", "config user.signingkey "+key, "config commit.gpgsign true")
	r := tm.propose(approvedText())
	tm.want(r, "created", 3)
	verify := exec.Command("git", "-C", tm.hub.Dir(), "-c", "gpg.ssh.allowedSignersFile="+filepath.Join(dir, "signers"), "verify-commit", r.edit.PullRequest.Commit)
	if out, err := verify.CombinedOutput(); err != nil || !strings.Contains(string(out), "Good \"git\" signature for ana@example.com") {
		t.Errorf("%v: %s", err, out)
	}
	before := tm.resolve("modelreg/approve/house-price/1")
	tm.git("config user.signingkey " + key + ".lost")
	tm.fails(tm.propose(approvedText()+"# more\n"), cli.Unfinished, "signing the commit as git is set up to (commit.gpgsign)")
	if tm.resolve("modelreg/approve/house-price/1") != before {
		t.Error("an unsigned commit is on the branch")
	}
}

// TestProposeLarge holds how often GitHub is asked about a catalog of many
// groups, by somebody who has a clone and by somebody who has none.
func TestProposeLarge(t *testing.T) {
	tm := newDesk(t)
	tm.git("checkout -q main", "reset -q --hard origin/main")
	for g := range 110 {
		tm.write(fmt.Sprintf("catalog/group-%d/group.yaml", g), fmt.Sprintf("apiVersion: modelreg/v1\nkind: ModelGroup\nmodelPackageGroupDescription: group %d\n", g))
		for v := range 3 {
			tm.write(fmt.Sprintf("catalog/group-%d/versions/%d.yaml", g, v+1), pending)
		}
	}
	tm.github("commit ana . Many", "push ana . HEAD:main")
	asked := func(text string, change ...func(*editing, *app, *proposal.Proposal)) int {
		before := len(tm.hub.Requests())
		r := tm.propose(text, change...)
		if r.code != cli.OK {
			t.Fatal(r.talk)
		}
		return len(tm.hub.Requests()) - before
	}
	if n := asked(approvedText()); n > 12 {
		t.Errorf("a new pull request asks GitHub %d times, want 12 at most", n)
	}
	if n := asked(approvedText()); n > 7 {
		t.Errorf("the same again asks GitHub %d times, want 7 at most", n)
	}
	t.Chdir(t.TempDir())
	elsewhere := func(e *editing, _ *app, _ *proposal.Proposal) { e.repository = "acme/models" }
	if n := asked(approvedText(), elsewhere); n > 10 {
		t.Errorf("without a clone it asks GitHub %d times, want 10 at most", n)
	}
}
