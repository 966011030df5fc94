package browser

import "testing"

// finds holds that a choice finds what it is called, to the letter, and nothing
// of which that is not known.
func finds(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.open("small/index.html")
	tab.choose("tag", "team=a  b")
	wants(t, "groups with two spaces in a tag", tab.shownRows("#groups"), "numbers")
	tab.choose("tag", "team=a b")
	wants(t, "groups with one", tab.shownRows("#groups"), "doubted", "unproven")
	tab.open("small/audit.html")
	tab.choose("owner", "Ana  Smith")
	wants(t, "what somebody did with two spaces in the name", tab.shownRows("#audit"), "numbers/1")
	tab.choose("owner", "Ana Smith")
	wants(t, "what somebody did with one", tab.shownRows("#audit"), "numbers/2")

	for address, want := range map[string][]string{
		"small/index.html?status=none":  {"numbers"},
		"unread/index.html?status=none": nil,
		"bare/index.html?status=none":   {"house-price", "market-outlook", "pricing/rental-yield", "pricing/valuation"},
	} {
		tab.open(address)
		wants(t, address, tab.shownRows("#groups"), want...)
	}
}
