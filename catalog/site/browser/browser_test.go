// Package browser drives the pages in a real browser: Chromium, without a
// window. It has tests alone.
//
//	CHROMIUM=/usr/bin/chromium   the browser; else it is looked for
//	AXE_CORE=.../axe.min.js      the checker of accessibility, of npm's axe-core
//	MODELREG_BROWSER=required    a browser or a checker that is missing is a failure
package browser

import (
	"context"
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
		{"audit", audits},
		{"compare", compares},
		{"keyboard", keyboard},
		{"accessible", accessible},
		{"narrow", narrow},
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
	folder string // example, troubled, bare and hostile are in it
	server *httptest.Server
}

// start starts the browser, and skips the test where there is none.
func start(t *testing.T) *browser {
	t.Helper()
	path := chromium()
	if path == "" {
		missing(t, "there is no chromium; install it, or name it in CHROMIUM")
	}
	b := &browser{folder: t.TempDir()}
	for name, files := range map[string]map[string][]byte{
		"example":  sitetest.Pages(t, sitetest.Example()),
		"troubled": sitetest.Pages(t, sitetest.Troubled()),
		"bare":     sitetest.Pages(t, sitetest.Bare()),
		"hostile":  sitetest.Pages(t, sitetest.Made(sitetest.Hostile())),
	} {
		sitetest.Write(t, filepath.Join(b.folder, name), files)
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

// chromium is where the browser is; empty where there is none.
func chromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// missing skips a test for which something is not there, or fails it where it
// must not be skipped.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("MODELREG_BROWSER") == "required" {
		t.Fatal(what)
	}
	t.Skipf("the pages were not tested in a browser: %s", what)
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
		"troubled/index.html", "troubled/audit.html", "troubled/groups/house-price/4.html", "bare/groups/market-outlook/index.html",
	}
}
