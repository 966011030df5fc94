package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// prepare runs the script that reads a workflow's inputs, and gives its outputs
// and what it says when it fails.
func prepare(t *testing.T, file string, inputs map[string]string) (outputs map[string]string, why string) {
	t.Helper()
	for _, needed := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("not run: there is no %s", needed)
		}
	}
	steps := readWorkflow(t, filepath.Join("../../.github/workflows", file)).Jobs["prepare"].Steps
	if len(steps) != 1 {
		t.Fatalf("%s: prepare has %d steps, want 1", file, len(steps))
	}
	to := filepath.Join(t.TempDir(), "outputs")
	c := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[0].Run)
	c.Env = append(os.Environ(), "GITHUB_OUTPUT="+to, "EVENT=push", "REF=refs/heads/main", "BRANCH=main", "TOOL="+toolCommit,
		`TARGETS=[{"name": "staging"}]`, "DIRECTORY=.", "SHARDS=1", "ORDER=", "DISPATCH=false", "APP=false", "OWN=true")
	for name, value := range inputs {
		c.Env = append(c.Env, name+"="+value)
	}
	log, err := c.CombinedOutput()
	if err != nil {
		return nil, strings.TrimSuffix(string(log), "\n")
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatalf("%s: %v\n%s", file, err, log)
	}
	outputs = map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		outputs[name] = value
	}
	return outputs, ""
}

// TestWorkflowInputs holds what the workflows refuse before any job of theirs
// has rights.
func TestWorkflowInputs(t *testing.T) {
	const (
		two     = `[{"name": "staging"}, {"name": "production"}]`
		targets = "the input targets is not one JSON array of objects, each with a name of its own"
		order   = "the input out-of-order is not GROUP/LABEL, or several with commas between and no blanks"
	)
	tests := []struct {
		file   string
		inputs map[string]string
		want   string
	}{
		{"sync.yml", nil, ""},
		{"sync.yml", map[string]string{"TARGETS": two}, ""},
		{"sync.yml", map[string]string{"SHARDS": "2"}, ""},
		{"sync.yml", map[string]string{"DISPATCH": "true", "APP": "true"}, ""},
		{"sync.yml", map[string]string{"ORDER": "churn/4,pricing/valuation/1.0.0-rc.1"}, ""},
		{"sync.yml", map[string]string{"ORDER": "churn/4 --prune"}, order},
		{"sync.yml", map[string]string{"ORDER": "churn/4,"}, order},
		{"sync.yml", map[string]string{"ORDER": "churn/4\n"}, order},
		{"sync.yml", map[string]string{"EVENT": "pull_request"}, "sync runs on push, schedule and workflow_dispatch only"},
		{"sync.yml", map[string]string{"EVENT": "pull_request_target"}, "sync runs on push, schedule and workflow_dispatch only"},
		{"sync.yml", map[string]string{"REF": "refs/heads/patch"}, "sync runs on the protected branch only"},
		{"sync.yml", map[string]string{"TOOL": "acme/modelreg@main"}, "the input tool is not OWNER/REPO@COMMIT, with all 40 digits of the commit"},
		{"sync.yml", map[string]string{"SHARDS": "1.5"}, "the input shards is not a number from 1 to 64"},
		{"sync.yml", map[string]string{"SHARDS": "2", "TARGETS": two}, "there are shards of several targets; with shards, call the workflow once for each target"},
		{"sync.yml", map[string]string{"DISPATCH": "true"}, "the input dispatch needs a token that may write contents; give the secrets app-id and app-key"},
		{"sync.yml", map[string]string{"TARGETS": "[]"}, targets},
		{"sync.yml", map[string]string{"TARGETS": ""}, targets},
		{"sync.yml", map[string]string{"TARGETS": two + two}, targets},
		{"sync.yml", map[string]string{"TARGETS": `{"a": {"name": "staging"}}`}, targets},
		{"sync.yml", map[string]string{"TARGETS": `[{"name": "a"}, {"name": "a"}]`}, targets},
		{"sync.yml", map[string]string{"TARGETS": `[{"name": "a b"}]`}, targets},
		{"drift.yml", nil, ""},
		{"drift.yml", map[string]string{"REF": "refs/heads/patch"}, "drift runs on the protected branch only"},
		{"drift.yml", map[string]string{"EVENT": "pull_request"}, "drift runs on push, schedule and workflow_dispatch only"},
		{"drift.yml", map[string]string{"TARGETS": two + two}, targets},
		{"site.yml", nil, ""},
		{"site.yml", map[string]string{"REF": "refs/heads/patch"}, "site runs on the protected branch only"},
		{"site.yml", map[string]string{"EVENT": "pull_request"}, "site runs on push, schedule and workflow_dispatch only"},
		{"site.yml", map[string]string{"TARGETS": two}, ""},
		{"site.yml", map[string]string{"EVENT": "pull_request_target"}, "site runs on push, schedule and workflow_dispatch only"},
		{"site.yml", map[string]string{"TOOL": "acme/modelreg@main"}, "the input tool is not OWNER/REPO@COMMIT, with all 40 digits of the commit"},
		{"site.yml", map[string]string{"TARGETS": two + two}, targets},
		{"site.yml", map[string]string{"TARGETS": "[]"}, targets},
		{"site.yml", map[string]string{"TARGETS": `[{"name": "a,b"}]`}, targets},
		{"site.yml", map[string]string{"TARGETS": `[{"name": "--serve"}]`}, targets},
		{"site.yml", map[string]string{"TARGETS": `[{"name": "a\nprofile"}]`}, targets},
		{"validate.yml", map[string]string{"EVENT": "pull_request", "TARGETS": "[]"}, ""},
		{"validate.yml", map[string]string{"EVENT": "pull_request_target"}, "validate runs on pull_request and pull_request_review only"},
		{"validate.yml", map[string]string{"EVENT": "pull_request", "TARGETS": two + two}, targets},
	}
	for _, tt := range tests {
		if tt.want != "" {
			tt.want = "::error::" + tt.want
		}
		outputs, why := prepare(t, tt.file, tt.inputs)
		if why != tt.want {
			t.Errorf("%s with %v: %q, want %q", tt.file, tt.inputs, why, tt.want)
		}
		if tool := outputs["repository"] + "@" + outputs["commit"]; why == "" && tool != toolCommit {
			t.Errorf("%s with %v takes the tool from %q, want %q", tt.file, tt.inputs, tool, toolCommit)
		}
	}
}

