package render

import (
	"bufio"
	"fmt"
	"io"

	"modelreg/sync"
)

// ReportMarkdown writes a report for a job's summary or a comment.
func ReportMarkdown(w io.Writer, r *sync.Report, groups int) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "### modelreg sync to %s\n\n%s\n", code(r.Target), markdown(reportSum(r, groups)))
	for _, why := range r.Refused {
		fmt.Fprintf(out, "\n> **Refused:** %s\n", markdown(why))
	}
	rows := append(r.Items[:len(r.Items):len(r.Items)], r.Notices...)
	if len(rows) > 0 {
		fmt.Fprint(out, "\n| outcome | | what | why | details |\n| --- | --- | --- | --- | --- |\n")
	}
	for i, item := range rows {
		if i == commentRows {
			fmt.Fprintf(out, "\n%s not shown here.\n", count(len(rows)-i, "more line"))
			break
		}
		details := markdown(item.Detail)
		if item.ARN != "" {
			if details != "" {
				details += "<br>"
			}
			details += code(item.ARN)
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", string(item.Outcome), code(item.Action.Mark()), code(about(item.Kind, item.Ref)), string(item.Reason), details)
	}
	return out.Flush()
}
