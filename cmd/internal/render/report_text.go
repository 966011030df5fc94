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

var colourOfOutcome = map[sync.Outcome]string{
	sync.Done: green, sync.AlreadySo: dim, sync.NotDone: red, sync.Failure: red, sync.Remaining: yellow, sync.Reported: dim, sync.LeftToNewer: yellow,
}

// widestOutcome is the width of "remaining". The rare "superseded" sticks out.
const widestOutcome = 9

// ReportText writes what a sync did: a line for each change and the sums.
// Groups is how many groups the catalog has.
func ReportText(w io.Writer, r *sync.Report, groups int, l Look) error {
	out := bufio.NewWriter(w)
	width := 0
	for _, items := range [][]sync.Item{r.Items, r.Notices} {
		for _, item := range items {
			width = max(width, runewidth.StringWidth(cli.Safe(about(item.Kind, item.Ref))))
		}
	}
	for _, items := range [][]sync.Item{r.Items, r.Notices} {
		for _, item := range items {
			l.reportItem(out, item, min(width, widestRef))
		}
	}
	for _, why := range r.Refused {
		fmt.Fprintf(out, "%s %s\n", l.paint(red, "refused:"), strings.Join(l.wrap(cli.Safe(why), 9), "\n         "))
	}
	l.sum(out, reportSum(r, groups))
	return out.Flush()
}

func (l Look) reportItem(out io.Writer, item sync.Item, refWidth int) {
	const indent = widestOutcome + 3
	outcome := l.paint(colourOfOutcome[item.Outcome], pad(string(item.Outcome), widestOutcome))
	cells := []placed{
		{0, outcome + " " + l.paint(colourOf[item.Action], item.Action.Mark()) + " " + cli.Safe(about(item.Kind, item.Ref))},
		{indent + refWidth + 2, string(item.Reason)},
	}
	if item.ARN != "" {
		cells = append(cells, placed{indent + refWidth + 2 + widestReason + 2, l.paint(dim, cli.Safe(item.ARN))})
	}
	fmt.Fprintln(out, l.flow(indent, cells...))
	if item.Detail != "" {
		for _, text := range l.wrap(cli.Safe(item.Detail), indent) {
			fmt.Fprintln(out, strings.Repeat(" ", indent)+text)
		}
	}
}

// reportSum is the last line of a report.
func reportSum(r *sync.Report, groups int) string {
	c := r.Counts
	if len(r.Items) == 0 && len(r.Refused) == 0 && !r.Cancelled {
		return fmt.Sprintf("Nothing to do: %s in %s %s as the catalog says.",
			count(c.Unchanged, "version"), count(groups, "group"), are(c.Unchanged))
	}
	parts := []string{fmt.Sprintf("%d done", c.Done)}
	for _, p := range []struct {
		n    int
		what string
	}{{c.Already, "already so"}, {c.Blocked, "blocked"}, {c.Failed, "failed"}, {c.Remaining, "remaining"}, {c.Newer, "superseded"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	verb := "Synced"
	if r.Cancelled {
		verb = "Interrupted syncing"
	}
	return fmt.Sprintf("%s %s: %s; %d unchanged, %d unmanaged left alone.",
		verb, cli.Safe(r.Target), strings.Join(parts, ", "), c.Unchanged, c.Unmanaged)
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
