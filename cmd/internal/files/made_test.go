package files

import (
	"os"
	"path/filepath"
	"testing"
)

// TestInMade: what is below a folder that was made is in it, whoever put it
// there; top itself is none.
func TestInMade(t *testing.T) {
	top := t.TempDir()
	fill(t, filepath.Join(top, "docs", "pages"), map[string]string{"groups/a.html": "a"})
	if err := os.WriteFile(filepath.Join(top, manifest), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		"docs/pages/groups/a.html": true, "docs/pages/" + manifest: true, "docs/pages/theirs": true,
		"docs/pages": false, "docs/pages.yaml": false, "docs/a.yaml": false, "registry.yaml": false,
	} {
		if got := InMade(top, file); got != want {
			t.Errorf("%s: %t, want %t", file, got, want)
		}
	}
}
