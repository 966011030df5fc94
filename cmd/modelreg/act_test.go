package main

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"modelreg/catalog/github/fake"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// The workflows that init writes.
const (
	validate = ".github/workflows/validate.yml"
	syncs    = ".github/workflows/sync.yml"
	drifts   = ".github/workflows/drift.yml"
)

// toolCommit is where the workflows that call ours say that modelreg is.
const toolCommit = "acme/modelreg@0123456789012345678901234567890123456789"

// deploy is a job that a team adds behind sync.
const deploy = `
  deploy:
    needs: sync
    runs-on: ubuntu-latest
    steps:
      - env:
          OUTPUTS: ${{ toJSON(needs.sync.outputs) }}
        run: printf '%s' "$OUTPUTS" >"$ACT_WORLD/outputs"
`

// stage is a team whose workflows act runs, on GitHub and AWS that are fakes.
type stage struct {
	team
	act      string
	registry *emulator.Registry
	world    string   // what stands in for remote actions reads and writes here
	flags    []string // say where those actions are
}

// newStage has init write the repository, and opens pull request 1, which says
// that house-price/1 is Approved.
func newStage(t *testing.T) *stage {
	t.Helper()
	act := os.Getenv("MODELREG_ACT")
	if act == "" {
		t.Skip("not run: MODELREG_ACT does not say where act is; go install github.com/nektos/act@v0.2.89 gets it, and the workflows need jq")
	}
	project, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	hub, err := fake.New(filepath.Join(dir, "github"))
	if err != nil {
		t.Fatal(err)
	}
	options := emulator.Instant()
	options.Account = "111122223333"
	registry, err := emulator.Open("", options)
	if err != nil {
		t.Fatal(err)
	}
	gitHub, aws := httptest.NewServer(hub), httptest.NewServer(registry)
	t.Cleanup(func() {
		gitHub.Close()
		aws.Close()
		if err := registry.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &stage{act: act, registry: registry, world: filepath.Join(dir, "world")}
	s.team = team{t: t, hub: hub, env: map[string]string{"GITHUB_API_URL": gitHub.URL, "GITHUB_TOKEN": "any"}}
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": aws.URL, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
	} {
		t.Setenv(name, value)
	}
	s.standIns(project)
	t.Chdir(dir)
	s.github("user ana write", "user bob write", "clone ana work")
	if out, code := s.run("init", "work", "--repository", "acme/models", "--repository-id", "4711", "--account", "111122223333",
		"--region", "us-east-1", "--approvers", "bob", "--tool", toolCommit); code != cli.OK {
		t.Fatalf("init ends with %d\n%s", code, out)
	}
	t.Chdir(filepath.Join(dir, "work"))
	s.replace(".github/workflows/sync.yml", "\\z", deploy)
	// Where it is heard, modelreg does not build.
	s.write("go.work", "go 1.26.0\n\nuse ./.modelreg-tool\n\nreplace github.com/spf13/pflag => ./evil\n")
	s.write("evil/go.mod", "module github.com/spf13/pflag\n\ngo 1.26.0\n")
	s.write("evil/pflag.go", "package pflag\n")
	s.github("commit ana . First", "push ana . HEAD:main")
	s.git("fetch -q origin", "checkout -q -b approve")
	s.replace("catalog/house-price/versions/1.yaml", "(?m)^modelApprovalStatus: .*", "modelApprovalStatus: Approved")
	s.github("commit ana . Approve", "push ana . approve", "open ana approve main Approve")
	s.git("fetch -q origin")
	return s
}

var remoteAction = regexp.MustCompile(`uses: ([\w-]+/[\w-]+)@([0-9a-f]{40}) # v`)

// standIns copies the project as it is to where the workflows get it from, and
// has folders of testdata stand in for each remote action that they use.
func (s *stage) standIns(project string) {
	s.t.Helper()
	tool := filepath.Join(s.world, "tool")
	files, err := exec.Command("git", "-C", project, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		s.t.Fatalf("listing the project's files: %v", err)
	}
	for _, file := range strings.Split(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		from, to := filepath.Join(project, file), filepath.Join(tool, file)
		info, err := os.Stat(from)
		if os.IsNotExist(err) {
			continue // removed, and not committed yet
		}
		if err == nil {
			err = os.MkdirAll(filepath.Dir(to), 0o755)
		}
		var text []byte
		if err == nil {
			text, err = os.ReadFile(from)
		}
		if err == nil {
			err = os.WriteFile(to, text, info.Mode())
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	s.flags = append(s.flags, "--local-repository", toolCommit+"="+tool)
	seen := map[string]bool{}
	for _, pattern := range []string{".github/workflows/*.yml", ".github/actions/*/action.yml"} {
		paths, err := filepath.Glob(filepath.Join(project, pattern))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, m := range remoteAction.FindAllStringSubmatch(string(text), -1) {
				if !seen[m[0]] {
					standIn := filepath.Join(project, "cmd/modelreg/testdata/act", filepath.Base(m[1]))
					s.flags = append(s.flags, "--local-repository", m[1]+"@"+m[2]+"="+standIn)
				}
				seen[m[0]] = true
			}
		}
	}
}

// runs has act run a workflow on the repository as it is checked out, for an
// event, and gives its log.
func (s *stage) runs(workflow, event string, payload map[string]any, succeeds bool) string {
	s.t.Helper()
	if err := os.RemoveAll(filepath.Join(s.world, "artifacts")); err != nil {
		s.t.Fatal(err)
	}
	encoded, err := json.Marshal(payload)
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(filepath.Join(s.world, "event.json"), string(encoded))
	args := append([]string{
		event, "-W", workflow, "-e", filepath.Join(s.world, "event.json"), "-P", "ubuntu-latest=-self-hosted",
		"--defaultbranch", "main", "--no-cache-server", "--rm", "--concurrent-jobs", "1",
		"--action-cache-path", filepath.Join(s.world, "cache"),
		"-s", "GITHUB_TOKEN=any",
		"--env", "GITHUB_API_URL=" + s.env["GITHUB_API_URL"], "--env", "GITHUB_REPOSITORY=acme/models",
		"--env", "ACT_WORLD=" + s.world, "--env", "ACT_TOOL=" + toolCommit,
	}, s.flags...)
	log, err := exec.CommandContext(s.t.Context(), s.act, args...).CombinedOutput()
	if (err == nil) != succeeds {
		s.t.Fatalf("act %s on %s: %v\n%s", workflow, event, err, log)
	}
	return string(log)
}

// noted is what the stand-ins wrote into a file.
func (s *stage) noted(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.world, name))
	if err != nil && !os.IsNotExist(err) {
		s.t.Fatal(err)
	}
	return string(text)
}

