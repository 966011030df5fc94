package scaffold

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// options are the shapes that a repository can have.
func options() map[string]Options {
	least := whole()
	least.RepositoryID, least.Production, least.Owners, least.Approvers, least.Site = "", nil, nil, nil, false
	same := whole()
	same.Production = &Place{same.Staging.Account, "eu-west-1"}
	china := whole()
	china.Staging.Region = "cn-north-1"
	return map[string]Options{"whole": whole(), "least": least, "one account": same, "China": china}
}

func written(t *testing.T, o Options) map[string]string {
	t.Helper()
	files, err := Files(o)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Path] = string(f.Text)
	}
	if len(texts) != len(files) {
		t.Error("a path appears twice")
	}
	return texts
}

// TestSyntax: every file is what its name says, and no template shows.
func TestSyntax(t *testing.T) {
	for name, o := range options() {
		for path, text := range written(t, o) {
			var v any
			var err error
			switch {
			case strings.HasSuffix(path, ".json"):
				err = json.Unmarshal([]byte(text), &v)
			case strings.HasSuffix(path, ".yaml"), strings.HasSuffix(path, ".yml"):
				err = yaml.Unmarshal([]byte(text), &v)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", name, path, err)
			}
			if strings.Contains(text, "[[") || strings.Contains(text, "<no value>") || !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.Contains(text, " \n") {
				t.Errorf("%s: %s is not tidy:\n%s", name, path, text)
			}
		}
	}
}

// TestTerraform holds main.tf to the syntax and layout of Terraform, where that
// is installed.
func TestTerraform(t *testing.T) {
	terraform, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("not run: there is no terraform")
	}
	for name, o := range options() {
		for path, text := range written(t, o) {
			if !strings.HasSuffix(path, ".tf") {
				continue
			}
			c := exec.Command(terraform, "fmt", "-check", "-diff", "-")
			c.Stdin = strings.NewReader(text)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%s: %s: %v\n%s", name, path, err, out)
			}
		}
	}
}

var action = regexp.MustCompile(`[a-z]+:[A-Z][A-Za-z]+`)

// permitted are the blocks of README.md, "Permissions".
func permitted(t *testing.T) [][]string {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "### Permissions\n")
	block := regexp.MustCompile("(?s)```\n(.*?)```").FindStringSubmatch(section)
	if block == nil {
		t.Fatal("README.md lists no permissions")
	}
	var blocks [][]string
	for _, b := range strings.Split(block[1], "\n\n") {
		blocks = append(blocks, action.FindAllString(b, -1))
	}
	if len(blocks) != 3 {
		t.Fatalf("README.md has %d blocks of permissions, want 3", len(blocks))
	}
	return blocks
}

// TestPolicies: a role may do what README.md says that it needs, in its account
// and region, and nothing else.
func TestPolicies(t *testing.T) {
	blocks := permitted(t)
	want := map[string][]string{"plan": blocks[0], "sync": append(slices.Clone(blocks[0]), blocks[1]...)}
	for role, actions := range want {
		text, err := policy(Place{"111122223333", "us-gov-west-1"}, role)
		if err != nil {
			t.Fatal(err)
		}
		var d struct {
			Statement []struct {
				Effect    string
				Action    []string
				Resource  any
				Condition map[string]map[string]string
			}
		}
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range d.Statement {
			got = append(got, s.Action...)
			if s.Effect != "Allow" {
				t.Errorf("%s: effect %q", role, s.Effect)
			}
			switch on := s.Resource.(type) {
			case string:
				if on != "*" || s.Condition["StringEquals"]["aws:RequestedRegion"] != "us-gov-west-1" {
					t.Errorf("%s: %v on %q under %v", role, s.Action, on, s.Condition)
				}
			case []any:
				for _, arn := range on {
					if !strings.HasPrefix(arn.(string), "arn:aws-us-gov:sagemaker:us-gov-west-1:111122223333:model-package") {
						t.Errorf("%s: %v on %q", role, s.Action, arn)
					}
				}
			}
		}
		slices.Sort(got)
		slices.Sort(actions)
		if !slices.Equal(got, actions) {
			t.Errorf("%s may\n%v\nwant\n%v", role, got, actions)
		}
	}
}

