package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stepEnd is what a step of the action left behind.
type stepEnd struct {
	Log, Output, Summary, File string
	Code                       int
}

// stopped is how a step says that workflow commands are not heard for a while.
var stopped = regexp.MustCompile(`(?s)\A::stop-commands::(modelreg-[0-9a-f]{32})\n(.*)\n::(modelreg-[0-9a-f]{32})::\n\z`)

// runStep runs the action's script with something else in modelreg's place.
func runStep(t *testing.T, modelreg string, env ...string) stepEnd {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("not run: there is no bash")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "modelreg"), []byte("#!/usr/bin/env bash\n"+modelreg+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("../../.github/actions/modelreg/run")
	c.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "RUNNER_TEMP="+dir, "GITHUB_OUTPUT="+dir+"/output", "GITHUB_STEP_SUMMARY="+dir+"/summary",
		"ARGS=plan", "DIRECTORY=some where", "ALLOW=", "DESTINATION=log", "TEMP_FILE="+dir+"/made/file")
	for _, e := range env {
		c.Env = append(c.Env, strings.ReplaceAll(e, "TEMP_FILE", dir+"/made/file"))
	}
	log, _ := c.CombinedOutput()
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(text)
	}
	return stepEnd{string(log), read("output"), read("summary"), read("made/file"), c.ProcessState.ExitCode()}
}

// TestActionStep holds what the action makes of its inputs and of what modelreg
// prints and ends with.
func TestActionStep(t *testing.T) {
	const arguments = `printf '<%s>' "$@"; echo`
	tests := []struct {
		name, modelreg string
		env            []string
		want           stepEnd // of Log, what is between the marks
	}{
		{"words are split and not looked at by the shell", arguments, []string{"ARGS=plan  --target $HOME\n *"},
			stepEnd{Log: "<-C><some where><plan><--target><$HOME><*>\n", Output: "exit-code=0\n"}},
		{"a command in what is printed is not heard", `echo '::error::no'; exit 1`, nil,
			stepEnd{Log: "::error::no\n", Output: "exit-code=1\n", Code: 1}},
		{"a code that is allowed does not fail", "exit 2", []string{"ALLOW=1 2"}, stepEnd{Output: "exit-code=2\n"}},
		{"only that one", "exit 12", []string{"ALLOW=1 2"}, stepEnd{Output: "exit-code=12\n", Code: 12}},
		{"Markdown goes to the summary as it is", "echo '`a`'; echo talk >&2", []string{"DESTINATION=markdown"},
			stepEnd{Log: "talk\n", Output: "exit-code=0\n", Summary: "`a`\n\n"}},
		{"text can't leave its fence", "echo '```'; echo '<b>'", []string{"DESTINATION=text"},
			stepEnd{Output: "exit-code=0\n", Summary: "```text\n'''\n<b>\n```\n\n"}},
		{"nothing printed is no summary", "exit 3", []string{"DESTINATION=text"}, stepEnd{Output: "exit-code=3\n", Code: 3}},
		{"a file", "echo '{}'", []string{"DESTINATION=TEMP_FILE"}, stepEnd{Output: "exit-code=0\n", File: "{}\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := runStep(t, tt.modelreg, tt.env...)
			marked := stopped.FindStringSubmatch(got.Log)
			if marked == nil || marked[1] != marked[3] {
				t.Fatalf("commands can be heard\n%s", got.Log)
			}
			got.Log = marked[2]
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestActionBuildsAlone holds that a go.work of the catalog's repository, which
// could put its own code in a module's place, is not heard.
func TestActionBuildsAlone(t *testing.T) {
	text, err := os.ReadFile("../../.github/actions/modelreg/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	builds := regexp.MustCompile(`(?m)^ *(.*)go (?:build|install|run) `).FindAllStringSubmatch(string(text), -1)
	if len(builds) == 0 {
		t.Error("the action builds nothing")
	}
	for _, build := range builds {
		if build[1] != "GOWORK=off " {
			t.Errorf("it builds with %q", build[0])
		}
	}
}

// TestActionAnnotates holds that annotations, and they alone, are heard.
func TestActionAnnotates(t *testing.T) {
	got := runStep(t, `echo '::error file=a::b'`, "ARGS=validate -o github")
	if want := "::error file=a::b\n"; got.Log != want {
		t.Errorf("the log is %q, want %q", got.Log, want)
	}
}

// TestActionSummaryFits holds that a summary is never longer than GitHub takes,
// and is cut between lines.
func TestActionSummaryFits(t *testing.T) {
	for _, destination := range []string{"markdown", "text"} {
		got := runStep(t, `yes 'ééééééééééééééééé' | head -n 100000`, "DESTINATION="+destination).Summary
		if len(got) > 1<<20 || len(got) < 1<<19 {
			t.Errorf("%s: the summary has %d bytes", destination, len(got))
		}
		if got = strings.ReplaceAll(strings.ReplaceAll(got, "ééééééééééééééééé\n", ""), "```", ""); strings.Contains(got, "é") {
			t.Errorf("%s: a line is cut: %q", destination, got)
		}
	}
}
