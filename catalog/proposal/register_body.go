package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// body is what reviewers read of a registration. Candidates are what it brings
// in; notes are sentences about where it came from.
func (r Registration) body(candidates []catalog.Candidate, notes []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A new version, %s", codeSpan(r.Ref()))
	if r.GroupDoc != nil {
		fmt.Fprintf(&b, ", the first one of a new group")
	}
	asks := slices.ContainsFunc(candidates, catalog.Candidate.Asks)
	if asks {
		b.WriteString(". **It asks for approval at once.**\n")
	} else {
		b.WriteString(". Merging this registers it and approves nothing.\n")
	}
	r.facts(&b)
	for _, c := range candidates {
		for _, in := range c.In {
			if len(in.Metrics) > 0 {
				metricsTable(&b, c.Version, in)
			}
		}
		for _, in := range c.Reports {
			fmt.Fprintf(&b, "\nReports in %s:\n\n", codeSpans(in.Targets))
			for _, report := range in.Reports {
				fmt.Fprintf(&b, "- %s: %s\n", codeSpan(report.Member), codeSpan(report.URI))
			}
		}
	}
	if len(notes) > 0 {
		b.WriteString("\nHow it was made:\n\n" + codeBlock(strings.Join(notes, "\n")) + "\n")
	}
	return b.String()
}

// facts are what the version is, where it says so.
func (r Registration) facts(b *strings.Builder) {
	type fact struct {
		name  string
		value any
	}
	facts := []fact{{"description", r.Doc["modelPackageDescription"]}}
	for _, c := range containers(r.Doc) {
		image := c["image"]
		if m, ok := image.(map[string]any); ok {
			image = fmt.Sprint(m["framework"], " ", m["version"])
		}
		facts = append(facts, fact{"image", image}, fact{"model data", c["modelDataUrl"]},
			fact{"model data", valueAt(c, []string{"modelDataSource", "s3DataSource", "s3Uri"})})
	}
	facts = append(facts, fact{"source", r.Doc["sourceUri"]})
	for _, lineage := range []fact{{"made by", "generatedBy"}, {"training code", "repository"}, {"at commit", "commitId"}} {
		facts = append(facts, fact{lineage.name, valueAt(r.Doc, []string{"metadataProperties", lineage.value.(string)})})
	}
	start := "\n"
	for _, f := range facts {
		if text, ok := f.value.(string); ok && text != "" {
			fmt.Fprintf(b, "%s- %s: %s\n", start, f.name, codeSpan(oneLine(text)))
			start = ""
		}
	}
}

// oneLine keeps text inside the code that shows it: lines would end that.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
