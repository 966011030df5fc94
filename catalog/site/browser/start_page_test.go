package browser

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// shownRows are the heads of the rows of a table that are not hidden.
func (tab *tab) shownRows(table string) []string {
	tab.t.Helper()
	return ask[[]string](tab, `[...document.querySelectorAll("`+table+` tbody tr")].filter((r) => r.checkVisibility()).map((r) => r.querySelector("th").firstElementChild.textContent)`)
}

// choose gives a field of the form a value.
func (tab *tab) choose(field, value string) {
	tab.t.Helper()
	ask[bool](tab, fmt.Sprintf(`(() => {
		const field = document.querySelector('[name="%s"]');
		field.value = %q;
		return field.value === %[2]q && field.dispatchEvent(new Event("input", {bubbles: true}));
	})()`, field, value))
}

func wants(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// searches holds that the start page finds groups and versions, and that its
// address keeps what was asked.
func searches(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.open("example/index.html")
	all := tab.shownRows("#groups")
	if len(all) != 4 {
		t.Fatalf("the start page shows %q", all)
	}

	tab.run(chromedp.SendKeys(`[name="q"]`, "valuation"))
	wants(t, "groups that say valuation", tab.shownRows("#groups"), "pricing/valuation")
	tab.wait(`document.querySelectorAll("#found li").length === 3`)
	tab.run(chromedp.SendKeys(`[name="q"]`, " neural"))
	tab.wait(`document.querySelectorAll("#found li").length === 1`)
	if link := ask[string](tab, `document.querySelector("#found a").getAttribute("href")`); link != "groups/pricing/valuation/2.0.0-rc.1.html" {
		t.Errorf("what is found leads to %q", link)
	}
	address := ask[string](tab, `location.search`)
	if asked, _ := url.ParseQuery(strings.TrimPrefix(address, "?")); asked.Get("q") != "valuation neural" {
		t.Errorf("the address is %q", address)
	}
	tab.run(chromedp.Reload())
	tab.wait(`document.querySelectorAll("#found li").length === 1`)
	if typed := ask[string](tab, `document.querySelector("[name=q]").value`); typed != "valuation neural" {
		t.Errorf("after reading the page again it asks for %q", typed)
	}

	for query, want := range map[string][]string{
		"?status=approved":      {"house-price", "pricing/valuation"},
		"?status=waiting":       {"market-outlook", "pricing/valuation"},
		"?status=wrong":         {"house-price", "market-outlook"},
		"?tag=team%3Dpricing":   {"house-price", "pricing/rental-yield", "pricing/valuation"},
		"?owner=%40chen":        {"pricing/valuation"},
		"?owner=@acme/platform": {"house-price"},
		"?q=nothing+like+it":    nil,
	} {
		tab.open("example/index.html" + query)
		wants(t, query, tab.shownRows("#groups"), want...)
	}
	tab.open("example/index.html?q=sales")
	tab.wait(`document.querySelectorAll("#found li").length === 1`)
	const badges = `[...document.querySelectorAll("#found .status")].map((e) => e.textContent)`
	wants(t, "what the approval of 2 is worth", ask[[]string](tab, badges), "Approved")
	tab.choose("q", "districts")
	tab.wait(`document.querySelector("#found a")?.textContent === "house-price/3"`)
	wants(t, "what the approval of 3 is worth", ask[[]string](tab, badges), "Approved without proof")
	tab.choose("q", "preprocessing")
	tab.wait(`document.querySelector("#found a")?.textContent === "pricing/valuation/1.0.0"`)
	wants(t, "what the approvals of 1.0.0 are worth", ask[[]string](tab, badges), "Approved", "Approved, proof not known")
	tab.open("example/index.html?q=nothing+like+it")
	tab.choose("q", "")
	if rows := tab.shownRows("#groups"); len(rows) != len(all) {
		t.Errorf("asked for nothing, the page shows %q", rows)
	}
}

// sorts holds that a table is sorted by a click and by the keyboard, and says
// so.
func sorts(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.open("example/index.html")
	state := func() string {
		return ask[string](tab, `document.querySelector("#groups thead th").getAttribute("aria-sort") ?? ""`)
	}
	const first = `#groups thead th button`
	before := tab.shownRows("#groups")
	tab.run(chromedp.Click(first, chromedp.ByQuery))
	if got := state(); got != "ascending" {
		t.Errorf("after a click the order is %q", got)
	}
	tab.run(chromedp.Focus(first, chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	if got := state(); got != "descending" {
		t.Errorf("after Enter the order is %q", got)
	}
	after := tab.shownRows("#groups")
	wants(t, "the other way round", after, before[3], before[2], before[1], before[0])
	tab.run(chromedp.KeyEvent(" "))
	if got := state(); got != "ascending" {
		t.Errorf("after Space the order is %q", got)
	}
	numbers := `[...document.querySelectorAll("#groups tbody tr")].map((r) => r.cells[c].textContent.trim())`
	tab.run(chromedp.Evaluate(`var c = [...document.querySelectorAll("#groups thead th")].findIndex((h) => h.textContent.includes("Versions"));
		document.querySelectorAll("#groups thead th")[c].querySelector("button").click()`, nil))
	wants(t, "by the number of versions", ask[[]string](tab, numbers), "1", "2", "3", "3")
	if n := ask[int](tab, `document.querySelectorAll("#groups [aria-sort]").length`); n != 1 {
		t.Errorf("%d columns say that they are in order", n)
	}

	tab.open("small/groups/numbers/index.html")
	const metric = `table[data-sortable] thead th.num button`
	versions := func() []string { return tab.shownRows("table[data-sortable]") }
	tab.run(click(metric))
	wants(t, "versions by a metric", versions(), "4", "5", "6", "7", "8", "3", "2", "9", "1")
	tab.run(click(metric))
	wants(t, "versions by a metric, the other way round", versions(), "9", "2", "3", "8", "7", "6", "5", "4", "1")
}
