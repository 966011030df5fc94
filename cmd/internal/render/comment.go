package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// A Comment is what a pull request's one comment is made of.
type Comment struct {
	Catalog    string // its name
	Errors     int    // problems of the catalog as it would be merged
	Check      *evidence.Check
	Candidates []catalog.Candidate
	Without    string // why there are no candidates, where they could not be found; empty: they could
	Plans      []*sync.Plan
	Now        time.Time // waivers are judged by
}

// CommentMarker is what the comment about a catalog begins with, and no other.
func CommentMarker(catalog string) string { return "<!-- modelreg:comment " + catalog + " -->" }

// The most of each that one comment shows.
const (
	mostSteps   = 12
	mostPlans   = 20
	mostMetrics = 40
	mostReports = 20
	longestName = 60  // of a metric, a ref
	longestStep = 600 // characters of what to do next

	longestTable = 3000 // bytes of one table of metrics, or of all reports, but for its last line
)

// CommentMarkdown writes the comment: first what to do, then who has to
// approve, how good it is, and what it changes. It stays within what GitHub
// takes.
func CommentMarkdown(w io.Writer, c *Comment) error {
	sections := []section{c.next(), c.approvals(), c.reviews(), c.metrics()}
	for _, p := range c.Plans[:min(len(c.Plans), mostPlans)] {
		sections = append(sections, planSection(p))
	}
	if more := len(c.Plans) - mostPlans; more > 0 {
		sections = append(sections, section{head: fmt.Sprintf("\n%s not shown here.\n", count(more, "more plan"))})
	}
	sections = slices.DeleteFunc(sections, func(s section) bool { return s.head == "" })
	_, err := io.WriteString(w, fit(commentLimit, sections))
	return err
}

// next is what somebody has to do, in order.
func (c *Comment) next() section {
	s := section{
		head: fmt.Sprintf("%s\n### modelreg: %s\n\n**Next**\n\n", CommentMarker(c.Catalog), code(c.Catalog)),
		noun: "step", most: mostSteps, rest: "modelreg check-approval shows them all",
	}
	var steps []string
	if c.Errors > 0 {
		steps = append(steps, fmt.Sprintf("fix the %s that modelreg validate shows; they are marked on their lines", count(c.Errors, "problem")))
	}
	for _, p := range c.Plans {
		for _, why := range p.Refused {
			steps = append(steps, fmt.Sprintf("sync would refuse target %q: %s", p.Target, why))
		}
	}
	for _, item := range c.Check.Items {
		steps = append(steps, item.Outlook.Next...)
	}
	steps = distinct(steps)
	switch {
	case len(steps) > 0 || c.Check.Pull.Merged:
	case len(c.Check.Items) > 0:
		steps = []string{"merge it: what it asks for would be granted"}
	default:
		steps = []string{"review and merge it: nothing in it needs an approval"}
	}
	steps = append(slices.Clone(c.Check.Notes), steps...)
	s.fill(len(steps), func(i int) string { return "- " + markdown(brief(steps[i], longestStep)) + "\n" })
	return s
}

// approvals says who has to approve and how far that is.
func (c *Comment) approvals() section {
	if len(c.Check.Items) == 0 {
		return section{}
	}
	s := section{
		head: "\n#### Approval\n\n| what | targets | if it were merged now | approvals | what is missing |\n| --- | --- | --- | --- | --- |\n",
		noun: "line", rest: "modelreg check-approval shows them all",
	}
	rows := together(c.Check.Items)
	s.fill(len(rows), func(i int) string { return rows[i].markdown() })
	return s
}

// A row is an item for all targets in which the same holds.
type row struct {
	evidence.CheckItem
	targets []string
}

func (r row) markdown() string {
	o := r.Outlook
	given := ""
	if o.Needed > 0 {
		given = fmt.Sprintf("%d of %d", o.Given, o.Needed)
	}
	var missing []string
	for _, next := range o.Next[:min(len(o.Next), 5)] {
		missing = append(missing, markdown(brief(next, longestStep)))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n",
		code(brief(r.Ref, longestName)), codes(r.targets), outlooks[o.State], given, strings.Join(missing, "<br>"))
}

