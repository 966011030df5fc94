package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

// TestRollbackJSON holds what rollback prints to the schema of edits, also
// where a registry can't be reached: there the latest is not sure.
func TestRollbackJSON(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "house-price", "versions", "3.yaml")
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, bytes.ReplaceAll(text, []byte("PendingManualApproval"), []byte("Approved")), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	var out, talk bytes.Buffer
	world := inProcess("rollback", "house-price", "--dry-run", "-o", "json")
	world.Stdout, world.Stderr = &out, &talk
	world.Getenv = func(string) string { return "" }
	if code := run(t.Context(), world); code != cli.OK {
		t.Fatalf("ends with %d: %s", code, talk.String())
	}
	if err := schemaOf(t, "edit").Validate(decoded(t, out.Bytes())); err != nil {
		t.Errorf("%#v\n%s", err, out.String())
	}
	var edit render.Edit
	if err := json.Unmarshal(out.Bytes(), &edit); err != nil {
		t.Fatal(err)
	}
	want := []render.LatestChange{
		{Group: "house-price", Target: "local", Before: "3", After: "2", Asked: true},
		{Group: "house-price", Target: "production", Before: "3", After: "2", Asked: true, Unsure: true},
		{Group: "house-price", Target: "staging", Before: "3", After: "2", Asked: true, Unsure: true},
	}
	if diff := cmp.Diff(want, edit.Latest); diff != "" {
		t.Error(diff)
	}
}
