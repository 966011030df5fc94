package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// A Verification says of every live approval of a target whether its proof can
// be found again.
type Verification struct {
	Format     int        `json:"formatVersion"`
	Catalog    string     `json:"catalog"`
	Target     string     `json:"target"`
	Commit     string     `json:"commit,omitempty"`
	PolicyRoot string     `json:"policyRoot,omitempty"` // where the policy is taken as given
	Approvals  []Verified `json:"approvals"`
	Counts     struct {
		Approvals int `json:"approvals"`
		Proven    int `json:"proven"` // re-derived, or by a bundle
		Problems  int `json:"problems"`
		Unknown   int `json:"unknown"`
	} `json:"counts"`
}

// A Verified is one live approval.
type Verified struct {
	Ref      string       `json:"ref"`
	Group    string       `json:"group"`
	ARN      string       `json:"arn"`
	Owner    sync.Owner   `json:"owner"`
	Gates    []string     `json:"gates"` // the gated values that are live
	Recorded *Recorded    `json:"recorded,omitempty"`
	Problems []string     `json:"problems,omitempty"` // what is wrong beside the outcome
	Notes    []string     `json:"notes,omitempty"`
	Changed  []sync.Field `json:"changed,omitempty"` // what differs from what the catalog says
	evidence.Audit
}

// Recorded is what the package says of itself.
type Recorded struct {
	S     string `json:"digest"`
	Proof string `json:"proof"`
}

// VerificationJSON writes it for tools and auditors, with all the evidence;
// schema/verify.schema.json describes it.
func VerificationJSON(w io.Writer, v *Verification) error { return indented(w, v) }

var colourOfAudit = map[evidence.Outcome]string{
	evidence.Rederived: green, evidence.BundleOnly: green, evidence.ByContent: green, evidence.Contradicted: red,
	evidence.NoProof: red, evidence.NotAsked: dim, evidence.NotFound: yellow,
}

// widestAudit is the width of "contradicted".
const widestAudit = 12

// VerificationText writes a line for each approval, what is wrong below it, and
// the sums.
func VerificationText(w io.Writer, v *Verification, l Look) error {
	out := bufio.NewWriter(w)
	width := 0
	for _, a := range v.Approvals {
		width = max(width, runewidth.StringWidth(cli.Safe(a.Ref)))
	}
	width = min(width, widestRef)
	for _, a := range v.Approvals {
		beside := widestAudit + 2 + width + 2
		margin := l.margin(beside, 4)
		more := l.wrap(cli.Safe(a.Reason), margin)
		head := l.paint(colourOfAudit[a.Outcome], pad(string(a.Outcome), widestAudit)) + "  " + cli.Safe(a.Ref)
		if margin == beside {
			head = l.flow(margin, placed{0, head}, placed{margin, more[0]})
			more = more[1:]
		}
		fmt.Fprintln(out, head)
		if a.Ref != a.ARN && (a.Outcome != evidence.Rederived || len(a.Problems) > 0 || l.Verbose) {
			more = append(more, l.paint(dim, cli.Safe(a.ARN)))
		}
		for _, p := range a.Problems {
			more = append(more, l.wrap(l.paint(red, "problem")+" "+cli.Safe(p), margin)...)
		}
		for _, n := range a.Notes {
			more = append(more, l.wrap("note "+cli.Safe(n), margin)...)
		}
		for _, f := range a.Changed {
			more = append(more, l.field(f, margin)...)
		}
		for _, line := range more {
			fmt.Fprintln(out, strings.Repeat(" ", margin)+line)
		}
		if l.Verbose && a.Proof != nil && a.Proof.Verdict.Tree != nil {
			l.findings(out, a.Proof.Verdict.Tree.Parts, margin)
		}
	}
	c := v.Counts
	l.sum(out, fmt.Sprintf("Verified %s: %s, %d proven, %s, %d unknown.",
		cli.Safe(v.Target), count(c.Approvals, "live approval"), c.Proven, count(c.Problems, "problem"), c.Unknown))
	return out.Flush()
}
