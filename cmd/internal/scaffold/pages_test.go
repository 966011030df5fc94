package scaffold

import (
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestPagesAreAskedFor: pages are published, and a role may be used for that,
// only where it was asked for; and then not those of a private repository, and
// not in pull requests.
func TestPagesAreAskedFor(t *testing.T) {
	const file = ".github/workflows/site.yml"
	without := whole()
	without.Site = false
	for path, text := range written(t, without) {
		if path == file || strings.Contains(text, "site.yml") || strings.Contains(text, "pages: write") {
			t.Errorf("nobody asked for pages, and %s has them", path)
		}
	}
	var w struct {
		On          map[string]any    `yaml:"on"`
		Permissions map[string]string `yaml:"permissions"`
		Jobs        map[string]struct {
			Permissions map[string]string `yaml:"permissions"`
			With        map[string]string `yaml:"with"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal([]byte(written(t, whole())[file]), &w); err != nil {
		t.Fatal(err)
	}
	for event := range w.On {
		if !slices.Contains([]string{"push", "schedule", "workflow_dispatch"}, event) {
			t.Errorf("pages are published on %s", event)
		}
	}
	if w.Permissions == nil || len(w.Permissions) > 0 || len(w.Jobs) != 1 || w.Jobs["site"].With["public"] != "false" {
		t.Errorf("the workflow is %+v", w)
	}
	for right, level := range w.Jobs["site"].Permissions {
		if level != "read" && right != "pages" && right != "id-token" {
			t.Errorf("the caller gives %s: %s", right, level)
		}
	}
}
