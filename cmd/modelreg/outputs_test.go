package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog/example"
	"modelreg/catalog/github/fake"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// inActions gives a team the environment of a workflow of its protected branch,
// with files for outputs and summary whose last line is open.
func (tm *team) inActions() (values, summary string) {
	dir := tm.t.TempDir()
	values, summary = filepath.Join(dir, "output"), filepath.Join(dir, "summary")
	for name, value := range map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main", "GITHUB_REPOSITORY": "acme/models",
		"GITHUB_OUTPUT": values, "GITHUB_STEP_SUMMARY": summary,
	} {
		tm.env[name] = value
	}
	tm.write(values, "before=1")
	tm.write(summary, "before")
	return values, summary
}

// readOutputs reads a file of outputs as a runner does.
func readOutputs(t interface{ Fatalf(string, ...any) }, text string) map[string]string {
	values := map[string]string{}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if name, value, ok := strings.Cut(lines[i], "="); ok && !strings.Contains(name, "<<") {
			values[name] = value
			continue
		}
		name, end, ok := strings.Cut(lines[i], "<<")
		if !ok {
			t.Fatalf("line %d is no output: %q", i+1, lines[i])
		}
		var value []string
		for i++; i < len(lines) && lines[i] != end; i++ {
			value = append(value, lines[i])
		}
		if i == len(lines) {
			t.Fatalf("the output %s has no end", name)
		}
		values[name] = strings.Join(value, "\n")
	}
	return values
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOutputs: what a sync approved is in the step's outputs, its summary and a
// repository_dispatch, once.
func TestOutputs(t *testing.T) {
	tm := newTeam(t)
	tm.merge()
	values, summary := tm.inActions()
	if out, code := tm.run("sync", "--dispatch"); code != cli.OK {
		t.Fatalf("sync ends with %d\n%s", code, out)
	}
	approval := `{"group":"house-price","label":"1","arn":"arn:aws:sagemaker:us-east-1:000000000000:model-package/house-price/1","target":"production"}`
	want := map[string]string{"before": "1", "approved": "[" + approval + "]", "changed": "true", "blocked": "0"}
	if diff := cmp.Diff(want, readOutputs(t, readText(t, values))); diff != "" {
		t.Error(diff)
	}
	if text := readText(t, summary); !strings.HasPrefix(text, "before\n### modelreg sync to ") || !strings.Contains(text, "| newly approved |") {
		t.Errorf("the summary is\n%s", text)
	}
	told := tm.hub.Dispatches()
	if len(told) != 1 || !strings.HasPrefix(told[0], "modelreg-approved {") {
		t.Fatalf("told %q", told)
	}
	var payload, wanted sync.NewApproval
	if json.Unmarshal([]byte(strings.TrimPrefix(told[0], "modelreg-approved ")), &payload) != nil || json.Unmarshal([]byte(approval), &wanted) != nil || payload != wanted {
		t.Errorf("told %q", told)
	}

	if out, code := tm.run("sync", "--dispatch"); code != cli.OK {
		t.Fatalf("sync ends with %d\n%s", code, out)
	}
	want["approved"], want["changed"] = "[]", "false"
	if diff := cmp.Diff(want, readOutputs(t, readText(t, values))); diff != "" {
		t.Error(diff)
	}
	if told := tm.hub.Dispatches(); len(told) != 1 {
		t.Errorf("told again: %q", told)
	}
}

