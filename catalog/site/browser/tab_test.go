package browser

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A tab is one page that is open, and what it complained of.
type tab struct {
	t    *testing.T
	ctx  context.Context
	root string // where the pages are; nothing else may be asked for

	lock     sync.Mutex
	problems []string
	requests int
}

// fromFolder opens a tab that is shown pages from disk.
func (b *browser) fromFolder(t *testing.T) *tab { return b.tab(t, "file://"+b.folder+"/") }

// tab opens a tab of its own. At the end of the test, no page may have written
// to the console, thrown, asked anything, or wanted anything from elsewhere.
func (b *browser) tab(t *testing.T, root string) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	tab := &tab{t: t, ctx: ctx, root: root}
	chromedp.ListenTarget(ctx, tab.hear)
	tab.run(network.Enable(), cdplog.Enable(), page.Enable(), emulation.SetFocusEmulationEnabled(true))
	tab.size(1280, 900)
	t.Cleanup(func() {
		tab.lock.Lock()
		defer tab.lock.Unlock()
		for _, problem := range tab.problems {
			t.Error(problem)
		}
	})
	return tab
}

// hear notes what must not happen.
func (tab *tab) hear(event any) {
	tab.lock.Lock()
	defer tab.lock.Unlock()
	complain := func(format string, args ...any) { tab.problems = append(tab.problems, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		for _, arg := range e.Args {
			complain("console: %s %s%s", e.Type, arg.Value, arg.Description)
		}
	case *runtime.EventExceptionThrown:
		complain("exception: %s", e.ExceptionDetails.Error())
	case *cdplog.EventEntryAdded:
		complain("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
	case *page.EventJavascriptDialogOpening:
		complain("dialog: %s", e.Message)
	case *network.EventRequestWillBeSent:
		tab.requests++
		// Icons of the browser's own controls are data: and ask nobody.
		if !strings.HasPrefix(e.Request.URL, tab.root) && !strings.HasPrefix(e.Request.URL, "data:image/svg+xml;") {
			complain("asked for %s", e.Request.URL)
		}
	case *network.EventLoadingFailed:
		complain("could not load: %s", e.ErrorText)
	}
}

func (tab *tab) run(actions ...chromedp.Action) {
	tab.t.Helper()
	if err := chromedp.Run(tab.ctx, actions...); err != nil {
		tab.t.Fatal(err)
	}
}

// open goes to a page, and waits until it and its scripts are read.
func (tab *tab) open(path string) {
	tab.t.Helper()
	tab.run(chromedp.Navigate(tab.root + path))
}

// follow clicks a link, and waits until the page that it leads to is read.
func (tab *tab) follow(selector string) {
	tab.t.Helper()
	if _, err := chromedp.RunResponse(tab.ctx, click(selector)); err != nil {
		tab.t.Fatalf("following %s: %v", selector, err)
	}
}

// ask evaluates an expression in the page; a promise is waited for.
func ask[T any](tab *tab, expression string) T {
	tab.t.Helper()
	var answer T
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	if err := chromedp.Run(tab.ctx, chromedp.Evaluate(expression, &answer, await)); err != nil {
		tab.t.Fatalf("%.200s: %v", expression, err)
	}
	return answer
}

// wait waits until an expression is true.
func (tab *tab) wait(expression string) {
	tab.t.Helper()
	if err := chromedp.Run(tab.ctx, chromedp.Poll(expression, nil, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		tab.t.Fatalf("%s does not come true: %v", expression, err)
	}
}

// size gives the tab another size, in pixels of CSS.
func (tab *tab) size(width, height int64) {
	tab.t.Helper()
	tab.run(emulation.SetDeviceMetricsOverride(width, height, 1, false))
}

// colours has the tab prefer light or dark.
func (tab *tab) colours(scheme string) {
	tab.t.Helper()
	tab.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
}

// forgive forgets a complaint that a test made on purpose, which must be there.
func (tab *tab) forgive(part string) {
	tab.t.Helper()
	tab.lock.Lock()
	defer tab.lock.Unlock()
	kept := slices.DeleteFunc(tab.problems, func(p string) bool { return strings.Contains(p, part) })
	if len(kept) == len(tab.problems) {
		tab.t.Errorf("nobody complained of %q", part)
	}
	tab.problems = kept
}

// click clicks the first element that is found.
func click(selector string) chromedp.Action { return chromedp.Click(selector, chromedp.ByQuery) }

func number(n int) string { return strconv.Itoa(n) }
