package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"modelreg/catalog/example"
	"modelreg/catalog/github/fake"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

// A turn is one command of several that run at once.
type turn struct {
	answer, talk string
	code         cli.Code
}

// atOnce runs commands at the same time. Those who wait do it for no time, so
// that they stay in step.
func atOnce(t *testing.T, env map[string]string, lines ...string) []turn {
	t.Helper()
	turns := make([]turn, len(lines))
	var wait sync.WaitGroup
	for i, line := range lines {
		wait.Go(func() {
			var out, errs bytes.Buffer
			world := inProcess(strings.Fields(line)...)
			world.Stdout, world.Stderr = &out, &errs
			world.Getenv = func(name string) string { return env[name] }
			world.Sleep = func(context.Context, time.Duration) error { return nil }
			code := run(t.Context(), world)
			turns[i] = turn{out.String(), errs.String(), code}
		})
	}
	wait.Wait()
	return turns
}

// exampleFolder is a folder with the example catalog, which is the current one.
func exampleFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	return dir
}

// TestRegisterTogether: those who register in one folder get a version each.
func TestRegisterTogether(t *testing.T) {
	exampleFolder(t)
	var lines, paths []string
	for n := range 6 {
		lines = append(lines, fmt.Sprintf("register house-price --like 3 --model-data s3://acme-models/at-once/%d", n))
		lines = append(lines, fmt.Sprintf("register churn --new-group --image xgboost:1.7-1 --model-data s3://acme-models/churn/%d", n))
	}
	for i, turn := range atOnce(t, nil, lines...) {
		if turn.code != cli.OK {
			t.Fatalf("%s ends with %d: %s", lines[i], turn.code, turn.talk)
		}
		_, model, _ := strings.Cut(lines[i], "--model-data ")
		for _, name := range strings.Fields(turn.answer) {
			if filepath.Base(name) == "group.yaml" {
				continue
			}
			if text, err := os.ReadFile(name); err != nil || !strings.Contains(string(text), model+"\n") {
				t.Errorf("%s says %s, which is\n%s%v", lines[i], name, text, err)
			}
			paths = append(paths, name)
		}
	}
	slices.Sort(paths)
	if distinct := slices.Compact(slices.Clone(paths)); len(distinct) != len(lines) {
		t.Errorf("%d versions in %q", len(lines), paths)
	}
}

// TestDecideTogether: of decisions about one version at the same time, each is
// made, or says that it was not.
func TestDecideTogether(t *testing.T) {
	const file = "house-price/versions/3.yaml"
	exampleFolder(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := os.WriteFile(file, before, 0o644); err != nil {
			t.Fatal(err)
		}
		turns := atOnce(t, nil, "approve house-price/3", "reject house-price/3 --reason no")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, status := range []string{"Approved", "Rejected"} {
			switch turn := turns[i]; {
			case turn.code == cli.OK && turns[1-i].code == cli.OK: // one after the other
			case turn.code == cli.OK && !strings.Contains(string(text), "modelApprovalStatus: "+status):
				t.Errorf("%s is lost in\n%s", status, text)
			case turn.code == cli.Problems && !strings.Contains(turn.talk, file+" was changed meanwhile; run again"), turn.code != cli.OK && turn.code != cli.Problems:
				t.Errorf("it ends with %d: %s", turn.code, turn.talk)
			}
		}
	}
}

// TestProposeTogether: jobs that register at once get a label each.
func TestProposeTogether(t *testing.T) {
	tm := newTeam(t)
	tm.github("act-as ana")
	var lines, labels []string
	for n := range 8 {
		lines = append(lines, fmt.Sprintf("register house-price --pr --image xgboost:1.7-1 --model-data s3://models/%d -o json", n))
	}
	for i, turn := range atOnce(t, tm.env, lines...) {
		var edit render.Edit
		if err := json.Unmarshal([]byte(turn.answer), &edit); err != nil || turn.code != cli.OK {
			t.Fatalf("%s ends with %d: %s %v", lines[i], turn.code, turn.talk, err)
		}
		labels = append(labels, edit.Versions...)
	}
	slices.Sort(labels)
	if got := len(slices.Compact(labels)); got != len(lines) {
		t.Errorf("%d labels: %q", got, labels)
	}
}

