package main

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/github/fake"
	"modelreg/cmd/internal/cli"
)

// A team is a repository on GitHub with a catalog, in a clone that is the
// current folder.
type team struct {
	t   *testing.T
	hub *fake.GitHub
	env map[string]string
}

const teamRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: production
targets:
  production:
    local: {path: .modelreg/registry.db}
    evidence: github
approval:
  repository: acme/models
  rules:
    - groups: ["**"]
      approvers: {users: [bob, chen]}
`

// newTeam registers house-price/1 by pull request 1, and opens pull request 2,
// which says Approved.
func newTeam(t *testing.T) *team {
	t.Helper()
	dir := t.TempDir()
	hub, err := fake.New(filepath.Join(dir, "github"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(hub)
	t.Cleanup(server.Close)
	tm := &team{t: t, hub: hub, env: map[string]string{"GITHUB_API_URL": server.URL, "GITHUB_TOKEN": "any"}}
	t.Chdir(dir)
	tm.github("user ana write", "user bob write", "user chen write", "clone ana work")
	t.Chdir(filepath.Join(dir, "work"))
	tm.write("catalog/registry.yaml", teamRegistry)
	tm.write("catalog/house-price/group.yaml", "apiVersion: modelreg/v1\nkind: ModelGroup\n")
	tm.github("commit ana . Policy", "push ana . HEAD:main")
	tm.git("checkout -q -b register")
	tm.write("catalog/house-price/versions/1.yaml", "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: linear learner\n")
	tm.github("commit ana . Register", "push ana . register", "open ana register main Register", "merge 1 ana squash")
	tm.git("fetch -q origin", "checkout -q -b approve origin/main")
	tm.write("catalog/house-price/versions/1.yaml", "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: linear learner\nmodelApprovalStatus: Approved\n")
	tm.github("commit ana . Approve", "push ana . approve", "open ana approve main Approve")
	tm.git("fetch -q origin")
	return tm
}

// merge has pull request 2 reviewed and merged, and checks main out.
func (tm *team) merge() {
	tm.t.Helper()
	tm.github("review 2 bob APPROVED", "merge 2 ana merge")
	tm.git("fetch -q origin", "checkout -q --detach origin/main")
}

func (tm *team) github(lines ...string) {
	tm.t.Helper()
	for _, line := range lines {
		if _, err := tm.hub.Command(".", strings.Fields(line)); err != nil {
			tm.t.Fatalf("github %s: %v", line, err)
		}
	}
}

func (tm *team) git(lines ...string) {
	tm.t.Helper()
	for _, line := range lines {
		if out, err := exec.Command("git", strings.Fields(line)...).CombinedOutput(); err != nil {
			tm.t.Fatalf("git %s: %v\n%s", line, err, out)
		}
	}
}

func (tm *team) write(path, text string) {
	tm.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tm.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tm.t.Fatal(err)
	}
}

// run runs a command in the team's world and gives what it answers.
func (tm *team) run(args ...string) ([]byte, cli.Code) {
	tm.t.Helper()
	var out strings.Builder
	world := cli.World{
		Args: args, Stdout: &out, Stderr: io.Discard,
		Getenv: func(name string) string { return tm.env[name] },
		Now:    time.Now, Sleep: func(context.Context, time.Duration) error { return nil },
		Random: rand.Float64,
	}
	code := run(tm.t.Context(), world)
	return []byte(out.String()), code
}

// TestProofJSON holds what is written about proofs to its schemas.
func TestProofJSON(t *testing.T) {
	tm := newTeam(t)
	check := func(schema string, code cli.Code, args ...string) {
		t.Helper()
		out, got := tm.run(append(args, "-o", "json")...)
		if got != code {
			t.Errorf("%s ends with %d, want %d\n%s", strings.Join(args, " "), got, code, out)
		}
		if err := schemaOf(t, schema).Validate(decoded(t, out)); err != nil {
			t.Errorf("%s: %#v\n%s", strings.Join(args, " "), err, out)
		}
	}
	check("check-approval", cli.Problems, "check-approval", "--pr", "2")
	check("check-approval", cli.OK, "check-approval", "--pr", "1")
	check("verify", cli.OK, "verify")
	tm.merge()
	check("report", cli.OK, "sync", "--evidence-dir", "proofs")
	check("verify", cli.OK, "verify", "--evidence-dir", "proofs")
	check("history", cli.OK, "history", "house-price")
	check("drift", cli.OK, "drift")
	tm.hub.NoActivity()
	check("verify", cli.Unfinished, "verify")
	check("verify", cli.OK, "verify", "--evidence-dir", "proofs")
	text, err := os.ReadFile(tm.proof())
	if err != nil {
		t.Fatal(err)
	}
	if err := schemaOf(t, "proof").Validate(decoded(t, text)); err != nil {
		t.Errorf("proof: %#v\n%s", err, text)
	}
}

// proof is the file of the one proof that was kept.
func (tm *team) proof() string {
	tm.t.Helper()
	files, err := filepath.Glob("proofs/production/house-price/1-*.json")
	if err != nil || len(files) != 1 {
		tm.t.Fatalf("proofs are %q, want one: %v", files, err)
	}
	return files[0]
}

var proofScript = regexp.MustCompile("(?ms)^```sh\n(arn=.*?)^```$")

// TestProofByHand does what the README says about checking a proof with git and
// jq, and does it again with another text in the proof, which must fail.
func TestProofByHand(t *testing.T) {
	for _, tool := range []string{"bash", "jq", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("not run: there is no %s", tool)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := proofScript.FindStringSubmatch(string(readme))
	if found == nil {
		t.Fatal("README.md has no script about a proof")
	}
	tm := newTeam(t)
	tm.merge()
	if out, code := tm.run("sync", "--evidence-dir", "proofs"); code != cli.OK {
		t.Fatalf("sync ends with %d\n%s", code, out)
	}
	script := regexp.MustCompile(`(?m)^proof=.*$`).ReplaceAllString(found[1], "proof="+tm.proof())
	script = regexp.MustCompile(`(?m)^aws .*$`).ReplaceAllString(script, "")
	out, err := exec.Command("bash", "-euo", "pipefail", "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{`"modelApprovalStatus": "Approved"`, "pr_merge by ana", `"state": "APPROVED"`, "name: acme-models", "pr=2 c="} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the script does not show %q\n%s", want, out)
		}
	}
	text, err := os.ReadFile(tm.proof())
	if err != nil {
		t.Fatal(err)
	}
	tm.write(tm.proof(), strings.Replace(string(text), "linear learner", "linear yearner", 1))
	if out, err := exec.Command("bash", "-euo", "pipefail", "-c", script).CombinedOutput(); err == nil {
		t.Errorf("a proof with another text passes\n%s", out)
	}
}

// TestQuietSync holds how often a sync in which nothing changed asks GitHub:
// once at the tip of the branch, and twice behind it.
func TestQuietSync(t *testing.T) {
	tm := newTeam(t)
	tm.merge()
	sync := func() int {
		before := len(tm.hub.Requests())
		if out, code := tm.run("sync"); code != cli.OK {
			t.Fatalf("sync ends with %d\n%s", code, out)
		}
		return len(tm.hub.Requests()) - before
	}
	if first := sync(); first < 3 {
		t.Errorf("the sync that approves asked GitHub %d times, which is no proof", first)
	}
	if again := sync(); again != 1 {
		t.Errorf("a sync without changes asks GitHub %d times, want 1", again)
	}
	if _, err := tm.hub.Edit("ana", "main", "More words", map[string]string{"README.md": "words"}); err != nil {
		t.Fatal(err)
	}
	if behind := sync(); behind != 2 {
		t.Errorf("a sync without changes of a commit behind the tip asks GitHub %d times, want 2", behind)
	}
}
