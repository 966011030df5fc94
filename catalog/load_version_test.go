package catalog_test

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
	whole "modelreg/catalog/example"
	"modelreg/catalog/synthetic"
)

// threeFiles are the files that the version at p is made of.
func threeFiles(t testing.TB, fsys fs.FS, p string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"registry.yaml", path.Join(path.Dir(path.Dir(p)), "group.yaml"), p} {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	return files
}

// shown is what a version is in every target.
func shown(reg *catalog.Registry, v *catalog.Version) map[string]any {
	out := map[string]any{"": []any{v.Ref(), v.Path, v.Group.Name, v.Group.Doc, v.Broken, v.Group.Broken, v.Pos("metrics")}}
	for _, target := range reg.Targets {
		e, problems := v.Effective(reg, target)
		out[target.Name] = []any{e, problems, catalog.Covers(reg, v, target, e)}
	}
	return out
}

// Each version of a catalog is the same alone as among all the others.
func TestLoadVersionIsLoad(t *testing.T) {
	for name, fsys := range map[string]fs.FS{
		"example":   whole.FS,
		"synthetic": synthetic.FS(synthetic.Options{Versions: 40, Groups: 7, Seed: 3}),
	} {
		c, problems, err := catalog.Load(t.Context(), fsys, catalog.LoadOptions{})
		if err != nil || len(problems) > 0 {
			t.Fatal(name, err, problems)
		}
		for _, g := range c.Groups {
			for _, v := range g.Versions {
				reg, alone, problems, err := catalog.LoadVersion(t.Context(), threeFiles(t, fsys, v.Path), v.Path)
				if err != nil || len(problems) > 0 {
					t.Fatal(v.Ref(), err, problems)
				}
				again, problems, err := c.Registry.LoadVersion(t.Context(), threeFiles(t, fsys, v.Path), v.Path)
				if err != nil || len(problems) > 0 {
					t.Fatal(v.Ref(), err, problems)
				}
				want := shown(c.Registry, v)
				if diff := cmp.Diff(want, shown(reg, alone)); diff != "" {
					t.Errorf("%s %s (-among others +alone):\n%s", name, v.Ref(), diff)
				}
				if diff := cmp.Diff(want, shown(c.Registry, again)); diff != "" {
					t.Errorf("%s %s (-among others +by the registry):\n%s", name, v.Ref(), diff)
				}
			}
		}
	}
}

// Files damaged in any way give the problems that a whole Load finds in them,
// and where that finds none, the same version.
func TestLoadVersionIsLoadOfDamaged(t *testing.T) {
	const p = "pricing/Churn/versions/7.yaml"
	good := map[string]string{
		"registry.yaml":            exampleRegistry,
		"pricing/Churn/group.yaml": "apiVersion: modelreg/v1\nkind: ModelGroup\ntags: {region: '${target.region}'}\n",
		p:                          exampleVersion,
	}
	names := []string{"registry.yaml", "pricing/Churn/group.yaml", p}
	rapid.Check(t, func(rt *rapid.T) {
		fsys, files := fstest.MapFS{}, map[string][]byte{}
		for _, name := range names {
			lines := strings.SplitAfter(good[name], "\n")
			for range rapid.IntRange(0, 2).Draw(rt, "edits") {
				i := rapid.IntRange(0, len(lines)-1).Draw(rt, "line")
				switch rapid.IntRange(0, 3).Draw(rt, "edit") {
				case 0:
					lines = slices.Delete(slices.Clone(lines), i, i+1)
				case 1:
					lines = slices.Insert(slices.Clone(lines), i, rapid.SampledFrom([]string{"odd: 1\n", "- [\n", "# more\n", "modelPackageGroupName: a_b\n"}).Draw(rt, "new"))
				default:
					lines[i] = strings.Replace(lines[i], rapid.SampledFrom([]string{"a", "1", ":", "$", "Approved"}).Draw(rt, "old"), "x", 1)
				}
				if len(lines) == 0 {
					break
				}
			}
			files[name] = []byte(strings.Join(lines, ""))
			fsys[name] = &fstest.MapFile{Data: files[name]}
		}
		c, want, err := catalog.Load(t.Context(), fsys, catalog.LoadOptions{})
		if err != nil {
			rt.Fatal(err)
		}
		reg, v, got, err := catalog.LoadVersion(t.Context(), files, p)
		if err != nil {
			rt.Fatal(err)
		}
		ofAll := func(p catalog.Problem) bool { return strings.Contains(p.Message, "no rule matches") }
		if diff := cmp.Diff(slices.DeleteFunc(want, ofAll), got); diff != "" {
			rt.Fatalf("problems (-all +alone):\n%s", diff)
		}
		if (reg == nil) != (c.Registry == nil) {
			rt.Fatalf("registry.yaml is understood: %v among all, %v alone", c.Registry != nil, reg != nil)
		}
		if among, _ := c.Groups[0].Version("7"); reg != nil {
			if diff := cmp.Diff(shown(c.Registry, among), shown(reg, v)); diff != "" {
				rt.Fatalf("version (-among others +alone):\n%s", diff)
			}
		}
	})
}

