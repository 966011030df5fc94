package catalog

import (
	"cmp"
	"fmt"
	"slices"
)

// A Pos is a place in a catalog file. Line and Col count from 1; Col counts
// characters, not bytes. Line 0 means the file as a whole.
type Pos struct {
	Path string `json:"path"` // as a person would type it: the catalog's folder as given, then the path below it
	Line int    `json:"line,omitempty"`
	Col  int    `json:"column,omitempty"`
}

// String gives path:line:col, or the path alone where no line is known.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Col)
}

// Severity says whether a problem must be fixed.
type Severity string

const (
	Error   Severity = "error"   // the file cannot be used as it is
	Warning Severity = "warning" // worth a look; changes no exit code
)

// A Problem is something a person must fix in a file. It is a value and not a
// Go error: an error means that modelreg itself could not go on.
type Problem struct {
	Pos
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`    // which check found it: "schema", "unique-group", ...
	Message  string   `json:"message"` // what is wrong with "value"; what would be right
}

// String gives the one line that people see:
// path:line:col: message [rule].
func (p Problem) String() string {
	if p.Severity == Warning {
		return fmt.Sprintf("%s: warning: %s [%s]", p.Pos, p.Message, p.Rule)
	}
	return fmt.Sprintf("%s: %s [%s]", p.Pos, p.Message, p.Rule)
}

// SortProblems orders problems by file, line, column, rule and message, and
// drops those that say the same thing about the same place.
func SortProblems(ps []Problem) []Problem {
	slices.SortFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(ps)
}

// HasErrors reports whether any of the problems is more than a warning.
func HasErrors(ps []Problem) bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return p.Severity == Error })
}
