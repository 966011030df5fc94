package site_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// key is a version of the example in a registry.
func key(group, label, target string) site.Key {
	return site.Key{Group: group, Label: label, Target: target}
}

// change changes what a registry holds of a version.
func change(d *site.Data, k site.Key, f func(*site.Live)) {
	live := d.Live[k]
	f(&live)
	d.Live[k] = live
}

// TestPagesSayWhatIsKnown holds that a page says what is known and no more, where
// that is less than what the catalog says or what was once.
func TestPagesSayWhatIsKnown(t *testing.T) {
	two := key("house-price", "2", "production")
	const start, group, version = "index.html", "groups/house-price/index.html", "groups/house-price/2.html"
	made := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	failed := func(d *site.Data) {
		d.Targets[1].Problem = "the token has expired"
		delete(d.Live, two)
		delete(d.Proofs, two)
	}
	unknownPull := func(d *site.Data) {
		d.Proofs[two] = site.Proof{Outcome: evidence.ByContent}
		d.Events = slices.DeleteFunc(d.Events, func(e site.Event) bool { return e.Key == two })
	}
	decided := func(kind site.EventKind) func(*site.Data) {
		return func(d *site.Data) {
			newest := site.Event{Key: two, Kind: kind, When: made, By: []string{"zoe"}, Role: site.Committer}
			d.Events = append([]site.Event{newest}, d.Events...)
		}
	}
	for _, c := range []struct {
		name string
		make func(*site.Data)
		at   string
		says []string
		not  []string
	}{
		{"all is known", func(*site.Data) {}, start, nil, []string{"not read", "?"}},
		{"beside a proven version", func(*site.Data) {}, "groups/house-price/3.html", []string{"In local, production, beside the approved version 2"}, nil},
		{"beside a version that is only asked for", failed, "groups/house-price/3.html", []string{"In production, beside 2, the version that the catalog asks for; the registry was not read"}, nil},
		{"beside a version without proof", func(d *site.Data) { d.Proofs[two] = site.Proof{Outcome: evidence.NoProof} }, "groups/house-price/3.html", []string{"In production; no other version is approved with proof"}, nil},
		{"a registry was not read", failed, start, []string{"production was not read; counts leave it out", "not read; asked for: 2"}, []string{"? with an approved"}},
		{"nor on a group's page", failed, group, []string{"production was not read; counts leave it out", "?production was not read", "asked for in production, which was not read"}, nil},
		{"nor on a version's page", failed, version, []string{"production was not read; counts leave it out"}, nil},
		{"none was read", func(d *site.Data) {
			d.Live, d.Waiting = nil, nil
			for i := range d.Targets {
				d.Targets[i].Problem = "no network"
			}
		}, start, []string{"local, production and staging were not read; counts leave them out", "? with an approved version", "? waiting for approval", "? not as it should be"}, []string{"0 with"}},
		{"nothing was synced yet", func(d *site.Data) { d.Live, d.Proofs = nil, nil }, start, []string{"none; asked for: 2", "0 with an approved version"}, nil},
		{"nor was a registry made", func(d *site.Data) {
			d.Live, d.Proofs, d.Targets[0].Absent = nil, nil, true
		}, start, []string{"local is not there yet: nothing was ever synced to it.", "none; asked for: 2"}, []string{"not read"}},
		{"nor is on a group's page", func(d *site.Data) { d.Live, d.Proofs = nil, nil }, group, []string{"noneapproved in production; asked for: 2"}, nil},
		{"as the catalog says", func(*site.Data) {}, version, []string{"It is as the catalog says."}, []string{"The next sync"}},
		{"a sync is due", func(d *site.Data) {
			for k := range d.Live {
				change(d, k, func(l *site.Live) { l.Pending = []string{"its approval is taken back"} })
			}
		}, version, []string{"The next sync changes: its approval is taken back."}, []string{"It is as the catalog says."}},
		{"a sync can't", func(d *site.Data) {
			for k := range d.Live {
				change(d, k, func(l *site.Live) { l.Stuck = []string{"SageMaker takes it only once"} })
			}
		}, version, []string{"Other than the catalog says: SageMaker takes it only once."}, []string{"It is as the catalog says."}},
		{"it was approved", func(*site.Data) {}, version, []string{"Approved 4 Sep 2026 by ana, in pull request #17."}, nil},
		{"it was rejected since", decided(site.Rejected), version, []string{"The newest decision: rejected 1 Oct 2026, committed by zoe."}, []string{"Approved 4 Sep 2026 by"}},
		{"its approval was taken back since", decided(site.Withdrawn), version, []string{"The newest decision: approval taken back 1 Oct 2026"}, []string{"Approved 4 Sep 2026 by"}},
		{"a commit says approved, and the registry does not", func(d *site.Data) { change(d, two, func(l *site.Live) { l.Status = "Rejected" }) }, version, []string{"The newest decision: approved 4 Sep 2026 by ana"}, []string{"Approved 4 Sep 2026 by"}},
		{"a commit's author approves nothing", decided(site.Approved), version, []string{"Approved 1 Oct 2026, committed by zoe."}, []string{"by zoe, in", "2026 by zoe"}},
		{"since it was merged", func(*site.Data) {}, group, []string{"approved in production since 4 Sep 2026"}, nil},
		{"not before it was made", func(d *site.Data) { change(d, two, func(l *site.Live) { l.Created = made }) }, group, []string{"approved in production since 1 Oct 2026"}, nil},
		{"when it was merged is not known", func(d *site.Data) {
			unknownPull(d)
			change(d, two, func(l *site.Live) { l.Modified = made })
		}, group, []string{"approved in production; changed in the registry 1 Oct 2026"}, []string{"in production since"}},
		{"nor was it changed", unknownPull, start, []string{"2changed 23 Apr 2026"}, nil},
		{"what weights are added to", func(*site.Data) {}, "groups/pricing/valuation/1.1.0.html", []string{"Each prediction starts from 0.5, what is predicted on average."}, nil},
		{"thresholds of now", func(*site.Data) {}, version, []string{"As needed now"}, []string{"Needed for an approval"}},
		{"thresholds to reach", func(*site.Data) {}, "groups/house-price/1.html", []string{"Needed for an approval"}, []string{"As needed now"}},
		{"an earlier catalog", func(d *site.Data) { d.Source.Past, d.Waiting = true, nil }, start, []string{"This is the catalog of 23 Nov 2026, 03:00 UTC; the registries are as they were read now", "? waiting"}, nil},
		{"an earlier catalog's version", func(d *site.Data) { d.Source.Past = true }, version, nil, []string{"It is as the catalog says."}},
		{"a history that is not whole", func(d *site.Data) { d.Events, d.Unread = nil, "the clone is shallow" }, "audit.html", []string{"This is not the whole history: the clone is shallow.", "No approval or rejection is known, which does not say that there was none."}, []string{"Nothing was approved"}},
		{"a history that is whole", func(d *site.Data) { d.Events = nil }, "audit.html", []string{"Nothing was approved or rejected yet."}, []string{"not the whole history"}},
		{"nobody is named", func(d *site.Data) { d.Waiting = []site.Waiting{{Key: two}} }, version, []string{"Needs 1 approval of anyone who can write to the repository."}, nil},
		{"no rule names anybody", func(d *site.Data) { d.Waiting = []site.Waiting{{Key: two, NoRule: true}} }, version, []string{"Nobody can approve it: no rule of registry.yaml matches the group."}, []string{"anyone who can write"}},
		{"no rule names anybody on a card", func(d *site.Data) { d.Waiting = []site.Waiting{{Key: two, NoRule: true}} }, group, []string{"Nobody can approve it: no rule of registry.yaml matches the group"}, []string{"Needs 1 approval"}},
		{"nobody is named on a card", func(d *site.Data) { d.Waiting = []site.Waiting{{Key: two}} }, start, []string{"Needs 1 approval of anyone who can write to the repository"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := sitetest.Example()
			c.make(d)
			checkMain(t, sitetest.Pages(t, d), c.at, c.says, c.not)
		})
	}
}

