package catalog

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const candidateRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: staging
targets:
  staging: {sagemaker: {region: us-east-1, accountId: "111122223333"}, variables: {bucket: staging}}
  production: {sagemaker: {region: eu-west-1, accountId: "444455556666"}, variables: {bucket: production}}
metrics:
  rmse: {goal: minimize, max: 4}
  auc: {goal: maximize}
`

func candidatesOf(t *testing.T, before, after map[string]string) []Candidate {
	t.Helper()
	read := func(files map[string]string) *Catalog {
		if files == nil {
			return nil
		}
		fsys := fstest.MapFS{"registry.yaml": {Data: []byte(candidateRegistry)}, "m/group.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n")}}
		for name, text := range files {
			if strings.HasSuffix(name, ".yaml") {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
				continue
			}
			fsys["m/versions/"+name+".yaml"] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://b/m\n" + text)}
		}
		c, problems, err := Load(t.Context(), fsys, LoadOptions{})
		if err != nil || HasErrors(problems) {
			t.Fatal(err, problems)
		}
		return c
	}
	return Candidates(read(before), read(after))
}

// told writes candidates as lines: ref, new, and each group of targets with
// what is compared.
func told(found []Candidate) (lines []string) {
	for _, c := range found {
		line := c.Version.Ref()
		if c.New {
			line += " new"
		}
		for _, in := range c.In {
			line += fmt.Sprintf("; %s asks=%t beside %q", strings.Join(in.Targets, "+"), in.Asks, in.Approved)
			for _, m := range in.Metrics {
				line += fmt.Sprintf(" %s=%s/%s %s", m.Metric, shown(m.Value), shown(m.Approved), m.Trend())
				if m.Miss != nil {
					line += " missed"
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func shown(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprint(*v)
}

func TestCandidates(t *testing.T) {
	const yes, no = "modelApprovalStatus: Approved\n", "modelApprovalStatus: PendingManualApproval\n"
	const group = "apiVersion: modelreg/v1\nkind: ModelGroup\n"
	const version = "apiVersion: modelreg/v1\nkind: ModelVersion\nsourceUri: s3://b/m\n"
	for _, test := range []struct {
		name          string
		before, after map[string]string
		want          []string
	}{
		{"no catalog before", nil, map[string]string{"1": yes + "metrics: {rmse: 5}"},
			[]string{`m/1 new; production+staging asks=true beside "" rmse=5/- `}},
		{"nothing", map[string]string{"1": yes}, map[string]string{"1": yes}, nil},
		{"a comment", map[string]string{"1": yes}, map[string]string{"1": "# why\n" + yes}, nil},
		{"metrics of a pending one", map[string]string{"1": no}, map[string]string{"1": no + "metrics: {rmse: 1}"}, nil},
		{"new and pending", map[string]string{"1": yes + "metrics: {rmse: 3, old: 1}"}, map[string]string{"1": yes + "metrics: {rmse: 3, old: 1}", "2": "metrics: {rmse: 2.5, auc: 0.9}"},
			[]string{`m/2 new; production+staging asks=false beside "1" old=-/1  rmse=2.5/3 better auc=0.9/- `}},
		{"approved, and worse than the highest", map[string]string{"1": yes + "metrics: {rmse: 1, auc: 1}", "2": yes + "metrics: {rmse: 2, auc: 2}", "3": no},
			map[string]string{"1": yes + "metrics: {rmse: 1, auc: 1}", "2": yes + "metrics: {rmse: 2, auc: 2}", "3": yes + "metrics: {rmse: 4.5, auc: 2}"},
			[]string{`m/3; production+staging asks=true beside "2" rmse=4.5/2 worse missed auc=2/2 same`}},
		{"approved in one target", map[string]string{"1": no + "metrics: {rmse: 1}"}, map[string]string{"1": no + "metrics: {rmse: 1}\noverrides: {staging: {modelApprovalStatus: Approved}}"},
			[]string{`m/1; staging asks=true beside "" rmse=1/- ; production asks=false beside "" rmse=1/- `}},
		{"another is approved in each", map[string]string{"1": yes + "metrics: {rmse: 1}", "2": no + "overrides: {staging: {modelApprovalStatus: Approved}}\nmetrics: {rmse: 2}"},
			map[string]string{"1": yes + "metrics: {rmse: 1}", "2": yes + "metrics: {rmse: 2}"},
			[]string{`m/2; production asks=true beside "1" rmse=2/1 worse; staging asks=false beside "1" rmse=2/1 worse`}},
		{"a metric that is asked for is missing", map[string]string{}, map[string]string{"1": "metrics: {auc: 1}"},
			[]string{`m/1 new; production+staging asks=false beside "" rmse=-/-  missed auc=1/- `}},
		{"the bar is not lowered", map[string]string{}, map[string]string{"1": yes + "metrics: {rmse: 5}", "m/group.yaml": "apiVersion: modelreg/v1\nkind: ModelGroup\nmetrics: {rmse: {goal: minimize, max: 9}}\n"},
			[]string{`m/1 new; production+staging asks=true beside "" rmse=5/-  missed`}},
		{"metrics of an approved one made worse", map[string]string{"1": yes + "metrics: {rmse: 3}"}, map[string]string{"1": yes + "metrics: {rmse: 9}"},
			[]string{`m/1; production+staging asks=true beside "1" rmse=9/3 worse missed`}},
		{"asked again, and another is higher", map[string]string{"1": yes + "metrics: {rmse: 3}", "2": yes + "metrics: {rmse: 2}"},
			map[string]string{"1": yes + "metrics: {rmse: 3}\napprovalRequest: 2", "2": yes + "metrics: {rmse: 2}"},
			[]string{`m/1; production+staging asks=true beside "2" rmse=3/2 worse`}},
		{"a waiver", map[string]string{"1": yes + "metrics: {rmse: 9}"}, map[string]string{"1": yes + "metrics: {rmse: 9}\nwaivers: [{metric: rmse, who: ana, why: outlier, until: \"2026-01-01\"}]"},
			[]string{`m/1; production+staging asks=true beside "1" rmse=9/9 same missed`}},
		{"another text in one target", map[string]string{"1": yes + "metrics: {rmse: 3}"}, map[string]string{"1": yes + "metrics: {rmse: 3}\noverrides: {staging: {metrics: {rmse: 4}}}"},
			[]string{`m/1; staging asks=true beside "1" rmse=4/3 worse; production asks=false beside "" rmse=3/- `}},
		{"of an approved one to pending", map[string]string{"1": yes + "metrics: {rmse: 3}"}, map[string]string{"1": no + "metrics: {rmse: 9}"}, nil},
		{"a group moved", map[string]string{"h/group.yaml": group + "modelPackageGroupName: n\n", "h/versions/1.yaml": version + yes + "metrics: {rmse: 3}", "a/group.yaml": group, "b/group.yaml": group},
			map[string]string{"i/group.yaml": group + "modelPackageGroupName: n\n", "i/versions/1.yaml": version + yes + "metrics: {rmse: 3}", "i/versions/2.yaml": version + yes + "metrics: {rmse: 4}"},
			[]string{`i/1; production+staging asks=true beside "1" rmse=3/3 same`, `i/2 new; production+staging asks=true beside "1" rmse=4/3 worse`}},
		{"several at once", map[string]string{"1": yes + "metrics: {rmse: 1}", "2": yes + "metrics: {rmse: 2}", "3": yes + "metrics: {rmse: 3}"},
			map[string]string{"1": yes + "metrics: {rmse: 1}", "2": yes + "metrics: {rmse: 2}", "3": yes + "metrics: {rmse: 3}", "4": "metrics: {rmse: 1}", "5": "metrics: {rmse: 3}"},
			[]string{`m/4 new; production+staging asks=false beside "3" rmse=1/3 better`, `m/5 new; production+staging asks=false beside "3" rmse=3/3 same`}},
	} {
		if diff := cmp.Diff(test.want, told(candidatesOf(t, test.before, test.after))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestReports(t *testing.T) {
	found := candidatesOf(t, nil, map[string]string{"1.0.0": `
