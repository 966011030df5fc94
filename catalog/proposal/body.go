package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// metricsTable puts the metrics of what asks for approval beside those of what
// the catalog asks to approve so far. Whether a registry does is not looked up.
func metricsTable(b *strings.Builder, v *catalog.Version, in catalog.CandidateIn) {
	approved := "none asked to be approved"
	if in.Approved != "" {
		approved = codeSpan(in.Approved) + ", asked to be approved"
	}
	fmt.Fprintf(b, "\nIn %s:\n\n| metric | %s | %s | |\n| --- | ---: | ---: | --- |\n", codeSpans(in.Targets), codeSpan(v.Label.String()), approved)
	for _, m := range in.Metrics {
		trend := string(m.Trend())
		if m.Miss != nil {
			trend = strings.TrimPrefix(trend+", misses its threshold", ", ")
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", strings.ReplaceAll(codeSpan(m.Metric), "|", `\|`), number(m.Value), number(m.Approved), trend)
	}
}

func number(v *float64) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}

// codeSpan shows text as it is written: nothing in it is markup, mentions
// somebody or links. https://spec.commonmark.org/0.31.2/#code-spans
func codeSpan(s string) string {
	fence := strings.Repeat("`", backticks(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

func codeSpans(names []string) string {
	spans := make([]string, len(names))
	for i, name := range slices.Sorted(slices.Values(names)) {
		spans[i] = codeSpan(name)
	}
	return strings.Join(spans, ", ")
}

// codeBlock is a codeSpan for lines of text.
func codeBlock(s string) string {
	fence := strings.Repeat("`", max(backticks(s)+1, 3))
	return fence + "text\n" + s + "\n" + fence
}

// backticks is how many there are in a row at most.
func backticks(s string) (most int) {
	run := 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		most = max(most, run)
	}
	return most
}
