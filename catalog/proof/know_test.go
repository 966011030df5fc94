package proof_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/proof"
)

// TestKnow: who knows what the head says tells the same of the past as who reads
// all of it from git.
func TestKnow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	w.edit("olga", "main", files{versionFile: "# A comment.\n" + approved})
	w.edit("olga", "main", files{groupFile: groupYAML + "modelPackageGroupDescription: prices\n"})
	for _, text := range []string{approved, swap(approved, "linear", "evil"), ""} {
		w.edit("mallory", "main", files{versionFile: text})
		reads, knows := w.seek(noToken), w.seek(noToken)
		knows.Know(knows.c)
		v := proof.Version{Group: "house-price", Label: "1", File: versionFile}
		want := give(reads.Past(t.Context(), v, reads.c.Registry.Targets[0])).to(w)
		got := give(knows.Past(t.Context(), v, knows.c.Registry.Targets[0])).to(w)
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("of %d entries, -read +known:\n%s", len(want), diff)
		}
	}
}
