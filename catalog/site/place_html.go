package site

import (
	"html/template"
	"strconv"
)

// factsHTML are what a registry says of a package.
func factsHTML(l *Live) template.HTML {
	m := newMarkup(500)
	m.add(`<dl class="facts">`)
	if l.Stage != "" {
		m.add(`<div><dt>Stage</dt><dd>%</dd></div>`, l.Stage)
	}
	if !l.Created.IsZero() {
		m.add(`<div><dt>Registered</dt><dd>%`, timeText(l.Created))
		if l.Number != 0 {
			m.add(`, as number %`, strconv.Itoa(l.Number))
		}
		m.add(`</dd></div>`)
	}
	if !l.Modified.IsZero() {
		m.add(`<div><dt>Last changed</dt><dd>%`, timeText(l.Modified))
		if l.ModifiedBy != "" {
			m.add(` by <code>%</code>`, l.ModifiedBy)
		}
		m.add(`</dd></div>`)
	}
	if l.Adopted {
		m.add(`<div><dt>Found by</dt><dd>what it holds; it carries no marks of this catalog</dd></div>`)
	}
	if l.ARN != "" {
		m.add(`<div><dt>Address (ARN)</dt><dd><code>%</code></dd></div>`, l.ARN)
	}
	m.add(`</dl>`)
	return m.done()
}
