//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/example"
)

// TestSiteOfLargeReports holds that a page stays small whatever its reports say,
// and that it tells what it has no room for.
func TestSiteOfLargeReports(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	// many joins copies of a text with a number in it.
	many := func(n int, format string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(all, ",")
	}
	quotes := strings.Repeat(`\"`, 200) // six times as long in HTML
	write := func(label, name, text string) {
		t.Helper()
		at := filepath.Join(dir, "house-price", "reports", label, name+".json")
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	words := `{"features": [{"name": "word", "string_constraints": {"domains": [` + many(60_000, `"one of many words that is number %d"`) + `]}}]}`
	write("1", "modelDataQuality.constraints", words)

	for i := range 6 {
		const measure = `{"name": "DPL", "description": "Difference in Positive Proportions in Labels (DPL), measure %d", "value": 0.25}`
		write("1", fmt.Sprintf("bias.%d", i), `{"pre_training_bias_metrics": {"facets": {"a": [{"metrics": [`+many(100, measure)+`]}], "b": [{"metrics": [`+many(2_000, measure)+`]}], "c": [{"metrics": [`+many(1_000, measure)+`]}]}}}`)
	}

	write("2", "modelDataQuality.constraints", words)
	write("2", "modelQuality.statistics", `{"regression_metrics": {`+many(60_000, `"metric %d": {"value": 1}`)+`}}`)
	measures := `{"name": "DPL", "description": "` + quotes + `", "value": %d}`
	write("2", "bias", `{"pre_training_bias_metrics": {"label": "`+quotes+`", "facets": {"a": [{"metrics": [`+many(100, measures)+`]}], "b": [{"metrics": [`+many(2_000, measures)+`]}], "c": [{"metrics": [`+many(1_000, measures)+`]}]}}}`)
	weights := many(500, `"`+quotes+`%d": 1`)
	write("2", "explainability", `{"explanations": {"kernel_shap": {`+strings.ReplaceAll(many(20, `"label%d": {"expected_value": 0.5, "global_shap_values": {WEIGHTS}}`), "WEIGHTS", weights)+`}}}`)
	write("2", "zz-last", `{"features": [{"name": "small", "completeness": 1}]}`)

	for i := range 300 {
		write("3", fmt.Sprintf("small-%d", i), `{"regression_metrics": []}`)
	}

	out := filepath.Join(t.TempDir(), "pages")
	do(t, "site", "-C", dir, out, "--target", "local", "-q")
	checkSizes(t, out)
	for label, wanted := range map[string][]string{
		"1": {"and 59950 more", "The report has 1600 more measures and 1 more group.", "it says more than there is room left for on this page"},
		"2": {"The report has 59800 more metrics.", "it says more than there is room left for on this page", "<b>small</b> is there in all of the rows"},
		"3": {"There is no room here for 250 more reports."},
	} {
		text, err := os.ReadFile(filepath.Join(out, "groups", "house-price", label+".html"))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("version %s: %d bytes", label, len(text))
		for _, want := range wanted {
			if !strings.Contains(string(text), want) {
				t.Errorf("the page of version %s does not say %q", label, want)
			}
		}
	}
}
