package main

import (
	"os"
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
		Needs       yaml.Node         `yaml:"needs"`
		Permissions map[string]string `yaml:"permissions"`
		Env         map[string]string `yaml:"env"`
		Concurrency struct {
			Group  string `yaml:"group"`
			Cancel bool   `yaml:"cancel-in-progress"`
		} `yaml:"concurrency"`
		Steps []workflowStep `yaml:"steps"`
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
		"site.yml": {
			"prepare":  {},
			"audience": {"pages": "read"},
			"build":    {"contents": "read", "pull-requests": "read", "checks": "read", "statuses": "read", "id-token": "write"},
			"deploy":   {"pages": "write", "id-token": "write"},
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
		if events := namesIn(w.On); slices.Contains(events, "pull_request_target") || len(events) == 0 {
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
		"site.yml: Make the pages":         app,
	}
	got := map[string]string{}
	for _, file := range []string{"validate.yml", "sync.yml", "drift.yml", "site.yml"} {
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

// namesIn are the names in "on" or "needs".
func namesIn(list yaml.Node) []string {
	var names []string
	switch list.Kind {
	case yaml.ScalarNode:
		return []string{list.Value}
	case yaml.SequenceNode:
		for _, n := range list.Content {
			names = append(names, n.Value)
		}
	case yaml.MappingNode:
		for i := 0; i < len(list.Content); i += 2 {
			names = append(names, list.Content[i].Value)
		}
	}
	return names
}
