package catalog_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"modelreg/catalog"
)

// usualRegistry stands in where a case has no registry.yaml of its own.
const usualRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}, variables: {bucket: acme-local}}
  production:
    sagemaker: {region: eu-west-1, accountId: "444455556666"}
    variables: {bucket: acme-prod}
    evidence: none
metrics: {rmse: {goal: minimize, max: 4}}
`

const usualGroup = "apiVersion: modelreg/v1\nkind: ModelGroup\n"

// TestRules loads each testdata/rules/*.txtar and compares the problems with
// its file "problems". A case need not write what all have: registry.yaml, the
// group.yaml of g, and a version's apiVersion and kind on the first two lines.
func TestRules(t *testing.T) {
	cases, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			arc, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fsys := fstest.MapFS{
				"registry.yaml": {Data: []byte(usualRegistry)},
				"g/group.yaml":  {Data: []byte(usualGroup)},
			}
			want := -1
			for i, f := range arc.Files {
				if f.Name == "problems" {
					want = i
					continue
				}
				data := string(f.Data)
				if strings.Contains(f.Name, "/versions/") {
					data = "apiVersion: modelreg/v1\nkind: ModelVersion\n" + data
				}
				fsys[f.Name] = &fstest.MapFile{Data: []byte(data)}
			}
			_, problems, err := catalog.Load(context.Background(), fsys, catalog.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, p := range problems {
				fmt.Fprintln(&got, p)
			}
			if os.Getenv("UPDATE_GOLDEN") != "" {
				if want < 0 {
					arc.Files, want = append(arc.Files, txtar.File{Name: "problems"}), len(arc.Files)
				}
				arc.Files[want].Data = []byte(got.String())
				if err := os.WriteFile(name, txtar.Format(arc), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want < 0 {
				t.Fatal("the case has no file \"problems\"; UPDATE_GOLDEN=1 writes it")
			}
			if diff := cmp.Diff(string(arc.Files[want].Data), got.String()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
