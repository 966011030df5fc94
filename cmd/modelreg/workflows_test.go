package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// workflow is what the rules below look at.
type workflow struct {
	On          yaml.Node         `yaml:"on"`
	Permissions map[string]string `yaml:"permissions"`
	Jobs        map[string]struct {
		Uses        string            `yaml:"uses"`
		Permissions map[string]string `yaml:"permissions"`
		Env         map[string]string `yaml:"env"`
		Steps       []workflowStep    `yaml:"steps"`
	} `yaml:"jobs"`
}

type workflowStep struct {
	Name string            `yaml:"name"`
	Uses string            `yaml:"uses"`
	Run  string            `yaml:"run"`
	With map[string]string `yaml:"with"`
}

var (
	pinned      = regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40}$`)
	usesLine    = regexp.MustCompile(`(?m)uses: (\S+@.*)$`)
	withVersion = regexp.MustCompile(`^\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
)

// TestWorkflowRights holds what each job of the workflows that teams call may
// do: a line more here is a right more for whoever gets at that job.
func TestWorkflowRights(t *testing.T) {
	want := map[string]map[string]map[string]string{
		"validate.yml": {
			"prepare": {},
			"catalog": {"contents": "read"},
			"plan":    {"contents": "read", "id-token": "write"},
			"review":  {"contents": "read", "pull-requests": "write", "checks": "read", "statuses": "read"},
		},
		"sync.yml": {
			"prepare": {},
			"sync":    {"contents": "read", "pull-requests": "read", "checks": "read", "statuses": "read", "id-token": "write"},
			"collect": {},
		},
		"drift.yml": {
			"prepare": {},
			"drift":   {"contents": "read", "pull-requests": "read", "checks": "read", "statuses": "read", "issues": "write", "id-token": "write"},
		},
	}
	for file, jobs := range want {
		got := map[string]map[string]string{}
		for name, job := range readWorkflow(t, filepath.Join("../../.github/workflows", file)).Jobs {
			got[name] = job.Permissions
		}
		if diff := cmp.Diff(jobs, got); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

// TestWorkflowRules holds what is true of every workflow and of the action:
// remote actions are pinned, no step keeps the token or puts a value into a
// script, and rights are given job by job.
func TestWorkflowRules(t *testing.T) {
	paths, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(paths) < 4 {
		t.Fatalf("the workflows are %q: %v", paths, err)
	}
	for _, path := range paths {
		w := readWorkflow(t, path)
		if w.Permissions == nil || len(w.Permissions) > 0 {
			t.Errorf("%s: permissions of the whole workflow are %v, want {}", path, w.Permissions)
		}
		if events := eventsOf(w.On); slices.Contains(events, "pull_request_target") || len(events) == 0 {
			t.Errorf("%s: runs on %q", path, events)
		}
		for name, job := range w.Jobs {
			if job.Permissions == nil {
				t.Errorf("%s: job %s has no permissions of its own", path, name)
			}
			holdSteps(t, path, job.Steps)
		}
	}
	const action = "../../.github/actions/modelreg/action.yml"
	var composite struct {
		Runs struct {
			Steps []workflowStep `yaml:"steps"`
		} `yaml:"runs"`
	}
	decodeYAML(t, action, &composite)
	if len(composite.Runs.Steps) == 0 {
		t.Errorf("%s has no steps", action)
	}
	holdSteps(t, action, composite.Runs.Steps)
	for _, path := range append(paths, action) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range usesLine.FindAllStringSubmatch(string(text), -1) {
			if !withVersion.MatchString(m[1]) {
				t.Errorf("%s: %q does not say which version the commit is", path, m[1])
			}
		}
	}
}

// TestWorkflowTokens holds which steps ask with the token of an App, which alone
// can read teams, and that what writes to people does so as the workflow.
func TestWorkflowTokens(t *testing.T) {
	const app = "${{ steps.app.outputs.token || github.token }}"
	want := map[string]string{
		"validate.yml: Check the approval": app,
		"sync.yml: Sync":                   app,
		"drift.yml: Drift":                 app,
		"drift.yml: Verify":                app,
	}
	got := map[string]string{}
	for _, file := range []string{"validate.yml", "sync.yml", "drift.yml"} {
		for name, job := range readWorkflow(t, filepath.Join("../../.github/workflows", file)).Jobs {
			minted := false
			for _, step := range job.Steps {
				if strings.HasPrefix(step.Uses, "actions/create-github-app-token@") {
					minted = true
				}
				if step.Uses != "./.modelreg-tool/.github/actions/modelreg" || step.With["token"] == "" {
					continue
				}
				got[file+": "+step.Name] = step.With["token"]
				if !minted || job.Env["APP"] != "${{ secrets.app-id != '' }}" {
					t.Errorf("%s: job %s asks with a token that it does not get", file, name)
				}
				if args := step.With["args"]; strings.Contains(args, "--post") || strings.Contains(args, "--issue") && !strings.Contains(args, "env.APP != 'true' && ' --issue'") {
					t.Errorf("%s: the App writes with %q", file, args)
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

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
		`TARGETS=[{"name": "staging"}]`, "DIRECTORY=.", "SHARDS=1", "DISPATCH=false", "APP=false", "OWN=true")
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
		{"validate.yml", map[string]string{"EVENT": "pull_request", "TARGETS": "[]"}, ""},
		{"validate.yml", map[string]string{"EVENT": "pull_request_target"}, "validate runs on pull_request and pull_request_review only"},
		{"validate.yml", map[string]string{"EVENT": "pull_request", "TARGETS": two + two}, targets},
	}
	for _, tt := range tests {
		if tt.want != "" {
			tt.want = "::error::" + tt.want
		}
		if _, why := prepare(t, tt.file, tt.inputs); why != tt.want {
			t.Errorf("%s with %v: %q, want %q", tt.file, tt.inputs, why, tt.want)
		}
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

func holdSteps(t *testing.T, path string, steps []workflowStep) {
	t.Helper()
	for _, step := range steps {
		if step.Uses != "" && step.Uses != "./.modelreg-tool/.github/actions/modelreg" && !pinned.MatchString(step.Uses) {
			t.Errorf("%s: %q is not pinned by a whole commit", path, step.Uses)
		}
		if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
			t.Errorf("%s: a checkout keeps the token", path)
		}
		if strings.Contains(step.Run, "${{") {
			t.Errorf("%s: a value is put into a script; give it by env\n%s", path, step.Run)
		}
	}
}

func readWorkflow(t *testing.T, path string) workflow {
	t.Helper()
	var w workflow
	decodeYAML(t, path, &w)
	return w
}

func decodeYAML(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// eventsOf are the names of the events in "on".
func eventsOf(on yaml.Node) []string {
	var names []string
	switch on.Kind {
	case yaml.ScalarNode:
		return []string{on.Value}
	case yaml.SequenceNode:
		for _, n := range on.Content {
			names = append(names, n.Value)
		}
	case yaml.MappingNode:
		for i := 0; i < len(on.Content); i += 2 {
			names = append(names, on.Content[i].Value)
		}
	}
	return names
}
