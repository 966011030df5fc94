package cli

import (
	"errors"
	"fmt"
	"testing"
)

func TestGravest(t *testing.T) {
	for _, c := range []struct {
		codes []Code
		want  Code
	}{
		{nil, OK},
		{[]Code{OK, Differences}, Differences},
		{[]Code{Differences, Problems}, Problems},
		{[]Code{Problems, Unfinished, Differences}, Unfinished},
		{[]Code{Usage, Unfinished}, Usage},
	} {
		if got := Gravest(c.codes...); got != c.want {
			t.Errorf("Gravest(%v) = %d, want %d", c.codes, got, c.want)
		}
	}
}

func TestFailedKeepsAnExit(t *testing.T) {
	misused := Misused("hint", "bad %q", "x")
	var e *Exit
	if err := Failed(fmt.Errorf("around: %w", misused), "other"); !errors.As(err, &e) || e.Code != Usage {
		t.Errorf("Failed made %v of a usage error", err)
	}
	if Failed(nil, "hint") != nil || With(OK) != nil {
		t.Error("nothing wrong became an error")
	}
}
