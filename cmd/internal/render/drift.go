package render

import (
	"fmt"
	"io"
	"strings"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// DriftText writes what moved in a registry for people, as PlanText does.
func DriftText(w io.Writer, p *sync.Plan, l Look) error {
	return l.planText(w, p, "Drift in "+cli.Safe(p.Target)+": "+driftSum(p)+".")
}

// DriftMarkdown writes it for a job's summary or an issue.
func DriftMarkdown(w io.Writer, p *sync.Plan, l Look) error {
	return l.planMarkdown(w, p, "drift in", "**"+driftSum(p)+"**")
}

// DriftJSON writes it for tools; schema/drift.schema.json describes it.
func DriftJSON(w io.Writer, p *sync.Plan) error { return p.Encode(w) }

// driftSum counts what moved, each by the gravest that is said about it.
func driftSum(p *sync.Plan) string {
	var parts []string
	counted := map[string]bool{}
	for _, class := range []struct {
		what string
		is   func(sync.Change) bool
	}{
		{"wrong", sync.Change.Alarming},
		{"unknown", func(c sync.Change) bool { return c.Reason == sync.UnknownProof }},
		{"different", func(c sync.Change) bool { return !c.OnlyReported() }},
		{"matched by content", func(c sync.Change) bool { return c.Reason == sync.Adopt }},
		{"superseded", func(c sync.Change) bool { return c.Reason == sync.Superseded }},
		{"past its thresholds", func(sync.Change) bool { return true }},
	} {
		n := 0
		for _, c := range p.Changes {
			if class.is(c) && !counted[c.Ref] {
				counted[c.Ref] = true
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, class.what))
		}
	}
	if parts == nil {
		parts = []string{"nothing moved"}
	}
	return strings.Join(parts, ", ") + "; " + count(p.Counts.Managed, "package") + " under management"
}
