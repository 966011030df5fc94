package site

import (
	"html/template"
	"strings"
)

// membersHTML is what members look like. Most of a page is made of them, and a
// template that calls itself takes long for each.
func membersHTML(all []member) template.HTML {
	var out strings.Builder
	writeMembers(&out, all)
	return template.HTML(out.String()) // of which every text is escaped
}

func writeMembers(out *strings.Builder, all []member) {
	out.WriteString(`<dl class="facts">`)
	for _, m := range all {
		if len(m.Members) > 0 {
			out.WriteString(`<div class="nest"><dt>`)
		} else {
			out.WriteString(`<div><dt>`)
		}
		escape(out, m.Name)
		out.WriteString(`</dt><dd>`)
		switch {
		case len(m.Members) > 0:
			writeMembers(out, m.Members)
		case len(m.In) > 0:
			writeWithin(out, m.In)
		case m.Value == "" && !m.Code:
			out.WriteString(`<span class="sub">nothing</span>`)
		default:
			writeValue(out, m.Value, m.Code)
		}
		out.WriteString(`</dd></div>`)
	}
	out.WriteString(`</dl>`)
}

// writeWithin tells targets apart.
func writeWithin(out *strings.Builder, all []within) {
	out.WriteString(`<ul class="in">`)
	for _, in := range all {
		out.WriteString(`<li><span class="sub">in `)
		escape(out, strings.Join(in.Targets, ", "))
		out.WriteString(`</span> `)
		if in.Value == "" {
			out.WriteString(`not there`)
		} else {
			writeValue(out, in.Value, in.Code)
		}
		out.WriteString(`</li>`)
	}
	out.WriteString(`</ul>`)
}

func writeValue(out *strings.Builder, value string, code bool) {
	if code {
		out.WriteString(`<code>`)
	}
	escape(out, value)
	if code {
		out.WriteString(`</code>`)
	}
}

// escape writes text as templates do: their plus sign begins nothing in UTF-7.
func escape(out *strings.Builder, text string) {
	out.WriteString(strings.ReplaceAll(template.HTMLEscapeString(text), "+", "&#43;"))
}
