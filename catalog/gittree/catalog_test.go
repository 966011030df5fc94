package gittree

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/example"
)

// exampleRepo commits the example catalog.
func exampleRepo(t *testing.T) gitRepo {
	t.Helper()
	files := map[string]string{"README.md": "# Our models\n"}
	err := fs.WalkDir(example.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var content []byte
			content, err = example.FS.ReadFile(p)
			files["catalog/"+p] = string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	g := newGitRepo(t)
	g.commit(files)
	return g
}

// A commit and a checkout of it are the same catalog.
func TestCatalogFromCommit(t *testing.T) {
	g := exampleRepo(t)
	r := g.open(filepath.Join(g.dir, "catalog"))
	tree, err := r.FS(resolve(t, r, "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	folder, closeFolder, err := catalog.OpenDir(filepath.Join(g.dir, "catalog"))
	if err != nil {
		t.Fatal(err)
	}
	defer closeFolder()
	fromTree, fromFolder := digests(t, tree), digests(t, folder)
	if diff := cmp.Diff(fromFolder, fromTree); diff != "" || len(fromTree) != 27 {
		t.Errorf("%d versions in targets; (-folder +commit):\n%s", len(fromTree), diff)
	}
}

// digests tells all that is said of each version in each target, in short.
func digests(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	c := loadFrom(t, fsys, nil)
	found := map[string]string{}
	for _, g := range c.Groups {
		for _, v := range g.Versions {
			for _, target := range c.Registry.Targets {
				e, problems := v.Effective(c.Registry, target)
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				found[v.Ref()+" in "+target.Name] = e.S + " at " + v.Pos("modelApprovalStatus").String()
			}
		}
	}
	return found
}

func loadFrom(t *testing.T, fsys fs.FS, unchanged func(string) bool) *catalog.Catalog {
	t.Helper()
	c, problems, err := catalog.Load(t.Context(), fsys, catalog.LoadOptions{Dir: "catalog", Unchanged: unchanged})
	if err != nil || catalog.HasErrors(problems) {
		t.Fatalf("Load: %v %v", problems, err)
	}
	return c
}

// What validate --base does: load only what changed, from both sides, and ask
// history for the labels that are new.
func TestCatalogAgainstBase(t *testing.T) {
	g := exampleRepo(t)
	g.commit(map[string]string{"catalog/market-outlook/versions/2.yaml": "once was\n"})
	g.commit(map[string]string{"catalog/market-outlook/versions/2.yaml": ""})
	g.age()
	content, err := fs.ReadFile(example.FS, "house-price/versions/2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g.write(map[string]string{
		"catalog/house-price/versions/2.yaml":    strings.Replace(string(content), "ten years", "a hundred years", 1),
		"catalog/house-price/versions/3.yaml":    "",
		"catalog/house-price/versions/4.yaml":    string(content),
		"catalog/market-outlook/versions/2.yaml": string(content),
	})
	r := g.open(filepath.Join(g.dir, "catalog"))
	from := resolve(t, r, "HEAD")
	unchanged, err := r.Unchanged(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	var opened []string
	count := func(p string) bool {
		same := unchanged.Same(p)
		if !same {
			opened = append(opened, p)
		}
		return same
	}
	tree, err := r.FS(from)
	if err != nil {
		t.Fatal(err)
	}
	folder, closeFolder, err := catalog.OpenDir(filepath.Join(g.dir, "catalog"))
	if err != nil {
		t.Fatal(err)
	}
	defer closeFolder()
	base, head := loadFrom(t, tree, count), loadFrom(t, folder, count)
	problems, err := catalog.CheckBase(base, head, func(paths []string) (map[string]string, error) {
		had, err := r.EverHad(t.Context(), from, paths)
		commits := map[string]string{}
		for p, c := range had {
			commits[p] = c.Short()
		}
		return commits, err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(opened)
	wantOpened := []string{"house-price/versions/2.yaml", "house-price/versions/2.yaml", "house-price/versions/3.yaml", "house-price/versions/4.yaml", "market-outlook/versions/2.yaml"}
	if diff := cmp.Diff(wantOpened, opened); diff != "" {
		t.Errorf("opened (-want +got):\n%s", diff)
	}
	rules := map[string]string{}
	for _, p := range problems {
		rules[p.Rule] = p.Pos.Path
	}
	want := map[string]string{
		"create-only": "catalog/house-price/versions/2.yaml",
		"removal":     "catalog/house-price/group.yaml",
		"label-reuse": "catalog/market-outlook/versions/2.yaml",
	}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s\n%v", diff, problems)
	}
}
