package browser

import (
	"strings"
	"testing"
)

// audits holds that the audit page is filtered by person, time and what became
// of a version, also by an address.
func audits(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.open("example/audit.html")
	all := tab.shownRows("#audit")
	if len(all) != 8 {
		t.Fatalf("the audit page shows %q", all)
	}
	tab.choose("owner", "chen")
	wants(t, "what chen did", tab.shownRows("#audit"), "pricing/rental-yield/1", "pricing/valuation/1.0.0")
	tab.choose("from", "2026-11-01")
	wants(t, "what chen did lately", tab.shownRows("#audit"), "pricing/rental-yield/1")
	address := ask[string](tab, `location.search`)
	if !strings.Contains(address, "owner=chen") || !strings.Contains(address, "from=2026-11-01") {
		t.Errorf("the address is %q", address)
	}
	tab.open("example/audit.html" + address)
	wants(t, "the same by its address", tab.shownRows("#audit"), "pricing/rental-yield/1")
	for query, want := range map[string][]string{
		"?to=2026-05-15": {"house-price/1", "pricing/valuation/1.0.0"},
		"?from=2026-08-29&to=2026-08-31&owner=bob": {"house-price/2", "house-price/2", "house-price/1"},
		"?status=withdrawn":                        {"house-price/1"},
		"?status=asked&q=reviewed":                 {"pricing/valuation/1.1.0"},
	} {
		tab.open("example/audit.html" + query)
		wants(t, query, tab.shownRows("#audit"), want...)
	}
	for _, file := range []string{"audit.csv", "audit.json"} {
		if n := ask[int](tab, `document.querySelectorAll('a[download][href="`+file+`"]').length`); n != 1 {
			t.Errorf("%d links download %s", n, file)
		}
	}
}
