package site_test

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
	"modelreg/catalog/synthetic"
)

// TestAnyCatalog holds that whatever a catalog, its past and its registries say,
// there are pages, and they are well made; that equal data gives equal pages;
// and that a group has the same files whatever else there is.
func TestAnyCatalog(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		files := anyFiles(r)
		d := anyData(r, files)
		pages := written(r, d)
		for _, problem := range structure(t, pages) {
			r.Error(problem)
		}
		if again := written(r, d); !maps.EqualFunc(pages, again, bytes.Equal) {
			r.Error("the same data gave other pages")
		}
		alone := rapid.SampledFrom(d.Catalog.Groups).Draw(r, "alone").Path
		for name := range files {
			if !strings.HasPrefix(name, alone+"/") && name != "registry.yaml" {
				delete(files, name)
			}
		}
		fewer := written(r, &site.Data{Catalog: load(r, files), Source: d.Source, Targets: d.Targets})
		if got, want := ofGroup("groups/"+alone+"/", fewer), ofGroup("groups/"+alone+"/", pages); !slices.Equal(got, want) {
			r.Errorf("%s alone has the files %q, and beside others %q", alone, got, want)
		}
	})
}

func ofGroup(prefix string, files map[string][]byte) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool { return !strings.HasPrefix(name, prefix) })
}

func written(r *rapid.T, d *site.Data) map[string][]byte {
	files, err := sitetest.Files(d)
	if err != nil {
		r.Fatal(err)
	}
	return files
}

func load(r *rapid.T, files fstest.MapFS) *catalog.Catalog {
	c, _, err := catalog.Load(context.Background(), files, catalog.LoadOptions{})
	if err != nil {
		r.Fatal(err)
	}
	return c
}

// anyFiles are those of a small catalog, in which some versions say anything and
// some are no versions.
func anyFiles(r *rapid.T) fstest.MapFS {
	files := synthetic.FS(synthetic.Options{
		Versions: rapid.IntRange(0, 6).Draw(r, "versions"), Groups: rapid.IntRange(1, 3).Draw(r, "groups"), Seed: rapid.Uint64().Draw(r, "seed"),
	}).(fstest.MapFS)
	documents := synthetic.Document{Pick: rand.New(rand.NewPCG(1, rapid.Uint64().Draw(r, "documents"))).IntN}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.Contains(name, "/versions/") {
			continue
		}
		switch rapid.IntRange(0, 3).Draw(r, "file") {
		case 0:
			files[name] = &fstest.MapFile{Data: sitetest.File(documents.Version()), Mode: 0o644}
		case 1:
			files[name] = &fstest.MapFile{Data: []byte(rapid.String().Draw(r, "text")), Mode: 0o644}
		}
	}
	return files
}

// anyData is a catalog with any past and any registries.
func anyData(r *rapid.T, files fstest.MapFS) *site.Data {
	d := &site.Data{
		Catalog: load(r, files), Source: site.Source{Repository: "acme/models", Server: "https://github.com", Commit: "4f2c9d1", Tool: "modelreg"},
		Live: map[site.Key]site.Live{}, Proofs: map[site.Key]site.Proof{}, Owners: map[string][]string{}, Reports: map[string][]site.Report{},
	}
	words := rapid.OneOf(rapid.SampledFrom(sitetest.Hostile()), rapid.String(), rapid.Just(""))
	commits := rapid.SampledFrom([]string{"", "4f2c9d181be03a2c0e1f7a6a5a4c9b8d7e6f5a4b"})
	word := func() string { return words.Draw(r, "word") }
	some := func() bool { return rapid.Bool().Draw(r, "some") }
	when := func() time.Time { return time.Unix(rapid.Int64Range(-1e10, 1e10).Draw(r, "when"), 0) }
	for _, t := range d.Catalog.Registry.Targets {
		target := site.Target{Name: t.Name, Where: word(), Read: when(), Asks: some()}
		if some() {
			target.Problem = word()
		}
		d.Targets = append(d.Targets, target)
	}
	for _, g := range d.Catalog.Groups {
		d.Owners[g.Path] = []string{word(), word()}
		for _, v := range g.Versions {
			for _, t := range d.Catalog.Registry.Targets {
				key := site.Key{Group: g.Path, Label: v.Label.String(), Target: t.Name}
				if some() {
					d.Live[key] = site.Live{
						ARN: word(), Status: rapid.SampledFrom([]string{"Approved", "Rejected", "PendingManualApproval", ""}).Draw(r, "status"),
						Stage: word(), Created: when(), ModifiedBy: word(), Drift: []string{word()}, Alarm: some(), Adopted: some(),
					}
				}
				if some() {
					d.Waiting = append(d.Waiting, site.Waiting{Key: key, Reason: word(), Who: []string{word()}, Needed: 1, Since: when()})
				}
				if some() {
					d.Proofs[key] = site.Proof{Outcome: evidence.Outcome(word()), Reason: word()}
				}
				kind := rapid.SampledFrom([]site.EventKind{site.Registered, site.Asked, site.Approved, site.Rejected, site.Withdrawn, site.Changed, site.Removed}).Draw(r, "kind")
				d.Events = append(d.Events, site.Event{Key: key, Kind: kind, When: when(), Commit: commits.Draw(r, "commit"), Subject: word(), By: []string{word()}, Pull: rapid.IntRange(0, 3).Draw(r, "pull"), URL: word(), Why: word()})
			}
			d.Reports[v.Ref()] = []site.Report{{Member: "modelMetrics.bias.report", URI: word(), Problem: "no " + word()}}
		}
	}
	return d
}
