package site

import "html/template"

// rowsHTML are rows of texts, of which the first one is the head.
func rowsHTML(rows [][]string) template.HTML {
	m := newMarkup(100 * len(rows))
	for _, row := range rows {
		m.row(row[0], row[1:])
	}
	return m.done()
}

func rowHTML(head string, cells []string) template.HTML {
	m := newMarkup(500)
	m.row(head, cells)
	return m.done()
}

func (m *markup) row(head string, cells []string) {
	m.add(`<tr><th scope="row">%</th>`, head)
	for _, cell := range cells {
		m.add(`<td>%</td>`, cell)
	}
	m.add(`</tr>`)
}
