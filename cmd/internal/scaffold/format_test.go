package scaffold

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/proposal"
	"modelreg/schema"
)

// TestShape: modelreg fmt has nothing to do in a new catalog.
func TestShape(t *testing.T) {
	kinds := map[string]schema.Kind{"registry.yaml": schema.Registry, "group.yaml": schema.Group}
	for name, o := range options() {
		for file, text := range written(t, o) {
			if !strings.HasPrefix(file, "catalog/") {
				continue
			}
			k := kinds[path.Base(file)]
			if k == "" {
				k = schema.Version
			}
			got, err := proposal.Format(k, []byte(text))
			if err != nil {
				t.Errorf("%s: %s: %v", name, file, err)
			}
			if diff := cmp.Diff(text, string(got)); diff != "" {
				t.Errorf("%s: %s: %s", name, file, diff)
			}
		}
	}
}
