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
	path := os.Getenv("AXE_CORE")
	if path == "" {
		missing(t, "AXE_CORE does not name the axe.min.js of npm's axe-core")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		missing(t, err.Error())
	}
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			tab := b.fromFolder(t)
			tab.colours(scheme)
			for _, page := range kinds() {
				tab.size(1280, 900)
				tab.open(page)
				tab.run(chromedp.Evaluate(string(axe), nil))
				check(t, tab, fmt.Sprintf("%s, %s and wide", page, scheme))
				tab.size(320, 900)
				check(t, tab, fmt.Sprintf("%s, %s and narrow", page, scheme))
			}
		})
	}
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