// replace puts text where a file matches a regular expression.
func (s *stage) replace(file, expression, text string) {
	s.t.Helper()
	old, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	changed := regexp.MustCompile(expression).ReplaceAllLiteralString(string(old), text)
	if changed == string(old) {
		s.t.Fatalf("%s has nothing like %s", file, expression)
	}
	s.write(file, changed)
}

// outputs are those of sync, as the job behind it got them.
type outputs struct {
	Approved, Changed, Blocked string
	approved                   []map[string]any
}

func (s *stage) outputs() outputs {
	s.t.Helper()
	var o outputs
	if err := json.Unmarshal([]byte(s.noted("outputs")), &o); err != nil {
		s.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(o.Approved), &o.approved); err != nil {
		s.t.Fatalf("outputs: %v\n%+v", err, o)
	}
	return o
}

// pullRequest is what an event tells of one whose head is in the repository
// with the given id.
func pullRequest(number int, head string, repository int) map[string]any {
	return map[string]any{"number": number, "pull_request": map[string]any{
		"number": number,
		"head":   map[string]any{"ref": head, "repo": map[string]any{"id": repository}},
		"base":   map[string]any{"ref": "main", "repo": map[string]any{"id": 4711}},
	}}
}

var push = map[string]any{"ref": "refs/heads/main"}

// TestWorkflows lets the workflows loose on one approval, from its pull request
// to the registry and back.
func TestWorkflows(t *testing.T) {
	s := newStage(t)

	log := s.runs(validate, "pull_request", pullRequest(1, "approve", 4711), true)
	s.shows(log, "would be held", "modelreg plan for <code>staging</code>")
	comments := s.hub.Comments(1)
	if len(comments) != 1 {
		t.Fatalf("there are %d comments on the pull request, want 1\n%s\n%s", len(comments), strings.Join(comments, "\n"), log)
	}
	if got, want := s.noted("credentials"), "modelreg-plan arn:aws:iam::111122223333:role/modelreg-plan-staging us-east-1\n"; got != want {
		t.Errorf("credentials were given for %q, want %q", got, want)
	}

	s.github("review 1 bob APPROVED")
	log = s.runs(validate, "pull_request_review", pullRequest(1, "approve", 4711), true)
	s.shows(log, "would be granted")
	again := s.hub.Comments(1)
	if len(again) != 1 || again[0] == comments[0] {
		t.Errorf("after the review the comments are %q; want the one there was, changed", again)
	}

	s.refuses(syncs, "pull_request", pullRequest(1, "approve", 4711))
	s.github("merge 1 ana merge")
	s.git("fetch -q origin", "checkout -q -B main origin/main")
	s.replace(syncs, "(?m)^    with:\n", "    with:\n      shards: 2\n")
	s.replace(syncs, "(?m)^    secrets:\n", "    secrets:\n      app-id: any\n      app-key: any\n")
	log = s.runs(syncs, "push", push, true)
	s.shows(log, "modelreg sync to <code>staging</code>")
	if got, want := s.noted("apps"), strings.Repeat("sync contents read, members read\n", 2); got != want {
		t.Errorf("of the App there are the tokens %q, want %q", got, want)
	}
	got := s.outputs()
	if len(got.approved) != 1 || got.approved[0]["label"] != "1" || got.approved[0]["target"] != "staging" || got.Changed != "true" || got.Blocked != "0" {
		t.Errorf("outputs are %+v; want one approval, changed, nothing blocked\n%s", got, log)
	}
	proofs, err := filepath.Glob(filepath.Join(s.world, "artifacts/modelreg-sync-????????????-staging-?-of-2-1/proofs/staging/house-price/1-*.json"))
	if err != nil || len(proofs) != 1 {
		t.Errorf("the proofs that are kept are %q, want one: %v", proofs, err)
	}
	s.git("checkout -q -- .github")
	log = s.runs(syncs, "workflow_dispatch", push, true)
	if got := s.outputs(); len(got.approved) != 0 || got.Changed != "false" || got.Blocked != "0" {
		t.Errorf("the second time, outputs are %+v; want nothing\n%s", got, log)
	}
	s.synced()

	scheduled := map[string]any{"schedule": "0 6 * * *"}
	s.byHand("Rejected")
	s.runs(drifts, "schedule", scheduled, true)
	opened := s.hub.Issues()
	if len(opened) != 1 {
		t.Fatalf("a hand rejected what was approved, and the issues are %q; want one", opened)
	}
	s.byHand("Approved")
	s.replace(drifts, "(?m)^    secrets:\n", "    secrets:\n      app-id: any\n      app-key: any\n")
	s.runs(drifts, "schedule", scheduled, true)
	if closed := s.hub.Issues(); len(closed) != 1 || closed[0] == opened[0] {
		t.Errorf("the hand took it back, and the issues are %q; want the one there was, closed", closed)
	}

	for line := range strings.Lines(s.noted("caches")) {
		if job, cache, _ := strings.Cut(strings.TrimSpace(line), " "); cache != strconv.FormatBool(job != "sync") {
			t.Errorf("the job %q has cache: %s", job, cache)
		}
	}
}

