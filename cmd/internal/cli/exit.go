package cli

import (
	"errors"
	"fmt"
)

// A Code is how a command ends, for the shell.
type Code int

const (
	OK          Code = 0  // done and nothing wrong
	Problems    Code = 1  // problems found, changes blocked, or a change failed
	Differences Code = 2  // nothing is wrong and there are differences
	Unfinished  Code = 3  // could not finish: network, credentials, an unreadable repository
	Usage       Code = 64 // the command line makes no sense
)

// gravity orders codes for the case that several hold.
var gravity = map[Code]int{OK: 0, Differences: 1, Problems: 2, Unfinished: 3, Usage: 4}

// Gravest picks the one code to end with when several hold.
func Gravest(codes ...Code) Code {
	worst := OK
	for _, c := range codes {
		if gravity[c] > gravity[worst] {
			worst = c
		}
	}
	return worst
}

// An Exit ends a command with a code other than OK. Err is what people are
// told; nil when the command has said everything itself.
type Exit struct {
	Code Code
	Err  error
	Hint string // what to do next; may be empty
}

// Error gives the message without the hint.
func (e *Exit) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

func (e *Exit) Unwrap() error { return e.Err }

// With ends a command that has said everything itself. OK is no error.
func With(c Code) error {
	if c == OK {
		return nil
	}
	return &Exit{Code: c}
}

// Misused says that the command line makes no sense.
func Misused(hint, format string, args ...any) error {
	return &Exit{Code: Usage, Err: fmt.Errorf(format, args...), Hint: hint}
}

// Failed says that a command could not finish. The hint says what to do next
// and may be empty. An error that is an Exit already stays as it is.
func Failed(err error, hint string) error {
	var e *Exit
	if err == nil || errors.As(err, &e) {
		return err
	}
	return &Exit{Code: Unfinished, Err: err, Hint: hint}
}