func TestLoadVersionMissing(t *testing.T) {
	const p = "house-price/versions/1.yaml"
	for _, tt := range []struct {
		without  string
		version  bool
		problems []string
	}{
		{without: p},
		{"house-price/group.yaml", false, []string{`house-price/versions/1.yaml: version file "1.yaml" belongs to no group; add "house-price/group.yaml" [layout]`}},
		{"registry.yaml", true, []string{`registry.yaml: file is missing; it says what the catalog is called and where it is synced to [layout]`}},
	} {
		files := threeFiles(t, whole.FS, p)
		delete(files, tt.without)
		reg, v, problems, err := catalog.LoadVersion(t.Context(), files, p)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range problems {
			got = append(got, p.String())
		}
		if diff := cmp.Diff(tt.problems, got); diff != "" {
			t.Errorf("without %s (-want +got):\n%s", tt.without, diff)
		}
		if (v != nil) != tt.version || (reg == nil) != (tt.without == "registry.yaml") {
			t.Errorf("without %s: registry %v, version %v", tt.without, reg, v)
		}
	}
}

// A group whose folder gives it a name that SageMaker refuses is broken alone too.
func TestLoadVersionGroupName(t *testing.T) {
	const p = "a_b/versions/1.yaml"
	files := map[string][]byte{"registry.yaml": []byte(usualRegistry), "a_b/group.yaml": []byte(usualGroup), p: []byte("apiVersion: modelreg/v1\nkind: ModelVersion\n")}
	_, v, problems, err := catalog.LoadVersion(t.Context(), files, p)
	if err != nil || len(problems) != 1 || problems[0].Rule != "group-name" || !v.Group.Broken {
		t.Errorf("problems %v, error %v, group %+v", problems, err, v.Group)
	}
}

