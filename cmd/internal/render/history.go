package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/cli"
)

// A History is what became of versions in targets, newest first;
// schema/history.schema.json describes its JSON form.
type History struct {
	Format  int              `json:"formatVersion"`
	Catalog string           `json:"catalog"`
	Commit  string           `json:"commit"`
	Entries []evidence.Entry `json:"entries"` // by ref and target, newest first
}

// colourOfStep are the colours of steps that people look for.
var colourOfStep = map[evidence.Step]string{
	evidence.StepApproved: green, evidence.StepRejected: red, evidence.StepAsked: yellow, evidence.StepGarbled: red,
}

// HistoryText writes a block for each version and target, and in it for each
// commit what became of the version, who did that, and what changed.
func HistoryText(w io.Writer, h *History, l Look) error {
	out := bufio.NewWriter(w)
	about := ""
	for _, e := range h.Entries {
		now := e.Ref + " in " + e.Target
		if e.Later != "" {
			now += ", since then " + e.Later
		}
		if now != about {
			if about != "" {
				fmt.Fprintln(out)
			}
			about = now
			fmt.Fprintln(out, l.paint(bold, cli.Safe(now)))
		}
		l.entry(out, e)
	}
	return out.Flush()
}

// margin is how far the lines below an entry's first are set in.
const margin = 6

func (l Look) entry(out io.Writer, e evidence.Entry) {
	when := e.When
	if e.Pull != nil {
		when = e.Pull.MergedAt
	}
	date, step, commit := when.UTC().Format("2006-01-02 15:04"), became(e), e.Commit[:min(len(e.Commit), 7)]
	fits := func() bool {
		return l.Width == 0 || runewidth.StringWidth("  "+date+"  "+step+"  "+commit) <= l.Width
	}
	if !fits() {
		step = shortStatus(step)
	}
	head := fmt.Sprintf("  %s  %s", date, l.paint(colourOfStep[e.Step], step))
	if fits() {
		head += "  " + l.paint(dim, commit)
		commit = ""
	}
	lines := []string{by(e)}
	if e.Pull != nil {
		lines = append(lines, fmt.Sprintf("#%d %s", e.Pull.Number, cli.Safe(e.Pull.Title)))
		if l.Verbose {
			lines = append(lines, cli.Safe(e.Pull.URL))
		}
	} else {
		lines = append(lines, cli.Safe(e.Subject))
	}
	if e.Unpushed {
		lines = append(lines, "not on GitHub yet")
	}
	if e.PullProblem != "" {
		lines = append(lines, "its pull request is not known: "+cli.Safe(e.PullProblem))
	}
	if e.Why != "" {
		lines = append(lines, cli.Safe(e.Why))
	}
	if commit != "" {
		lines = append(lines, commit)
	}
	fmt.Fprintln(out, head)
	for _, text := range lines {
		l.below(out, text, margin)
	}
	for _, c := range e.Changes {
		l.below(out, cli.Safe(c.Path)+": "+l.values(c), margin)
	}
	if v := e.Verdict; v != nil && (v.State != evidence.Granted || e.Pull == nil || l.Verbose) {
		for i, line := range l.wrap(string(v.State)+": "+cli.Safe(v.Reason), margin) {
			if i == 0 {
				line = l.paint(colourOfState[v.State], string(v.State)) + strings.TrimPrefix(line, string(v.State))
			}
			fmt.Fprintln(out, strings.Repeat(" ", margin)+line)
		}
	}
}

// below writes a text in lines that are set in.
func (l Look) below(out io.Writer, text string, indent int) {
	for _, line := range l.wrap(text, indent) {
		fmt.Fprintln(out, strings.Repeat(" ", indent)+line)
	}
}

// values tells what a member was and is.
func (l Look) values(c evidence.Change) string {
	room := (max(l.Width, 2*longestValue) - margin - len(c.Path)) / 2
	if l.Width == 0 {
		room = longestValue
	}
	switch {
	case c.Old == nil:
		return l.value(c.New, room) + " (new)"
	case c.New == nil:
		return l.value(c.Old, room) + " (removed)"
	}
	return l.value(c.Old, room) + " -> " + l.value(c.New, room)
}

// by tells who did it: of a pull request the accounts that GitHub names, else
// whom the commit names.
func by(e evidence.Entry) string {
	if p := e.Pull; p != nil {
		var words []string
		if p.Author != "" {
			words = append(words, "by "+cli.Safe(p.Author))
		}
		if v := e.Verdict; v != nil && len(v.Approvers) > 0 {
			words = append(words, "approved by "+cli.Safe(strings.Join(v.Approvers, ", ")))
		}
		if p.MergedBy != "" {
			words = append(words, "merged by "+cli.Safe(p.MergedBy))
		}
		return strings.Join(words, ", ")
	}
	text := "by " + signature(e.Author)
	if e.Committer != e.Author {
		text += ", committed by " + signature(e.Committer)
	}
	return text + ", as the commit says"
}

func signature(s evidence.Signature) string {
	if s.Email == "" {
		return cli.Safe(s.Name)
	}
	return cli.Safe(s.Name + " <" + s.Email + ">")
}

// became says what a commit did, in words.
func became(e evidence.Entry) string {
	switch e.Step {
	case evidence.StepRegistered:
		return "registered, " + cli.Safe(e.Now)
	case evidence.StepMoved:
		if e.MovedFrom == "" {
			return "moved to " + cli.Safe(e.MovedTo)
		}
		return "moved from " + cli.Safe(e.MovedFrom) + ", " + cli.Safe(e.Now)
	case evidence.StepAsked:
		return "asked to be approved"
	case evidence.StepWithdrawn:
		return cli.Safe(e.Was + " -> " + e.Now)
	case evidence.StepGarbled:
		return "not to be understood"
	case evidence.StepChanged:
		if e.Content {
			return "content changed"
		}
	}
	return string(e.Step)
}
