package render

import (
	"regexp"
	"strings"

	"github.com/mattn/go-runewidth"
)

// colours are what paint puts around a text.
var colours = regexp.MustCompile("\x1b\\[[0-9]*m")

// columns is how wide a text is that may be painted.
func columns(s string) int { return runewidth.StringWidth(colours.ReplaceAllString(s, "")) }

// minWrap is the least room that text is squeezed into.
const minWrap = 24

// wrap lays text out in lines that fit beside an indent. A word that is longer
// than a line gets one of its own and stays whole, so that it can be copied.
func (l Look) wrap(text string, indent int) []string {
	room := max(l.Width-indent, minWrap)
	if l.Width == 0 || columns(text) <= room {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for word := range strings.SplitSeq(text, " ") {
		w := columns(word)
		if line != "" && used+1+w > room {
			lines = append(lines, line)
			line, used = "", 0
		}
		if line != "" {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+w
	}
	return append(lines, line)
}

// margin is where a text beside others begins: where is wanted, unless that
// leaves too little room for it.
func (l Look) margin(wanted, otherwise int) int {
	if l.Width > 0 && l.Width-wanted < minWrap {
		return otherwise
	}
	return wanted
}

// A placed text, which may be painted, begins at a column.
type placed struct {
	column int
	text   string
}

// flow writes cells beside each other. One that does not fit the screen goes to
// a line of its own, below an indent.
func (l Look) flow(indent int, cells ...placed) string {
	var b strings.Builder
	used := 0
	for i, c := range cells {
		start, w := c.column, columns(c.text)
		if i > 0 {
			start = max(start, used+2)
			if l.Width > 0 && start+w > l.Width && start > indent {
				b.WriteByte('\n')
				start, used = indent, 0
			}
		}
		b.WriteString(strings.Repeat(" ", start-used) + c.text)
		used = start + w
	}
	return b.String()
}

// pad fills s with spaces up to a number of columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(columns-runewidth.StringWidth(s), 0))
}
