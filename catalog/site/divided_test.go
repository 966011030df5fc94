package site_test

import (
	"strings"
	"testing"

	"modelreg/catalog/site/sitetest"
)

// TestDivided holds that what a version says otherwise in one registry is told of
// that one alone: the newest version of the long site does.
func TestDivided(t *testing.T) {
	files := sitetest.Pages(t, sitetest.Long())
	const group, version = "groups/churn/index.html", "groups/churn/201.html"
	for _, c := range []struct {
		at   string
		says []string
		not  []string
	}{
		{version, []string{
			"in local and production with all customers", "in second with those of one shop",
			"This is request 4 for its approval in second:", "auc may miss what is needed in second until the end of 31 January 2027. zoe: it is for a trial",
			"0.1at least 0.1234549 missed, and waived", "in second not there",
		}, []string{"request 1"}},
		{group, []string{"Who decides production: nobody can approve a version: no rule of registry.yaml matches the group", "An approval needs auc at least 0.1234549."}, []string{"asks for proof of approvals"}},
		{"groups/churn/200.html", []string{"12200.25"}, []string{"This is request", "may miss"}},
	} {
		checkMain(t, files, c.at, c.says, c.not)
	}
	for column, want := range map[string]string{"auc in local and production": "0.2", "auc in second": "0.1", "rows": "12345.678"} {
		if got := cellOf(t, files, group, "201", column); got != want {
			t.Errorf("the group says that %s of 201 is %q, want %q", column, got, want)
		}
	}
	for table, want := range map[string][]string{
		"auc in local and production of 200 versions": {"201", "0.2", "no"},
		"auc in second of 200 versions":               {"201", "0.1", "in second"},
	} {
		if got := lastOf(t, files, group, table); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("the chart %q says %q, want %q", table, got, want)
		}
	}
}

// lastOf is the row of version 201 in the table beside a chart.
func lastOf(t *testing.T, files map[string][]byte, at, chart string) []string {
	t.Helper()
	for n := range onePage(t, files, at).elements("table") {
		if attr(n, "aria-label") != chart {
			continue
		}
		for row := range below(n, "tr") {
			var cells []string
			for c := range below(row, "th", "td") {
				cells = append(cells, oneLine(c))
			}
			if cells[0] == "201" {
				return cells
			}
		}
	}
	t.Fatalf("%s has no table of %q", at, chart)
	return nil
}

// TestFirstTargetOverridden holds that versions side by side have what is so in
// most registries, also where the first one of them has it otherwise.
func TestFirstTargetOverridden(t *testing.T) {
	d := small(t, map[string]string{
		"m/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\n",
		"m/versions/1.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {rmse: 2}\noverrides: {a: {metrics: {rmse: 1}}}\n",
		"m/versions/2.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {rmse: 3}\n",
	})
	script := string(sitetest.Pages(t, d)["groups/m/1.js"])
	for _, want := range []string{`["Metrics › rmse in a","1","minimize"]`, `["Metrics › rmse in b","2","minimize"]`} {
		if !strings.Contains(script, want) {
			t.Errorf("there is no %s in %s", want, script)
		}
	}
}
