package site

import (
	"html/template"
	"strings"
)

// A markup is HTML in the making, of what repeats on pages: a template takes ten
// times as long. The compiler takes constants for template.HTML and no other
// text, so none gets there that is not escaped.
type markup struct{ out strings.Builder }

// newMarkup has room for about so many bytes.
func newMarkup(room int) *markup {
	m := &markup{}
	m.out.Grow(room)
	return m
}

// add writes HTML in which each % stands for one of some texts. A link's address
// is none of them.
func (m *markup) add(html template.HTML, texts ...string) {
	rest := string(html)
	for _, text := range texts {
		before, after, _ := strings.Cut(rest, "%")
		m.out.WriteString(before)
		m.text(text)
		rest = after
	}
	m.out.WriteString(rest)
}

// escaper does what templates do, also to a plus sign, which begins nothing in
// UTF-7 then. It is the same between tags and in the value of an attribute.
var escaper = strings.NewReplacer("\x00", "\ufffd", `"`, "&#34;", "'", "&#39;", "&", "&amp;", "+", "&#43;", "<", "&lt;", ">", "&gt;")

func (m *markup) text(text string) {
	_, _ = escaper.WriteString(&m.out, text) // there is always room
}

// link writes a text that leads to an address.
func (m *markup) link(url, text string) {
	m.begin(url, "")
	m.add(`%</a>`, text)
}

// linkIf is link where there is an address.
func (m *markup) linkIf(url, text string) {
	if url == "" {
		m.text(text)
	} else {
		m.link(url, text)
	}
}

// begin writes the tag that begins a link. An address with more than the signs
// that lead nowhere else is left to a template, which knows what is safe.
func (m *markup) begin(url string, attr template.HTMLAttr) {
	const signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/?=&"
	if strings.Trim(strings.TrimPrefix(url, "https://"), signs) != "" {
		_ = linkTag.Execute(&m.out, struct { // there is always room
			URL  string
			Attr template.HTMLAttr
		}{url, attr})
		return
	}
	m.add(`<a href="%"`, url)
	m.out.WriteString(string(attr))
	m.add(`>`)
}

var linkTag = template.Must(template.New("").Parse(`<a href="{{.URL}}"{{.Attr}}>`))

// done is what was written.
func (m *markup) done() template.HTML { return template.HTML(m.out.String()) }
