package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
)

// TestJSON holds what -o json prints to the schema that "modelreg schema"
// prints for it.
func TestJSON(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	edit := func(path, old, changed string) {
		t.Helper()
		path = filepath.Join(dir, filepath.FromSlash(path))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte(old)) {
			t.Fatalf("%s does not hold %q", path, old)
		}
		if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte(old), []byte(changed)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name   string
		before func()
		schema string
		args   []string
		code   cli.Code
	}{
		{"no problems", nil, "problems", []string{"validate"}, cli.OK},
		{"creations", nil, "plan", []string{"plan", "--detailed-exitcode"}, cli.Differences},
		{"work", nil, "report", []string{"sync"}, cli.OK},
		{"no drift", nil, "drift", []string{"drift"}, cli.OK},
		{"nothing to plan", nil, "plan", []string{"plan", "--detailed-exitcode"}, cli.OK},
		{"nothing to do", nil, "report", []string{"sync"}, cli.OK},
		{"changes, blocked ones and notices", func() {
			edit("house-price/versions/1.yaml", "modelPackageDescription: ", "modelPackageDescription: The ")
			edit("house-price/group.yaml", "team: ", "crew: ")
			if err := os.Remove(filepath.Join(dir, "market-outlook", "versions", "1.yaml")); err != nil {
				t.Fatal(err)
			}
		}, "plan", []string{"plan"}, cli.Problems},
		{"drift beside changes", nil, "drift", []string{"drift"}, cli.Differences},
		{"a delete that safety refuses", nil, "plan", []string{"plan", "--prune"}, cli.Problems},
		{"a sync that safety refuses", nil, "report", []string{"sync", "--prune"}, cli.Problems},
		{"problems", func() {
			edit("house-price/versions/2.yaml", "modelApprovalStatus: ", "modelApprovalStatus: Un")
		}, "problems", []string{"validate"}, cli.Problems},
		{"a plan with problems", nil, "plan", []string{"plan"}, cli.Problems},
		{"a report with problems", nil, "report", []string{"sync"}, cli.Problems},
	}
	for _, s := range steps {
		if s.before != nil {
			s.before()
		}
		answer, code := output(t, append(s.args, "-C", dir, "-o", "json")...)
		if code != s.code {
			t.Errorf("%s: exit code %d, want %d", s.name, code, s.code)
		}
		if err := schemaOf(t, s.schema).Validate(decoded(t, answer)); err != nil {
			t.Errorf("%s: %#v\n%s", s.name, err, answer)
		}
	}
}

// output runs a command and gives what it answers.
func output(t *testing.T, args ...string) ([]byte, cli.Code) {
	t.Helper()
	var out bytes.Buffer
	world := inProcess(args...)
	world.Stdout = &out
	code := run(t.Context(), world)
	return out.Bytes(), code
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, code := output(t, "schema", name)
	if code != cli.OK {
		t.Fatalf("schema %s ends with %d", name, code)
	}
	s, err := jsonschema.CompileString(name+".json", string(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