// TestSyncFlags: what the inputs of sync.yml ask for is on its command line.
func TestSyncFlags(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("not run: there is no bash")
	}
	steps := readWorkflow(t, "../../.github/workflows/sync.yml").Jobs["sync"].Steps
	i := slices.IndexFunc(steps, func(s workflowStep) bool { return s.Name == "Find the names" })
	if i < 0 {
		t.Fatal("no step finds the names")
	}
	for want, env := range map[string][]string{
		"": {"SHARD=1/1", "DISPATCH=false", "ORDER="},
		" --shard 2/3 --out-of-order=churn/4,a/b/1.0.0 --dispatch": {"SHARD=2/3", "DISPATCH=true", "ORDER=churn/4,a/b/1.0.0"},
	} {
		to := filepath.Join(t.TempDir(), "outputs")
		c := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[i].Run)
		c.Env = append(append(os.Environ(), "GITHUB_OUTPUT="+to, "GITHUB_RUN_ATTEMPT=1", "TARGET=staging", "DIGEST=abc"), env...)
		log, err := c.CombinedOutput()
		text, _ := os.ReadFile(to)
		if err != nil || !strings.Contains(string(text), "\nflags="+want+"\n") {
			t.Errorf("%q: %v, want %q in %q\n%s", env, err, want, text, log)
		}
	}
}

