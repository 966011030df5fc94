// Package cli is what every command stands on: the world outside as values,
// exit codes, and the talk on standard error.
//
// Only main knows the process it runs in. Commands get a [World], so that a
// test can run one in its own process, with its own clock and screen.
package cli

import (
	"context"
	"io"
	"time"
)

// A World is everything that is given to a command from outside.
type World struct {
	Args   []string // without the program's name
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error // waits, or returns the context's error
	Random func() float64                             // from 0 up to 1, another one each time
	Load   func()                                     // called before a catalog is loaded, to make the process ready for it; may be nil

	StdoutWidth int // columns of the terminal that Stdout is; 0 when it is none
	StderrWidth int // columns of the terminal that Stderr is; 0 when it is none
}

// Colours says whether a stream of that width shows colours: a terminal, and
// nobody has asked for none. https://no-color.org
func (w World) Colours(width int) bool {
	return width > 0 && w.Getenv("NO_COLOR") == "" && w.Getenv("TERM") != "dumb"
}