// TestCloudFormation reads the roles as AWS would: the policies are those of the
// JSON files, and each claim is pinned.
func TestCloudFormation(t *testing.T) {
	files := written(t, whole())
	var stack struct {
		Resources map[string]struct {
			Properties struct {
				AssumeRolePolicyDocument struct {
					Statement []struct {
						Action    string
						Condition struct {
							StringEquals map[string]any `yaml:"StringEquals"`
							StringLike   map[string]any `yaml:"StringLike"`
						} `yaml:"Condition"`
					} `yaml:"Statement"`
				} `yaml:"AssumeRolePolicyDocument"`
				Policies []struct {
					PolicyDocument any `yaml:"PolicyDocument"`
				} `yaml:"Policies"`
			} `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal([]byte(files["aws/production/cloudformation.yaml"]), &stack); err != nil {
		t.Fatal(err)
	}
	const claim = "token.actions.githubusercontent.com:"
	tool := whole().Tool
	for role, claims := range map[string]map[string]any{
		"Plan": {"aud": "sts.amazonaws.com", "repository_id": "RepositoryId", "job_workflow_ref": []any{
			tool.Repository + "/.github/workflows/validate.yml@" + tool.Commit, tool.Repository + "/.github/workflows/drift.yml@" + tool.Commit,
			tool.Repository + "/.github/workflows/site.yml@" + tool.Commit}},
		"Sync": {"aud": "sts.amazonaws.com", "repository_id": "RepositoryId", "job_workflow_ref": "SyncWorkflow", "ref": "refs/heads/main", "environment": "production"},
	} {
		r := stack.Resources[role+"Role"].Properties
		if n := len(r.AssumeRolePolicyDocument.Statement); n != 1 {
			t.Fatalf("%s has %d statements of trust", role, n)
		}
		condition := r.AssumeRolePolicyDocument.Statement[0].Condition
		for name, want := range claims {
			if got := condition.StringEquals[claim+name]; !equal(got, want) {
				t.Errorf("%s: %s is %v, want %v", role, name, got, want)
			}
		}
		if len(condition.StringEquals) != len(claims) || condition.StringLike[claim+"sub"] == nil {
			t.Errorf("%s trusts by %v", role, condition)
		}
		var want any
		if err := json.Unmarshal([]byte(files["aws/production/"+strings.ToLower(role)+"-policy.json"]), &want); err != nil {
			t.Fatal(err)
		}
		if len(r.Policies) != 1 || !equal(r.Policies[0].PolicyDocument, want) {
			t.Errorf("%s may %v, want %v", role, r.Policies, want)
		}
	}
}

func equal(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// TestWorkflows: callers pin the tool by its commit, pass targets that are JSON,
// and name environments only where people may have to be waited for.
func TestWorkflows(t *testing.T) {
	tool := whole().Tool
	for name, role := range map[string]string{"validate": "plan", "sync": "sync", "drift": "plan", "site": "plan"} {
		var w struct {
			Jobs map[string]struct {
				Uses string            `yaml:"uses"`
				With map[string]string `yaml:"with"`
			} `yaml:"jobs"`
		}
		if err := yaml.Unmarshal([]byte(written(t, whole())[".github/workflows/"+name+".yml"]), &w); err != nil {
			t.Fatal(err)
		}
		job := w.Jobs[name]
		if want := tool.Repository + "/.github/workflows/" + name + ".yml@" + tool.Commit; job.Uses != want || job.With["tool"] != tool.String() {
			t.Errorf("%s uses %q with tool %q", name, job.Uses, job.With["tool"])
		}
		var targets []map[string]string
		if err := json.Unmarshal([]byte(job.With["targets"]), &targets); err != nil || len(targets) != 2 {
			t.Fatalf("%s: targets %v: %v", name, targets, err)
		}
		want := map[string]string{"name": "production", "region": "eu-west-1", "role": "arn:aws:iam::444455556666:role/modelreg-" + role + "-production"}
		if name == "sync" {
			want["environment"] = "production"
		}
		if !equal(targets[1], want) {
			t.Errorf("%s: target %v, want %v", name, targets[1], want)
		}
	}
}

// TestValidateEdited: a pull request that gets another base is looked at again.
func TestValidateEdited(t *testing.T) {
	var w struct {
		On map[string]struct {
			Types []string `yaml:"types"`
		} `yaml:"on"`
	}
	if err := yaml.Unmarshal([]byte(written(t, whole())[".github/workflows/validate.yml"]), &w); err != nil {
		t.Fatal(err)
	}
	for _, needed := range []string{"opened", "reopened", "synchronize", "edited"} {
		if !slices.Contains(w.On["pull_request"].Types, needed) {
			t.Errorf("not run for pull requests that are %s, only %v", needed, w.On["pull_request"].Types)
		}
	}
}

// TestCallersFit holds the callers to the reusable workflows of this repository:
// what they pass is taken, what is required is passed, and no job of theirs asks
// for a permission that the caller does not have, which GitHub would refuse.
func TestCallersFit(t *testing.T) {
	type permissions map[string]string
	for _, name := range []string{"validate", "sync", "drift", "site"} {
		var caller struct {
			Jobs map[string]struct {
				Permissions permissions    `yaml:"permissions"`
				With        map[string]any `yaml:"with"`
				Secrets     map[string]any `yaml:"secrets"`
			} `yaml:"jobs"`
		}
		if err := yaml.Unmarshal([]byte(written(t, whole())[".github/workflows/"+name+".yml"]), &caller); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile("../../../.github/workflows/" + name + ".yml")
		if err != nil {
			t.Fatal(err)
		}
		var called struct {
			On struct {
				Call struct {
					Inputs  map[string]struct{ Required bool } `yaml:"inputs"`
					Secrets map[string]any                     `yaml:"secrets"`
				} `yaml:"workflow_call"`
			} `yaml:"on"`
			Jobs map[string]struct {
				Permissions permissions `yaml:"permissions"`
			} `yaml:"jobs"`
		}
		if err := yaml.Unmarshal(text, &called); err != nil {
			t.Fatal(err)
		}
		job, call := caller.Jobs[name], called.On.Call
		for input := range job.With {
			if _, ok := call.Inputs[input]; !ok {
				t.Errorf("%s passes %q, which is no input", name, input)
			}
		}
		for input, is := range call.Inputs {
			if _, ok := job.With[input]; is.Required && !ok {
				t.Errorf("%s does not pass %q", name, input)
			}
		}
		for secret := range job.Secrets {
			if _, ok := call.Secrets[secret]; !ok {
				t.Errorf("%s passes the secret %q, which is none", name, secret)
			}
		}
		asked := permissions{}
		for _, j := range called.Jobs {
			for scope, level := range j.Permissions {
				if asked[scope] != "write" {
					asked[scope] = level
				}
			}
		}
		if !equal(asked, job.Permissions) {
			t.Errorf("%s has the permissions %v, and %v are needed", name, job.Permissions, asked)
		}
	}
}
