package render

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// minWrap is the least room that text is squeezed into.
const minWrap = 24

// wrap lays text out in lines that fit beside an indent. A word that is longer
// than a line gets one of its own and stays whole, so that it can be copied.
func (l Look) wrap(text string, indent int) []string {
	room := max(l.Width-indent, minWrap)
	if l.Width == 0 || runewidth.StringWidth(text) <= room {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for word := range strings.SplitSeq(text, " ") {
		w := runewidth.StringWidth(word)
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

// pad fills s with spaces up to a number of columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(columns-runewidth.StringWidth(s), 0))
}
