package site

import "html/template"

// trailHTML are the pages above one.
func trailHTML(above []crumb, title string) template.HTML {
	m := newMarkup(300)
	m.add(`<nav class="trail" aria-label="Above this page"><ol>`)
	for _, c := range above {
		m.add(`<li>`)
		m.link(c.URL, c.Name)
		m.add(`</li>`)
	}
	m.add(`<li aria-current="page">%</li></ol></nav>`, title)
	return m.done()
}

// stepsHTML lead from a version to others, and to its file.
func stepsHTML(v versionView) template.HTML {
	m := newMarkup(400)
	if v.Previous != nil {
		m.begin(v.Previous.URL, ` rel="prev"`)
		m.add(`← %</a> `, v.Previous.Name)
	}
	if v.Next != nil {
		m.begin(v.Next.URL, ` rel="next"`)
		m.add(`% →</a> `, v.Next.Name)
	}
	if v.Compare != "" {
		m.link(v.Compare, "Beside another version")
		m.add(` `)
	}
	if v.FileURL != "" {
		m.link(v.FileURL, "Its file on GitHub")
	}
	return m.done()
}
