package site_test

import (
	"testing"
	"testing/fstest"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/site"
)

// small is the data of a catalog with two registries that hold nothing.
func small(t *testing.T, texts map[string]string) *site.Data {
	t.Helper()
	files := fstest.MapFS{"registry.yaml": {Data: []byte(smallRegistry)}}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, problems, err := catalog.Load(t.Context(), files, catalog.LoadOptions{Dir: "catalog"})
	if err != nil {
		t.Fatal(err)
	}
	read := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	return &site.Data{Catalog: c, Problems: problems, Targets: []site.Target{{Name: "a", Read: read}, {Name: "b", Read: read}}}
}

const smallRegistry = `apiVersion: modelreg/v1
kind: Registry
name: made
defaultTarget: a
targets:
  a: {local: {path: .modelreg/a.db}}
  b: {local: {path: .modelreg/b.db}}
metrics: {rmse: {goal: minimize, max: 4}}
`
