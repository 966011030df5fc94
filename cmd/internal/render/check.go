package render

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/cli"
)

// FormatVersion is the version of the JSON forms of checks, verifications and
// histories. A member that is added leaves it alone.
const FormatVersion = 1

// CheckJSON writes what a merge would grant; schema/check-approval.schema.json
// describes it.
func CheckJSON(w io.Writer, c *evidence.Check) error {
	return indented(w, struct {
		Format int `json:"formatVersion"`
		*evidence.Check
	}{FormatVersion, c})
}

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// outlooks say what a merge would do, for people.
var outlooks = map[evidence.State]string{
	evidence.Granted: "would be granted",
	evidence.Held:    "would be held",
	evidence.Unknown: "cannot be told",
}

// CheckText writes what a merge would grant for people: a block for each
// version and target, with every review.
func CheckText(w io.Writer, c *evidence.Check, l Look) error {
	out := bufio.NewWriter(w)
	about := l.paint(bold, fmt.Sprintf("#%d", c.Pull.Number)) + " " + cli.Safe(fmt.Sprintf("%s, by %s", c.Pull.Title, c.Pull.Author.Login))
	fmt.Fprintln(out, strings.Join(l.wrap(about, 3), "\n   "))
	for _, note := range c.Notes {
		fmt.Fprintln(out, strings.Join(l.wrap(l.paint(yellow, "note")+"  "+cli.Safe(note), 6), "\n      "))
	}
	for _, item := range c.Items {
		o := item.Outlook
		fmt.Fprintln(out, "\n"+l.flow(2, placed{0, l.paint(bold, cli.Safe(title(item)))}, placed{0, l.paint(colourOfState[o.State], outlooks[o.State]) + tallied(o)}))
		l.findings(out, o.Tree.Parts, 2)
		for _, next := range o.Next {
			fmt.Fprintf(out, "  %s  %s\n", l.paint(bold, pad("next", widestState)), strings.Join(l.wrap(cli.Safe(next), 10), "\n          "))
		}
	}
	if len(c.Items) == 0 {
		fmt.Fprintln(out, "Nothing in it needs an approval.")
	}
	return out.Flush()
}

func title(item evidence.CheckItem) string {
	if item.Target == "" {
		return "the approval policy in " + item.Ref
	}
	return item.Ref + " in " + item.Target
}

func tallied(o evidence.Outlook) string {
	if o.Needed == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of %s", o.Given, count(o.Needed, "approval"))
}

// CheckMarkdown writes what a merge would grant for a pull request's comment.
func CheckMarkdown(w io.Writer, c *evidence.Check) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "### modelreg check-approval\n")
	for _, note := range c.Notes {
		fmt.Fprintf(out, "\n> %s\n", markdown(note))
	}
	if len(c.Items) == 0 {
		fmt.Fprint(out, "\nNothing in this pull request needs an approval.\n")
		return out.Flush()
	}
	fmt.Fprint(out, "\n| what | if it were merged now | approvals | next |\n| --- | --- | --- | --- |\n")
	shown := c.Items[:min(len(c.Items), commentRows)]
	for _, item := range shown {
		o := item.Outlook
		next := make([]string, 0, len(o.Next))
		for _, n := range o.Next {
			next = append(next, markdown(n))
		}
		given := ""
		if o.Needed > 0 {
			given = fmt.Sprintf("%d of %d", o.Given, o.Needed)
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", code(title(item)), outlooks[o.State], given, strings.Join(next, "<br>"))
	}
	if more := len(c.Items) - len(shown); more > 0 {
		fmt.Fprintf(out, "\n%s not shown here.\n", count(more, "more item"))
	}
	reviewsMarkdown(out, shown)
	return out.Flush()
}

// reviewsMarkdown lists every review once, folded away.
func reviewsMarkdown(out io.Writer, items []evidence.CheckItem) {
	seen := map[string]bool{}
	var lines []string
	for _, item := range items {
		for _, f := range reviews(item.Outlook.Tree.Parts) {
			line := fmt.Sprintf("- %s: %s", wordOf(f), markdown(f.Text))
			if !seen[line] {
				seen[line] = true
				lines = append(lines, line)
			}
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(out, "\n<details><summary>%s</summary>\n\n%s\n\n</details>\n", count(len(lines), "finding")+" about reviews", strings.Join(lines, "\n"))
	}
}

// reviews are the findings about single reviews in a tree.
func reviews(found []evidence.Finding) []evidence.Finding {
	var out []evidence.Finding
	for _, f := range found {
		if f.Check == "review" {
			out = append(out, f)
		}
		out = append(out, reviews(f.Parts)...)
	}
	return out
}
