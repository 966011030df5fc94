package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// TestProgress: a terminal gets a bar in place of a line for each change, those
// who ask for quiet get neither, and the answer is the same.
func TestProgress(t *testing.T) {
	answers := map[string]bool{}
	for _, c := range []struct {
		name       string
		columns    int
		term       string
		args       []string
		lines, bar bool
	}{
		{"pipe", 0, "xterm", nil, true, false},
		{"terminal", 100, "xterm", nil, false, true},
		{"terminal that only adds lines", 100, "dumb", nil, true, false},
		{"quiet terminal", 100, "xterm", []string{"-q"}, false, false},
		{"quiet pipe", 0, "xterm", []string{"-q"}, false, false},
	} {
		dir := filepath.Join(t.TempDir(), "catalog")
		if err := os.CopyFS(dir, example.FS); err != nil {
			t.Fatal(err)
		}
		var answer, talk bytes.Buffer
		world := inProcess(append(c.args, "sync", "-C", dir)...)
		world.Stdout, world.Stderr, world.StderrWidth = &answer, &talk, c.columns
		world.Getenv = func(name string) string { return map[string]string{"TERM": c.term}[name] }
		if code := run(t.Context(), world); code != cli.OK {
			t.Errorf("%s: exit code %d", c.name, code)
		}
		if lines := strings.Contains(talk.String(), "created house-price/1 arn:"); lines != c.lines {
			t.Errorf("%s: lines for changes: %t, want %t", c.name, lines, c.lines)
		}
		if bar := strings.Contains(talk.String(), "13/13"); bar != c.bar {
			t.Errorf("%s: a bar: %t, want %t", c.name, bar, c.bar)
		}
		answers[answer.String()] = true
	}
	if len(answers) != 1 {
		t.Errorf("the answer depends on the screen: %v", answers)
	}
}

func TestTold(t *testing.T) {
	for want, item := range map[string]sync.Item{
		"created group churn arn:g":           {Kind: sync.OfGroup, Ref: "churn", Action: sync.Create, Outcome: sync.Done, ARN: "arn:g"},
		"updated churn/1 arn:1":               {Kind: sync.OfVersion, Ref: "churn/1", Action: sync.Update, Outcome: sync.Done, ARN: "arn:1"},
		"already created churn/1":             {Kind: sync.OfVersion, Ref: "churn/1", Action: sync.Create, Outcome: sync.AlreadySo},
		"deleted arn:1":                       {Kind: sync.OfVersion, Ref: "arn:1", Action: sync.Delete, Outcome: sync.Done, ARN: "arn:1"},
		"failed churn/2: creating: Throttled": {Kind: sync.OfVersion, Ref: "churn/2", Action: sync.Create, Outcome: sync.Failure, Detail: "creating: Throttled"},
	} {
		if got := told(item); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
}
