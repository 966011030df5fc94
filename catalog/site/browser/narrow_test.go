package browser

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// narrow holds that a page as wide as a phone is scrolled down only: what is
// wider scrolls by itself.
func narrow(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.size(320, 700)
	for _, site := range []string{"example", "troubled", "bare"} {
		for _, path := range b.pages(t, site) {
			fits(t, tab, site+"/"+path)
		}
	}
	for _, path := range []string{"index.html", "audit.html", "groups/made/42.html", "groups/made/index.html", "groups/made/compare.html"} {
		fits(t, tab, "hostile/"+path)
	}
}

// cards holds that on a phone each model is a card in which registries come
// before owners, that cards can be sorted, and nothing is scrolled sideways.
func cards(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.size(390, 800)
	tab.open("example/index.html")
	if wide := ask[int](tab, `[...document.querySelectorAll(".scroll")].filter((e) => e.scrollWidth > e.clientWidth).length`); wide != 0 {
		t.Error("the table of models is scrolled sideways")
	}
	wants(t, "the lines of a card", ask[[]string](tab, `[...document.querySelector("#groups tbody tr").cells].slice(1, 5)
		.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
		.map((c) => c.dataset.in ? getComputedStyle(c, "::before").content.replaceAll('"', "") : "owner")`), "local: ", "production: ", "staging: ", "owner")
	for page, table := range map[string]string{"index.html": "#groups", "audit.html": "#audit"} {
		tab.open("example/" + page)
		small := ask[[]string](tab, `[...document.querySelectorAll("`+table+` thead th button")].filter((b) => { const r = b.getBoundingClientRect(); return r.height < 24 || r.width < 24 || r.right > innerWidth; }).map((b) => b.textContent)`)
		if len(small) > 0 {
			t.Errorf("no finger hits the heads %q of %s", small, page)
			continue
		}
		first := table + " thead th button"
		tab.run(chromedp.Click(first, chromedp.ByQuery))
		up := tab.shownRows(table)
		tab.run(chromedp.Click(first, chromedp.ByQuery))
		slices.Reverse(up)
		if down := tab.shownRows(table); !sameEnds(up, down) {
			t.Errorf("the cards of %s the other way round: %q, want %q", page, down, up)
		}
	}
}

// sameEnds reports whether lists begin and end with the same, which differs; what
// is equal in between may stay in its order.
func sameEnds(a, b []string) bool {
	last := len(a) - 1
	return len(a) == len(b) && a[0] == b[0] && a[last] == b[last] && a[0] != a[last]
}

func fits(t *testing.T, tab *tab, path string) {
	t.Helper()
	tab.open(path)
	wide := ask[[]string](tab, `document.documentElement.scrollWidth <= 320 ? [] :
		[...document.querySelectorAll("body *")].filter((e) => !e.closest(".scroll, pre") && e.getBoundingClientRect().right > 321).map((e) => e.outerHTML.slice(0, 100)).slice(0, 3).concat("the page is " + document.documentElement.scrollWidth + " wide")`)
	for _, e := range wide {
		t.Errorf("%s: %s", path, e)
	}
}
