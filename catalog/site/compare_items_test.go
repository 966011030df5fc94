package site_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"modelreg/catalog"
	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// TestCompareItemsOfOneName holds that a comparison loses no item of a list that
// is called as one before it is.
func TestCompareItemsOfOneName(t *testing.T) {
	files := fstest.MapFS{
		"registry.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: Registry\nname: made\ndefaultTarget: a\ntargets:\n  a: {local: {path: .modelreg/a.db}}\n")},
		"m/group.yaml":  {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n")},
	}
	for i := range 2 {
		files[fmt.Sprintf("m/versions/%d.yaml", i+1)] = &fstest.MapFile{Data: fmt.Appendf(nil, `apiVersion: modelreg/v1
kind: ModelVersion
modelCard:
  modelCardStatus: Draft
  modelCardContent:
    training_details:
      training_job_details:
        user_provided_training_metrics:
        - {name: rmse, notes: train, value: %d}
        - {name: rmse, notes: validation, value: 5}
        - {name: rmse (2), notes: test, value: %d}
`, i+1, i+11)}
	}
	c, problems, err := catalog.Load(t.Context(), files, catalog.LoadOptions{})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	pages := sitetest.Pages(t, &site.Data{Catalog: c})
	const above = "Model card › Model card content › Training details › Training job details › User provided training metrics › "
	for name, wanted := range map[string][]string{
		"groups/m/1.js":         {above + `rmse › Value","1"]`, above + `rmse (2) › Value","5"]`, above + `rmse (2) (2) › Value","11"]`},
		"groups/m/2.js":         {above + `rmse › Value","2"]`, above + `rmse (2) › Value","5"]`, above + `rmse (2) (2) › Value","12"]`},
		"groups/m/compare.html": {above + `rmse › Value</th><td>2</td><td>1</td>`, above + `rmse (2) (2) › Value</th><td>12</td><td>11</td>`},
	} {
		for _, want := range wanted {
			if text := string(pages[name]); !strings.Contains(text, want) {
				t.Errorf("%s does not have %s: %s", name, want, text)
			}
		}
	}
}
