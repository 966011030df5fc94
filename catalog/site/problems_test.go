package site_test

import (
	"strings"
	"testing"

	"modelreg/catalog"
	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// TestProblems holds that the start page has what is wrong with files, also with
// those that have no page, errors first and no more than it has room for.
func TestProblems(t *testing.T) {
	files := map[string]string{
		"m/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\n",
		"m/notes.yaml":      "it: is lost\n",
		"stray.yaml":        "it: is lost\n",
		"m/versions/1.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {auc: abc}\n",
		"n/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\ntags: 5\n",
	}
	d := small(t, files)
	d.Source = site.Source{Repository: "acme/models", Server: "https://github.com", Commit: "4f2c9d1", Folder: "models"}
	d.Problems = append([]catalog.Problem{{Pos: catalog.Pos{Path: "catalog/registry.yaml", Line: 7, Col: 1}, Severity: catalog.Warning, Message: "nobody can approve it"}}, d.Problems...)
	pages := sitetest.Pages(t, d)
	page := onePage(t, pages, "index.html")
	list := page.byID()["problems"].NextSibling
	for list.Data != "ul" {
		list = list.NextSibling
	}
	var got []string
	for li := range below(list, "li") {
		for a := range below(li, "a") {
			got = append(got, oneLine(li)[:strings.Index(oneLine(li), " ")]+" "+attr(a, "href")+" "+oneLine(a))
		}
	}
	want := []string{
		"Error groups/m/index.html models/m/notes.yaml",
		"Error groups/m/1.html models/m/versions/1.yaml:3",
		"Error groups/n/index.html models/n/group.yaml:3",
		"Error https://github.com/acme/models/blob/4f2c9d1/models/stray.yaml models/stray.yaml",
		"Warning https://github.com/acme/models/blob/4f2c9d1/models/registry.yaml models/registry.yaml:7",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	checkMain(t, pages, "index.html", []string{"5 problems in the catalog", "1 broken file"}, nil)
	many := []string{"40 problems in the catalog", "40 broken files", "These are 30 of 40. The page of each version has those of its file."}
	checkMain(t, sitetest.Pages(t, troubles(t, 40)), "index.html", many, nil)
}

// TestProblemsOfAFile holds that the page of a version and that of a group have
// the problems in their own files, whatever the catalog's folder is called.
func TestProblemsOfAFile(t *testing.T) {
	for _, dir := range []string{"", ".", "catalog", "catalog/", "/srv/models"} {
		d := troublesIn(t, dir, 2)
		p := onePage(t, sitetest.Pages(t, d), "groups/m/2.html")
		if got := oneLine(p.byID()["problems"].Parent); got != `Problems in the fileLine 3: rmse is a string; write a number` {
			t.Errorf("in %q, the page says %q", dir, got)
		}
	}
}
