// Package render writes what commands found, planned and did: one file for each
// subject and format. It decides nothing, and it trusts no text: what comes out
// of a catalog or a registry cannot leave the line, the cell or the annotation
// that it is put into.
package render

import "fmt"

// Look says how text is laid out.
type Look struct {
	Colour  bool
	Width   int  // columns; 0: lines are as long as they are
	Verbose bool // every field of what is created, and whole values
}

// The colours of a terminal (ECMA-48, SGR): the sixteen that every scheme has.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (l Look) paint(colour, s string) string {
	if !l.Colour || colour == "" || s == "" {
		return s
	}
	return "\x1b[" + colour + "m" + s + "\x1b[0m"
}

// count writes a number with its noun: 1 problem, 2 problems.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
