package site

import "html/template"

// metricRowsHTML are the rows of a table of metrics.
func metricRowsHTML(t metricTable) template.HTML {
	m := newMarkup(300 * len(t.Rows))
	for _, row := range t.Rows {
		m.add(`<tr><th scope="row">%`, row.Name)
		if row.Goal != "" {
			m.add(`<span class="sub">%</span>`, row.Goal)
		}
		if row.Value != "" {
			m.add(`</th><td class="num">%</td>`, row.Value)
		} else {
			m.add(`</th><td class="num"><span class="sub">not told</span></td>`)
		}
		if t.Approved != "" {
			m.add(`<td class="num">%</td><td>`, row.Other)
			m.trend(row.Trend)
			m.add(`</td>`)
		}
		m.add(`<td>%`, row.Bound)
		switch {
		case row.Missed && row.Waived:
			m.add(` <strong class="wait">missed, and waived</strong>`)
		case row.Missed:
			m.add(` <strong class="bad">missed</strong>`)
		}
		m.add(`</td></tr>`)
	}
	return m.done()
}

// trend says how a metric compares.
func (m *markup) trend(trend string) {
	switch trend {
	case "better":
		m.add(`<strong class="good">▲ better</strong>`)
	case "worse":
		m.add(`<strong class="bad">▼ worse</strong>`)
	default:
		m.text(trend)
	}
}
