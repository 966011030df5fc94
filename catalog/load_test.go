package catalog_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
)

func TestLoadSynthetic(t *testing.T) {
	c, problems, err := catalog.Load(context.Background(), synthetic.FS(synthetic.Options{Versions: 60, Groups: 5}), catalog.LoadOptions{Dir: "catalog"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]catalog.Problem(nil), problems); diff != "" {
		t.Fatalf("problems (-want +got):\n%s", diff)
	}
	n := 0
	for _, g := range c.Groups {
		n += len(g.Versions)
	}
	if len(c.Groups) != 5 || n != 60 {
		t.Errorf("got %d groups and %d versions", len(c.Groups), n)
	}
}
