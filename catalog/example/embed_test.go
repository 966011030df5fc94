package example

import (
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
)

func load(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, problems, err := catalog.Load(t.Context(), FS, catalog.LoadOptions{Dir: "catalog/example"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	if len(c.Unknown) > 0 || t.Failed() {
		t.Fatalf("not understood: %v", c.Unknown)
	}
	return c
}

// Not even a warning: people copy this.
func TestExampleIsClean(t *testing.T) {
	c := load(t)
	got := map[string][]string{}
	for _, g := range c.Groups {
		for _, v := range g.Versions {
			got[g.Path+" as "+g.Name] = append(got[g.Path+" as "+g.Name], v.Label.String())
		}
	}
	want := map[string][]string{
		"house-price as house-price":                   {"1", "2", "3"},
		"market-outlook as market-outlook":             {"1"},
		"pricing/rental-yield as pricing-rental-yield": {"1", "2"},
		"pricing/valuation as property-valuation":      {"1.0.0", "1.1.0", "2.0.0-rc.1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}

// What the example shows of overrides and gates.
func TestExamplePromotion(t *testing.T) {
	c := load(t)
	g, _ := c.Group("house-price")
	v, _ := g.Version("3")
	got := map[string][2]any{}
	for _, target := range c.Registry.Targets {
		e, problems := v.Effective(c.Registry, target)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		cycle := e.Doc["modelLifeCycle"].(map[string]any)
		got[target.Name] = [2]any{e.Doc["modelApprovalStatus"], cycle["stage"].(string) + " " + cycle["stageStatus"].(string)}
	}
	want := map[string][2]any{
		"local":      {"PendingManualApproval", "Development InProgress"},
		"staging":    {"Approved", "QA InProgress"},
		"production": {"PendingManualApproval", "Development InProgress"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("house-price/3 (-want +got):\n%s", diff)
	}
}

// A group that is added to the folder must be added to the embedded files too.
func TestEverythingIsEmbedded(t *testing.T) {
	read := func(fsys fs.FS) map[string]string {
		files := map[string]string{}
		err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == ".modelreg" {
				return fs.SkipDir
			}
			if err == nil && !d.IsDir() && p != "embed.go" && p != "embed_test.go" {
				content, err := fs.ReadFile(fsys, p)
				files[p] = string(content)
				return err
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if diff := cmp.Diff(read(os.DirFS(".")), read(FS)); diff != "" {
		t.Errorf("on disk and embedded (-disk +embedded):\n%s", diff)
	}
}
