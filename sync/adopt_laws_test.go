package sync_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
	"modelreg/sync/emulator"
)

// killed runs a sync that dies at a call, and gives the number of calls it made.
func killed(w *world, c *catalog.Catalog, s settings, at int64, lost bool) int64 {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	k := &killer{inner: emulator.Transport(w.reg), cancel: cancel}
	target := w.client(k)
	k.n.Store(0) // opening the client is no part of the run
	k.at, k.after = at, lost
	plan, err := sync.Look(ctx, target, s.input(c), s.judge)
	if err == nil {
		o := s.options
		o.Sleep = noSleep
		sync.Apply(ctx, target, plan, o)
	}
	return k.n.Load()
}

// claiming is a catalog that changes in every way what others registered as
// before says, and registers more.
var claiming = after.with(adopting).with(files{
	"churn/versions/4.yaml": version("sourceUri: s3://acme/notes\n" + model("churn-4") + "additionalInferenceSpecifications:\n  - {name: gpu, containers: [{image: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1}]}\n"),
})

// TestKilledWhileTakingOver is law 4 for packages that nobody owns: a sync that
// dies at any call and is run again ends in the state of one that was never
// killed.
func TestKilledWhileTakingOver(t *testing.T) {
	dir := t.TempDir()
	start := openWorld(t, filepath.Join(dir, "start.db"), emulator.Instant())
	start.fill(before)
	c := claiming.load(t)
	time.Sleep(5 * time.Millisecond)
	// Merged after all that was there, and before all that the runs write.
	s := settings{judge: merged(time.Now()), options: sync.ApplyOptions{Concurrency: 1}}
	time.Sleep(5 * time.Millisecond)

	whole := start.copyTo(t, filepath.Join(dir, "whole.db"))
	calls := killed(whole, c, s, 0, false)
	wantState := whole.state()
	whole.mustBeSettled(c, s)
	if calls < 40 {
		t.Fatalf("the sync made %d calls; the catalog has become too small to show anything", calls)
	}
	for at := int64(1); at <= calls; at++ {
		w, lost := start.copyTo(t, filepath.Join(dir, "killed.db")), at%2 == 0
		killed(w, c, s, at, lost)
		w.sync(c, s)
		if diff := cmp.Diff(wantState, w.state()); diff != "" {
			t.Fatalf("killed at call %d of %d (done: %v): -want +got\n%s", at, calls, lost, diff)
		}
		w.mustBeSettled(c, s)
		w.reg.Close()
	}
}

// TestTwoSyncsTakeOverAtOnce: what both match is adopted once, and nothing is
// registered beside it.
func TestTwoSyncsTakeOverAtOnce(t *testing.T) {
	w := newWorld(t)
	w.fill(before)
	c := claiming.load(t)
	judge := merged(time.Now().Add(time.Hour))
	var wg stdsync.WaitGroup
	for range 3 {
		wg.Go(func() {
			plan, err := sync.Look(context.Background(), w.target, settings{}.input(c), judge)
			if err != nil {
				t.Error(err)
				return
			}
			sync.Apply(context.Background(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
		})
	}
	wg.Wait()
	w.sync(c, settings{judge: judge})
	w.mustBeSettled(c, settings{judge: judge})
	onePackageALabel(t, w)
	if n := len(w.packages("churn")); n != 7 {
		t.Errorf("%d packages, want the five there were and two new ones", n)
	}
}

func onePackageALabel(t interface{ Fatalf(string, ...any) }, w *world) {
	for _, g := range w.snapshot().Groups {
		seen := map[string]bool{}
		for _, p := range g.Packages {
			label := marker(p, "version")
			if label != "" && seen[label] {
				t.Fatalf("%s/%s twice", g.Name, label)
			}
			seen[label] = true
		}
	}
}

// TestRandomRegistriesOfOthers: a catalog meets a registry that others filled,
// at random and with contents that are often equal. Whatever happens, a second
// sync writes nothing, a killed one converges, what does not match is not
// touched, no label has two packages, and nothing is approved without a grant
// nor put back that was not ours.
func TestRandomRegistriesOfOthers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		t := drawing{t, rt}
		start := openWorld(t, filepath.Join(dir, "start.db"), emulator.Instant())
		drawRegistry(rt, start)
		was := map[string]sync.Package{}
		for _, p := range start.packages("a") {
			was[p.ARN] = p
		}
		verdict := evidence.Verdict{
			State: rapid.SampledFrom([]evidence.State{evidence.Granted, evidence.Held, evidence.Unknown, evidence.NeedsProof}).Draw(rt, "verdict"),
			Proof: "pr=7", Reason: "drawn",
			At:    time.Now().Add(time.Duration(rapid.SampledFrom([]int{-1, 1}).Draw(rt, "merged")) * time.Hour),
			First: rapid.Bool().Draw(rt, "first"),
		}
		s := settings{judge: judgeAll(verdict), options: sync.ApplyOptions{Concurrency: 1}}
		c := drawClaims(rt).with(adopting).load(t)

		w := start.copyTo(t, filepath.Join(dir, "whole.db"))
		defer w.reg.Close()
		plan := w.look(c, s)
		if dumpJSON(plan) != dumpJSON(w.surveyed(c, s)) {
			rt.Fatal("two plans of the same differ")
		}
		calls := killed(w, c, s, 0, false)
		w.mustBeSettled(c, s)
		onePackageALabel(rt, w)
		lawful(rt, w, plan, was, verdict)

		dead := start.copyTo(t, filepath.Join(dir, "dead.db"))
		defer dead.reg.Close()
		killed(dead, c, s, rapid.Int64Range(1, calls).Draw(rt, "call"), rapid.Bool().Draw(rt, "lost"))
		dead.sync(c, s)
		dead.mustBeSettled(c, s)
		if diff := cmp.Diff(w.state(), dead.state()); diff != "" {
			rt.Fatalf("killed: -want +got\n%s", diff)
		}
	})
}

