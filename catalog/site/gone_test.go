package site_test

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// TestGone holds that what the catalog does not have any more keeps its address,
// and what its page says of it.
func TestGone(t *testing.T) {
	const version, group, ofGroup = "groups/market-outlook/2.html", "groups/pricing/rents/index.html", "groups/pricing/rents/2.html"
	orphan := key("market-outlook", "2", "staging")
	for _, c := range []struct {
		name string
		make func(*site.Data)
		at   string
		says []string
		not  []string
	}{
		{"a version", func(*site.Data) {}, version, []string{
			"The catalog does not have this version any more. It was removed 17 Apr 2026 in commit b7d0a1c, committed by erin.",
			"staging Pending", "Not as it should be: the catalog made it", "market-outlook/2 registered in staging, committed by erin",
		}, []string{"holds it any more", "It is not known"}},
		{"that no registry holds", func(d *site.Data) { delete(d.Live, orphan) }, version, []string{"None of the registries holds it any more."}, []string{"Where it still is"}},
		{"where one was not read", func(d *site.Data) {
			delete(d.Live, orphan)
			d.Targets[1].Problem = "no network"
		}, version, []string{"It is not known whether a registry still holds it."}, nil},
		{"where none is told of", func(d *site.Data) { d.Live, d.Targets = nil, nil }, version, []string{"It is not known whether a registry still holds it."}, nil},
		{"that came back and is not committed", func(d *site.Data) {
			d.Events = slices.Insert(d.Events, 0, site.Event{Key: orphan, Kind: site.Registered, When: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
		}, version, []string{"No commit is known that removed it."}, []string{"It was removed"}},
		{"a model", func(*site.Data) {}, group, []string{
			"The catalog does not have this model any more. Its last version was removed 28 Mar 2026 in commit b7d0a1c, opened by dana, in pull request #13.",
			"Versions that it had 21", "pricing/rents/1 registered in staging",
		}, []string{"registry still holds"}},
		{"a version of it", func(*site.Data) {}, ofGroup, []string{"does not have this version any more", "It is not known whether a registry still holds it."}, nil},
		{"a model of many versions", func(d *site.Data) {
			for n := range 300 {
				d.Events = append(d.Events, site.Event{Key: key("pricing/rents", strconv.Itoa(n+1), "staging"), Kind: site.Registered})
			}
		}, group, []string{"Versions that it had 300299", "102101 100 older versions", "204 older events"}, nil},
		{"a model that is in a registry", func(d *site.Data) {
			d.Live[key("pricing/rents", "", "staging")] = site.Live{Drift: []string{"nobody asked for it"}}
		}, group, []string{"pricing/rents in stagingnobody asked for it"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := sitetest.Example()
			c.make(d)
			files := sitetest.Pages(t, d)
			for _, problem := range structure(t, files) {
				t.Error(problem)
			}
			checkMain(t, files, c.at, c.says, c.not)
		})
	}
}

// TestLinksToWhatIsGone holds that all that tells of what is gone leads to its
// page, and that what never was has neither.
func TestLinksToWhatIsGone(t *testing.T) {
	d := sitetest.Example()
	for _, k := range []site.Key{key("house-price", "99", "staging"), key("gone", "1", "staging"), key("gone", "", "staging")} {
		d.Live[k] = site.Live{Status: "Approved", Drift: []string{"the catalog does not have it"}}
		d.Waiting = append(d.Waiting, site.Waiting{Key: k, Reason: "it was asked for"})
	}
	never := sitetest.Pages(t, d)
	for name := range never {
		if strings.HasPrefix(name, "groups/gone/") || name == "groups/house-price/99.html" {
			t.Errorf("there is %s, and nothing was ever there", name)
		}
	}
	for k := range d.Live {
		d.Events = append(d.Events, site.Event{Key: k, Kind: site.Rejected})
	}
	once := sitetest.Pages(t, d)
	for _, files := range []map[string][]byte{never, once} {
		for _, problem := range structure(t, files) {
			t.Error(problem)
		}
		if says := mainText(t, files, "index.html"); !strings.Contains(says, "gone/1 in staging") {
			t.Errorf("the start page does not tell of what is gone: %s", says)
		}
	}
	for _, p := range htmlPages(t, once) {
		if p.path != "index.html" && p.path != "audit.html" && p.path != "groups/house-price/index.html" {
			continue
		}
		found := false
		for _, link := range p.links() {
			file, _, _ := p.resolve(link)
			found = found || file == "groups/house-price/99.html"
		}
		if !found {
			t.Errorf("%s does not lead to house-price/99", p.path)
		}
	}
}

// TestGoneIsInNobodysWay holds that no page of what is gone takes the place of
// another one, also where upper and lower case are one, and that each can be
// written into a folder.
func TestGoneIsInNobodysWay(t *testing.T) {
	d := sitetest.Example()
	live := sitetest.Pages(t, d)
	for _, group := range []string{
		"house-price", "House-Price", "house-price/2.html", "house-price/2.js/x", "house-price/compare.html", "house-price/old", "pricing", "pricing/Valuation/x",
		"old", "Old", "old/1.html", "old/index.html/x", "..", "../../x", "/x", "a//b", "",
	} {
		for _, label := range []string{"1", "2", "1.0.0-rc", "1.0.0-RC", "index", "compare", "../x", "01", ""} {
			d.Events = append(d.Events, site.Event{Key: key(group, label, "local"), Kind: site.Removed, Subject: "gone"})
		}
	}
	files := sitetest.Pages(t, d)
	for _, problem := range structure(t, files) {
		t.Error(problem)
	}
	folded := map[string]string{}
	for name := range files {
		if other, twice := folded[strings.ToLower(name)]; twice {
			t.Errorf("%s and %s are one on some disks", name, other)
		}
		folded[strings.ToLower(name)] = name
	}
	for name := range files {
		if path.Clean(name) != name || strings.HasPrefix(name, "../") || path.IsAbs(name) {
			t.Errorf("%s leads elsewhere", name)
		}
		for dir := path.Dir(strings.ToLower(name)); dir != "."; dir = path.Dir(dir) {
			if file, ok := folded[dir]; ok {
				t.Errorf("%s is below the file %s", name, file)
			}
		}
	}
	for _, name := range []string{"groups/house-price/1.0.0-rc.html", "groups/house-price/old/1.html", "groups/pricing/index.html"} {
		if folded[name] == "" {
			t.Errorf("there is no %s", name)
		}
	}
	for name := range live {
		if _, there := files[name]; !there {
			t.Errorf("%s went", name)
		}
		if page := string(files[name]); strings.Contains(page, "any more.</strong>") && !strings.Contains(string(live[name]), "any more.</strong>") {
			t.Errorf("%s is a page of what is gone", name)
		}
	}
}
