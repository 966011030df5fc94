package main

import (
	"os"
	"path/filepath"
	"testing"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// TestAdoptJSON: adopt answers with a plan or a report, as plan and sync do.
func TestAdoptJSON(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"registry.yaml":     "apiVersion: modelreg/v1\nkind: Registry\nname: acme\ndefaultTarget: local\ntargets:\n  local: {local: {path: .modelreg/registry.db}}\n",
		"a/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\n",
		"a/versions/1.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: One\nmodelApprovalStatus: Approved\n",
		"a/versions/2.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: Two\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reg, err := emulator.Open(filepath.Join(dir, ".modelreg", "registry.db"), emulator.Instant())
	if err != nil {
		t.Fatal(err)
	}
	target, err := sagemaker.Open(t.Context(), sagemaker.Options{Region: "us-east-1", AccountID: emulator.DefaultAccount, Embedded: emulator.Transport(reg)})
	if err == nil {
		_, err = target.CreateGroup(t.Context(), "a", "", nil)
	}
	for _, doc := range []sync.Doc{{"modelPackageDescription": "One", "modelApprovalStatus": "Approved"}, {"modelPackageDescription": "Two"}} {
		if err == nil {
			_, err = target.CreatePackage(t.Context(), "a", doc, doc["modelPackageDescription"].(string))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := reg.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		schema string
		args   []string
	}{
		{"plan", []string{"adopt", "--dry-run"}},
		{"report", []string{"adopt"}},
		{"report", []string{"adopt", "--approved"}},
		{"plan", []string{"adopt", "--dry-run"}},
	} {
		answer, code := output(t, append(tt.args, "-C", dir, "-o", "json")...)
		if code != cli.OK {
			t.Errorf("%q ends with %d", tt.args, code)
		}
		if err := schemaOf(t, tt.schema).Validate(decoded(t, answer)); err != nil {
			t.Errorf("%q: %#v\n%s", tt.args, err, answer)
		}
	}
}
