package browser

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"modelreg/catalog/site/sitetest"
)

// foreign are elements and attributes that no page of ours has.
const foreign = `[...document.querySelectorAll("*")].filter((e) =>
	e.matches("script:not([src]), script[src*='evil'], iframe, object, embed, img, base, style, math, form:not(.filter), link[href*='evil'], meta[http-equiv=refresh], a[href^='javascript:' i], a[href^='data:' i], svg script, animate") ||
	e.getAttributeNames().some((name) => name.startsWith("on") || name === "style" || name === "autofocus")
).map((e) => e.outerHTML.slice(0, 120))`

// shown is a text as a page can have it: the parser of HTML knows no NUL.
func shown(word string) string { return strings.ReplaceAll(word, "\x00", "\ufffd") }

// hostile holds that texts that would be more than text are shown as they are.
func hostile(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	words := sitetest.Hostile()
	opens := func(path string, words ...string) {
		t.Helper()
		tab.open("hostile/" + path)
		for _, e := range ask[[]string](tab, foreign) {
			t.Errorf("%s has %s", path, e)
		}
		text := ask[string](tab, `document.body.textContent`)
		for _, word := range words {
			if !strings.Contains(text, shown(word)) {
				t.Errorf("%s does not say %q", path, word)
			}
		}
	}
	gone := (&url.URL{Path: "groups/" + sitetest.Gone}).EscapedPath()
	for i, word := range words {
		opens(fmt.Sprintf("groups/made/%d.html", i+1), word)
		opens(fmt.Sprintf("%s/%d.html", gone, i+1), word)
	}
	for _, path := range []string{"audit.html", "groups/made/index.html", gone + "/index.html", "index.html"} {
		opens(path, words...)
	}
	tab.follow(`a[href$="&=%27/index.html"]`)
	if head := ask[string](tab, `document.querySelector("h1").textContent`); !strings.Contains(head, sitetest.Odd) {
		t.Errorf("the page of %q is about %q", sitetest.Odd, head)
	}
	tab.follow(`a[href="compare.html"]`)
	tab.wait(`document.querySelector("form:not([hidden])") !== null`)
	tab.choose("a", "1.0.0-a.b")
	tab.wait(`document.querySelector("#compare thead th:last-child").textContent === "1.0.0-a.b"`)
	for _, path := range []string{"groups/refused/1.html", "groups/refused/index.html", "groups/made/compare.html"} {
		opens(path)
	}
}

// hostileSearched holds the same of what a script puts into a page: what was
// found, what is compared, and what the address asks for.
func hostileSearched(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	for i, word := range sitetest.Hostile() {
		query := "?q=" + url.QueryEscape(word)
		tab.open("hostile/index.html" + query)
		tab.wait(`document.querySelector("#found").textContent !== ""`)
		for _, e := range ask[[]string](tab, foreign) {
			t.Errorf("the start page asked for %q has %s", word, e)
		}
		if typed := ask[string](tab, `document.querySelector("[name=q]").value`); !strings.Contains(word, "\u2028") && !strings.ContainsRune(word, '\x00') && typed != word {
			t.Errorf("asked for %q, the field says %q", word, typed)
		}
		if i%4 > 0 {
			continue
		}
		tab.open("hostile/audit.html?owner=" + url.QueryEscape(word) + "&q=" + url.QueryEscape(word))
		for _, e := range ask[[]string](tab, foreign) {
			t.Errorf("the audit page asked for %q has %s", word, e)
		}
		tab.open(fmt.Sprintf("hostile/groups/made/compare.html?a=%d&b=1&all=on", i+1))
		tab.wait(fmt.Sprintf(`document.querySelector("#compare thead th:nth-child(2)").textContent === "%d"`, i+1))
		for _, e := range ask[[]string](tab, foreign) {
			t.Errorf("the comparison of %q has %s", word, e)
		}
		if i > 0 && !strings.ContainsRune(word, '\x00') && !strings.Contains(ask[string](tab, `document.querySelector("#compare").textContent`), shown(word)) {
			t.Errorf("the comparison does not say %q", word)
		}
	}
	tab.open("hostile/index.html?q=alert")
	tab.wait(`document.querySelectorAll("#found li").length > 5`)
	if found := ask[string](tab, `document.querySelector("#found").textContent`); !strings.Contains(found, sitetest.Hostile()[0]) {
		t.Errorf("what is found says %q", found)
	}
}
