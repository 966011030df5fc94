// Package browser drives the pages in a real browser: Chromium, without a
// window. It has tests alone.
//
//	CHROMIUM=/usr/bin/chromium   the browser; else it is looked for
//	AXE_CORE=.../axe.min.js      the checker of accessibility, of npm's axe-core
//	MODELREG_BROWSER=required    what is missing of them is a failure
//	MODELREG_BROWSER=none        they are not looked for
package browser

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"modelreg/catalog/site/sitetest"
)

// TestMain runs nothing without a browser, and go test then says that of the
// package: no tests to run.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("MODELREG_BROWSER") != "required" && chromium() == "" {
		fmt.Println("the pages are not tested in a browser: there is no chromium; install it, or name it in CHROMIUM")
		if err := flag.Set("test.run", "^$"); err != nil {
			panic(err)
		}
	}
	m.Run()
}

// TestPages drives all pages in one browser.
func TestPages(t *testing.T) {
	b := start(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"open from a folder", opensFromFolder},
		{"open from a server", opensFromServer},
		{"search", searches},
		{"sort", sorts},
		{"find", finds},
		{"old addresses", oldAddresses},
		{"audit", audits},
		{"compare", compares},
		{"keyboard", keyboard},
		{"accessible", accessible},
		{"narrow", narrow},
		{"cards", cards},
		{"without scripts", withoutScripts},
		{"print", prints},
		{"hostile texts", hostile},
		{"hostile texts are searched", hostileSearched},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, b)
		})
	}
}

// A browser is one that runs, with the sites that it is shown.
type browser struct {
	ctx    context.Context
	folder string // the sites of sitetest are in it
	server *httptest.Server
}

// start starts the browser.
func start(t *testing.T) *browser {
	t.Helper()
	path := chromium()
	if path == "" {
		t.Fatal("there is no chromium; install it, or name it in CHROMIUM")
	}
	b := &browser{folder: t.TempDir()}
	for name, data := range sitetest.Sites() {
		if err := sitetest.Write(filepath.Join(b.folder, name), sitetest.Pages(t, data)); err != nil {
			t.Fatal(err)
		}
	}
	b.server = httptest.NewServer(http.FileServer(http.Dir(b.folder)))
	t.Cleanup(b.server.Close)

	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	b.ctx = ctx
	return b
}

// chromium is where the browser is; empty where there is none to use.
func chromium() string {
	if os.Getenv("MODELREG_BROWSER") == "none" {
		return ""
	}
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// pages are all pages of a site, by their slash path.
func (b *browser) pages(t *testing.T, site string) []string {
	t.Helper()
	var all []string
	err := fs.WalkDir(os.DirFS(filepath.Join(b.folder, site)), ".", func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) == ".html" {
			all = append(all, name)
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%s has %d pages: %v", site, len(all), err)
	}
	return all
}

// kinds are a page of each kind, with everything that such a page can have.
func kinds() []string {
	return []string{
		"example/index.html", "example/audit.html",
		"example/groups/house-price/index.html", "example/groups/house-price/2.html", "example/groups/house-price/3.html", "example/groups/house-price/compare.html",
		"example/groups/pricing/valuation/index.html", "example/groups/pricing/valuation/1.1.0.html",
		"example/groups/pricing/rents/index.html", "example/groups/market-outlook/2.html",
		"troubled/index.html", "troubled/audit.html", "troubled/groups/house-price/4.html", "bare/groups/market-outlook/index.html",
		"long/index.html", "long/groups/churn/201.html",
	}
}
