package synthetic_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
	"modelreg/schema"
)

// TestDocument makes every member of a version that a registry can hold, and
// nothing that the rules refuse.
func TestDocument(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	d := synthetic.Document{Pick: r.IntN}
	made := map[string]bool{}
	for range 300 {
		doc := d.Version()
		if refused, err := catalog.Refusals(schema.Version, doc); err != nil || len(refused) > 0 {
			t.Fatalf("%v is refused: %v, %v", doc, refused, err)
		}
		for name := range doc {
			made[name] = true
		}
	}
	var whole struct{ Properties map[string]any }
	if err := json.Unmarshal(schema.Text(schema.Version), &whole); err != nil {
		t.Fatal(err)
	}
	for _, ours := range []string{"apiVersion", "kind", "overrides", "approvalRequest", "waivers"} {
		delete(whole.Properties, ours)
	}
	for _, name := range slices.Sorted(maps.Keys(whole.Properties)) {
		if !made[name] {
			t.Errorf("%s is never made", name)
		}
	}
}
