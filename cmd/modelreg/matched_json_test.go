package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// TestMatchedJSON holds what tools read about packages that count by their
// content to its schemas: one entry for each, however much is summed up for
// people.
func TestMatchedJSON(t *testing.T) {
	tm := newTeam(t)
	tm.merge()
	tm.write("catalog/registry.yaml", strings.Replace(teamRegistry, "    evidence: github\n", "    evidence: github\n    adopt: match\n", 1))
	tm.github("commit ana . Adopt", "push ana . HEAD:main")
	tm.git("fetch -q origin", "checkout -q --detach origin/main")
	tm.registered("house-price", sync.Doc{"modelPackageDescription": "linear learner", "modelApprovalStatus": "Approved"})

	for _, s := range []struct {
		schema  string
		command string
		list    string // the member that tells of the package
		what    string // what is said of it
		want    string
	}{
		{"verify", "verify", "approvals", "outcome", "by content"},
		{"plan", "plan", "changes", "reason", "adopt"},
		{"drift", "drift", "changes", "reason", "adopt"},
		{"report", "sync", "notices", "reason", "adopt"},
	} {
		out, code := tm.run(s.command, "--rev", "origin/main", "-o", "json")
		if code != cli.OK {
			t.Errorf("%s ends with %d\n%s", s.command, code, out)
			continue
		}
		answer := decoded(t, out)
		if err := schemaOf(t, s.schema).Validate(answer); err != nil {
			t.Errorf("%s: %#v\n%s", s.command, err, out)
		}
		told := ""
		list, _ := answer.(map[string]any)[s.list].([]any)
		for _, entry := range list {
			if e, _ := entry.(map[string]any); e["ref"] == "house-price/1" {
				told, _ = e[s.what].(string)
			}
		}
		if told != s.want {
			t.Errorf("%s says %q of it, want %q\n%s", s.command, told, s.want, out)
		}
	}
}

// registered creates a package in the team's registry as a pipeline would.
func (tm *team) registered(group string, doc sync.Doc) {
	tm.t.Helper()
	path := filepath.Join("catalog", ".modelreg", "registry.db")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tm.t.Fatal(err)
	}
	reg, err := emulator.Open(path, emulator.Instant())
	if err != nil {
		tm.t.Fatal(err)
	}
	defer reg.Close()
	target, err := sagemaker.Open(tm.t.Context(), sagemaker.Options{
		Region: "us-east-1", AccountID: emulator.DefaultAccount, Embedded: emulator.Transport(reg),
	})
	if err != nil {
		tm.t.Fatal(err)
	}
	if _, err := target.CreateGroup(tm.t.Context(), group, "", nil); err != nil {
		tm.t.Fatal(err)
	}
	if _, err := target.CreatePackage(tm.t.Context(), group, doc, "by-hand"); err != nil {
		tm.t.Fatal(err)
	}
}
