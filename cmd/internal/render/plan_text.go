package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// PlanText writes a plan for people: a block a group, a line a change, its
// fields below it, and the sums at the end.
func PlanText(w io.Writer, p *sync.Plan, l Look) error { return l.planText(w, p, planSum(p)) }

func (l Look) planText(w io.Writer, p *sync.Plan, sum string) error {
	out := bufio.NewWriter(w)
	for from := 0; from < len(p.Changes); {
		to := from + 1
		for to < len(p.Changes) && p.Changes[to].Group == p.Changes[from].Group {
			to++
		}
		l.planGroup(out, p.Changes[from:to])
		from = to
	}
	for _, why := range p.Refused {
		fmt.Fprintf(out, "%s %s\n", l.paint(red, "refused:"), strings.Join(l.wrap(cli.Safe(why), 9), "\n         "))
	}
	l.sum(out, sum)
	return out.Flush()
}

// sum writes the last line.
func (l Look) sum(out io.Writer, text string) {
	for _, line := range l.wrap(text, 0) {
		fmt.Fprintln(out, l.paint(bold, line))
	}
}

// planGroup writes the changes of one group.
func (l Look) planGroup(out io.Writer, changes []sync.Change) {
	title := cli.Safe(folder(changes[0].Kind, changes[0].Ref))
	fmt.Fprintf(out, "%s  %s\n", l.paint(bold, title), l.paint(dim, blockSum(changes)))
	width := 0
	for _, c := range changes {
		width = max(width, runewidth.StringWidth(cli.Safe(about(c.Kind, c.Ref))))
	}
	for _, c := range changes {
		l.planChange(out, c, min(width, widestRef))
	}
	fmt.Fprintln(out)
}

const (
	widestRef    = 40 // columns that refs are aligned to
	widestReason = 15 // columns of the longest reason, "unknown-markers"
)

func (l Look) planChange(out io.Writer, c sync.Change, refWidth int) {
	cells := []placed{
		{2, l.paint(colourOf[c.Action], c.Action.Mark()) + " " + cli.Safe(about(c.Kind, c.Ref))},
		{4 + refWidth + 2, string(c.Reason)},
	}
	if c.Pos.Path != "" {
		cells = append(cells, placed{4 + refWidth + 2 + widestReason + 2, l.paint(dim, cli.Safe(c.Pos.String()))})
	}
	fmt.Fprintln(out, l.flow(6, cells...))
	if c.Detail != "" {
		for _, text := range l.wrap(cli.Safe(c.Detail), 6) {
			fmt.Fprintln(out, "      "+text)
		}
	}
	if c.Proof != nil && l.Verbose {
		l.findings(out, c.Proof.Parts, 6)
	}
	fields, more := l.fields(c)
	for _, f := range fields {
		for _, line := range l.field(f, 6) {
			fmt.Fprintln(out, "      "+line)
		}
	}
	if more > 0 {
		fmt.Fprintln(out, "      "+l.paint(dim, fmt.Sprintf("and %s (-v shows all)", count(more, "more field"))))
	}
}

// field writes what becomes of one value, beside an indent: on one line, or
// where that is too long, old and new on lines of their own.
func (l Look) field(f sync.Field, indent int) []string {
	name := cli.Safe(f.Path) + ": "
	room := longestValue
	if l.Width > 0 {
		room = l.Width - indent - columns(name)
	}
	if f.Old != nil && f.New != nil {
		room = (room - len(" -> ")) / 2
	}
	line := name + strings.Join(l.becomes(f, max(room, shortestValue)), " ")
	if l.Width == 0 || indent+columns(line) <= l.Width {
		return []string{line}
	}
	lines := []string{strings.TrimSpace(name)}
	for _, value := range l.becomes(f, l.Width-indent-2-len("-> ")) {
		lines = append(lines, "  "+value)
	}
	return lines
}

// becomes are the old value and the new one, each in about room columns.
func (l Look) becomes(f sync.Field, room int) []string {
	switch {
	case f.Old == nil:
		return []string{l.paint(green, l.value(f.New, room))}
	case f.New == nil:
		return []string{l.paint(red, l.value(f.Old, room)), "-> nothing"}
	}
	return []string{l.paint(red, l.value(f.Old, room)), "-> " + l.paint(green, l.value(f.New, room))}
}

// blockSum counts what a group's block holds.
func blockSum(changes []sync.Change) string {
	n := map[string]int{}
	for _, c := range changes {
		switch c.Action {
		case sync.Blocked:
			n["blocked"]++
		case sync.Notice:
			n["notice"]++
		default:
			n["change"]++
		}
	}
	var parts []string
	if n["change"] > 0 {
		parts = append(parts, count(n["change"], "change"))
	}
	if n["blocked"] > 0 {
		parts = append(parts, fmt.Sprintf("%d blocked", n["blocked"]))
	}
	if n["notice"] > 0 {
		parts = append(parts, count(n["notice"], "notice"))
	}
	return strings.Join(parts, ", ")
}

func planSum(p *sync.Plan) string {
	c := p.Counts
	return fmt.Sprintf("Plan for %s: %d to create, %d to update, %d to delete, %d blocked; %d unchanged, %d unmanaged left alone.",
		cli.Safe(p.Target), c.Create, c.Update, c.Delete, c.Blocked, c.Unchanged, c.Unmanaged)
}
