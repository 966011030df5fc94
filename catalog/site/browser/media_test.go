package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// said is what a page says, line by line, whether details are open or not: but
// for what leads around, and the tables that say what a chart shows.
const said = `(() => {
	document.querySelectorAll("details").forEach((d) => { d.open = true; });
	document.querySelectorAll("form, nav, .steps, .data").forEach((e) => { e.style.display = "none"; });
	const text = document.querySelector("main").innerText;
	return text.split("\n").map((l) => l.replace(/[↑↓]/g, "").trim()).filter(Boolean);
})()`

// withoutScripts holds that pages say the same without scripts, and show no
// control that does nothing.
func withoutScripts(t *testing.T, b *browser) {
	with, without := b.fromFolder(t), b.fromFolder(t)
	without.run(emulation.SetScriptExecutionDisabled(true))
	for _, path := range kinds() {
		with.open(path)
		without.open(path)
		if !ask[bool](without, `typeof modelreg === "undefined"`) {
			t.Fatal("scripts run")
		}
		if dead := ask[[]string](without, `[...document.querySelectorAll("input, select, button, form, [data-count]")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 90))`); len(dead) > 0 {
			t.Errorf("%s: without scripts there is %q", path, dead)
		}
		lacks(t, path+" without scripts", ask[[]string](without, said), ask[[]string](with, said))
	}
}

// prints holds that paper has all that the screen has, beside the forms, and
// nothing is cut off.
func prints(t *testing.T, b *browser) {
	tab := b.fromFolder(t)
	tab.size(794, 1123) // A4
	for _, path := range kinds() {
		tab.open(path)
		closed := ask[[]string](tab, `[...document.querySelectorAll("main details:not(.data) > :not(summary)")].map((e) => e.textContent.trim().slice(0, 40))`)
		tab.run(emulation.SetEmulatedMedia().WithMedia("print"))
		ask[int](tab, `document.body.offsetHeight`) // lays the page out
		if n := ask[int](tab, `[...document.querySelectorAll("main details:not(.data) > :not(summary)")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().height > 0).length`); n != len(closed) {
			t.Errorf("%s: paper shows %d of %d details", path, n, len(closed))
		}
		if wide := ask[int](tab, `document.documentElement.scrollWidth`); wide > 794 {
			t.Errorf("%s: paper cuts off what is beyond 794 pixels of %d", path, wide)
		}
		if controls := ask[int](tab, `[...document.querySelectorAll("form, nav[aria-label=Pages]")].filter((e) => e.checkVisibility()).length`); controls > 0 {
			t.Errorf("%s: paper shows %d controls", path, controls)
		}
		printed := ask[[]string](tab, said)
		tab.run(emulation.SetEmulatedMedia())
		lacks(t, path+" on paper", printed, ask[[]string](tab, said))
	}
}

// lacks are lines that one page has and another has not.
func lacks(t *testing.T, what string, page, whole []string) {
	t.Helper()
	there := strings.Join(page, "\n")
	for _, line := range whole {
		if !strings.Contains(there, line) {
			t.Errorf("%s does not say %q", what, line)
		}
	}
	if len(whole) == 0 {
		t.Errorf("%s: nothing is said at all", what)
	}
}
