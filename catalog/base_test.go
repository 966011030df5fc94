package catalog_test

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
)

// baseFiles is a catalog in which everything has been registered.
var baseFiles = map[string]string{
	"registry.yaml": `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}, variables: {bucket: acme-local}}
  production:
    sagemaker: {region: eu-west-1, accountId: "444455556666"}
    variables:
      bucket: acme-prod
      unused: x
    evidence: none
`,
	"churn/group.yaml": `apiVersion: modelreg/v1
kind: ModelGroup
modelPackageGroupDescription: Who leaves
`,
	"churn/versions/1.yaml": `apiVersion: modelreg/v1
kind: ModelVersion
modelPackageDescription: first
sourceUri: s3://acme/first
modelApprovalStatus: Rejected
`,
	"churn/versions/2.yaml": `apiVersion: modelreg/v1
kind: ModelVersion
inferenceSpecification:
  containers:
    - image: {framework: linear-learner, version: "1"}
      modelDataUrl: s3://${target.variables.bucket}/two/model.tar.gz
  supportedContentTypes: [text/csv]
modelMetrics:
  modelQuality:
    statistics: {contentType: application/json, s3Uri: "s3://acme/two/statistics.json"}
metrics: {auc: 0.8}
overrides:
  production: {modelApprovalStatus: Approved}
`,
}

func loadMap(t testing.TB, files map[string]string) *catalog.Catalog {
	t.Helper()
	c, problems := loadAny(t, files)
	if catalog.HasErrors(problems) {
		t.Fatalf("Load: %v", problems)
	}
	return c
}

// loadAny loads a catalog that may have problems.
func loadAny(t testing.TB, files map[string]string) (*catalog.Catalog, []catalog.Problem) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	c, problems, err := catalog.Load(t.Context(), fsys, catalog.LoadOptions{Dir: "c"})
	if err != nil {
		t.Fatal(err)
	}
	return c, problems
}

// edit is editOf the catalog in which everything has been registered.
func edit(t *testing.T, edits ...string) map[string]string {
	t.Helper()
	return editOf(t, baseFiles, edits...)
}

// editOf replaces text in files; the empty name of a file's new content removes it.
func editOf(t *testing.T, before map[string]string, edits ...string) map[string]string {
	t.Helper()
	files := maps.Clone(before)
	for i := 0; i < len(edits); i += 3 {
		name, from, to := edits[i], edits[i+1], edits[i+2]
		switch {
		case from == "" && to == "":
			delete(files, name)
		case from == "":
			files[name] = to
		case !strings.Contains(files[name], from):
			t.Fatalf("%s has no %q", name, from)
		default:
			files[name] = strings.Replace(files[name], from, to, 1)
		}
	}
	return files
}

const v2 = "churn/versions/2.yaml"

