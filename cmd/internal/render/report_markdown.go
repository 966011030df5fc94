package render

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"modelreg/sync"
)

// commentRoom is how many bytes a comment may have, with room for what is
// written around it; GitHub takes 65,536 characters.
const commentRoom = 60_000

// ReportMarkdown writes a report for a comment.
func ReportMarkdown(w io.Writer, r *sync.Report, groups int) error {
	return reportMarkdown(w, r, groups, commentRows, commentRoom)
}

// ReportSummary writes a report for a job's summary, in about so many bytes: as
// many lines as there is room for.
func ReportSummary(w io.Writer, r *sync.Report, groups, room int) error {
	return reportMarkdown(w, r, groups, math.MaxInt, room)
}

// reportMarkdown shows what was approved first, then what went wrong.
func reportMarkdown(w io.Writer, r *sync.Report, groups, most, room int) error {
	var out strings.Builder
	title := "### modelreg sync to " + code(r.Target)
	if r.Shard != (sync.Shard{}) {
		title += ", shard " + r.Shard.String()
	}
	fmt.Fprintf(&out, "%s\n\n%s\n", title, markdown(reportSum(r, groups)))
	for _, why := range r.Refused {
		fmt.Fprintf(&out, "\n> **Refused:** %s\n", markdown(why))
	}
	var approved []string
	for _, a := range r.Approved {
		approved = append(approved, fmt.Sprintf("| %s | %s | %s |\n", code(a.Group+"/"+a.Label), code(a.ARN), code(a.PreviousARN)))
	}
	table(&out, "| newly approved | ARN | approved before |\n| --- | --- | --- |\n", approved, most, room/2)
	notices, others := matchedItems(r.Notices)
	items := slices.Concat(r.Items, notices)
	slices.SortStableFunc(items, func(a, b sync.Item) int { return cmp.Compare(rank(a.Outcome), rank(b.Outcome)) })
	var rows []string
	for _, item := range items {
		rows = append(rows, reportRow(item))
	}
	room -= len(matchedMarkdown(others))
	table(&out, "| outcome | | what | why | details |\n| --- | --- | --- | --- | --- |\n", rows, most, room)
	out.WriteString(matchedMarkdown(others))
	_, err := io.WriteString(w, out.String())
	return err
}

// rank puts what somebody should look at first.
func rank(o sync.Outcome) int {
	switch o {
	case sync.Failure:
		return 0
	case sync.NotDone:
		return 1
	case sync.Remaining:
		return 2
	case sync.Reported:
		return 4
	}
	return 3
}

func reportRow(item sync.Item) string {
	details := markdown(item.Detail)
	if item.ARN != "" {
		if details != "" {
			details += "<br>"
		}
		details += code(item.ARN)
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", string(item.Outcome), code(item.Action.Mark()), code(about(item.Kind, item.Ref)), string(item.Reason), details)
}

// table writes as many rows as there may be until out has room bytes, and says
// how many more there are. A row is never cut.
func table(out *strings.Builder, head string, rows []string, most, room int) {
	if len(rows) == 0 {
		return
	}
	const ending = 100 // bytes for saying what is not shown
	shown, size := 0, out.Len()+len(head)+1
	for _, row := range rows[:min(len(rows), most)] {
		if size += len(row); size+ending > room {
			break
		}
		shown++
	}
	if shown > 0 {
		out.WriteString("\n" + head + strings.Join(rows[:shown], ""))
	}
	if shown < len(rows) {
		fmt.Fprintf(out, "\n%s not shown here.\n", count(len(rows)-shown, "more line"))
	}
}
