package main

import (
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"modelreg/catalog/example"
	"modelreg/catalog/github/fake"
	"modelreg/sync/emulator"
)

func TestMain(m *testing.M) {
	// The race detector has each program wait a second at its end
	// (https://go.dev/doc/articles/race_detector), and hundreds run here.
	if err := os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0")); err != nil {
		panic(err)
	}
	// Scripts wait for GitHub's pauses more than they compute.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"modelreg": main})
}

// TestScripts runs what people type and compares what they see. UPDATE_GOLDEN=1
// rewrites what is compared with cmp.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_GOLDEN") != "",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, "GORACE="+os.Getenv("GORACE"),
				"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
				"GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.com", "GIT_AUTHOR_DATE=2026-01-02T03:04:05Z",
				"GIT_COMMITTER_NAME=Ana", "GIT_COMMITTER_EMAIL=ana@example.com", "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z",
				"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
			e.Values[gitHub{}] = new(*fake.GitHub)
			return nil
		},
		// With the race detector, programs take several times as long to start.
		// Scripts in which only this program works, one command after another,
		// leave it to the tests of packages, and to TestInPreparedWorld.
		Condition: func(name string) (bool, error) {
			if name != "race" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return racing, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"byhand":     changeByHand,
			"events":     countEvents,
			"example":    writeExample,
			"github":     onGitHub,
			"grouped":    createGroup,
			"registered": createPackage,
			"registry":   startRegistry,
			"created":    createJob,
			"commit":     commitAll,
			"replace":    replace,
		},
	})
}

// example DIR writes the example catalog.
func writeExample(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: example DIR")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), example.FS))
}

// registry ACCOUNT starts a registry behind a port, as AWS would be, and points
// the environment at it.
func startRegistry(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: registry ACCOUNT")
	}
	options := emulator.Instant()
	options.Account = args[0]
	reg, err := emulator.Open("", options)
	ts.Check(err)
	server := httptest.NewServer(reg)
	ts.Defer(func() {
		server.Close()
		ts.Check(reg.Close())
	})
	ts.Setenv("AWS_ENDPOINT_URL", server.URL)
	ts.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	ts.Setenv("AWS_SECRET_ACCESS_KEY", "any")
}

// gitHub is the key under which a script keeps its GitHub.
type gitHub struct{}

// github start makes a GitHub with an empty repository acme/models, and points
// the environment at it; github WORDS... does something there (see
// fake.Command).
func onGitHub(ts *testscript.TestScript, neg bool, args []string) {
	hub := ts.Value(gitHub{}).(**fake.GitHub)
	if *hub == nil {
		if len(args) != 1 || args[0] != "start" {
			ts.Fatalf("usage: github start, then github WORDS...")
		}
		made, err := fake.New(ts.MkAbs("github"))
		ts.Check(err)
		*hub = made
		server := httptest.NewServer(made)
		ts.Defer(server.Close)
		ts.Setenv("GITHUB_API_URL", server.URL)
		ts.Setenv("GITHUB_TOKEN", "any")
		return
	}
	out, err := (*hub).Command(ts.MkAbs("."), args)
	if neg != (err != nil) {
		ts.Fatalf("github %s: %v", strings.Join(args, " "), err)
	}
	fmt.Fprint(ts.Stdout(), out)
}

// commit DIR commits everything in a folder, which becomes a repository.
func commitAll(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: commit DIR")
	}
	for _, c := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"commit", "-q", "-m", "change"}} {
		ts.Check(ts.Exec("git", append([]string{"-C", ts.MkAbs(args[0])}, c...)...))
	}
}

// replace FILE OLD NEW replaces text that a file holds.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o644))
}
