package proposal

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// Propose gives branch, title and body of a decision about some versions, by
// what it changes in each. Candidates are what it asks approval for. The files
// are for the caller to fill in.
func (d Decision) Propose(rulings []Ruling, candidates []catalog.Candidate, out Outlook) *Proposal {
	verb := map[string]string{Approved: "Approve", Rejected: "Reject"}[d.Status]
	refs := refsOf(rulings)
	title := fmt.Sprintf("%s %s%s", verb, refs[0], inTargets(d.Targets))
	if more := len(refs) - 1; more > 0 {
		title = fmt.Sprintf("%s %s and %d more%s", verb, refs[0], more, inTargets(d.Targets))
	}
	return &Proposal{
		Branch: Branch(strings.ToLower(verb), aboutRefs(refs), d.Targets...),
		Title:  title,
		Body:   decisionBody(d.Reason, "Why:", rulings, candidates, out),
	}
}

// Propose gives branch, title and body of a rollback.
func (r Rollback) Propose(returns []Return, rulings []Ruling, candidates []catalog.Candidate, out Outlook) *Proposal {
	about, title := r.Group.Path+"/last-good", "Roll "+r.Group.Path+" back"
	if r.To != nil {
		about = r.To.Ref()
	}
	for i, to := range destinations(returns, out) {
		if i > 0 {
			title += " and"
		}
		title += fmt.Sprintf(" to %s in %s", to.label, enumerated(to.targets))
		if to.unsure {
			title += fmt.Sprintf(", if %s is approved there,", to.label)
		}
	}
	title = strings.TrimSuffix(title, ",")
	if len(returns) == 0 {
		title += " to " + r.To.Label.String()
	}
	return &Proposal{
		Branch: Branch("rollback", about, r.Targets...),
		Title:  title,
		Body:   decisionBody(r.Reason, "Why what is rejected is so:", rulings, candidates, out),
	}
}

// A destination is a label to which some targets go back.
type destination struct {
	label   string
	unsure  bool // if it is approved there, which is not known
	targets []string
}

func destinations(returns []Return, out Outlook) []destination {
	var all []destination
	for _, back := range returns {
		label, unsure := back.To.Label.String(), out.unsure(back.Target)
		i := slices.IndexFunc(all, func(d destination) bool { return d.label == label && d.unsure == unsure })
		if i < 0 {
			i = len(all)
			all = append(all, destination{label: label, unsure: unsure})
		}
		all[i].targets = append(all[i].targets, back.Target)
	}
	return all
}

func refsOf(rulings []Ruling) []string {
	var refs []string
	for _, r := range rulings {
		refs = append(refs, r.Version.Ref())
	}
	slices.Sort(refs)
	return refs
}

// aboutRefs names a set of versions in a branch: the first of them, and of
// others how many, with a digest that tells sets apart.
func aboutRefs(refs []string) string {
	if len(refs) == 1 {
		return refs[0]
	}
	sum := sha256.Sum256([]byte(strings.Join(refs, "\n")))
	return fmt.Sprintf("%s+%d-%x", refs[0], len(refs)-1, sum[:4])
}

// decisionBody is what reviewers read.
func decisionBody(reason, why string, rulings []Ruling, candidates []catalog.Candidate, out Outlook) string {
	var b strings.Builder
	for _, r := range rulings {
		for _, m := range together(r.Moves) {
			fmt.Fprintf(&b, "- %s in %s: %s, and was %s\n", codeSpan(r.Version.Ref()), codeSpans(m.targets), m.now, stateOr(m.was))
		}
		if len(r.Again) > 0 {
			fmt.Fprintf(&b, "- %s in %s: asks for approval once more\n", codeSpan(r.Version.Ref()), codeSpans(r.Again))
		}
	}
	if reason != "" {
		fmt.Fprintf(&b, "\n%s\n\n%s\n", why, codeBlock(reason))
	}
	for _, c := range candidates {
		for _, in := range c.In {
			if in.Asks && len(in.Metrics) > 0 {
				metricsTable(&b, c.Version, in)
			}
		}
	}
	if sets := outcome(rulings); len(sets) > 0 {
		b.WriteString("\nMerging this after review sets, with the next sync:\n\n")
		for _, line := range sets {
			fmt.Fprintf(&b, "- %s\n", line)
		}
	}
	out.write(&b)
	return strings.TrimPrefix(b.String(), "\n")
}

// outcome says what the registries will hold, what is approved first.
func outcome(rulings []Ruling) (lines []string) {
	for _, state := range []string{Approved, Rejected} {
		for _, r := range rulings {
			targets := slices.Clone(r.Again)
			if state != Approved {
				targets = nil
			}
			for _, m := range r.Moves {
				if m.Now == state {
					targets = append(targets, m.Target)
				}
			}
			if len(targets) > 0 {
				lines = append(lines, fmt.Sprintf("%s to %s in %s", codeSpan(r.Version.Ref()), state, codeSpans(targets)))
			}
		}
	}
	return lines
}

// stateOr is a state in words, also where there was none.
func stateOr(state string) string {
	if state == "" {
		return "nothing"
	}
	return state
}