// TestLabelsUsedUp: who never gets a label says so at last.
func TestLabelsUsedUp(t *testing.T) {
	tm := newTeam(t)
	tm.github("act-as ana")
	for n := 1; n <= labelTries+1; n++ {
		if _, err := tm.hub.Edit("bob", fmt.Sprintf("modelreg/register/house-price/%d", n), "Mine", map[string]string{"x": "y"}); err != nil {
			t.Fatal(err)
		}
	}
	tm.hub.Fault(func(r *http.Request) *fake.Fault { // all others are done a moment later
		if strings.Contains(r.URL.Path, "/matching-refs/") {
			return &fake.Fault{Body: "[]\n"}
		}
		return nil
	})
	turn := atOnce(t, tm.env, "register house-price --pr --image xgboost:1.7-1 --model-data s3://models/a")[0]
	if turn.code != cli.Unfinished || !strings.Contains(turn.talk, "20 labels of house-price were taken by others") || !strings.Contains(turn.talk, "run again") {
		t.Errorf("ends with %d: %s", turn.code, turn.talk)
	}
}

// TestRegisterRequests: open proposals are looked at with few requests.
func TestRegisterRequests(t *testing.T) {
	count := func(open int) int {
		tm := newTeam(t)
		tm.github("act-as bob")
		for n := range open {
			if _, talk, code := registered(t, tm.env, "house-price", "--pr", "--image", "xgboost:1.7-1", "--model-data", fmt.Sprintf("s3://models/%d", n)); code != cli.OK {
				t.Fatal(talk)
			}
		}
		before := len(tm.hub.Requests())
		tm.github("act-as ana")
		if _, talk, code := registered(t, tm.env, "house-price", "--pr", "--image", "xgboost:1.7-1", "--model-data", "s3://models/mine"); code != cli.OK {
			t.Fatal(talk)
		}
		asked := tm.hub.Requests()[before:]
		if n := len(slices.DeleteFunc(slices.Clone(asked), func(r string) bool { return r != "GET /repos/acme/models" })); n != 1 {
			t.Errorf("with %d open, the repository is asked for %d times", open, n)
		}
		return len(asked)
	}
	none, some := count(0), count(4)
	if want := none + 4 + 1; some != want { // the tree of each, and what is in all
		t.Errorf("%d requests, and with 4 open proposals %d; want %d", none, some, want)
	}
}

// TestEditOfChanged: an edit of what somebody else has changed since is not made.
func TestEditOfChanged(t *testing.T) {
	const file = "house-price/versions/3.yaml"
	exampleFolder(t)
	var talk bytes.Buffer
	a := &app{World: inProcess(), talk: cli.NewTalk(&talk), dir: "."}
	err := func() (err error) {
		d, err := a.desk(t.Context(), &editing{out: &format{value: "text"}}, "house-price")
		if err != nil {
			return err
		}
		defer closing(d, &err)
		if err := os.WriteFile(file, []byte("theirs\n"), 0o644); err != nil {
			return err
		}
		text, err := d.read(file)
		if err != nil {
			return err
		}
		return d.finish(t.Context(), &proposal.Proposal{Files: []proposal.File{{Path: file, Text: append(text, "# mine\n"...)}}}, &render.Edit{})
	}()
	if code := a.code(err); code != cli.Problems || !strings.Contains(talk.String(), file+" was changed meanwhile; run again") {
		t.Errorf("ends with %d: %s", code, talk.String())
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "theirs\n" {
		t.Errorf("got %s, %v", text, err)
	}
}