// TestWorkflowsOfFork has a stranger propose a version that is wrong.
func TestWorkflowsOfFork(t *testing.T) {
	s := newStage(t)
	s.git("checkout -q -b patch origin/main")
	s.write("catalog/house-price/versions/2.yaml", "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelApprovalStatus: Aproved\n")
	s.github("user eve read", "commit eve . Patch", "open-fork eve "+filepath.Join(s.world, "../work")+" HEAD main Patch")
	log := s.runs(validate, "pull_request", pullRequest(2, "patch", 4712), false)
	s.shows(log, "::error file=catalog/house-price/versions/2.yaml,line=3", "```text", "modelreg:comment acme-models")
	if given := s.noted("credentials"); given != "" {
		t.Errorf("credentials were given to a fork: %s", given)
	}
	if comments := s.hub.Comments(2); len(comments) != 0 {
		t.Errorf("a fork's pull request is commented on: %q", comments)
	}
	for _, request := range s.hub.Requests() {
		if !strings.HasPrefix(request, "GET ") {
			t.Errorf("a fork's pull request made it say %s", request)
		}
	}
	s.refuses(syncs, "pull_request_target", pullRequest(2, "patch", 4712))
	s.refuses(syncs, "push", map[string]any{"ref": "refs/heads/patch"})
	s.refuses(validate, "pull_request_target", pullRequest(2, "patch", 4712))
}

func (s *stage) shows(log string, parts ...string) {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(log, part) {
			s.t.Errorf("the log does not show %q\n%s", part, log)
		}
	}
}

// refuses has a workflow run for an event that its own caller does not name: it
// fails before a job has rights or builds anything.
func (s *stage) refuses(workflow, event string, payload map[string]any) {
	s.t.Helper()
	before := s.noted("credentials") + s.noted("caches")
	text, err := os.ReadFile(workflow)
	if err != nil {
		s.t.Fatal(err)
	}
	elsewhere := filepath.Join(s.world, "workflow.yml")
	s.write(elsewhere, string(text))
	s.replace(elsewhere, `(?m)^on:\n(  .*\n)+`, "on: "+event+"\n")
	log := s.runs(elsewhere, event, payload, false)
	if after := s.noted("credentials") + s.noted("caches"); after != before {
		s.t.Errorf("%s on %s got further than its inputs\n%s", workflow, event, log)
	}
}

// byHand sets the state of the package in the registry, as somebody in a
// console would.
func (s *stage) byHand(status string) {
	s.t.Helper()
	const region, account = "us-east-1", "111122223333"
	target, err := sagemaker.Open(s.t.Context(), sagemaker.Options{Region: region, AccountID: account, Embedded: emulator.Transport(s.registry)})
	if err == nil {
		err = target.UpdatePackage(s.t.Context(), "arn:aws:sagemaker:"+region+":"+account+":model-package/house-price/1", sync.Doc{"modelApprovalStatus": status})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// synced checks that the registry is as the catalog says.
func (s *stage) synced() {
	s.t.Helper()
	s.t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	s.t.Setenv("AWS_SECRET_ACCESS_KEY", "any")
	if out, code := s.run("plan", "--target", "staging", "--detailed-exitcode"); code != cli.OK {
		s.t.Errorf("after sync, plan ends with %d\n%s", code, out)
	}
	s.t.Setenv("AWS_ACCESS_KEY_ID", "")
	s.t.Setenv("AWS_SECRET_ACCESS_KEY", "")
}
