package main

import (
	"testing"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// TestDriftCodes: the gravest entry decides, and what is left to a newer run
// counts for nothing.
func TestDriftCodes(t *testing.T) {
	kept := sync.Change{Action: sync.Notice, Reason: sync.KeptByHand}
	putBack := sync.Change{Action: sync.Update, Reason: sync.PutBack}
	planted := sync.Change{Action: sync.Blocked, Reason: sync.CreateOnly}
	unknown := sync.Change{Action: sync.Blocked, Reason: sync.UnknownProof}
	needed := sync.Change{Action: sync.Notice, Reason: sync.ProofNeeded}
	newer := sync.Change{Action: sync.Notice, Reason: sync.Superseded}
	for _, c := range []struct {
		name    string
		changes []sync.Change
		want    cli.Code
	}{
		{"none", nil, cli.OK},
		{"superseded", []sync.Change{newer}, cli.OK},
		{"kept", []sync.Change{newer, kept}, cli.Differences},
		{"needs proof", []sync.Change{needed}, cli.Differences},
		{"put back", []sync.Change{kept, putBack}, cli.Problems},
		{"planted", []sync.Change{planted, kept}, cli.Problems},
		{"unknown", []sync.Change{putBack, unknown, kept}, cli.Unfinished},
	} {
		if got := (&view{}).codeOfDrift(&sync.Plan{Changes: c.changes}); got != c.want {
			t.Errorf("%s: exit code %d, want %d", c.name, got, c.want)
		}
	}
	broken := view{problems: []catalog.Problem{{Severity: catalog.Error}}}
	if got := broken.codeOfDrift(&sync.Plan{}); got != cli.Problems {
		t.Errorf("a catalog with problems: exit code %d, want %d", got, cli.Problems)
	}
}