// together joins the items of one version that say the same. Items come by ref.
func together(items []evidence.CheckItem) (rows []row) {
	for _, item := range items {
		at := len(rows) - 1
		for at >= 0 && rows[at].Ref == item.Ref && !rows[at].sameAs(item) {
			at--
		}
		if at < 0 || rows[at].Ref != item.Ref {
			rows = append(rows, row{CheckItem: item})
			at = len(rows) - 1
		}
		if item.Target != "" {
			rows[at].targets = append(rows[at].targets, item.Target)
		}
	}
	return rows
}

func (r row) sameAs(item evidence.CheckItem) bool {
	a, b := r.Outlook, item.Outlook
	return a.State == b.State && a.Given == b.Given && a.Needed == b.Needed && slices.Equal(a.Next, b.Next)
}

// reviews lists each review once, folded away.
func (c *Comment) reviews() section {
	var found []evidence.Finding
	seen := map[string]bool{}
	for _, item := range c.Check.Items {
		for _, f := range reviews(item.Outlook.Tree.Parts) {
			if said := wordOf(f) + f.Text; !seen[said] {
				seen[said] = true
				found = append(found, f)
			}
		}
	}
	if found == nil {
		return section{}
	}
	s := section{
		head: fmt.Sprintf("\n<details><summary>%s about reviews</summary>\n\n", count(len(found), "finding")),
		foot: "\n</details>\n", noun: "finding",
	}
	s.fill(len(found), func(i int) string {
		return fmt.Sprintf("- %s: %s\n", wordOf(found[i]), markdown(brief(found[i].Text, longestStep)))
	})
	return s
}

// planSection says what becomes of one target, folded away.
func planSection(p *sync.Plan) section {
	n := p.Counts
	s := section{noun: "change", rest: "modelreg plan shows them all"}
	changes, others := matched(p.Changes)
	sum := fmt.Sprintf("%d to create, %d to update, %d to delete, %d blocked; %d unchanged%s", n.Create, n.Update, n.Delete, n.Blocked, n.Unchanged, matchedSum(others))
	s.head = fmt.Sprintf("\n<details><summary>What changes in %s: %s</summary>\n\n", code(p.Target), sum)
	s.foot = matchedMarkdown(others) + "\n</details>\n"
	if len(changes) == 0 {
		s.head += "Nothing changes.\n"
		return s
	}
	s.head += "| | what | why | details |\n| --- | --- | --- | --- |\n"
	s.fill(len(changes), func(i int) string { return changeRow(changes[i]) })
	return s
}

// mostFields is how many fields of one change a comment shows.
const mostFields = 8

func changeRow(c sync.Change) string {
	var look Look
	shown := c
	shown.Detail = brief(c.Detail, longestStep)
	fields, more := look.fields(c)
	if over := len(fields) - mostFields; over > 0 {
		fields, more = fields[:mostFields], more+over
	}
	cell := look.cellOf(shown, fields, more)
	return fmt.Sprintf("| %s | %s | %s | %s |\n", code(c.Action.Mark()), code(brief(about(c.Kind, c.Ref), longestName)), markdown(string(c.Reason)), cell)
}

// distinct leaves out what was there before; nil where nothing is.
func distinct(lines []string) (out []string) {
	seen := map[string]bool{}
	for _, line := range lines {
		if !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	return out
}

// brief leaves out the middle of a text that is longer than a number of
// characters.
func brief(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	tail := most / 3
	return string(runes[:most-tail-1]) + "…" + string(runes[len(runes)-tail:])
}

// codes lists names.
func codes(names []string) string {
	out := make([]string, 0, len(names))
	for _, name := range names {
		out = append(out, code(brief(name, longestName)))
	}
	return strings.Join(out, ", ")
}