// TestCompareTargets holds that versions can be compared where a target has
// values of its own: each metric has a row for each target, with what better
// means, and all else says in one row where it holds.
func TestCompareTargets(t *testing.T) {
	files := fstest.MapFS{
		"registry.yaml":     {Data: []byte("apiVersion: modelreg/v1\nkind: Registry\nname: made\ndefaultTarget: a\ntargets:\n  a: {local: {path: .modelreg/a.db}}\n  b: {local: {path: .modelreg/b.db}}\n")},
		"m/group.yaml":      {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\nmetrics:\n  rmse: {max: 4, goal: minimize}\n")},
		"m/versions/1.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {rmse: 3}\nmodelPackageDescription: for a\noverrides:\n  b:\n    metrics: {rmse: 2}\n    modelPackageDescription: for b\n")},
	}
	files["m/versions/2.yaml"] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescription: for both\nmetrics: {rmse: 1}\n")}
	c, problems, err := catalog.Load(t.Context(), files, catalog.LoadOptions{})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	pages := sitetest.Pages(t, &site.Data{Catalog: c})
	for name, wanted := range map[string][]string{
		"groups/m/1.js": {`["Metrics › rmse in a","3","minimize"]`, `["Metrics › rmse in b","2","minimize"]`, `["Model package description","for a in a\nfor b in b"]`},
		"groups/m/2.js": {`["Metrics › rmse in a","1","minimize"]`, `["Metrics › rmse in b","1","minimize"]`, `["Model package description","for both"]`},
	} {
		for _, want := range wanted {
			if script := string(pages[name]); !strings.Contains(script, want) {
				t.Errorf("%s does not have %s: %s", name, want, script)
			}
		}
	}
}
