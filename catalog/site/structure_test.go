package site_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// TestStructure looks at pages without a browser. What only a browser shows is
// tested in the package browser.
func TestStructure(t *testing.T) {
	sites := sitetest.Sites()
	delete(sites, "hostile") // is looked at by TestHostile
	for name, d := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := sitetest.Pages(t, d)
			for _, problem := range structure(t, files) {
				t.Error(problem)
			}
		})
	}
}

// structure says what is wrong with pages.
func structure(t testing.TB, files map[string][]byte) []string {
	t.Helper()
	pages := htmlPages(t, files)
	titles := map[string]string{}
	ids := map[string]map[string]*html.Node{}
	for _, p := range pages {
		ids[p.path] = p.byID()
	}
	var all []string
	for _, p := range pages {
		for _, check := range []func(page) []string{framed, headings, named, inert, tables, controls, pictures, regions} {
			for _, problem := range check(p) {
				all = append(all, p.path+": "+problem)
			}
		}
		for _, problem := range dangling(p, files, ids) {
			all = append(all, p.path+": "+problem)
		}
		for _, n := range p.all("title")[:1] {
			if other, twice := titles[text(n)]; twice {
				all = append(all, fmt.Sprintf("%s and %s have the same title %q", p.path, other, text(n)))
			}
			titles[text(n)] = p.path
		}
	}
	slices.Sort(all)
	return all
}

const csp = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

// framed is what every page has.
func framed(p page) (problems []string) {
	if htmls := p.all("html"); attr(htmls[0], "lang") != "en" {
		problems = append(problems, "its language is not said")
	}
	loads := false
	policies := 0
	for n := range p.elements("meta", "script", "link") {
		switch {
		case n.Data != "meta":
			loads = true
		case attr(n, "http-equiv") == "":
		case attr(n, "http-equiv") != "Content-Security-Policy" || attr(n, "content") != csp || n.Parent.Data != "head" || loads:
			problems = append(problems, "has the policy "+attr(n, "content"))
		default:
			policies++
		}
	}
	if policies != 1 {
		problems = append(problems, fmt.Sprintf("has %d policies that hold from the beginning", policies))
	}
	for _, kind := range []string{"h1", "main", "title", "footer", "header"} {
		if n := len(p.all(kind)); n != 1 {
			problems = append(problems, fmt.Sprintf("has %d <%s>", n, kind))
		}
	}
	return problems
}

// headings go down one step at a time, and say something.
func headings(p page) (problems []string) {
	last := 0
	for n := range p.elements("h1", "h2", "h3", "h4", "h5", "h6") {
		level := int(n.Data[1] - '0')
		if level > last+1 {
			problems = append(problems, fmt.Sprintf("<%s> %q follows <h%d>", n.Data, text(n), last))
		}
		last = level
		if strings.TrimSpace(text(n)) == "" {
			problems = append(problems, "an empty <"+n.Data+">")
		}
	}
	return problems
}

// named holds that names of places are there once, and those that are used are
// there.
func named(p page) (problems []string) {
	known := p.byID()
	count := map[string]int{}
	for n := range p.elements() {
		if id := attr(n, "id"); id != "" {
			if count[id]++; count[id] == 2 {
				problems = append(problems, fmt.Sprintf("the id %q is there twice", id))
			}
		}
		for _, name := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "for"} {
			for id := range strings.FieldsSeq(attr(n, name)) {
				if known[id] == nil {
					problems = append(problems, fmt.Sprintf("%s names %q, which is not there", name, id))
				}
			}
		}
	}
	return problems
}

// elements and attributes that pages are made of. What is not here came from
// data.
var (
	knownElements = strings.Fields(`html head meta title link script body a header main footer nav div section span p ol ul li dl dt dd
		h1 h2 h3 h4 b strong em code pre time small table caption colgroup col thead tbody tfoot tr th td form label input select option button
		figure figcaption details summary svg g path circle ellipse rect line polyline polygon text tspan title desc abbr sup sub br hr mark output fieldset legend`)
	knownAttributes = strings.Fields(`charset name content http-equiv rel href type src defer lang class id hidden tabindex role datetime scope colspan
		rowspan download placeholder autocomplete value for viewBox d fill stroke stroke-width stroke-dasharray stroke-dashoffset
		fill-opacity stroke-opacity font-size text-anchor x y x1 y1 x2 y2 cx cy r rx ry width height points transform
		stroke-linecap stroke-linejoin stroke-miterlimit abbr open selected checked title min max`)
)

