package site

import (
	"html/template"
	"strings"
)

// membersHTML is what members look like. Most of a page is made of them.
func membersHTML(all []member) template.HTML {
	m := newMarkup(150 * len(all))
	m.members(all)
	return m.done()
}

// sectionsHTML are members below headings.
func sectionsHTML(all []section) template.HTML {
	m := newMarkup(500 * len(all))
	for _, s := range all {
		m.add(`<h2 id="%">%</h2>`, s.ID, s.Title)
		m.members(s.Members)
		m.add("\n")
	}
	return m.done()
}

func (m *markup) members(all []member) {
	m.add(`<dl class="facts">`)
	for _, x := range all {
		if len(x.Members) > 0 {
			m.add(`<div class="nest"><dt>%</dt><dd>`, x.Name)
		} else {
			m.add(`<div><dt>%</dt><dd>`, x.Name)
		}
		switch {
		case len(x.Members) > 0:
			m.members(x.Members)
		case len(x.In) > 0:
			m.within(x.In)
		case x.Value == "" && !x.Code:
			m.add(`<span class="sub">nothing</span>`)
		default:
			m.value(x.Value, x.Code)
		}
		m.add(`</dd></div>`)
	}
	m.add(`</dl>`)
}

// within tells targets apart.
func (m *markup) within(all []within) {
	m.add(`<ul class="in">`)
	for _, in := range all {
		m.add(`<li><span class="sub">in %</span> `, strings.Join(in.Targets, ", "))
		if in.Value == "" {
			m.add(`not there`)
		} else {
			m.value(in.Value, in.Code)
		}
		m.add(`</li>`)
	}
	m.add(`</ul>`)
}

func (m *markup) value(value string, code bool) {
	if code {
		m.add(`<code>%</code>`, value)
	} else {
		m.text(value)
	}
}