// TestDispatchThatFails leaves the approval as it is, says so, and is not made
// up for later.
func TestDispatchThatFails(t *testing.T) {
	for name, broken := range map[string]func(*fake.GitHub){
		"not allowed": (*fake.GitHub).ReadOnly,
		"no answer": func(g *fake.GitHub) {
			g.Fault(func(r *http.Request) *fake.Fault {
				if r.Method != http.MethodPost {
					return nil
				}
				return &fake.Fault{Status: http.StatusBadGateway}
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			tm := newTeam(t)
			tm.merge()
			broken(tm.hub)
			before := len(tm.hub.Requests())
			out, code := tm.run("sync", "--dispatch", "-o", "json")
			var report sync.Report
			if err := json.Unmarshal(out, &report); err != nil || code != cli.Problems || len(report.Approved) != 1 || !report.Changed {
				t.Errorf("sync ends with %d and %v\n%s", code, err, out)
			}
			sent := 0
			for _, r := range tm.hub.Requests()[before:] {
				if strings.HasSuffix(r, "/dispatches") {
					sent++
				}
			}
			if sent != 1 {
				t.Errorf("sent %d times", sent)
			}
			if out, code := tm.run("sync", "--dispatch"); code != cli.OK {
				t.Errorf("the next sync ends with %d\n%s", code, out)
			}
		})
	}
}

// TestDispatchNeedsAToken before anything is changed.
func TestDispatchNeedsAToken(t *testing.T) {
	dir := exampleIn(t)
	if out, code := output(t, "sync", "--dispatch", "-C", dir); code != cli.Unfinished || len(out) > 0 {
		t.Errorf("sync ends with %d\n%s", code, out)
	}
	if _, code := output(t, "plan", "--detailed-exitcode", "-C", dir); code != cli.Differences {
		t.Errorf("something was synced: plan ends with %d", code)
	}
}

// TestOutputsThatCannotBeWritten are told before anything is changed.
func TestOutputsThatCannotBeWritten(t *testing.T) {
	dir := exampleIn(t)
	for _, flag := range []string{"--github-output", "--summary"} {
		if out, code := output(t, "sync", "-C", dir, flag, filepath.Join(dir, "no", "folder")); code != cli.Unfinished || len(out) > 0 {
			t.Errorf("%s: sync ends with %d\n%s", flag, code, out)
		}
	}
	file := filepath.Join(t.TempDir(), "output")
	if _, code := output(t, "sync", "-C", dir, "--dry-run", "--github-output", file, "--summary", file+".md"); code != cli.OK {
		t.Errorf("sync --dry-run ends with %d", code)
	}
	if diff := cmp.Diff(map[string]string{"approved": "[]", "changed": "false", "blocked": "0"}, readOutputs(t, readText(t, file))); diff != "" {
		t.Error(diff)
	}
	if text := readText(t, file+".md"); !strings.HasPrefix(text, "### modelreg plan for ") {
		t.Errorf("the summary is\n%s", text)
	}
}

func exampleIn(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestHeredoc: whatever is in a value, a runner reads it as it is and reads no
// other output.
func TestHeredoc(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`([a-z=<]|\n|modelreg_[0-9a-f]{4}|x<<EOF\n|EOF\n)*`).Draw(t, "value")
		got := readOutputs(t, heredoc("one", value)+heredoc("two", heredoc("one", value)))
		if diff := cmp.Diff(map[string]string{"one": value, "two": heredoc("one", value)}, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestOutputsHaveLimits: of too much, GitHub would take nothing.
func TestOutputsHaveLimits(t *testing.T) {
	world := inProcess()
	a := &app{World: world, talk: cli.NewTalk(world.Stderr)}
	file := filepath.Join(t.TempDir(), "output")
	o, err := a.outputs(file, file+".md")
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	report := &sync.Report{Target: "production"}
	for i := range 5_000 {
		arn := fmt.Sprintf("arn:aws:sagemaker:us-east-1:000000000000:model-package/house-price/%d", i)
		report.Approved = append(report.Approved, sync.NewApproval{Group: "house-price", Label: fmt.Sprint(i), ARN: arn, Target: "production", PreviousARN: arn})
		report.Items = append(report.Items, sync.Item{Ref: "house-price/" + fmt.Sprint(i), Action: sync.Update, Reason: sync.Approve, Outcome: sync.Done, ARN: arn, Detail: strings.Repeat("|", 200)})
	}
	report.Items = append(report.Items, sync.Item{Ref: "churn/1", Action: sync.Update, Outcome: sync.Failure})
	for range 2 {
		if whole, err := o.report(report, 1); whole || err != nil {
			t.Errorf("whole %v, error %v", whole, err)
		}
	}
	var approved []sync.NewApproval
	value := readOutputs(t, readText(t, file))["approved"]
	if err := json.Unmarshal([]byte(value), &approved); err != nil || len(value) > longestApproved+1 || len(approved) < 1000 {
		t.Errorf("%d approvals in %d bytes: %v", len(approved), len(value), err)
	}
	text := readText(t, file+".md")
	if len(text) > 1<<20 || !strings.Contains(text, "more lines not shown here") || !strings.Contains(text, "churn&#47;1") {
		t.Errorf("the summary has %d bytes", len(text))
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "|") && !strings.HasSuffix(line, " |\n") {
			t.Errorf("a row is cut: %q", line)
		}
	}
}

// TestShardFlag: the shards of a catalog are together all of it.
func TestShardFlag(t *testing.T) {
	dir := exampleIn(t)
	for _, bad := range []string{"", "0/4", "5/4", "1", "x/y"} {
		for _, command := range []string{"plan", "sync"} {
			if _, code := output(t, command, "-C", dir, "--shard", bad); code != cli.Usage {
				t.Errorf("%s --shard %q ends with %d", command, bad, code)
			}
		}
	}
	saved := filepath.Join(t.TempDir(), "saved.plan")
	done := 0
	for _, args := range [][]string{
		{"plan", "--shard", "1/3", "--out", saved, "-o", "json"},
		{"sync", "--plan", saved, "-o", "json"},
		{"sync", "--shard", "2/3", "-o", "json"},
		{"sync", "--shard", "3/3", "-o", "json"},
	} {
		text, code := output(t, append(args, "-C", dir)...)
		if code != cli.OK {
			t.Errorf("%q ends with %d\n%s", args, code, text)
		}
		schema := map[string]string{"plan": "plan", "sync": "report"}[args[0]]
		if err := schemaOf(t, schema).Validate(decoded(t, text)); err != nil {
			t.Errorf("%q: %#v\n%s", args, err, text)
		}
		var report sync.Report
		if args[0] == "sync" && json.Unmarshal(text, &report) == nil {
			done += report.Counts.Done
		}
	}
	if _, code := output(t, "plan", "--detailed-exitcode", "-C", dir); code != cli.OK || done != 13 {
		t.Errorf("%d changes done, and plan ends with %d", done, code)
	}
	if _, code := output(t, "sync", "--plan", saved, "--shard", "2/3", "-C", dir); code != cli.Problems {
		t.Errorf("the plan of another shard: sync ends with %d", code)
	}
}