func TestLoadVersionPath(t *testing.T) {
	for p, want := range map[string]string{
		"registry.yaml":                `path "registry.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"versions/1.yaml":              `path "versions/1.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"/a/versions/1.yaml":           `path "/a/versions/1.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"a/../b/versions/1.yaml":       `path "a/../b/versions/1.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"a/versions/1.yml":             `path "a/versions/1.yml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		".hidden/versions/1.yaml":      `path ".hidden/versions/1.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"a/versions/first.yaml":        `reading the path "a/versions/first.yaml": label "first" is not a version; use a whole number such as "7" or a semantic version such as "1.4.0"`,
		"a/versions/drafts/1.yaml":     `path "a/versions/drafts/1.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"house-price/versions/1":       `path "house-price/versions/1" is not that of a version; give one such as "house-price/versions/1.yaml"`,
		"house-price//versions/1.yaml": `path "house-price//versions/1.yaml" is not that of a version; give one such as "house-price/versions/1.yaml"`,
	} {
		if _, _, _, err := catalog.LoadVersion(t.Context(), nil, p); err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", p, err, want)
		}
	}
}

func TestLoadRegistryIsLoad(t *testing.T) {
	for _, text := range []string{policyRegistry, policyRegistry + "odd: 1\n", "", "- a\n", "kind: ModelGroup\n", strings.Replace(policyRegistry, "branch:", "", 1)} {
		c, problems, err := catalog.Load(t.Context(), fstest.MapFS{"registry.yaml": {Data: []byte(text)}}, catalog.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		reg, alone, err := catalog.LoadRegistry(t.Context(), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(problems, alone); diff != "" {
			t.Errorf("problems of %.20q (-among others +alone):\n%s", text, diff)
		}
		if (reg == nil) != (c.Registry == nil) {
			t.Errorf("%.20q is understood: %v among others, %v alone", text, c.Registry != nil, reg != nil)
		}
	}
}

// What is too large to be a catalog file is not looked at.
func TestLoadRegistryTooLarge(t *testing.T) {
	reg, problems, err := catalog.LoadRegistry(t.Context(), []byte(policyRegistry+strings.Repeat("#\n", 1<<20)))
	if err != nil || reg != nil || len(problems) != 1 || !strings.Contains(problems[0].Message, "a catalog file has at most 1048576") {
		t.Errorf("registry %v, problems %v, error %v", reg, problems, err)
	}
}

func TestLoadVersionEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, _, err := catalog.LoadVersion(ctx, nil, "a/versions/1.yaml"); err == nil {
		t.Error("LoadVersion goes on after its context has ended")
	}
}

// BenchmarkLoadVersion is what asking for S at one commit costs, with
// registry.yaml read each time and once.
func BenchmarkLoadVersion(b *testing.B) {
	const p = "house-price/versions/1.yaml"
	files := threeFiles(b, whole.FS, p)
	effective := func(b *testing.B, reg *catalog.Registry, v *catalog.Version, err error) {
		if err != nil {
			b.Fatal(err)
		}
		if _, problems := v.Effective(reg, reg.Targets[0]); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
	b.Run("three files", func(b *testing.B) {
		for b.Loop() {
			reg, v, _, err := catalog.LoadVersion(b.Context(), files, p)
			effective(b, reg, v, err)
		}
	})
	reg := registry(b, string(files["registry.yaml"]))
	b.Run("two files", func(b *testing.B) {
		for b.Loop() {
			v, _, err := reg.LoadVersion(b.Context(), files, p)
			effective(b, reg, v, err)
		}
	})
}

// FuzzLoadVersionPath holds that LoadVersion takes the paths at which Load finds
// a version, and no others.
func FuzzLoadVersionPath(f *testing.F) {
	for _, p := range []string{
		"a/versions/1.yaml", "a/b/versions/1.2.0-rc.1.yaml", "versions/versions/1.yaml", "versions/1.yaml", "a/versions/x/versions/1.yaml",
		".a/versions/1.yaml", "a/versions/.1.yaml", "a/versions/01.yaml", "a/versions/1.yml", "A/Versions/1.yaml", "a/versions/group.yaml", "ä\u200b/versions/1.yaml",
	} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		group := path.Dir(path.Dir(p))
		if !fs.ValidPath(p) || path.Base(p) == "group.yaml" || strings.HasPrefix(group+"/", p+"/") || len(p) > 200 {
			return
		}
		files := map[string][]byte{"registry.yaml": []byte(usualRegistry), path.Join(group, "group.yaml"): []byte(usualGroup)}
		files[p] = []byte("apiVersion: modelreg/v1\nkind: ModelVersion\n")
		fsys := fstest.MapFS{}
		for name, data := range files {
			fsys[name] = &fstest.MapFile{Data: data}
		}
		c, _, err := catalog.Load(t.Context(), fsys, catalog.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(c.Groups, func(g *catalog.Group) bool {
			return slices.ContainsFunc(g.Versions, func(v *catalog.Version) bool { return v.Path == p })
		})
		_, v, _, err := catalog.LoadVersion(t.Context(), files, p)
		if taken := err == nil && v != nil; taken != found {
			t.Fatalf("%q is a version: %v to Load, %v to LoadVersion (%v)", p, found, taken, err)
		}
	})
}
