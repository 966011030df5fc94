package catalog_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
)

// seen is all that a catalog shows to its users.
func seen(t *testing.T, fsys fs.FS, o catalog.LoadOptions) any {
	t.Helper()
	c, problems, err := catalog.Load(context.Background(), fsys, o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{"problems": problems, "unknown": c.Unknown, "groups": len(c.Groups)}
	for _, g := range c.Groups {
		out[g.Path] = []any{g.Name, g.Doc, g.Broken}
		for _, v := range g.Versions {
			out[v.Ref()] = []any{v.Path, v.Broken, v.Pos("metrics")}
			if c.Registry == nil {
				continue
			}
			for _, tg := range c.Registry.Targets {
				e, problems := v.Effective(c.Registry, tg)
				out[v.Ref()+" "+tg.Name] = []any{e, problems}
			}
		}
	}
	return out
}

// damage makes some files of a catalog bad in different ways.
func damage(m fstest.MapFS) {
	i := 0
	for _, path := range sortedPaths(m) {
		if !strings.Contains(path, "/versions/") {
			continue
		}
		i++
		switch f := m[path]; i % 7 {
		case 1:
			f.Data = append(f.Data, "nonsense: 1\n"...)
		case 2:
			f.Data = append(f.Data, "customerMetadataProperties: {again: yes}\n"...)
		case 3:
			f.Data = append(f.Data, "\t- [\n"...)
		}
	}
}

func sortedPaths(fsys fs.FS) []string {
	var paths []string
	_ = fs.WalkDir(fsys, ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	return paths
}

// The same files give the same catalog, whatever holds them and however many
// workers read them.
func TestLoadIsTheSameEverywhere(t *testing.T) {
	for _, damaged := range []bool{false, true} {
		files := synthetic.FS(synthetic.Options{Versions: 90, Groups: 4}).(fstest.MapFS)
		if damaged {
			damage(files)
		}
		want := seen(t, files, catalog.LoadOptions{Dir: "c", Workers: 1})
		for _, workers := range []int{2, 7, 1000} {
			if diff := cmp.Diff(want, seen(t, files, catalog.LoadOptions{Dir: "c", Workers: workers})); diff != "" {
				t.Fatalf("%d workers (-1 +%d):\n%s", workers, workers, diff)
			}
		}
		dir := t.TempDir()
		if err := os.CopyFS(dir, files); err != nil {
			t.Fatal(err)
		}
		fsys, done, err := catalog.OpenDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
		for name, f := range map[string]fs.FS{"OpenDir": fsys, "DirFS": os.DirFS(dir)} {
			if diff := cmp.Diff(want, seen(t, f, catalog.LoadOptions{Dir: "c"})); diff != "" {
				t.Errorf("%s (-memory +disk):\n%s", name, diff)
			}
		}
	}
}

func TestSyntheticWriteIsFS(t *testing.T) {
	o := synthetic.Options{Versions: 20, Groups: 3, Seed: 7}
	dir := t.TempDir()
	if err := synthetic.Write(dir, o); err != nil {
		t.Fatal(err)
	}
	want := synthetic.FS(o)
	if diff := cmp.Diff(sortedPaths(want), sortedPaths(os.DirFS(dir))); diff != "" {
		t.Fatalf("files (-FS +Write):\n%s", diff)
	}
	for _, path := range sortedPaths(want) {
		a, _ := fs.ReadFile(want, path)
		b, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil || string(a) != string(b) {
			t.Errorf("%s differs: %v", path, err)
		}
	}
	if err := synthetic.Write(dir, synthetic.Options{Versions: 1}); err == nil || !strings.Contains(err.Error(), "is not empty; name a new folder") {
		t.Errorf("writing over it: %v", err)
	}
}

// What is unchanged is not opened, and known by its label and path.
func TestUnchangedIsNotOpened(t *testing.T) {
	files := synthetic.FS(synthetic.Options{Versions: 6, Groups: 1}).(fstest.MapFS)
	opened := map[string]bool{}
	counting := openedFS{files, opened}
	c, problems, err := catalog.Load(context.Background(), counting, catalog.LoadOptions{
		Workers:   1,
		Unchanged: func(path string) bool { return !strings.HasSuffix(path, "/2.yaml") },
	})
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	if len(opened) != 3 {
		t.Errorf("opened %v", opened)
	}
	if v, ok := c.Groups[0].Version("5"); !ok || v.Broken || v.Label.String() != "5" || v.Path == "" {
		t.Errorf("version 5 is %+v", v)
	} else if _, problems := v.Effective(c.Registry, c.Registry.Targets[0]); problems == nil {
		t.Error("a version that was not opened has an effective document")
	}
}

// Of an unchanged group only the name is known, and that is right; one with a
// version that needs checking is read all the same, for its metrics.
func TestUnchangedGroups(t *testing.T) {
	const header = "apiVersion: modelreg/v1\nkind: "
	version := &fstest.MapFile{Data: []byte(header + "ModelVersion\nsourceUri: s3://acme/x\nmetrics: {auc: 0.7}\nwaivers: [{metric: auc, who: ana, why: pilot, until: \"2030-01-01\"}]\n")}
	group := func(rest string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(header + "ModelGroup\nmetrics: {auc: {goal: maximize, min: 0.8}}\n" + rest)}
	}
	files := fstest.MapFS{
		"registry.yaml":     {Data: []byte(header + "Registry\nname: acme\ndefaultTarget: local\ntargets: {local: {local: {path: .modelreg/r.db}}}\n")},
		"plain/group.yaml":  group(""),
		"named/group.yaml":  group("modelPackageGroupName: other\n"),
		"edited/group.yaml": group(""), "edited/versions/1.yaml": version, "edited/versions/2.yaml": version,
	}
	c, problems, err := catalog.Load(context.Background(), files, catalog.LoadOptions{
		Unchanged: func(path string) bool { return path != "edited/versions/2.yaml" },
	})
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	type known struct {
		name string
		read bool
	}
	got := map[string]known{}
	for _, g := range c.Groups {
		got[g.Path] = known{g.Name, g.Doc != nil}
		if g.Broken || g.Pos().Path != g.Path+"/group.yaml" {
			t.Errorf("group %s is broken: %v, at %v", g.Path, g.Broken, g.Pos())
		}
	}
	want := map[string]known{"plain": {"plain", false}, "named": {"other", true}, "edited": {"edited", true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(known{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Nobody reads a quarter of a million problems; one line says how many more
// there are.
func TestProblemsOfOneFileAreBounded(t *testing.T) {
	header := "apiVersion: modelreg/v1\nkind: "
	files := fstest.MapFS{
		"registry.yaml":     {Data: []byte(header + "Registry\nname: acme\ndefaultTarget: local\ntargets: {local: {local: {path: .modelreg/r.db}}}\n")},
		"g/group.yaml":      {Data: []byte(header + "ModelGroup\n")},
		"g/versions/1.yaml": {Data: []byte(header + "ModelVersion\ntask: [" + strings.Repeat("x,", 10) + "]\n" + strings.Repeat("domain: x\n", 5000))},
	}
	_, problems, err := catalog.Load(context.Background(), files, catalog.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	last := problems[0]
	if len(problems) != 1001 || last.Rule != "more" || last.Message != "4000 more problems are not shown; mend these first" {
		t.Errorf("%d problems, and %v", len(problems), last)
	}
}

type openedFS struct {
	fs.FS
	opened map[string]bool
}

func (f openedFS) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, ".yaml") {
		f.opened[name] = true
	}
	return f.FS.Open(name)
}

// A catalog with bad bytes in it, files that are not files, and files that
// cannot be read.
func TestBadFiles(t *testing.T) {
	header := "apiVersion: modelreg/v1\nkind: ModelVersion\n"
	files := fstest.MapFS{
		"g/versions/1.yaml":  {Data: []byte("\ufeff" + header + "tsak: OTHER\n")},
		"g/versions/2.yaml":  {Data: []byte(strings.ReplaceAll(header+"tsak: OTHER\n", "\n", "\r\n"))},
		"g/versions/3.yaml":  {Data: []byte(header + "task: \"ü\x00\"\n")},
		"g/versions/4.yaml":  {Data: []byte(header + "task: ü\xff\n")},
		"g/versions/5.yaml":  {Data: []byte("\xff\xfea\x00")},
		"g/versions/6.yaml":  {Data: []byte(header + strings.Repeat("# fill\n", 1<<18))},
		"g/versions/7.yaml":  {Data: []byte(header + "task: a\u2028b\n")},
		"g/versions/8.yaml":  {Data: []byte(header + "task: a\rdomain: b\n")},
		"g/versions/9.yaml":  {Data: []byte("1.yaml"), Mode: fs.ModeSymlink},
		"g/versions/10.yaml": {Mode: fs.ModeNamedPipe},
		"other":              {Data: []byte("g"), Mode: fs.ModeSymlink},
		"bad\nname/x.yaml":   {},
	}
	for path, text := range usual {
		files[path] = &fstest.MapFile{Data: []byte(text)}
	}
	got := string(tell(t, files))
	golden := filepath.Join("testdata", "badfiles.out")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(stored), got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// On disk, nothing outside of the catalog is read, and what cannot be read is
// unknown.
func TestOpenDirStaysInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := synthetic.Write(outside, synthetic.Options{Versions: 1, Groups: 1}); err != nil {
		t.Fatal(err)
	}
	if err := synthetic.Write(dir, synthetic.Options{Versions: 1, Groups: 1}); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "more")); err != nil {
		t.Skip(err)
	}
	fsys, done, err := catalog.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if _, err := fs.ReadFile(fsys, "more/registry.yaml"); err == nil {
		t.Error("read a file outside of the catalog")
	}
	c, problems, err := catalog.Load(context.Background(), fsys, catalog.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Groups) != 1 || len(problems) != 1 || len(c.Unknown) != 1 || c.Unknown[0] != "more" {
		t.Errorf("groups %d, unknown %v, problems %v", len(c.Groups), c.Unknown, problems)
	}
}

func TestLoadErrors(t *testing.T) {
	if _, _, err := catalog.OpenDir(filepath.Join(t.TempDir(), "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opening nothing: %v", err)
	}
	if _, _, err := catalog.Load(context.Background(), os.DirFS(filepath.Join(t.TempDir(), "nowhere")), catalog.LoadOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("loading nothing: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := catalog.Load(ctx, synthetic.FS(synthetic.Options{Versions: 1}), catalog.LoadOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
