package browser

import "testing"

// oldAddresses holds that an address that asks for what is not there any more
// says so, and stays.
func oldAddresses(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	for address, want := range map[string]string{
		"example/groups/house-price/compare.html?a=2&b=9999": "Version 9999 is not in the catalog any more.",
		"example/groups/house-price/compare.html?a=7&b=1":    "Version 7 is not in the catalog any more.",
		"example/audit.html?owner=zoe&from=2026-01-01":       `Nobody called "zoe" is here.`,
		"example/audit.html?owner=chen":                      "",
		"example/audit.html?from=lately":                     `"lately" is no day, and is left out.`,
		"example/index.html?owner=%40zoe":                    `No model here is owned by "@zoe".`,
		"example/index.html?tag=a%20b&status=odd":            `No model here has the tag "a b". There is no status "odd".`,
	} {
		tab.open(address)
		if said := ask[string](tab, `document.querySelector("[role=alert]")?.textContent ?? ""`); said != want {
			t.Errorf("%s: the page says %q, want %q", address, said, want)
		}
		if at := ask[string](tab, `location.href`); at != tab.root+address {
			t.Errorf("%s: the address became %s", address, at)
		}
	}
	tab.open("example/audit.html?owner=zoe")
	wants(t, "what nobody did", tab.shownRows("#audit"))
	tab.choose("owner", "chen")
	wants(t, "what chen did", tab.shownRows("#audit"), "pricing/rental-yield/1", "pricing/valuation/1.0.0")
	if ask[bool](tab, `document.querySelector("[role=alert]") !== null`) {
		t.Error("the page still says that nobody is called zoe")
	}
	tab.open("example/groups/house-price/compare.html?a=2&b=9999")
	if head := ask[string](tab, `document.querySelector("#compare caption").textContent`); head != "What differs between the newest versions" {
		t.Errorf("in place of a version that is not there, the page shows %q", head)
	}
	tab.choose("b", "1")
	tab.wait(`document.querySelector("#compare caption").textContent === "2 and 1"`)
}
