package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"modelreg/sync"
)

// commentRows is how many changes a comment shows; GitHub takes 65,536
// characters.
const commentRows = 100

// PlanMarkdown writes a plan for a pull request's comment.
func PlanMarkdown(w io.Writer, p *sync.Plan, l Look) error {
	c := p.Counts
	_, n := matched(p.Changes)
	return l.planMarkdown(w, p, "plan for", fmt.Sprintf("**%d to create, %d to update, %d to delete, %d blocked**; %d unchanged%s, %d unmanaged left alone",
		c.Create, c.Update, c.Delete, c.Blocked, c.Unchanged, matchedSum(n), c.Unmanaged))
}

func (l Look) planMarkdown(w io.Writer, p *sync.Plan, title, sum string) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "### modelreg %s %s\n\n%s", title, code(p.Target), sum)
	if p.Commit != "" {
		fmt.Fprintf(out, "; at commit %s", code(p.Commit[:min(len(p.Commit), 12)]))
	}
	fmt.Fprint(out, ".\n")
	for _, why := range p.Refused {
		fmt.Fprintf(out, "\n> **Refused:** %s\n", markdown(why))
	}
	changes, others := l.shown(p.Changes)
	if len(changes) > 0 {
		fmt.Fprint(out, "\n| | what | why | details |\n| --- | --- | --- | --- |\n")
	}
	for i, c := range changes {
		if i == commentRows {
			fmt.Fprintf(out, "\n%s not shown here.\n", count(len(changes)-i, "more change"))
			break
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", code(c.Action.Mark()), code(about(c.Kind, c.Ref)), string(c.Reason), l.cell(c))
	}
	fmt.Fprint(out, matchedMarkdown(others))
	return out.Flush()
}

// cell holds a change's sentence, fields and position.
func (l Look) cell(c sync.Change) string {
	fields, more := l.fields(c)
	return l.cellOf(c, fields, more)
}

// cellOf is cell with the fields to show, and how many more there are.
func (l Look) cellOf(c sync.Change, fields []sync.Field, more int) string {
	var parts []string
	if c.Detail != "" {
		parts = append(parts, markdown(c.Detail))
	}
	for _, f := range fields {
		switch {
		case f.Old == nil:
			parts = append(parts, code(f.Path)+" "+code(l.value(f.New, longestValue)))
		case f.New == nil:
			parts = append(parts, code(f.Path)+" <del>"+code(l.value(f.Old, longestValue))+"</del>")
		default:
			parts = append(parts, code(f.Path)+" "+code(l.value(f.Old, longestValue))+" → "+code(l.value(f.New, longestValue)))
		}
	}
	if more > 0 {
		parts = append(parts, "and "+count(more, "more field"))
	}
	if c.Pos.Path != "" {
		parts = append(parts, "<sub>"+code(c.Pos.String())+"</sub>")
	}
	return strings.Join(parts, "<br>")
}
