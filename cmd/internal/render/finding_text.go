package render

import (
	"fmt"
	"io"
	"strings"

	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/cli"
)

// widestState is the width of "not ok".
const widestState = 6

var colourOfState = map[evidence.State]string{
	evidence.Granted: green, evidence.Held: red, evidence.Unknown: yellow, evidence.NeedsProof: yellow,
}

// wordOf says what came of one check.
func wordOf(f evidence.Finding) string {
	switch {
	case f.State == evidence.Granted && f.Warning:
		return "note"
	case f.State == evidence.Granted:
		return "ok"
	case f.State == evidence.Held:
		return "not ok"
	}
	return "?"
}

// findings writes a tree of reasons below an indent. Without -v, what passed is
// left out, but for reviews: who asks why one does not count needs to see all.
func (l Look) findings(out io.Writer, found []evidence.Finding, indent int) {
	for _, f := range found {
		deeper := indent
		if l.Verbose || f.State != evidence.Granted && len(f.Parts) == 0 || f.Warning || f.Check == "review" {
			l.finding(out, f, indent)
			deeper += 2
		}
		l.findings(out, f.Parts, deeper)
	}
}

func (l Look) finding(out io.Writer, f evidence.Finding, indent int) {
	colour := colourOfState[f.State]
	if f.Warning {
		colour = yellow
	}
	margin := indent + widestState + 2
	if over := margin + minWrap - l.Width; l.Width > 0 && over > 0 { // a tree goes no deeper than the screen is wide
		margin -= min(over, indent)
		indent -= min(over, indent)
	}
	for i, line := range l.wrap(cli.Safe(f.Text), margin) {
		if i == 0 {
			fmt.Fprintf(out, "%s%s  %s\n", strings.Repeat(" ", indent), l.paint(colour, pad(wordOf(f), widestState)), line)
		} else {
			fmt.Fprintln(out, strings.Repeat(" ", margin)+line)
		}
	}
}
