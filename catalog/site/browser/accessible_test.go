package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// violation is what axe-core finds.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

// accessible holds that axe-core finds nothing on a page of each kind, with all
// details open, light and dark, wide and narrow.
func accessible(t *testing.T, b *browser) {
	axe := checker(t)
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			tab := b.fromFolder(t)
			tab.colours(scheme)
			for _, page := range kinds() {
				tab.size(1280, 900)
				tab.open(page)
				tab.run(chromedp.Evaluate(axe, nil))
				check(t, tab, fmt.Sprintf("%s, %s and wide", page, scheme))
				tab.size(320, 900)
				check(t, tab, fmt.Sprintf("%s, %s and narrow", page, scheme))
			}
		})
	}
}

// checker is the text of axe-core. Without it the test is skipped, or fails where
// it must not be.
func checker(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(os.Getenv("AXE_CORE"))
	if err != nil && os.Getenv("MODELREG_BROWSER") != "required" {
		t.Skipf("accessibility was not checked: AXE_CORE does not name the axe.min.js of npm's axe-core: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func check(t *testing.T, tab *tab, what string) {
	t.Helper()
	found := ask[[]violation](tab, `(async () => {
		document.querySelectorAll("details").forEach((d) => { d.open = true; });
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
		const {violations} = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false});
		return violations.map(({id, help, nodes}) => ({id, help, nodes: nodes.slice(0, 3).map(({html, failureSummary}) => ({html, failureSummary}))}));
	})()`)
	for _, v := range found {
		for _, n := range v.Nodes {
			t.Errorf("%s: %s: %s\n%.200s\n%s", what, v.ID, v.Help, n.HTML, strings.TrimSpace(n.FailureSummary))
		}
	}
}
