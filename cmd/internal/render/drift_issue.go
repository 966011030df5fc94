package render

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// A DriftIssue is what the one issue about a target has to say: what moved in
// its registry, and which approvals are without their proof.
type DriftIssue struct {
	Catalog string
	Target  string
	Proofs  bool // the target asks for proof of approvals
	Broken  bool // the catalog has problems, so that what they hide is not known

	moved    []sync.Change
	unsound  []Verified
	reported []sync.Change // worth telling, and nothing to do about
	unknown  int
}

// NewDriftIssue picks what is to be reported. What could not be found out is
// neither a reason to report nor a sign that all is well; what is left to a
// newer run is that run's.
func NewDriftIssue(drift *sync.Plan, v *Verification) *DriftIssue {
	i := &DriftIssue{Catalog: drift.Catalog, Target: drift.Target}
	for _, c := range drift.Changes {
		switch {
		case c.Reason == sync.UnknownProof, c.Reason == sync.ProofNeeded:
			i.unknown++
		case c.Reason == sync.Superseded, c.Reason == sync.Adopt && c.OnlyReported():
		case c.OnlyReported():
			i.reported = append(i.reported, c)
		default:
			i.moved = append(i.moved, c)
		}
	}
	for _, a := range v.Approvals {
		switch {
		case a.Outcome == evidence.NoProof, a.Outcome == evidence.Contradicted, len(a.Problems) > 0:
			i.unsound = append(i.unsound, a)
		case a.Outcome == evidence.NotFound:
			i.unknown++
		}
	}
	return i
}

// Marker is what the issue begins with, and no other.
func (i *DriftIssue) Marker() string {
	return fmt.Sprintf("<!-- modelreg:drift %s %s -->", i.Catalog, i.Target)
}

// Title is the issue's; names of catalogs and targets have nothing to escape.
func (i *DriftIssue) Title() string {
	return fmt.Sprintf("modelreg: drift in %s of %s", i.Target, i.Catalog)
}

// Empty reports whether there is nothing to report.
func (i *DriftIssue) Empty() bool { return len(i.moved)+len(i.unsound) == 0 }

// Unsure reports whether something could not be found out.
func (i *DriftIssue) Unsure() bool { return i.unknown > 0 || i.Broken }

// Over is the text of an issue that is closed.
func (i *DriftIssue) Over() string {
	proven := ""
	if i.Proofs {
		proven = ", and every approval in it has its proof"
	}
	return fmt.Sprintf("%s\nThe registry of target %s is what the catalog %s says%s.\n", i.Marker(), code(i.Target), code(i.Catalog), proven)
}

// Markdown is the text of an issue that is open: what is to be reported, and
// what is worth telling below that. Equal findings give equal texts, whenever
// they are looked for.
func (i *DriftIssue) Markdown() (findings, notes string) {
	sections := []section{
		{head: fmt.Sprintf(`%s
The registry of target %s is not what the catalog %s says, or has approvals without proof.
What a hand did there is lost or lasts as the table says: keep it by writing it into the catalog in a pull request, or let modelreg sync put it back.

This issue is edited when that changes, and closed when it is over. Closed by hand, it stays so until something else is found.
`, i.Marker(), code(i.Target), code(i.Catalog))},
		changes("What moved", i.moved),
	}
	if len(i.unsound) > 0 {
		s := section{
			head: "\n#### Approvals to look at\n\n| approval | proof | why |\n| --- | --- | --- |\n",
			noun: "approval", rest: "modelreg verify shows them all",
		}
		s.fill(len(i.unsound), func(n int) string { return i.unsound[n].row() })
		sections = append(sections, s)
	}
	const room = commentLimit / 8 // for notes
	return fit(commentLimit-room, sections), fit(room, []section{changes("Approved before, and past their thresholds", i.reported)})
}

func changes(title string, all []sync.Change) section {
	if len(all) == 0 {
		return section{}
	}
	s := section{
		head: "\n#### " + title + "\n\n| | what | why | details |\n| --- | --- | --- | --- |\n",
		noun: "change", rest: "modelreg drift shows them all",
	}
	s.fill(len(all), func(n int) string { return changeRow(all[n]) })
	return s
}

func (v Verified) row() string {
	var why []string
	for _, text := range slices.Concat([]string{v.Reason}, v.Problems) {
		if text != "" && len(why) < mostFields {
			why = append(why, markdown(brief(text, longestStep)))
		}
	}
	if v.ARN != "" && v.ARN != v.Ref {
		why = append(why, code(brief(v.ARN, 2*longestName)))
	}
	return fmt.Sprintf("| %s | %s | %s |\n", code(brief(v.Ref, 2*longestName)), string(v.Outcome), strings.Join(why, "<br>"))
}
