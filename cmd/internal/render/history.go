package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/cli"
)

// A History is what became of versions in targets, newest first.
type History struct {
	Format  int              `json:"formatVersion"`
	Catalog string           `json:"catalog"`
	Commit  string           `json:"commit"`
	Entries []evidence.Entry `json:"entries"` // by ref and target, newest first
}

// HistoryJSON writes it for tools; schema/history.schema.json describes it.
func HistoryJSON(w io.Writer, h *History) error { return indented(w, h) }

// HistoryText writes a block for each version and target, a line for each
// commit, and below it who approved what.
func HistoryText(w io.Writer, h *History, l Look) error {
	out := bufio.NewWriter(w)
	about := ""
	for _, e := range h.Entries {
		if now := e.Ref + " in " + e.Target; now != about {
			if about != "" {
				fmt.Fprintln(out)
			}
			about = now
			fmt.Fprintln(out, l.paint(bold, cli.Safe(now)))
		}
		fmt.Fprintf(out, "  %s  %s  %s  %s\n", e.When.UTC().Format("2006-01-02 15:04"), e.Commit[:min(len(e.Commit), 7)], cli.Safe(became(e)), l.paint(dim, cli.Safe(e.Subject)))
		const margin = 29
		var more []string
		if e.Why != "" {
			more = l.wrap(cli.Safe(e.Why), margin)
		}
		if v := e.Verdict; v != nil {
			more = append(more, l.wrap(l.paint(colourOfState[v.State], string(v.State))+": "+cli.Safe(v.Reason), margin)...)
		}
		for _, line := range more {
			fmt.Fprintln(out, strings.Repeat(" ", margin)+line)
		}
	}
	return out.Flush()
}

// became says what a commit did, in words.
func became(e evidence.Entry) string {
	switch {
	case e.Now == "" && e.Why != "":
		return "not to be understood"
	case e.Now == "":
		return "removed"
	case e.Was == "":
		return "registered, " + e.Now
	case e.Was != e.Now:
		return e.Was + " -> " + e.Now
	case e.Content:
		return "content changed"
	}
	return "changed"
}
