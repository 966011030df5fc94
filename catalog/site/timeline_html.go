package site

import (
	"html/template"
	"strconv"
	"strings"
)

// timelineHTML is what became of versions.
func timelineHTML(events []eventView) template.HTML {
	if len(events) == 0 {
		return `<p>Nothing is known of the past.</p>`
	}
	m := newMarkup(500 * len(events))
	m.add(`<ol class="timeline">`)
	for i := range events {
		m.event(&events[i])
	}
	m.add(`</ol>`)
	return m.done()
}

func (m *markup) event(e *eventView) {
	m.add(`<li class="%"><time datetime="%">%</time><div><b>`, string(e.Kind), iso(e.When), day(e.When))
	m.linkIf(e.URL, e.Ref)
	m.add(`</b> %`, kindText(e.Kind))
	if e.Target != "" {
		m.add(` in %`, e.Target)
	}
	if len(e.By) > 0 {
		m.add(`%%`, roleText(e.Role), strings.Join(e.By, ", "))
	}
	if e.Pull != 0 {
		m.add(`, pull request `)
		m.linkIf(e.Event.URL, "#"+strconv.Itoa(e.Pull))
	}
	m.add(`<span class="sub">`)
	switch {
	case e.CommitURL != "":
		m.begin(e.CommitURL, "")
		m.add(`<code>%</code></a>`, short(e.Commit))
	case e.Commit != "":
		m.add(`<code>%</code>`, short(e.Commit))
	}
	m.add(` %</span>`, e.Subject)
	if e.Why != "" {
		m.add(`<span class="sub">%</span>`, e.Why)
	}
	m.add(`</div></li>`)
}
