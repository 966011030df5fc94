package render

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
)

// metrics puts each candidate beside what is approved on the base branch, those
// that ask for approval first.
func (c *Comment) metrics() section {
	if c.Without != "" {
		return section{head: "\n#### Metrics\n\nNot shown: " + markdown(c.Without) + ".\n"}
	}
	if len(c.Candidates) == 0 {
		return section{}
	}
	s := section{head: "\n#### Metrics\n", noun: "version", rest: "the files of the pull request have them all"}
	all := slices.Clone(c.Candidates)
	slices.SortStableFunc(all, func(a, b catalog.Candidate) int { return first(a.Asks(), b.Asks()) })
	s.fill(len(all), func(i int) string { return c.candidate(all[i]) })
	return s
}

// first puts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// mostTables is how many tables of one version are shown: one for all targets
// in which the same holds.
const mostTables = 4

func (c *Comment) candidate(v catalog.Candidate) string {
	var out strings.Builder
	fmt.Fprintf(&out, "\n**%s**", code(brief(v.Version.Ref(), longestName)))
	if v.New {
		out.WriteString(" is new")
	}
	out.WriteString("\n")
	decided := v.Decided()
	for i, in := range decided {
		if i == mostTables {
			fmt.Fprintf(&out, "\n%s not shown here.\n", count(len(decided)-i, "more table"))
			break
		}
		out.WriteString(c.table(in))
	}
	reportLines(&out, v.Reports)
	return out.String()
}

// table puts the metrics of one version in some targets beside those of the one
// that the base branch asks approval for there.
func (c *Comment) table(in catalog.CandidateIn) string {
	var out strings.Builder
	asks := ""
	if in.Asks {
		asks = ", approval asked for"
	}
	fmt.Fprintf(&out, "\n%s%s; ", codes(in.Targets), asks)
	if in.Approved == "" {
		out.WriteString("the base branch asks for approval of no other version of the group")
	} else {
		fmt.Fprintf(&out, "the base branch asks for approval of %s", code(brief(in.Approved, longestName)))
	}
	if len(in.Metrics) == 0 {
		out.WriteString("; no metrics\n")
		return out.String()
	}
	out.WriteString("\n\n| metric | this version | base branch | | threshold |\n| --- | ---: | ---: | --- | --- |\n")
	for i, m := range in.Metrics {
		if i == mostMetrics || out.Len() > longestTable {
			fmt.Fprintf(&out, "\n%s not shown here.\n", count(len(in.Metrics)-i, "more metric"))
			break
		}
		approved := decimal(m.Approved)
		if in.Approved == "" {
			approved = ""
		}
		fmt.Fprintf(&out, "| %s%s | %s | %s | %s | %s |\n", code(brief(m.Metric, longestName)), goal(m.Goal), decimal(m.Value), approved, trend(m), c.threshold(m))
	}
	return out.String()
}

func goal(s string) string {
	switch s {
	case "minimize":
		return " ↓"
	case "maximize":
		return " ↑"
	}
	return ""
}

func trend(m catalog.MetricComparison) string {
	if m.Trend() == catalog.Worse {
		return "**worse**"
	}
	return string(m.Trend())
}

func decimal(v *float64) string {
	if v == nil {
		return "missing"
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

// threshold says what a request for approval has to reach, and whether it does.
func (c *Comment) threshold(m catalog.MetricComparison) string {
	var bounds []string
	if m.Bounds.Min != nil {
		bounds = append(bounds, "min "+decimal(m.Bounds.Min))
	}
	if m.Bounds.Max != nil {
		bounds = append(bounds, "max "+decimal(m.Bounds.Max))
	}
	text := strings.Join(bounds, ", ")
	if m.Miss == nil {
		return text
	}
	w := m.Miss.Waiver
	switch {
	case w == nil:
		return "**missed:** " + text
	case w.Counts(c.Now):
		return fmt.Sprintf("missed: %s; waived by %s until %s: %s", text, code(brief(w.Who, longestName)), code(w.Until), markdown(brief(w.Why, 2*longestName)))
	}
	return fmt.Sprintf("**missed:** %s; the waiver by %s ran out on %s", text, code(brief(w.Who, longestName)), code(w.Until))
}

func reportLines(out *strings.Builder, all []catalog.ReportsIn) {
	shown, total, end := 0, 0, out.Len()+longestTable
	for _, in := range all {
		total += len(in.Reports)
		if shown == mostReports || out.Len() > end {
			continue
		}
		fmt.Fprintf(out, "\nReports in %s:\n\n", codes(in.Targets))
		for _, r := range in.Reports {
			if shown == mostReports || out.Len() > end {
				break
			}
			fmt.Fprintf(out, "- %s: %s\n", code(r.Member), location(r.URI, in.Partition))
			shown++
		}
	}
	if more := total - shown; more > 0 {
		fmt.Fprintf(out, "\n%s not shown here.\n", count(more, "more report"))
	}
}

// consoles are the hosts of the AWS console, by partition.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
var consoles = map[string]string{
	"aws": "console.aws.amazon.com", "aws-cn": "console.amazonaws.cn", "aws-us-gov": "console.amazonaws-us-gov.com",
}

var s3Object = regexp.MustCompile(`(?s)^s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)$`)

// location shows where a report is, with a link for those who may see it.
func location(uri, partition string) string {
	text := code(brief(uri, 2*longestName))
	host, object := consoles[partition], s3Object.FindStringSubmatch(uri)
	if host == "" || object == nil || len(uri) > 1024 {
		return text
	}
	// QueryEscape leaves nothing that ends an address in Markdown.
	return fmt.Sprintf("[%s](https://%s/s3/object/%s?prefix=%s)", text, host, object[1], url.QueryEscape(object[2]))
}
