package query

import (
	"strings"
	"testing"

	"modelreg/catalog"
)

func TestSort(t *testing.T) {
	version := func(ref string, auc ...float64) Version {
		group, label, _ := strings.Cut(ref, "/")
		l, err := catalog.ParseLabel(label)
		if err != nil {
			t.Fatal(err)
		}
		v := Version{Ref: ref, Group: group, Label: label, Order: l, Metrics: map[string]float64{}}
		for _, x := range auc {
			v.Metrics["auc"] = x
		}
		return v
	}
	for fields, want := range map[string]string{
		"":                    "a/2 a/10 b/1 b/3",
		"label":               "b/1 a/2 b/3 a/10",
		"-label":              "a/10 b/3 a/2 b/1",
		"-group,label":        "b/1 b/3 a/2 a/10",
		"ref":                 "a/2 a/10 b/1 b/3",
		"metrics.auc":         "b/3 a/2 a/10 b/1",
		"-metrics.auc":        "a/2 a/10 b/3 b/1",
		"-metrics.auc,-label": "a/10 a/2 b/3 b/1",
	} {
		versions := []Version{version("a/2", 0.9), version("a/10", 0.9), version("b/1"), version("b/3", 0.8)}
		keys, err := ParseKeys(strings.FieldsFunc(fields, func(r rune) bool { return r == ',' }))
		if err != nil {
			t.Errorf("%s: %v", fields, err)
		}
		Sort(versions, keys)
		got := ""
		for _, v := range versions {
			got += " " + v.Ref
		}
		if got[1:] != want {
			t.Errorf("%s gives%s, want %s", fields, got, want)
		}
	}
	for fields, want := range map[string]string{"metrics.": "write a metric as metrics.NAME", "lable": `did you mean "label"?`} {
		if _, err := ParseKeys([]string{fields}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", fields, err, want)
		}
	}
}
