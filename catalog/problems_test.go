package catalog_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"modelreg/catalog"
)

// Files that a case does not bring itself.
var usual = map[string]string{
	"registry.yaml": `apiVersion: modelreg/v1
kind: Registry
name: acme
defaultTarget: local
approval: {repository: acme/models, branch: main, rules: [{groups: ["**"], approvals: 1, approvers: {users: [ana]}}]}
targets:
  local: {local: {path: .modelreg/registry.db}, variables: {bucket: here, empty: ""}}
  production:
    sagemaker: {region: eu-west-1, accountId: "111122223333"}
    variables: {bucket: "s3://there/a", empty: ""}
`,
	"g/group.yaml": "apiVersion: modelreg/v1\nkind: ModelGroup\n",
}

// TestProblems runs each archive of testdata/problems: a catalog, and in the
// file "want" what is said about it. UPDATE_GOLDEN=1 writes that file.
func TestProblems(t *testing.T) {
	archives, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := fstest.MapFS{}
			for path, text := range usual {
				files[path] = &fstest.MapFile{Data: []byte(text)}
			}
			var want []byte
			kept := archive.Files[:0]
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = f.Data
					continue
				}
				kept = append(kept, f)
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			got := tell(t, files)
			if os.Getenv("UPDATE_GOLDEN") != "" {
				archive.Files = append(kept, txtar.File{Name: "want", Data: got})
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// tell loads a catalog and gives its problems one a line, then what is unknown
// and what is broken.
func tell(t *testing.T, fsys fs.FS) []byte {
	t.Helper()
	c, problems, err := catalog.Load(context.Background(), fsys, catalog.LoadOptions{Dir: "catalog"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, p := range problems {
		fmt.Fprintln(&out, p)
	}
	for _, path := range c.Unknown {
		fmt.Fprintln(&out, "unknown:", path)
	}
	if c.Registry == nil {
		fmt.Fprintln(&out, "no registry")
	}
	for _, g := range c.Groups {
		if g.Broken {
			fmt.Fprintln(&out, "broken group:", g.Path)
		}
		for _, v := range g.Versions {
			if v.Broken {
				fmt.Fprintln(&out, "broken version:", v.Ref())
			}
		}
	}
	return out.Bytes()
}
