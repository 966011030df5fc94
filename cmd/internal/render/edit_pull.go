package render

import (
	"fmt"
	"io"

	"modelreg/cmd/internal/cli"
)

// A Loss is what a registry holds and no file of the catalog says.
type Loss struct {
	Group  string `json:"group,omitempty"`   // SageMaker's name
	Number int    `json:"version,omitempty"` // SageMaker's, of a package
	ARN    string `json:"arn,omitempty"`     // of a package
	Path   string `json:"path,omitempty"`    // of the value in a file; empty: the whole package or group
	Why    string `json:"why"`
}

// About names what a loss is about: churn/3.
func (l Loss) About() string {
	about := l.Group
	switch {
	case about == "":
		about = l.ARN
	case l.Number > 0:
		about = fmt.Sprintf("%s/%d", l.Group, l.Number)
	}
	if l.Path != "" {
		about += " " + l.Path
	}
	return about
}

// shownLosses is how many losses people are told.
const shownLosses = 20

// lossText says to people what was not pulled.
func lossText(w io.Writer, lost []Loss, l Look) {
	for i, loss := range lost {
		if i == shownLosses {
			fmt.Fprintf(w, "not pulled: %d more, with -o json all of them\n", len(lost)-i)
			return
		}
		for _, line := range l.wrap(cli.Safe("not pulled: "+loss.About()+": "+loss.Why), 2) {
			fmt.Fprintln(w, line)
		}
	}
}
