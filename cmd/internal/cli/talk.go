package cli

import (
	"fmt"
	"io"
	"sync"
)

// A Talk is what a command says on standard error: progress, warnings, hints.
// It may be used from several goroutines.
type Talk struct {
	Quiet bool // errors and warnings only

	mu  sync.Mutex
	out io.Writer
}

// NewTalk talks to w.
func NewTalk(w io.Writer) *Talk { return &Talk{out: w} }

// Error says why a command could not do what it was asked for.
func (t *Talk) Error(err error) { t.line("modelreg: error: %s", Safe(err.Error())) }

// Hint says what to do next.
func (t *Talk) Hint(hint string) { t.line("modelreg: hint: %s", Safe(hint)) }

// Warn says what is worth knowing even to those who asked for quiet.
func (t *Talk) Warn(format string, args ...any) {
	t.line("modelreg: warning: %s", Safe(fmt.Sprintf(format, args...)))
}

// Note says what goes on.
func (t *Talk) Note(format string, args ...any) {
	if !t.Quiet {
		t.line("%s", Safe(fmt.Sprintf(format, args...)))
	}
}

// Through sends everything through w for a while: a progress bar that keeps
// its line below what is said. The function it returns ends that.
func (t *Talk) Through(w io.Writer) (restore func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.out
	t.out = w
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.out = before
	}
}

func (t *Talk) line(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, format+"\n", args...)
}
