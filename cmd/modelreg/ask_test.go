package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
)

// exampleCatalog writes the example catalog, and syncs it to its local target.
func exampleCatalog(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	if out, code := output(t, "sync", "-q", "-C", dir); code != cli.OK {
		t.Fatalf("sync ends with %d\n%s", code, out)
	}
	return dir
}

// TestAskJSON holds the answers to questions to their schemas.
func TestAskJSON(t *testing.T) {
	dir := exampleCatalog(t)
	for _, args := range []string{
		"list", "list house-price --where metrics.rmse<1", "list --latest --sort -metrics.r2", "list --target staging",
		"show house-price", "show house-price/3 --target staging", "show pricing/valuation", "show pricing/valuation/1.1.0", "show market-outlook/1 --target production",
		"latest house-price", "latest pricing/valuation --stage Production", "latest market-outlook --status pending",
	} {
		words := strings.Fields(args)
		out, code := output(t, append(words, "-C", dir, "-o", "json")...)
		if code != cli.OK {
			t.Errorf("%s ends with %d", args, code)
		}
		if err := schemaOf(t, words[0]).Validate(decoded(t, out)); err != nil {
			t.Errorf("%s: %#v\n%s", args, err, out)
		}
	}
}

// TestAskWidths holds what tables look like on terminals of some widths, and
// through a pipe. UPDATE_GOLDEN=1 rewrites them.
func TestAskWidths(t *testing.T) {
	dir := exampleCatalog(t)
	files, err := filepath.Abs(filepath.Join("testdata", "ask"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(dir))
	for name, show := range map[string]struct {
		width int
		args  []string
	}{
		"list-pipe":   {0, []string{"list"}},
		"list-20":     {20, []string{"list"}},
		"list-40":     {40, []string{"list"}},
		"list-80":     {80, []string{"list"}},
		"list-120":    {120, []string{"list", "--target", "staging"}},
		"show-40":     {40, []string{"show", "house-price/3", "--target", "staging"}},
		"show-120":    {120, []string{"show", "pricing/rental-yield", "--target", "production"}},
		"show-v-pipe": {0, []string{"show", "house-price/3", "-v"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			world := inProcess(append(show.args, "--no-color")...)
			world.Stdout, world.StdoutWidth = &out, show.width
			if code := run(t.Context(), world); code != cli.OK {
				t.Fatalf("it ends with %d", code)
			}
			golden(t, filepath.Join(files, name+".txt"), out.Bytes())
		})
	}
}

// golden compares with a file.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
