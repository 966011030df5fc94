package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// compares holds that any two versions can be put side by side, by the form and
// by an address.
func compares(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.open("example/groups/house-price/compare.html")
	head := func() []string {
		return ask[[]string](tab, `[...document.querySelectorAll("#compare thead th")].slice(1).map((h) => h.textContent)`)
	}
	row := func(name string) []string {
		return ask[[]string](tab, `[...document.querySelectorAll("#compare tbody tr")].filter((r) => r.cells[0].textContent === "`+name+`").flatMap((r) => [...r.cells].slice(1).map((c) => c.textContent))`)
	}
	tab.choose("a", "2")
	tab.choose("b", "1")
	tab.wait(`document.querySelectorAll("#compare thead th").length === 3 && document.querySelector("#compare thead th:last-child").textContent === "1"`)
	wants(t, "the versions", head(), "2", "1")
	if address := ask[string](tab, `location.search`); address != "?a=2&b=1" {
		t.Errorf("the address is %q", address)
	}
	differing := ask[int](tab, `document.querySelectorAll("#compare tbody tr").length`)
	tab.run(click(`[name="all"]`))
	tab.wait(`document.querySelectorAll("#compare tbody tr").length > ` + number(differing))
	tab.run(chromedp.Reload())
	tab.wait(`document.querySelectorAll("#compare tbody tr").length > ` + number(differing))

	tab.open("example/groups/house-price/compare.html?a=3&b=2")
	tab.wait(`document.querySelector("#compare caption").textContent.includes("3 and 2")`)
	wants(t, "the versions of the address", head(), "3", "2")
	wants(t, "the error", row("Metrics › rmse"), "3.18 ▲ better", "3.41 ▼ worse")

	tab.open("example/groups/house-price/compare.html?a=%3Cb%3E&b=nothing")
	if n := ask[int](tab, `document.querySelectorAll("#compare thead th").length`); n < 3 {
		t.Errorf("versions that do not exist empty the page: %d columns", n)
	}
}