// inert holds that a page has nothing in it that runs, or is styled, beside the
// site's own files.
func inert(p page) (problems []string) {
	for n := range p.elements() {
		if !slices.Contains(knownElements, n.Data) {
			problems = append(problems, fmt.Sprintf("has a <%s>", n.Data))
		}
		for _, a := range n.Attr {
			known := slices.Contains(knownAttributes, a.Key) || strings.HasPrefix(a.Key, "aria-") || strings.HasPrefix(a.Key, "data-")
			if !known {
				problems = append(problems, fmt.Sprintf("<%s> has the attribute %s=%q", n.Data, a.Key, a.Val))
			}
		}
		if n.Data == "script" && attr(n, "src") == "" && attr(n, "type") != "application/json" {
			problems = append(problems, "has a script in it")
		}
		if n.Data == "form" && !strings.Contains(attr(n, "class"), "filter") {
			problems = append(problems, "has a form that is not ours")
		}
	}
	return problems
}

// dangling are links to nowhere. Only links that people follow leave the site,
// and those to the web.
func dangling(p page, files map[string][]byte, ids map[string]map[string]*html.Node) (problems []string) {
	for n, link := range p.links() {
		if n.Data == "a" && (strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://")) {
			continue
		}
		file, fragment, err := p.resolve(link)
		switch _, there := files[file]; {
		case err != nil || strings.Contains(link, ":") || strings.HasPrefix(link, "/"):
			problems = append(problems, fmt.Sprintf("<%s> has the link %q", n.Data, link))
		case !there:
			problems = append(problems, fmt.Sprintf("%q leads to %s, which is not there", link, file))
		case fragment != "" && ids[file][fragment] == nil:
			problems = append(problems, fmt.Sprintf("%q leads to a place that is not in %s", link, file))
		}
	}
	return problems
}

// tables have heads, and say what they are about.
func tables(p page) (problems []string) {
	for n := range p.elements("table") {
		heads := 0
		for th := range below(n, "th") {
			heads++
			if scope := attr(th, "scope"); scope != "col" && scope != "row" {
				problems = append(problems, fmt.Sprintf("the head %q has no scope", text(th)))
			}
		}
		if heads == 0 {
			problems = append(problems, "a table has no heads")
		}
		named := attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != ""
		for range below(n, "caption") {
			named = true
		}
		if around := parent(n, "div"); around != nil && attr(around, "role") == "region" {
			named = true
		}
		if !named {
			problems = append(problems, fmt.Sprintf("a table has no name: %.60q", text(n)))
		}
	}
	return problems
}

// controls have labels, and what can be followed says where it leads.
func controls(p page) (problems []string) {
	labelled := map[string]bool{}
	for n := range p.elements("label") {
		labelled[attr(n, "for")] = true
	}
	for n := range p.elements("input", "select", "button", "a", "summary") {
		name := attr(n, "aria-label") + attr(n, "aria-labelledby")
		switch n.Data {
		case "input", "select":
			if label := parent(n, "label"); label != nil {
				name += text(label)
			}
			if id := attr(n, "id"); id != "" && labelled[id] {
				name += id
			}
		default:
			name += text(n)
		}
		if strings.TrimSpace(name) == "" {
			problems = append(problems, fmt.Sprintf("a <%s> has no name: %v", n.Data, n.Attr))
		}
	}
	return problems
}

// pictures have a name, or are hidden from who can't see them.
func pictures(p page) (problems []string) {
	for n := range p.elements("svg") {
		hidden, image := attr(n, "aria-hidden") == "true", attr(n, "role") == "img" && attr(n, "aria-label") != ""
		if hidden == image {
			problems = append(problems, fmt.Sprintf("an <svg> has no name: %v", n.Attr))
		}
	}
	return problems
}

// regions that scroll can be reached with the keyboard, and have a name.
func regions(p page) (problems []string) {
	for n := range p.elements("div", "section") {
		if !slices.Contains(strings.Fields(attr(n, "class")), "scroll") {
			continue
		}
		if attr(n, "tabindex") != "0" || attr(n, "role") != "region" || attr(n, "aria-label")+attr(n, "aria-labelledby") == "" {
			problems = append(problems, fmt.Sprintf("a region that scrolls lacks a name, a role or a place in the order of the keyboard: %v", n.Attr))
		}
	}
	return problems
}

// TestEqual holds that equal data gives equal bytes.
func TestEqual(t *testing.T) {
	for name, data := range map[string]func() *site.Data{"example": sitetest.Example, "troubled": sitetest.Troubled} {
		a, b := sitetest.Pages(t, data()), sitetest.Pages(t, data())
		for path := range maps.Keys(a) {
			if string(a[path]) != string(b[path]) {
				t.Errorf("%s: %s is another one the second time", name, path)
			}
		}
		if len(a) != len(b) {
			t.Errorf("%s: %d files, then %d", name, len(a), len(b))
		}
	}
}
