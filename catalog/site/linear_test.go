package site_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/site"
)

// TestPagesOfManyTroubles holds that what the pages take is in proportion to the
// versions, also where each of them has a problem, waits, is not as it should be
// and has a past. It is counted in allocations, of which to parse a file again
// takes many.
func TestPagesOfManyTroubles(t *testing.T) {
	few, many := allocations(t, 50), allocations(t, 400)
	if times := many / few; times > 10 {
		t.Errorf("8 times the versions take %.1f times the allocations: %.0f and %.0f", times, few, many)
	}
}

// allocations are those of writing the pages of versions in trouble.
func allocations(t *testing.T, versions int) float64 {
	d := troubles(t, versions)
	return testing.AllocsPerRun(1, func() {
		if err := site.Write(t.Context(), d, func(string, []byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

// troubles is one group in which nothing is as it should be.
func troubles(t *testing.T, versions int) *site.Data { return troublesIn(t, "catalog", versions) }

// troublesIn is troubles in a folder.
func troublesIn(t *testing.T, dir string, versions int) *site.Data {
	t.Helper()
	files := fstest.MapFS{
		"registry.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: Registry\nname: made\ndefaultTarget: a\ntargets: {a: {local: {path: .modelreg/a.db}}}\n")},
		"m/group.yaml":  {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n")},
	}
	for i := range versions {
		files[fmt.Sprintf("m/versions/%d.yaml", i+1)] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {rmse: low}\n")}
	}
	c, problems, err := catalog.Load(t.Context(), files, catalog.LoadOptions{Dir: dir})
	if err != nil || len(problems) < versions {
		t.Fatal(err, problems)
	}
	d := &site.Data{Catalog: c, Problems: problems, Live: map[site.Key]site.Live{}, Targets: []site.Target{{Name: "a", Read: time.Unix(1, 0)}}}
	for i := range versions {
		k := key("m", fmt.Sprint(i+1), "a")
		d.Live[k] = site.Live{Status: "Rejected", Drift: []string{"somebody rejected it"}}
		d.Waiting = append(d.Waiting, site.Waiting{Key: k, Reason: "nobody approved it"})
		d.Events = append(d.Events, site.Event{Key: k, Kind: site.Rejected}, site.Event{Key: k, Kind: site.Registered})
	}
	return d
}