// lawful holds what became of the packages against what they were.
func lawful(rt *rapid.T, w *world, plan *sync.Plan, was map[string]sync.Package, verdict evidence.Verdict) {
	written := map[string]sync.Change{}
	for _, c := range plan.Changes {
		if c.Action == sync.Update && c.ARN != "" {
			written[c.ARN] = c
		}
	}
	gates := func(p sync.Package) [3]bool {
		card, _ := p.Doc["modelCard"].(map[string]any)
		return [3]bool{status(p) == "Approved", stage(p) == "Approved", card["modelCardStatus"] == "Approved"}
	}
	for _, p := range w.packages("a") {
		old := was[p.ARN]
		change, wrote := written[p.ARN]
		if old.ARN != "" && !wrote {
			if diff := cmp.Diff(old.Doc, p.Doc); diff != "" {
				rt.Fatalf("%s was not to be touched: -was +is\n%s", p.ARN, diff)
			}
		}
		for i, open := range gates(p) {
			if open && !gates(old)[i] && verdict.State != evidence.Granted {
				rt.Fatalf("%s has a gate opened without a grant: %s", p.ARN, dumpJSON(p.Doc))
			}
		}
		if old.ARN != "" && status(p) == "Approved" && status(old) != "Approved" && verdict.First {
			rt.Fatalf("%s was approved by a request from before it was looked at", p.ARN)
		}
		if status(old) == "Approved" && status(p) != "Approved" && change.Reason != sync.Reject {
			rt.Fatalf("%s lost its approval by %q", p.ARN, change.Reason)
		}
	}
}

// contents of packages; the first one says nothing.
var contents = []string{"", "sourceUri: s3://acme/notes\n", "sourceUri: s3://acme/other\n", model("x"), model("y")}

func drawVersion(rt *rapid.T) string {
	return version(rapid.SampledFrom(contents).Draw(rt, "content") +
		rapid.SampledFrom([]string{"", "modelApprovalStatus: Approved\n", "modelApprovalStatus: Rejected\n"}).Draw(rt, "status") +
		rapid.SampledFrom([]string{"", "customerMetadataProperties: {owner: ana}\n", "metrics: {auc: 0.5}\n"}).Draw(rt, "metadata") +
		rapid.SampledFrom([]string{"", "modelLifeCycle: {stage: QA, stageStatus: Approved}\n", "modelLifeCycle: {stage: QA, stageStatus: OnHold}\n"}).Draw(rt, "stage") +
		rapid.SampledFrom([]string{"", "modelCard: {modelCardStatus: Approved, modelCardContent: {intended_uses: {purpose_of_model: a}}}\n", "modelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: b}}}\n"}).Draw(rt, "card"))
}

func drawRegistry(rt *rapid.T, w *world) {
	f := files{"a/group.yaml": groupYAML}
	drawVersions(rt, "packages", f, "a", "%d", 0)
	w.fill(f)
}

func drawClaims(rt *rapid.T) files {
	f := files{"a/group.yaml": groupYAML}
	drawVersions(rt, "versions", f, "a", rapid.SampledFrom([]string{"%d", "1.%d.0"}).Draw(rt, "labels"), 1)
	return f
}

// drawVersions adds up to four versions to a group, at least so many.
func drawVersions(rt *rapid.T, what string, f files, group, label string, least int) {
	for n := range rapid.IntRange(least, 4).Draw(rt, what) {
		f[group+"/versions/"+fmt.Sprintf(label, n+1)+".yaml"] = drawVersion(rt)
	}
}

// TestRandomUnreadPackages: what cannot be read may be any version. So nothing
// is registered beside it nor written to it, nobody is told to delete what can be
// read, and what a number tells still holds.
func TestRandomUnreadPackages(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := drawing{t, rt}
		w := newWorld(t)
		defer w.reg.Close()
		drawRegistry(rt, w)
		in := settings{}.input(drawClaims(rt).with(adopting).load(t))
		if in.Have = w.snapshot(); len(in.Have.Groups) == 0 || len(in.Have.Groups[0].Packages) == 0 {
			return
		}
		packages := in.Have.Groups[0].Packages
		told := map[string]bool{}
		for _, h := range sync.Holdings(in, in.Catalog.Groups[0]) {
			told[h.ARN] = h.Matched && h.Label == fmt.Sprint(h.Number)
		}
		unread := map[string]bool{}
		for i := range packages {
			if p := &packages[i]; i == 0 || rapid.Bool().Draw(rt, "unread") {
				p.Full, unread[p.ARN] = false, true
				p.Doc = sync.Doc{"modelApprovalStatus": status(*p)}
			}
		}
		for _, c := range sync.Diff(in).Changes {
			if c.Action == sync.Create || unread[c.ARN] || strings.Contains(c.Detail, "delete") && c.Reason == sync.Lookalike && strings.Contains(c.Detail, "which package is which") {
				rt.Fatalf("%s", dumpJSON(c))
			}
		}
		for _, h := range sync.Holdings(in, in.Catalog.Groups[0]) {
			if told[h.ARN] && !unread[h.ARN] && !h.Matched {
				rt.Fatalf("%s was %s by its number", h.ARN, h.Ref)
			}
		}
	})
}