func TestCheckBase(t *testing.T) {
	tests := []struct {
		name  string
		edits []string // file, from, to
		had   map[string]string
		want  []string
	}{
		{name: "nothing"},
		{name: "what can be updated", edits: []string{
			v2, "auc: 0.8", "auc: 0.9",
			v2, "production: {modelApprovalStatus: Approved}", "production: {modelApprovalStatus: Rejected}",
			"churn/versions/1.yaml", "s3://acme/first", "s3://acme/elsewhere",
			"churn/group.yaml", "kind: ModelGroup", "kind: ModelGroup\ntags: {team: growth}",
		}},
		{name: "comments and order", edits: []string{v2, "kind: ModelVersion", "# why\nkind: ModelVersion", v2, "metrics: {auc: 0.8}\n", "", v2, "overrides:", "metrics: {auc: 0.80}\noverrides:"}},
		{name: "the narrowest change", edits: []string{v2, "s3://acme/two/statistics.json", "s3://acme/two/other.json"}, want: []string{
			`c/churn/versions/2.yaml:10:56: modelMetrics of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "in a list", edits: []string{v2, `"1"`, `"2"`}, want: []string{
			`c/churn/versions/2.yaml:5:51: inferenceSpecification of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "two changes in one member", edits: []string{v2, `"1"`, `"2"`, v2, "text/csv", "text/plain"}, want: []string{
			`c/churn/versions/2.yaml:4:3: inferenceSpecification of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "a member more", edits: []string{v2, "metrics:", "domain: MACHINE_LEARNING\nmetrics:"}, want: []string{
			`c/churn/versions/2.yaml:11:9: domain of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "a member less", edits: []string{"churn/versions/1.yaml", "modelPackageDescription: first\n", ""}, want: []string{
			`c/churn/versions/1.yaml:1:1: modelPackageDescription of churn/1 cannot change after registration; add a new version instead [create-only]`}},
		{name: "in an override", edits: []string{v2, "{modelApprovalStatus: Approved}", "{modelApprovalStatus: Approved, modelPackageDescription: more}"}, want: []string{
			`c/churn/versions/2.yaml:13:72: modelPackageDescription of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "an inference specification where there was none", edits: []string{"churn/versions/1.yaml", "modelApprovalStatus", "inferenceSpecification:\n  containers: [{image: {framework: linear-learner, version: \"1\"}}]\nmodelApprovalStatus"}},
		{name: "additional specifications, first", edits: []string{v2, "metrics:", additional("a") + "metrics:"}},
		{name: "a variable", edits: []string{"registry.yaml", "acme-prod", "acme-production", "registry.yaml", "unused: x", "unused: y"}, want: []string{
			`c/registry.yaml:10:15: variable "bucket" of target "production" cannot change, since inferenceSpecification of churn/2 is registered with its value; add a variable for new versions instead [create-only]`}},
		{name: "a variable and the file that used it", edits: []string{"registry.yaml", "acme-prod", "other", v2, "${target.variables.bucket}/two", "acme/two"}, want: []string{
			`c/churn/versions/2.yaml:6:21: inferenceSpecification of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "a variable written out", edits: []string{
			"registry.yaml", "acme-prod", "moved", "registry.yaml", "acme-local", "acme-prod",
			"registry.yaml", "acme-prod}", "acme-local}"}, want: []string{
			`c/registry.yaml:10:15: variable "bucket" of target "production" cannot change, since inferenceSpecification of churn/2 is registered with its value; add a variable for new versions instead [create-only]`}},
		{name: "another variable with the same value", edits: []string{
			"registry.yaml", "bucket: acme-local}", "bucket: acme-local, store: acme-local}", "registry.yaml", "unused: x", "store: acme-prod",
			v2, "variables.bucket", "variables.store"}},
		{name: "a target that is somewhere else now", edits: []string{"registry.yaml", "eu-west-1", "eu-west-2", "registry.yaml", "acme-prod", "acme-london"}},
		{name: "a target under another name", edits: []string{"registry.yaml", "  production:", "  prod:", v2, "production:", "prod:"}},
		{name: "a target with another name, its override lost", edits: []string{
			"registry.yaml", "  production:", "  prod:", v2, "overrides:\n  production: {modelApprovalStatus: Approved}\n", "modelPackageDescription: said\n"}, want: []string{
			`c/churn/versions/2.yaml:12:26: modelPackageDescription of churn/2 cannot change after registration; add a new version instead [create-only]`}},
		{name: "a rejected version goes", edits: []string{"churn/versions/1.yaml", "", ""}},
		{name: "an approved version goes", edits: []string{v2, "", ""}, want: []string{
			`c/churn/group.yaml:1:1: version churn/2 cannot be removed while it is Approved in production; set modelApprovalStatus: Rejected first [removal]`}},
		{name: "a group goes", edits: []string{v2, "", "", "churn/versions/1.yaml", "", "", "churn/group.yaml", "", ""}, want: []string{
			`c/registry.yaml:1:1: version churn/2 cannot be removed while it is Approved in production; set modelApprovalStatus: Rejected first, or where its folder moved, write modelPackageGroupName: churn in group.yaml [removal]`}},
		{name: "a label comes back", edits: []string{"churn/versions/3.yaml", "", baseFiles["churn/versions/1.yaml"]}, had: map[string]string{"churn/versions/3.yaml": "4f2c9d1"}, want: []string{
			`c/churn/versions/3.yaml:1:1: label "3" of churn was used before, up to commit 4f2c9d1; use a label that never was [label-reuse]`}},
		{name: "a new label", edits: []string{"churn/versions/3.yaml", "", baseFiles["churn/versions/1.yaml"]}},
		{name: "a group's description", edits: []string{"churn/group.yaml", "Who leaves", "Who stays"}, want: []string{
			`c/churn/group.yaml:3:31: modelPackageGroupDescription of churn cannot change after registration; put the old one back [create-only]`}},
		{name: "a group's name", edits: []string{"churn/group.yaml", "kind: ModelGroup", "kind: ModelGroup\nmodelPackageGroupName: leavers"}, want: []string{
			`c/churn/group.yaml:3:24: modelPackageGroupName of churn cannot change to "leavers" after registration; put "churn" back, or start a new group in another folder [create-only]`}},
		{name: "the catalog's name", edits: []string{"registry.yaml", "name: acme-models", "name: acme"}, want: []string{
			`c/registry.yaml:3:7: name of the catalog cannot change to "acme", since everything registered carries the old one; put "acme-models" back [create-only]`}},
		{name: "a folder moves and keeps its name", edits: []string{
			"churn/group.yaml", "", "", "churn/versions/1.yaml", "", "", v2, "", "",
			"growth/churn/group.yaml", "", baseFiles["churn/group.yaml"] + "modelPackageGroupName: churn\n",
			"growth/churn/versions/1.yaml", "", strings.Replace(baseFiles["churn/versions/1.yaml"], "first", "changed", 1),
			"growth/churn/versions/2.yaml", "", baseFiles[v2],
			"growth/churn/versions/3.yaml", "", baseFiles["churn/versions/1.yaml"],
		}, had: map[string]string{"churn/versions/3.yaml": "4f2c9d1"}, want: []string{
			`c/growth/churn/versions/1.yaml:3:26: modelPackageDescription of growth/churn/1 cannot change after registration; add a new version instead [create-only]`,
			`c/growth/churn/versions/3.yaml:1:1: label "3" of growth/churn was used before, up to commit 4f2c9d1; use a label that never was [label-reuse]`}},
	}
	base := loadMap(t, baseFiles)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			head := loadMap(t, edit(t, tt.edits...))
			problems, err := catalog.CheckBase(base, head, func([]string) (map[string]string, error) { return tt.had, nil })
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func additional(names ...string) string {
	s := "additionalInferenceSpecifications:\n"
	for _, n := range names {
		s += "  - {name: " + n + ", containers: [{image: {framework: linear-learner, version: \"1\"}}]}\n"
	}
	return s
}

func TestCheckBaseAdditionalSpecifications(t *testing.T) {
	with := func(names ...string) *catalog.Catalog {
		return loadMap(t, edit(t, v2, "metrics:", additional(names...)+"metrics:"))
	}
	for _, tt := range []struct {
		name          string
		before, after []string
		ok            bool
	}{
		{"appended", []string{"a"}, []string{"a", "b"}, true},
		{"put before", []string{"a"}, []string{"b", "a"}, false},
		{"taken away", []string{"a", "b"}, []string{"a"}, false},
	} {
		problems, err := catalog.CheckBase(with(tt.before...), with(tt.after...), nil)
		if err != nil || (len(problems) == 0) != tt.ok {
			t.Errorf("%s: %v %v", tt.name, problems, err)
		}
	}
}

func TestCheckBaseHistoryFails(t *testing.T) {
	head := loadMap(t, edit(t, "churn/versions/3.yaml", "", baseFiles["churn/versions/1.yaml"]))
	why := errors.New("history ends here")
	_, err := catalog.CheckBase(loadMap(t, baseFiles), head, func([]string) (map[string]string, error) { return nil, why })
	if !errors.Is(err, why) {
		t.Errorf("CheckBase: %v", err)
	}
}

// What was not opened is not compared, and costs no question to history.
func TestCheckBaseUnchanged(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, content := range baseFiles {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	opts := catalog.LoadOptions{Unchanged: func(string) bool { return true }}
	c, problems, err := catalog.Load(t.Context(), fsys, opts)
	if err != nil || catalog.HasErrors(problems) {
		t.Fatal(problems, err)
	}
	got, err := catalog.CheckBase(c, c, func([]string) (map[string]string, error) { return nil, errors.New("asked") })
	if err != nil || len(got) > 0 {
		t.Errorf("CheckBase = %v, %v", got, err)
	}
}

// Whatever is edited in a version, CheckBase complains exactly when the
// content differs in some target.
func TestCheckBaseAgreesWithContent(t *testing.T) {
	base := loadMap(t, baseFiles)
	changes := [][3]string{
		{v2, "auc: 0.8", "auc: 0.7"}, {v2, "two/model", "new/model"}, {v2, "Approved", "Rejected"}, {v2, "text/csv", "text/plain"},
		{"churn/versions/1.yaml", "first", "1st"}, {"registry.yaml", "acme-local", "acme-here"}, {"registry.yaml", "unused: x", "unused: y"},
	}
	heads := map[[2]int]*catalog.Catalog{} // loading is what takes the time
	rapid.Check(t, func(rt *rapid.T) {
		one := rapid.IntRange(0, len(changes)-1)
		chosen := [2]int{one.Draw(rt, "change"), one.Draw(rt, "another")}
		slices.Sort(chosen[:])
		head := heads[chosen]
		if head == nil {
			edits := changes[chosen[0]][:]
			if chosen[0] != chosen[1] {
				edits = append(edits, changes[chosen[1]][:]...)
			}
			head = loadMap(t, edit(t, edits...))
			heads[chosen] = head
		}
		differs := slices.ContainsFunc([]string{"1", "2"}, func(label string) bool {
			return slices.ContainsFunc([]string{"local", "production"}, func(target string) bool {
				return content(t, base, label, target) != content(t, head, label, target)
			})
		})
		problems, err := catalog.CheckBase(base, head, nil)
		if err != nil || (len(problems) > 0) != differs {
			rt.Fatalf("content differs: %v; problems: %v %v", differs, problems, err)
		}
	})
}

func content(t *testing.T, c *catalog.Catalog, label, target string) string {
	g, _ := c.Group("churn")
	v, _ := g.Version(label)
	to, _ := c.Target(target)
	e, problems := v.Effective(c.Registry, to)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return e.Content
}

// lockedFS is a catalog with a folder that cannot be listed.
type lockedFS struct {
	fstest.MapFS
	folder string
}

func (l lockedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == l.folder {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

// TestCheckBaseUnreadableFolder: what is in a folder that cannot be read is
// unknown, and not gone.
func TestCheckBaseUnreadableFolder(t *testing.T) {
	files := fstest.MapFS{}
	for name, content := range baseFiles {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	for _, folder := range []string{"churn", "churn/versions"} {
		head, problems, err := catalog.Load(t.Context(), lockedFS{files, folder}, catalog.LoadOptions{Dir: "c"})
		if err != nil || !catalog.HasErrors(problems) {
			t.Fatalf("%s: Load: %v %v", folder, err, problems)
		}
		if more, err := catalog.CheckBase(loadMap(t, baseFiles), head, nil); err != nil || len(more) > 0 {
			t.Errorf("%s: %v, %v", folder, more, err)
		}
	}
}
