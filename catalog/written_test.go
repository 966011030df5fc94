package catalog_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
)

// TestWritten holds what a document that was read once is in all targets, in
// any order and more than once, against what one that is read anew is.
func TestWritten(t *testing.T) {
	c, problems, err := catalog.Load(context.Background(), synthetic.FS(synthetic.Options{Versions: 60, Groups: 5}), catalog.LoadOptions{Dir: "catalog"})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	there := c.Registry.Targets
	back := slices.Clone(there)
	slices.Reverse(back)
	overridden := 0
	for _, g := range c.Groups {
		for _, v := range g.Versions {
			written := v.Written()
			var docs []map[string]any
			for _, target := range slices.Concat(there, back) {
				doc, problems := written.In(target)
				if problems != nil {
					t.Fatal(problems)
				}
				docs = append(docs, doc)
				if has := v.Override(target.Name) != nil; written.Overrides(target.Name) != has {
					t.Errorf("%s has an override for %s: %t, want %t", v.Ref(), target.Name, !has, has)
				} else if has {
					overridden++
				}
			}
			for i, target := range slices.Concat(there, back) {
				if want, _ := v.In(target); !cmp.Equal(want, docs[i]) {
					t.Errorf("%s in %s:\n%s", v.Ref(), target.Name, cmp.Diff(want, docs[i]))
				}
			}
		}
	}
	if overridden == 0 {
		t.Error("no version has an override")
	}
}
