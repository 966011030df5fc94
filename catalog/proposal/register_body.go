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

// facts are what the version is, where it says so, and what it is otherwise in
// targets that its overrides name.
func (r Registration) facts(b *strings.Builder) {
	start := "\n"
	say := func(name, text string) {
		fmt.Fprintf(b, "%s- %s: %s\n", start, name, text)
		start = ""
	}
	all := factsOf(r.Doc)
	for _, f := range all {
		say(f.name, codeSpan(f.text))
	}
	for _, target := range overridden(r.Doc) {
		there := factsOf(catalog.Merged(r.Doc, target))
		for _, f := range there {
			if !slices.Equal(f.among(there), f.among(all)) {
				say(f.name+" in "+codeSpan(target), codeSpan(f.text))
			}
		}
		for _, f := range all {
			if len(f.among(there)) == 0 {
				say(f.name+" in "+codeSpan(target), "none")
			}
		}
	}
}

// A fact is a line that says what a version is.
type fact struct{ name, text string }

// among are the texts that facts have under the name of this one.
func (f fact) among(all []fact) []string {
	var texts []string
	for _, other := range all {
		if other.name == f.name {
			texts = append(texts, other.text)
		}
	}
	return texts
}

// factsOf are those of a document, but for what its overrides say.
func factsOf(doc map[string]any) []fact {
	var all []fact
	add := func(name string, v any) {
		if text, ok := v.(string); ok && text != "" {
			all = append(all, fact{name, oneLine(text)})
		}
	}
	add("description", doc["modelPackageDescription"])
	for _, c := range containers(doc) {
		image := c["image"]
		if m, ok := image.(map[string]any); ok {
			image = fmt.Sprint(m["framework"], " ", m["version"])
		}
		add("image", image)
		add("model data", c["modelDataUrl"])
		add("model data", valueAt(c, []string{"modelDataSource", "s3DataSource", "s3Uri"}))
	}
	add("source", doc["sourceUri"])
	add("made by", valueAt(doc, []string{"metadataProperties", "generatedBy"}))
	add("training code", valueAt(doc, []string{"metadataProperties", "repository"}))
	add("at commit", valueAt(doc, []string{"metadataProperties", "commitId"}))
	return all
}

// oneLine keeps text inside the code that shows it: lines would end that.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
