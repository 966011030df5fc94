package site

import (
	"html/template"
	"strconv"
)

// versionRowsHTML are the rows of versions on the page of their group.
func versionRowsHTML(rows []versionRow) template.HTML {
	m := newMarkup(500 * len(rows))
	for _, row := range rows {
		m.add(`<tr><th scope="row">`)
		m.link(row.URL, row.Label)
		if row.Broken {
			m.add(` <span class="status Rejected">broken file</span>`)
		}
		if row.Description != "" {
			m.add(`<span class="sub">%</span>`, row.Description)
		}
		m.add(`</th>`)
		for _, in := range row.In {
			sort := ""
			if in.Live {
				sort = in.Status
			}
			m.add(`<td data-sort="%">`, sort)
			m.state(in)
			m.add(`</td>`)
		}
		for _, value := range row.Metrics {
			m.add(`<td class="num">%</td>`, exact(value))
		}
		m.add("</tr>\n")
	}
	return m.done()
}

func stateHTML(s state) template.HTML {
	m := newMarkup(200)
	m.state(s)
	return m.done()
}

// state says what a version is in a target.
func (m *markup) state(s state) {
	if !s.Live {
		missing := "not read"
		if s.Known {
			missing = "not registered"
		}
		switch s.Asked {
		case approvedStatus:
			missing += "; the catalog asks for approval"
		case "":
			missing += "; what the catalog asks for is not known"
		}
		m.add(`<span class="sub">%</span>`, missing)
		return
	}
	m.status(s.Status, s.Basis)
	if s.Stage != "" {
		m.add(`<span class="sub">%</span>`, s.Stage)
	}
	if s.Wrong > 0 {
		m.add(`<span class="sub"><strong class="bad">% not as it should be</strong></span>`, strconv.Itoa(s.Wrong))
	}
}

func statusHTML(status string, b basis) template.HTML {
	m := newMarkup(200)
	m.status(status, b)
	return m.done()
}

// status is that of a package, and of an approval what it is worth.
func (m *markup) status(status string, b basis) {
	switch b {
	case unproven:
		m.add(`<span class="status unproven">Approved without proof</span>`)
	case unknown:
		m.add(`<span class="status unknown">Approved, proof not known</span>`)
	default:
		m.add(`<span class="status %">%</span>`, status, words(status))
		if b == unasked {
			m.add(`<span class="sub">no proof is asked for</span>`)
		}
	}
}
