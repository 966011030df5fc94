package site_test

import (
	"bytes"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A page is a page as a browser reads it.
type page struct {
	path string
	root *html.Node
}

// htmlPages are the pages among the files that were written.
func htmlPages(t testing.TB, files map[string][]byte) []page {
	t.Helper()
	var all []page
	for name, text := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		root, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		all = append(all, page{name, root})
	}
	if len(all) == 0 {
		t.Fatal("there are no pages")
	}
	return all
}

// elements are those of a page, in its order; only of some kinds where they are
// named.
func (p page) elements(kinds ...string) iter.Seq[*html.Node] { return below(p.root, kinds...) }

func below(n *html.Node, kinds ...string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type != html.ElementNode {
				continue
			}
			if len(kinds) > 0 && !slices.Contains(kinds, d.Data) {
				continue
			}
			if !yield(d) {
				return
			}
		}
	}
}

// all are the elements of some kinds.
func (p page) all(kinds ...string) []*html.Node {
	var found []*html.Node
	for n := range p.elements(kinds...) {
		found = append(found, n)
	}
	return found
}

// attr is an attribute; empty where it is missing.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what an element says.
func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

// parent is the nearest element of a kind around n, or nil.
func parent(n *html.Node, kind string) *html.Node {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && a.Data == kind {
			return a
		}
	}
	return nil
}

// byID are the elements that can be pointed at.
func (p page) byID() map[string]*html.Node {
	all := map[string]*html.Node{}
	for n := range p.elements() {
		if id := attr(n, "id"); id != "" {
			all[id] = n
		}
	}
	return all
}

// links are the URLs on a page, with the elements that have them.
func (p page) links() iter.Seq2[*html.Node, string] {
	return func(yield func(*html.Node, string) bool) {
		for n := range p.elements() {
			for _, a := range n.Attr {
				switch a.Key {
				case "href", "src", "action", "data", "srcset", "poster", "formaction":
					if !yield(n, a.Val) {
						return
					}
				}
			}
		}
	}
}

// resolve gives the file that a relative URL on a page leads to, and the place
// in it.
func (p page) resolve(link string) (file, fragment string, err error) {
	u, err := (&url.URL{Path: p.path}).Parse(link)
	if err != nil {
		return "", "", err
	}
	return strings.TrimPrefix(u.Path, "/"), u.Fragment, nil
}
