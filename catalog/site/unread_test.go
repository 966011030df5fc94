package site_test

import (
	"strings"
	"testing"

	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// TestUnreadFile holds that what can't be read is not known: nobody can say that
// it asks for nothing.
func TestUnreadFile(t *testing.T) {
	d := small(t, map[string]string{
		"m/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\n",
		"m/versions/1.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelApprovalStatus: Approved\n",
		"m/versions/2.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelApprovalStatus: Approved\nmetrics: {auc: abc}\n",
		"m/versions/3.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\n",
	})
	d.Live = map[site.Key]site.Live{key("m", "2", "b"): {Status: "PendingManualApproval"}}
	files := sitetest.Pages(t, d)
	for at, want := range map[string]string{
		"index.html":            "none; asked for: 1; what 2 asks for is not known",
		"groups/m/index.html":   "not registered; what the catalog asks for is not known",
		"groups/m/2.html":       "The registry does not have this version. What the catalog asks for here is not known.",
		"groups/m/3.html":       "The registry does not have this version. The catalog does not ask for its approval here.",
		"groups/m/compare.html": "Filehas problems, so what it says is not known",
	} {
		checkMain(t, files, at, []string{want}, nil)
	}
	says := mainText(t, files, "groups/m/2.html")
	if strings.Contains(says, "does not ask") || strings.Contains(says, "It is as the catalog says") || strings.Count(says, "asks for here is not known") != 2 {
		t.Errorf("the page of the file says %s", says)
	}
	if script := string(files["groups/m/2.js"]); !strings.Contains(script, `["File","has problems, so what it says is not known"]`) {
		t.Errorf("its script says %s", script)
	}
}

// TestNeededNotKnown holds that no threshold is told of a group whose own can't
// be read, and none in fewer digits than it has.
func TestNeededNotKnown(t *testing.T) {
	d := small(t, map[string]string{
		"m/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\ntags: 5\nmetrics: {rmse: {goal: minimize, max: 7}}\n",
		"m/versions/1.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {rmse: 0.00001, auc: 0.91837465012345}\n",
	})
	files := sitetest.Pages(t, d)
	if says := mainText(t, files, "groups/m/index.html"); !strings.Contains(says, "What metrics an approval needs is not known") || strings.Contains(says, "An approval needs") {
		t.Errorf("the group says %s", says)
	}
	if says := mainText(t, files, "groups/m/1.html"); !strings.Contains(says, "auc0.91837465012345not knownrmse0.00001not known") {
		t.Errorf("the version says %s", says)
	}
}
