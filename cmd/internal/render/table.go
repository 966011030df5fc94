package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// A column is one column of a table.
type column struct {
	title string
	keep  int                                // the lowest is left out first where the room is short; 0: it stays
	short func(cell string) string           // another way to say it where the room is short; may be nil
	cut   bool                               // whether its cells may be cut
	fit   func(cell string, room int) string // makes a cell fit in another way; may be nil
	least int                                // how narrow it is made at most, where it may be cut or fitted
}

// gap is between columns.
const gap = "  "

// leastRef is how short the first column is cut at most.
const leastRef = 8

// table writes rows below titles. It fits the screen: cells are said in short,
// columns are left out, and what is still too long is cut. Where there is no
// screen, all of it is written, a line a row, with at least two spaces between
// columns; no cell is empty then or has two spaces in it.
func (l Look) table(w io.Writer, columns []column, rows [][]string) error {
	cells := append([][]string{titles(columns)}, rows...)
	for _, row := range cells[1:] {
		for i := range row {
			if row[i] == "" {
				row[i] = "-"
			}
		}
	}
	widths := widthsOf(cells)
	if l.Width > 0 {
		columns, cells, widths = l.squeeze(columns, cells, widths)
	}
	for n, row := range cells {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString(gap)
			}
			if i < len(row)-1 {
				cell = pad(cell, widths[i])
			}
			line.WriteString(cell)
		}
		text := strings.TrimRight(line.String(), " ")
		if n == 0 {
			text = l.paint(bold, text)
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}

func titles(columns []column) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.title
	}
	return row
}

func widthsOf(cells [][]string) []int {
	widths := make([]int, len(cells[0]))
	for _, row := range cells {
		for i, cell := range row {
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	return widths
}

// total is the width of a line.
func total(widths []int) int {
	sum := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

// squeeze makes the table as narrow as the screen, as far as that goes.
func (l Look) squeeze(columns []column, cells [][]string, widths []int) ([]column, [][]string, []int) {
	if total(widths) > l.Width {
		for i, c := range columns {
			for _, row := range cells[1:] {
				if c.short != nil {
					row[i] = c.short(row[i])
				}
			}
		}
		widths = widthsOf(cells)
	}
	for {
		over := total(widths) - l.Width
		if over <= 0 {
			return columns, cells, widths
		}
		if i := yielding(columns, widths, over); i >= 0 {
			room := widths[i] - over
			for n, row := range cells[1:] {
				cells[n+1][i] = columns[i].shorter(row[i], room)
			}
			widths = widthsOf(cells)
			if total(widths) <= l.Width {
				return columns, cells, widths
			}
		}
		drop := -1
		for i, c := range columns {
			if c.keep > 0 && (drop < 0 || c.keep < columns[drop].keep) {
				drop = i
			}
		}
		if drop < 0 {
			return l.last(columns, cells, widths)
		}
		columns = without(columns, drop)
		for n, row := range cells {
			cells[n] = without(row, drop)
		}
		widths = widthsOf(cells)
	}
}

// yielding is the column that can give all the room that is missing and stay
// worth reading; -1: none.
func yielding(columns []column, widths []int, over int) int {
	found := -1
	for i, c := range columns {
		if (c.cut || c.fit != nil) && widths[i]-over >= max(c.least, len(c.title)) && (found < 0 || c.fit != nil || columns[found].fit == nil && widths[i] > widths[found]) {
			found = i
		}
	}
	return found
}

// last cuts what nothing else has made narrow enough: the first column, of
// which the end tells most.
func (l Look) last(columns []column, cells [][]string, widths []int) ([]column, [][]string, []int) {
	room := max(widths[0]-(total(widths)-l.Width), leastRef)
	for n := range cells {
		cells[n][0] = cutStart(cells[n][0], room)
	}
	return columns, cells, widthsOf(cells)
}

func (c column) shorter(cell string, room int) string {
	if c.fit != nil {
		return c.fit(cell, room)
	}
	return runewidth.Truncate(cell, room, "…")
}

// cutStart leaves out the start of what is wider than its room.
func cutStart(s string, room int) string {
	if runewidth.StringWidth(s) <= room {
		return s
	}
	return runewidth.TruncateLeft(s, runewidth.StringWidth(s)-room+1, "…")
}

func without[T any](all []T, i int) []T {
	return append(all[:i:i], all[i+1:]...)
}
