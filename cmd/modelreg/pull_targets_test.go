package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// TestPullApprovesNothingElsewhere fills the registries of several targets with
// packages that partly are the same in different states, pulls them in any
// order, and syncs in between: no sync approves what was not approved in that
// very registry, nor anything else that needs proof.
func TestPullApprovesNothingElsewhere(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Chdir(t.TempDir())
			r := rand.New(rand.NewPCG(seed, 7))
			targets := []string{"a", "b", "c"}[:2+r.IntN(2)]
			text := "apiVersion: modelreg/v1\nkind: Registry\nname: acme-models\ndefaultTarget: a\nsafety: {maxChangedPercent: 100}\ntargets:\n"
			for i, name := range targets {
				text += fmt.Sprintf("  %s: {local: {path: .modelreg/%s.db}%s}\n", name, name, []string{"", ", versions: approved"}[(i+int(seed))%2])
			}
			if err := os.WriteFile("registry.yaml", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			before := map[string]map[string][]string{}
			for _, name := range targets {
				fillStates(t, r, name)
				before[name] = openGatesOf(t, name)
			}
			syncAll := func() {
				for _, name := range targets {
					out, _ := runBlocked(t, "sync", "-q", "--target", name)
					for arn, gates := range openGatesOf(t, name) {
						for _, gate := range gates {
							if !slices.Contains(before[name][arn], gate) {
								t.Errorf("after sync of %s, %s has %s: %s", name, arn, gate, out)
							}
						}
					}
				}
			}
			order := slices.Clone(targets)
			r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, name := range order {
				pullRun(t, cli.OK, "pull", "--target", name)
				if out, _ := pullRun(t, cli.OK, "pull", "--target", name); out != "" {
					t.Errorf("pulled again: %s", out)
				}
				asPulled(t, name)
				if r.IntN(2) == 0 {
					syncAll()
				}
			}
			syncAll()
			for _, name := range targets {
				for arn, gates := range before[name] {
					if now := openGatesOf(t, name)[arn]; !slices.Equal(gates, now) {
						t.Errorf("%s of %s had %v and has %v", arn, name, gates, now)
					}
				}
			}
		})
	}
}

// runBlocked runs a command that may find versions of other targets blocked: as
// lookalikes before their target is pulled, or below a label that is registered.
func runBlocked(t *testing.T, args ...string) (out, talk string) {
	t.Helper()
	var stdout, stderr strings.Builder
	world := inProcess(args...)
	world.Stdout, world.Stderr = &stdout, &stderr
	if code := run(t.Context(), world); code != cli.OK && code != cli.Problems {
		t.Fatalf("%s ended with %d: %s", strings.Join(args, " "), code, stderr.String())
	}
	return stdout.String(), stderr.String()
}

// asPulled checks that nothing is to be done about what a target's registry
// holds.
func asPulled(t *testing.T, name string) {
	t.Helper()
	out, _ := runBlocked(t, "plan", "-o", "json", "--target", name)
	plan, err := sync.Decode(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range plan.Changes {
		if c.Kind == sync.OfVersion && c.ARN != "" && c.Reason != sync.Adopt {
			t.Errorf("after pull of %s: %s %s %s: %s %v", name, c.Action, c.Ref, c.Reason, c.Detail, c.Fields)
		}
	}
}

// fillStates makes packages that other targets may have, too, each in a state of
// its own.
func fillStates(t *testing.T, r *rand.Rand, name string) {
	t.Helper()
	withLocal(t, name, func(target *sagemaker.Target) {
		if _, err := target.CreateGroup(t.Context(), "churn", "", nil); err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			if r.IntN(4) == 0 {
				continue // the numbers differ, too
			}
			if _, err := target.CreatePackage(t.Context(), "churn", inAnyState(r, n), fmt.Sprintf("token-%d", r.Uint64())); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// inAnyState is one of a few models, in any state.
func inAnyState(r *rand.Rand, n int) sync.Doc {
	doc := sync.Doc{"modelPackageDescription": fmt.Sprint("model ", n), "modelApprovalStatus": []string{"PendingManualApproval", "Approved", "Rejected"}[r.IntN(3)]}
	if r.IntN(3) == 0 {
		doc["modelLifeCycle"] = sync.Doc{"stage": "Production", "stageStatus": []string{"Approved", "InProgress"}[r.IntN(2)]}
	}
	if r.IntN(3) == 0 {
		doc["modelCard"] = sync.Doc{"modelCardStatus": []string{"Approved", "Draft"}[r.IntN(2)], "modelCardContent": sync.Doc{"intended_uses": sync.Doc{"purpose_of_model": "to try"}}}
	}
	if r.IntN(3) == 0 {
		doc["customerMetadataProperties"] = sync.Doc{"team": []string{"a", "b"}[r.IntN(2)]}
	}
	return doc
}

// openGatesOf are the values that need proof and are set, by ARN, in the
// registry of a target.
func openGatesOf(t *testing.T, name string) map[string][]string {
	t.Helper()
	var have sync.Snapshot
	withLocal(t, name, func(target *sagemaker.Target) {
		var err error
		if have, err = target.Observe(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	})
	open := map[string][]string{}
	for _, g := range have.Groups {
		for _, p := range g.Packages {
			var gates []string
			if p.Doc["modelApprovalStatus"] == "Approved" {
				gates = append(gates, "approval")
			}
			if cycle, ok := p.Doc["modelLifeCycle"].(map[string]any); ok && cycle["stageStatus"] == "Approved" {
				gates = append(gates, "stage")
			}
			if card, ok := p.Doc["modelCard"].(map[string]any); ok && card["modelCardStatus"] == "Approved" {
				gates = append(gates, "card")
			}
			open[p.ARN] = gates
		}
	}
	return open
}

// withLocal opens the registry of a local target for a moment.
func withLocal(t *testing.T, name string, do func(*sagemaker.Target)) {
	t.Helper()
	if err := os.MkdirAll(".modelreg", 0o755); err != nil {
		t.Fatal(err)
	}
	options := emulator.Instant()
	options.Unsynced = true
	reg, err := emulator.Open(filepath.Join(".modelreg", name+".db"), options)
	if err != nil {
		t.Fatal(err)
	}
	defer reg.Close()
	target, err := sagemaker.Open(t.Context(), sagemaker.Options{Region: "us-east-1", AccountID: emulator.DefaultAccount, Embedded: emulator.Transport(reg)})
	if err != nil {
		t.Fatal(err)
	}
	do(target)
}
