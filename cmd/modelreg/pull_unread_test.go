package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/sync"
)

// TestPullUnread: of a group with a package that nobody may read whole, nothing
// is taken that may be a version of the catalog, and the package is named.
func TestPullUnread(t *testing.T) {
	version := func(text string) string {
		return "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: " + text + "\n"
	}
	pkg := func(number int, full bool, text string) sync.Package {
		return sync.Package{ARN: "arn:" + text, Number: number, Status: "Completed", Full: full, Doc: sync.Doc{"modelPackageDescription": text}}
	}
	for _, row := range []struct {
		name     string
		versions map[string]string // by label
		packages []sync.Package
		want     []string // texts that are taken
		lost     []string
	}{
		{"a second pull", map[string]string{"1": "one", "2": "two"}, []sync.Package{pkg(1, true, "one"), pkg(2, true, "two"), pkg(3, false, "three")}, nil, []string{"churn/3"}},
		{"labels that are no numbers", map[string]string{"1.0.0": "one", "1.0.1": "two"}, []sync.Package{pkg(1, true, "one"), pkg(2, true, "two"), pkg(3, false, "three")}, nil, []string{"churn/3 could not be read whole"}},
		{"a new group", nil, []sync.Package{pkg(1, true, "one"), pkg(2, false, "two"), pkg(3, true, "three")}, []string{"one", "three"}, []string{"churn/2"}},
		{"storage of the service", nil, []sync.Package{{ARN: "arn:one", Number: 1, Status: "Completed", Full: true, Storage: "Restricted", Doc: sync.Doc{}}}, nil, []string{"managedStorageType Restricted"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			files := map[string]string{"registry.yaml": pullRegistry}
			if row.versions != nil {
				files["churn/group.yaml"] = "apiVersion: modelreg/v1\nkind: ModelGroup\n"
			}
			for label, text := range row.versions {
				files["churn/versions/"+label+".yaml"] = version(text)
			}
			fsys := fstest.MapFS{}
			for name, text := range files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			c, problems, err := catalog.Load(context.Background(), fsys, catalog.LoadOptions{})
			if err != nil || catalog.HasErrors(problems) {
				t.Fatal(err, problems)
			}
			target, _ := c.Target("local")
			from := newPull(c, target, sync.Snapshot{Groups: []sync.Group{{Name: "churn", Status: "Completed", Tags: map[string]string{}, Packages: row.packages}}})
			placed, _, err := proposal.PlacePulled(c, from.groups, nil, func([]string) (map[string]string, error) { return nil, nil })
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range placed {
				if text, ok := f.Doc["modelPackageDescription"].(string); ok {
					got = append(got, text)
				}
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("%v is taken, want %v", got, row.want)
			}
			said := ""
			for _, l := range from.lost {
				said += l.About() + ": " + l.Why + "\n"
			}
			for _, lost := range row.lost {
				if !strings.Contains(said, lost) {
					t.Errorf("nothing is said of %q: %s", lost, said)
				}
			}
		})
	}
}
