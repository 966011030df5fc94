package site

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed assets
var assets embed.FS

// Put takes one file of the pages, by its slash path, and may keep the text. It
// is called by several goroutines.
type Put func(path string, text []byte) error

// Write makes all pages.
func Write(ctx context.Context, d *Data, put Put) error {
	w, err := newWriter(d, put)
	if err != nil {
		return err
	}
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.SetLimit(runtime.GOMAXPROCS(0))
	tasks.Go(w.assets)
	tasks.Go(w.start)
	tasks.Go(w.audit)
	searched := make([][]searchRow, len(d.Catalog.Groups))
	for i, g := range d.Catalog.Groups {
		tasks.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			shown := w.show(g)
			searched[i] = w.searchRows(shown)
			return w.group(shown)
		})
	}
	for _, g := range w.found.gone {
		tasks.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return w.gone(g)
		})
	}
	if err := tasks.Wait(); err != nil {
		return err
	}
	return w.index(slices.Concat(searched...))
}

// A writer makes pages of one Data.
type writer struct {
	*Data
	put    Put
	found  *lookup
	pages  map[string]*template.Template // by name; each has the frame around it
	parts  *template.Template            // of the frame
	around sync.Map                      // spot to *around
	rooms  sync.Pool                     // of *bytes.Buffer, in which pages are made
}

func newWriter(d *Data, put Put) (*writer, error) {
	// Links are escaped, and files have the names that links mean.
	unescaped := func(at string, text []byte) error {
		name, err := url.PathUnescape(at)
		if err != nil {
			return err
		}
		return put(name, text)
	}
	w := &writer{Data: d, put: unescaped, found: newLookup(d), pages: map[string]*template.Template{}}
	for _, name := range []string{"start", "group", "all", "version", "compare", "audit", "gone"} {
		t, err := template.New("base.html").Funcs(functions).ParseFS(templates, "templates/base.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("reading the template of %s: %w", name, err)
		}
		w.pages[name] = t
	}
	var err error
	if w.parts, err = template.New("around.html").Funcs(functions).ParseFS(templates, "templates/around.html"); err != nil {
		return nil, fmt.Errorf("reading the template of what is around pages: %w", err)
	}
	return w, nil
}

// A frame is what every page has around it.
type frame struct {
	*around
	Title   string
	Here    string // which entry of the navigation this is
	Catalog string
	Root    string // relative path to the top: "", ../../
	Unread  string
	Source  Source
	Trail   []crumb
	Page    any
}

// Name tells the page from all others, in a list of tabs or bookmarks:
// 3 · house-price.
func (f frame) Name() string {
	name := f.Title
	for i := len(f.Trail) - 1; i > 0; i-- { // the first one is the start page
		name += " · " + f.Trail[i].Name
	}
	return name
}

// A crumb is a page above this one.
type crumb struct{ Name, URL string }

// page writes one page at a path.
func (w *writer) page(at, name string, f frame) (err error) {
	f.Root, f.Source, f.Unread, f.Catalog = rootOf(at), w.Source, w.Unread, w.Catalog.Registry.Name
	if f.around, err = w.aroundOf(spot{f.Root, f.Here}); err != nil {
		return err
	}
	out, _ := w.rooms.Get().(*bytes.Buffer)
	if out == nil {
		out = &bytes.Buffer{}
	}
	defer w.rooms.Put(out)
	out.Reset()
	if err := w.pages[name].Execute(out, f); err != nil {
		return fmt.Errorf("making %s: %w", at, err)
	}
	return w.put(at, bytes.Clone(out.Bytes()))
}

// rootOf is the way from a page to the top.
func rootOf(at string) string {
	root := ""
	for dir := path.Dir(at); dir != "."; dir = path.Dir(dir) {
		root += "../"
	}
	return root
}

func (w *writer) assets() error {
	return fs.WalkDir(assets, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := assets.ReadFile(name)
		if err != nil {
			return err
		}
		return w.put(name, text)
	})
}