modelMetrics:
  bias: {report: {contentType: application/json, s3Uri: "s3://${target.variables.bucket}/bias.json"}}
  explainability: {report: {contentType: application/json, s3Uri: s3://all/shap.json}}
driftCheckBaselines:
  modelQuality: {statistics: {contentType: application/json, s3Uri: s3://all/statistics.json}}
`, "1.1.0": "modelMetrics: {bias: {report: {contentType: application/json, s3Uri: s3://all/bias.json}}}\n", "1.2.0": ""})
	rest := []Report{{"modelMetrics.explainability.report", "s3://all/shap.json"}, {"driftCheckBaselines.modelQuality.statistics", "s3://all/statistics.json"}}
	want := [][]ReportsIn{
		{
			{[]string{"production"}, "aws", append([]Report{{"modelMetrics.bias.report", "s3://production/bias.json"}}, rest...)},
			{[]string{"staging"}, "aws", append([]Report{{"modelMetrics.bias.report", "s3://staging/bias.json"}}, rest...)},
		},
		{{[]string{"production", "staging"}, "aws", []Report{{"modelMetrics.bias.report", "s3://all/bias.json"}}}},
		nil,
	}
	var got [][]ReportsIn
	for _, c := range found {
		got = append(got, c.Reports)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
}

// TestTrend holds that better and worse change places with the values and with
// the goal.
func TestTrend(t *testing.T) {
	opposite := map[Trend]Trend{Better: Worse, Worse: Better, Same: Same, "": ""}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64().Draw(t, "a"), rapid.Float64().Draw(t, "b")
		goals := map[string]string{"minimize": "maximize", "maximize": "minimize", "": ""}
		goal := rapid.SampledFrom([]string{"minimize", "maximize", ""}).Draw(t, "goal")
		is := MetricComparison{Value: &a, Approved: &b, Goal: goal}.Trend()
		if got := (MetricComparison{Value: &b, Approved: &a, Goal: goal}).Trend(); got != opposite[is] {
			t.Errorf("%v beside %v is %q, and the other way round %q", a, b, is, got)
		}
		if got := (MetricComparison{Value: &a, Approved: &b, Goal: goals[goal]}).Trend(); got != opposite[is] {
			t.Errorf("%v beside %v is %q, and with the other goal %q", a, b, is, got)
		}
	})
}
