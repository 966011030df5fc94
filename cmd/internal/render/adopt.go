package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// AdoptionText writes which packages count as which versions and what becomes
// of them, and below that what there is to know about one or another. Without a
// report, nothing has been done yet.
func AdoptionText(w io.Writer, p *sync.Plan, r *sync.Report, l Look) error {
	out := bufio.NewWriter(w)
	outcomes := map[string]sync.Item{}
	if r != nil {
		for _, item := range r.Items {
			outcomes[item.ARN+" "+item.Ref] = item
		}
	}
	var rows [][]string
	var details []string
	written, counting := 0, 0
	for _, c := range p.Changes {
		what, detail := becomesOfAdoption(c, outcomes[c.ARN+" "+c.Ref], r != nil)
		rows = append(rows, []string{cli.Safe(about(c.Kind, c.Ref)), what, cli.Safe(c.ARN)})
		if detail != "" {
			details = append(details, cli.Safe(about(c.Kind, c.Ref)+": "+detail))
		}
		switch {
		case c.Action == sync.Update && c.Kind == sync.OfVersion:
			written++
		case c.Action == sync.Notice && c.Reason == sync.Adopt:
			counting++
		}
	}
	if len(rows) > 0 {
		columns := []column{{title: "VERSION", cut: true, least: leastRef}, {title: "BECOMES"}, {title: "PACKAGE", cut: true, least: leastRef}}
		if err := l.table(out, columns, rows); err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	for _, detail := range details {
		fmt.Fprintln(out, strings.Join(l.wrap(detail, 0), "\n"))
	}
	if details != nil {
		fmt.Fprintln(out)
	}
	for _, why := range p.Refused {
		fmt.Fprintf(out, "%s %s\n", l.paint(red, "refused:"), strings.Join(l.wrap(cli.Safe(why), 9), "\n         "))
	}
	sum := fmt.Sprintf("Adoption in %s: %s would get markers, %d left without, %d blocked.", cli.Safe(p.Target), count(written, "package"), counting, p.Counts.Blocked)
	if r != nil {
		sum = fmt.Sprintf("Adoption in %s: %d done, %d left without markers, %d blocked, %d failed, %d remaining.", cli.Safe(p.Target), r.Counts.Done+r.Counts.Already, counting, r.Counts.Blocked, r.Counts.Failed, r.Counts.Remaining)
	}
	l.sum(out, sum)
	return out.Flush()
}

// becomesOfAdoption is the outcome of one change in a few words, and what else
// there is to say about it.
func becomesOfAdoption(c sync.Change, item sync.Item, done bool) (what, detail string) {
	ours := "gets markers"
	if done {
		ours = "has markers"
	}
	switch {
	case c.Action == sync.Blocked:
		return "blocked: " + string(c.Reason), c.Detail
	case c.Action == sync.Notice && c.Reason == sync.Adopt:
		return "left as it is", c.Detail
	case c.Action == sync.Notice:
		return string(c.Reason), c.Detail
	case done && item.Outcome != sync.Done && item.Outcome != sync.AlreadySo:
		return string(item.Outcome), item.Detail
	case c.Kind == sync.OfGroup:
		return ours, ""
	}
	return ours, c.Detail
}
