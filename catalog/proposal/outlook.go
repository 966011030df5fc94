package proposal

import (
	"fmt"
	"slices"
	"strings"
)

// An Outlook is what reviewers of a decision are told of the registries.
type Outlook struct {
	Latest []LatestChange
	Doubts []string // what was found out there or could not be, each a sentence that is the same the next time
}

// A LatestChange is what a decision does to the latest version of a group in a
// target: the one with the highest label that is approved.
type LatestChange struct {
	Group  string
	Target string
	Before string // label; empty: none
	After  string
	Asked  bool // both are what the catalog asks for: what the registry has is not known
	Unsure bool // whether the registry has After approved now could not be found out
}

// unsure reports whether the one that becomes the latest in a target may not be
// approved there.
func (o Outlook) unsure(target string) bool {
	return slices.ContainsFunc(o.Latest, func(c LatestChange) bool { return c.Target == target && c.Unsure })
}

// write says what becomes of the latest versions, and what is not known.
func (o Outlook) write(b *strings.Builder) {
	if len(o.Latest) > 0 {
		b.WriteString("\nThe latest version, now and with that sync:\n\n")
	}
	for _, same := range alike(o.Latest) {
		c := same[0]
		var targets []string
		for _, s := range same {
			targets = append(targets, s.Target)
		}
		fmt.Fprintf(b, "- of %s in %s", codeSpan(c.Group), codeSpans(targets))
		if c.Asked {
			b.WriteString(", as the catalog asks")
		}
		fmt.Fprintf(b, ": %s, then %s", labelOr(c.Before), labelOr(c.After))
		if c.Unsure {
			fmt.Fprintf(b, " if that is approved there now")
		}
		b.WriteByte('\n')
	}
	if len(o.Doubts) > 0 {
		fmt.Fprintf(b, "\nAbout the registries, when this was proposed:\n\n%s\n", codeBlock(strings.Join(o.Doubts, "\n")))
	}
}

// alike puts the same changes in several targets together.
func alike(changes []LatestChange) (all [][]LatestChange) {
	for _, c := range changes {
		i := slices.IndexFunc(all, func(have []LatestChange) bool {
			h := have[0]
			h.Target = c.Target
			return h == c
		})
		if i < 0 {
			i = len(all)
			all = append(all, nil)
		}
		all[i] = append(all[i], c)
	}
	return all
}

// labelOr is a label in words, also where there is none.
func labelOr(label string) string {
	if label == "" {
		return "none"
	}
	return codeSpan(label)
}