// TestPagesOfPrivateRepository: what a private repository holds is published for
// everybody only where its workflow says so.
func TestPagesOfPrivateRepository(t *testing.T) {
	for _, needed := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("not run: there is no %s", needed)
		}
	}
	w := readWorkflow(t, "../../.github/workflows/site.yml")
	if needs := namesIn(w.Jobs["build"].Needs); !slices.Contains(needs, "audience") {
		t.Fatalf("what reads registries needs %q alone", needs)
	}
	step := w.Jobs["audience"].Steps[0]
	const public = "the repository is private, and its pages are for everybody to read"
	for _, c := range []struct{ input, repository, pages, want string }{
		{"false", `{"private": false}`, "", ""},
		{"true", "", "", ""},
		{"false", `{"private": true}`, `{"public": false}`, ""},
		{"false", `{"private": true}`, `{"public": true}`, public},
		{"false", `{"private": true}`, `{}`, public},
		{"false", `{}`, `{"public": true}`, public},
		{"false", `{"private": true}`, "", "could not find out who may read the pages"},
		{"false", "", "", "could not find out whether the repository is private"},
	} {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := map[string]string{"/repos/acme/models": c.repository, "/repos/acme/models/pages": c.pages}[r.URL.Path]
			if answer == "" || r.Header.Get("Authorization") != "Bearer secret" {
				w.WriteHeader(http.StatusNotFound)
			}
			fmt.Fprint(w, answer)
		}))
		command := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		command.Env = append(os.Environ(), "PUBLIC="+c.input, "REPOSITORY="+api.URL+"/repos/acme/models", "TOKEN=secret")
		out, err := command.CombinedOutput()
		api.Close()
		if (err == nil) != (c.want == "") || !strings.Contains(string(out), c.want) {
			t.Errorf("%+v: %v\n%s", c, err, out)
		}
	}
}

// TestPagesInOrder: no older pages are published over newer ones, neither by a
// run that took longer nor by one that is begun again.
func TestPagesInOrder(t *testing.T) {
	jobs := readWorkflow(t, "../../.github/workflows/site.yml").Jobs
	build, deploy := jobs["build"].Concurrency, jobs["deploy"].Concurrency
	if build.Group == "" || deploy.Group == "" || build.Group == deploy.Group || build.Cancel || deploy.Cancel {
		t.Errorf("pages are made in %+v, and published in %+v", build, deploy)
	}
	for _, group := range []string{build.Group, deploy.Group} {
		if strings.Contains(group, "${{") {
			t.Errorf("a repository has one place for pages, and those of %q do not wait for others", group)
		}
	}
	if first := jobs["build"].Steps[0]; !strings.HasPrefix(first.Uses, "actions/checkout@") || first.With["ref"] != "${{ github.ref }}" {
		t.Errorf("the catalog is that of %q", first.With["ref"])
	}
}

// TestWorkflowArtifacts holds that calls in one run that differ keep their
// artifacts apart, and that what is kept is what is looked for.
func TestWorkflowArtifacts(t *testing.T) {
	digests := map[string]bool{}
	for _, inputs := range []map[string]string{
		{}, {"DIRECTORY": "other"}, {"TARGETS": `[{"name": "production"}]`}, {"TARGETS": `[{"name": "staging"}, {"name": "production"}]`},
	} {
		outputs, why := prepare(t, "sync.yml", inputs)
		inputs["EVENT"] = "pull_request"
		same, whyNot := prepare(t, "validate.yml", inputs)
		if why+whyNot != "" || outputs["digest"] == "" || same["digest"] != outputs["digest"] {
			t.Errorf("of %v, the digest is %q and %q: %s%s", inputs, outputs["digest"], same["digest"], why, whyNot)
		}
		digests[outputs["digest"]] = true
	}
	if len(digests) != 4 {
		t.Errorf("four calls have the digests %v", digests)
	}
	const digest = "${{ needs.prepare.outputs.digest }}-"
	for file, prefix := range map[string]string{"sync.yml": "modelreg-sync-", "validate.yml": "modelreg-plan-"} {
		for _, job := range readWorkflow(t, filepath.Join("../../.github/workflows", file)).Jobs {
			for _, step := range job.Steps {
				if pattern, ok := step.With["pattern"]; ok && pattern != prefix+digest+"*" {
					t.Errorf("%s: looks for %q", file, pattern)
				}
				kept := step.With["name"]
				if strings.HasPrefix(step.Uses, "actions/upload-artifact@") && kept != "${{ steps.names.outputs.artifact }}" && !strings.HasPrefix(kept, prefix+digest) {
					t.Errorf("%s: keeps %q", file, kept)
				}
			}
		}
	}
}
