package render

import (
	"fmt"
	"io"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
)

// ProblemsText writes one line a problem.
func ProblemsText(w io.Writer, problems []catalog.Problem, l Look) error {
	for _, p := range problems {
		word, colour := "", red
		if p.Severity == catalog.Warning {
			word, colour = "warning: ", yellow
		}
		_, err := fmt.Fprintf(w, "%s: %s%s %s\n",
			l.paint(bold, cli.Safe(p.Pos.String())), l.paint(yellow, word), l.paint(colour, cli.Safe(p.Message)), l.paint(dim, "["+cli.Safe(p.Rule)+"]"))
		if err != nil {
			return err
		}
	}
	return nil
}

// Tally counts problems.
type Tally struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Files    int `json:"files"` // that have any
}

// TallyOf counts problems, which need not be sorted.
func TallyOf(problems []catalog.Problem) Tally {
	var t Tally
	files := map[string]bool{}
	for _, p := range problems {
		if p.Severity == catalog.Warning {
			t.Warnings++
		} else {
			t.Errors++
		}
		files[p.Path] = true
	}
	t.Files = len(files)
	return t
}

// String sums up in a sentence: 12 problems and 1 warning in 5 files.
func (t Tally) String() string {
	what := ""
	switch {
	case t.Errors == 0 && t.Warnings == 0:
		return "no problems"
	case t.Warnings == 0:
		what = count(t.Errors, "problem")
	case t.Errors == 0:
		what = count(t.Warnings, "warning")
	default:
		what = count(t.Errors, "problem") + " and " + count(t.Warnings, "warning")
	}
	return what + " in " + count(t.Files, "file")
}
