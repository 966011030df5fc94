package catalog_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
)

// thresholdFiles is a catalog with thresholds: churn/1 waits for its approval,
// and churn/2 has one although it misses them all.
var thresholdFiles = map[string]string{
	"registry.yaml": `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}}
  production: {sagemaker: {region: eu-west-1, accountId: "444455556666"}}
metrics:
  auc: {goal: maximize, min: 0.8}
  rmse: {goal: minimize, max: 2}
approval: {repository: acme/models}
`,
	"churn/group.yaml": `apiVersion: modelreg/v1
kind: ModelGroup
modelPackageGroupName: churn
metrics: {rmse: {goal: minimize, max: 4.5}}
`,
	"churn/versions/1.yaml": `apiVersion: modelreg/v1
kind: ModelVersion
sourceUri: s3://acme/one
metrics: {auc: 0.8, rmse: 4.5}
modelApprovalStatus: PendingManualApproval
`,
	"churn/versions/2.yaml": `apiVersion: modelreg/v1
kind: ModelVersion
sourceUri: s3://acme/two
metrics: {auc: 0.1, rmse: 9}
modelApprovalStatus: Approved
`,
}

func TestNewRequestsReachThresholds(t *testing.T) {
	const (
		registry, group = "registry.yaml", "churn/group.yaml"
		v1, v2, v3      = "churn/versions/1.yaml", "churn/versions/2.yaml", "churn/versions/3.yaml"
		waiting, ok     = "PendingManualApproval", "Approved"
		low             = `c/churn/versions/1.yaml:4:16: metric "auc" is 0.79, below its min 0.8; reach it, or add a waiver (metric, who, why, until)`
	)
	for _, tt := range []struct {
		name  string
		edits []string // file, from, to
		want  []string
	}{
		{name: "nothing"},
		{name: "within the thresholds", edits: []string{v1, waiting, ok}},
		{name: "below the floor", edits: []string{v1, waiting, ok, v1, "0.8", "0.79"}, want: []string{low + " [threshold]"}},
		{name: "below the floor, and nobody asks", edits: []string{v1, "0.8", "0.79"}},
		{name: "in one target", edits: []string{v1, waiting, waiting + "\noverrides: {production: {modelApprovalStatus: Approved}}", v1, "0.8", "0.79"}, want: []string{
			low + " (in production) [threshold]"}},
		{name: "another value in one target", edits: []string{v1, waiting, ok + "\noverrides: {production: {metrics: {auc: 0.7}}}"}, want: []string{
			`c/churn/versions/1.yaml:6:41: metric "auc" is 0.7, below its min 0.8; reach it, or add a waiver (metric, who, why, until) (in production) [threshold]`}},
		{name: "above the group's ceiling", edits: []string{v1, waiting, ok, v1, "4.5", "4.6"}, want: []string{
			`c/churn/versions/1.yaml:4:27: metric "rmse" is 4.6, above its max 4.5; reach it, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "missing metrics", edits: []string{v1, waiting, ok, v1, "metrics: {auc: 0.8, rmse: 4.5}\n", ""}, want: []string{
			`c/churn/versions/1.yaml:4:22: metric "auc" is missing, and its min is 0.8; reach it, or add a waiver (metric, who, why, until) [threshold]`,
			`c/churn/versions/1.yaml:4:22: metric "rmse" is missing, and its max is 4.5; reach it, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "waived, whatever the day", edits: []string{v1, waiting, ok + "\nwaivers: [{metric: auc, who: ana, why: pilot, until: \"2001-01-01\"}]", v1, "0.8", "0.79"}},
		{name: "a metric that is missing is waived", edits: []string{v1, waiting, ok + "\nwaivers: [{metric: auc, who: ana, why: not measured, until: \"2001-01-01\"}]", v1, "auc: 0.8, ", ""}},

		{name: "the floor of registry.yaml is lowered for it", edits: []string{v1, waiting, ok, v1, "0.8", "0.79", registry, "0.8", "0.5"}, want: []string{
			`c/churn/versions/1.yaml:4:16: metric "auc" is 0.79, below its min 0.8; another threshold counts from the next pull request on, so merge that first, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "the floor is taken away for it", edits: []string{v1, waiting, ok, v1, "0.8", "0.79", registry, ", min: 0.8", ""}, want: []string{
			`c/churn/versions/1.yaml:4:16: metric "auc" is 0.79, below its min 0.8; another threshold counts from the next pull request on, so merge that first, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "the group's ceiling is raised for it", edits: []string{v1, waiting, ok, v1, "4.5", "5", group, "4.5", "9"}, want: []string{
			`c/churn/versions/1.yaml:4:27: metric "rmse" is 5, above its max 4.5; another threshold counts from the next pull request on, so merge that first, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "the group's ceiling is raised, and it is still missed", edits: []string{v1, waiting, ok, v1, "4.5", "5", group, "4.5", "4.9"}, want: []string{
			`c/churn/versions/1.yaml:4:27: metric "rmse" is 5, above its max 4.5; reach it, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "a floor that comes with it", edits: []string{v1, waiting, ok, registry, "0.8", "0.9"}},
		{name: "the gate is dropped for it", edits: []string{v1, waiting, ok, v1, "0.8", "0.79", registry, "{repository: acme/models}", "{repository: acme/models, gates: []}"}, want: []string{low + " [threshold]"}},
		{name: "a floor is raised above what is approved", edits: []string{registry, "0.8", "0.95"}},

		{name: "asked again", edits: []string{v2, ok, ok + "\napprovalRequest: 1", v2, "rmse: 9", "rmse: 1"}, want: []string{
			`c/churn/versions/2.yaml:4:16: metric "auc" is 0.1, below its min 0.8; reach it, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "another comment", edits: []string{v2, ok, ok + " # at last"}},
		{name: "a new version", edits: []string{v3, "", "apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://acme/three\nmetrics: {auc: 0.7, rmse: 1}\nmodelApprovalStatus: Approved\n"}, want: []string{
			`c/churn/versions/3.yaml:4:16: metric "auc" is 0.7, below its min 0.8; reach it, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "a new target for what is approved", edits: []string{registry, "metrics:", "  staging: {sagemaker: {region: us-east-1, accountId: \"111122223333\"}}\nmetrics:"}, want: []string{
			`c/churn/versions/2.yaml:4:16: metric "auc" is 0.1, below its min 0.8; reach it, or add a waiver (metric, who, why, until) (in staging) [threshold]`,
			`c/churn/versions/2.yaml:4:27: metric "rmse" is 9, above its max 4.5; reach it, or add a waiver (metric, who, why, until) (in staging) [threshold]`}},
		{name: "the folder moves away from its ceiling", edits: []string{
			group, "", "", v1, "", "", v2, "", "",
			"left/group.yaml", "", "apiVersion: modelreg/v1\nkind: ModelGroup\nmodelPackageGroupName: churn\nmetrics: {rmse: {goal: minimize}}\n",
			"left/versions/1.yaml", "", "apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://acme/one\nmetrics: {auc: 0.8, rmse: 5}\nmodelApprovalStatus: Approved\n",
			"left/versions/2.yaml", "", "apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://acme/two\nmodelApprovalStatus: Rejected\n",
		}, want: []string{
			`c/left/versions/1.yaml:4:27: metric "rmse" is 5, above its max 4.5; another threshold counts from the next pull request on, so merge that first, or add a waiver (metric, who, why, until) [threshold]`}},
		{name: "a new group has the thresholds of registry.yaml", edits: []string{
			"other/group.yaml", "", "apiVersion: modelreg/v1\nkind: ModelGroup\nmetrics: {rmse: {goal: minimize}}\n",
			"other/versions/1.yaml", "", "apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://acme/new\nmetrics: {auc: 0.8, rmse: 3}\nmodelApprovalStatus: Approved\n",
		}, want: []string{
			`c/other/versions/1.yaml:4:27: metric "rmse" is 3, above its max 2; another threshold counts from the next pull request on, so merge that first, or add a waiver (metric, who, why, until) [threshold]`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := newProblems(t, thresholdFiles, editOf(t, thresholdFiles, tt.edits...))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestBrokenGroupHadNoKnownThresholds holds that breaking a group's file does
// not take its thresholds away, and asks nothing of what was approved before.
func TestBrokenGroupHadNoKnownThresholds(t *testing.T) {
	before := editOf(t, thresholdFiles, "churn/group.yaml", "metrics:", "metric:")
	after := editOf(t, thresholdFiles, "churn/versions/1.yaml", "PendingManualApproval", "Approved")
	want := []string{
		"c/churn/versions/1.yaml:5:22: churn/1 cannot be approved, since the thresholds of churn before this change are not known: its group.yaml had problems; mend it in a pull request of its own [threshold]",
	}
	if diff := cmp.Diff(want, newProblems(t, before, after)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Whatever a change says about thresholds, it does not help its own request.
func TestThresholdsOfTheChangeAreNoMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.SampledFrom([]string{"auc: 0.7, rmse: 4", "auc: 0.8, rmse: 4.5", "auc: 0.9, rmse: 5", "rmse: 1"}).Draw(rt, "metrics")
		replace := func(files map[string]string, name, from, to string) {
			files[name] = strings.Replace(files[name], from, to, 1)
		}
		request := maps.Clone(thresholdFiles)
		replace(request, "churn/versions/1.yaml", "auc: 0.8, rmse: 4.5", value)
		replace(request, "churn/versions/1.yaml", "PendingManualApproval", "Approved")
		changed := maps.Clone(request)
		bound := rapid.SampledFrom([]string{"", ", min: 0", ", min: 0.85", ", max: 0.75", ", min: -1, max: 99"})
		replace(changed, "registry.yaml", ", min: 0.8", bound.Draw(rt, "auc"))
		replace(changed, "churn/group.yaml", ", max: 4.5", bound.Draw(rt, "rmse"))
		lines := func(files map[string]string) (found []string) {
			for _, p := range newProblems(t, thresholdFiles, files) {
				place, _, _ := strings.Cut(p, ";")
				found = append(found, place)
			}
			return found
		}
		if diff := cmp.Diff(lines(request), lines(changed)); diff != "" {
			rt.Fatalf("-as they were +changed:\n%s", diff)
		}
	})
}

// newProblems are what CheckBase finds between two catalogs.
func newProblems(t testing.TB, before, after map[string]string) (lines []string) {
	t.Helper()
	base, _ := loadAny(t, before)
	problems, err := catalog.CheckBase(base, loadMap(t, after), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}
