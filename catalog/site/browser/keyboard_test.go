package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reachable gives what the keyboard has to reach, each with a number, in the
// order of the page.
const reachable = `(() => {
	const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
	const here = all.filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}));
	here.forEach((e, i) => { e.dataset.tabstop = i; });
	return here.map((e) => e.outerHTML.slice(0, 90));
})()`

// focused says where the focus is: the element's number, whether it can be seen
// on the screen, and whether it is marked.
const focused = `(() => {
	const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
	return {
		Stop: Number(e.dataset.tabstop ?? -1),
		Seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
		Marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
	};
})()`

type focus struct {
	Stop         int
	Seen, Marked bool
}

// keyboard holds that Tab reaches everything that can be used, in the order of
// the page, visibly, and gets out again; that the skip link skips, and that
// Enter opens what is closed.
func keyboard(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	for _, path := range []string{
		"example/index.html", "example/audit.html", "example/groups/house-price/index.html",
		"example/groups/pricing/valuation/1.1.0.html", "example/groups/house-price/2.html", "example/groups/house-price/compare.html",
	} {
		tab.open(path)
		tabs(t, tab, path)
	}

	tab.open("example/groups/house-price/2.html")
	tab.run(chromedp.KeyEvent(kb.Tab))
	if !ask[bool](tab, `document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().left >= 0`) {
		t.Error("the first stop is not the link that skips to the content")
	}
	tab.run(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
	if !ask[bool](tab, `document.querySelector("main").contains(document.activeElement)`) {
		t.Error("skipping does not lead into the content")
	}
	tab.run(chromedp.Focus("summary", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	if !ask[bool](tab, `document.querySelector("details").open`) {
		t.Error("Enter does not open details")
	}
}

// tabs presses Tab through a page.
func tabs(t *testing.T, tab *tab, path string) {
	t.Helper()
	ask[int](tab, `document.querySelectorAll("details").forEach((d) => { d.open = true; }), 0`)
	stops := ask[[]string](tab, reachable)
	next := 0
	for pressed := 0; next < len(stops) && pressed < 5*len(stops); pressed++ {
		tab.run(chromedp.KeyEvent(kb.Tab))
		at := ask[focus](tab, focused)
		if at.Stop == next-1 {
			continue // a field of several parts, such as a date
		}
		if at.Stop != next {
			t.Errorf("%s: Tab goes to stop %d in place of %d, %s", path, at.Stop, next, stops[next])
			return
		}
		if !at.Seen || !at.Marked {
			t.Errorf("%s: the focus on %s is on the screen: %v, marked: %v", path, stops[next], at.Seen, at.Marked)
		}
		next++
	}
	if next < len(stops) {
		t.Errorf("%s: Tab stays at stop %d, %s", path, next-1, stops[next-1])
		return
	}
	for range 5 {
		tab.run(chromedp.KeyEvent(kb.Tab))
		if ask[focus](tab, focused).Stop != next-1 {
			return
		}
	}
	t.Errorf("%s: Tab does not leave %s", path, stops[next-1])
}
