package sync_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog/evidence"
	"modelreg/sync"
	"modelreg/sync/emulator"
)

const policyYAML = "resourcePolicy:\n  Version: \"2012-10-17\"\n  Statement:\n    - {Effect: Allow, Principal: {AWS: \"444455556666\"}, Action: \"sagemaker:DescribeModelPackageGroup\", Resource: \"*\"}\n"

// before and after are two states of a catalog that differ in every way that a
// sync has to act on.
var (
	before = files{
		"churn/group.yaml":      groupYAML + "tags: {team: growth, tier: gold}\n",
		"churn/versions/1.yaml": version(model("churn-1") + "modelApprovalStatus: Approved\nmetrics: {auc: 0.8}\n"),
		"churn/versions/2.yaml": version(model("churn-2") + "customerMetadataProperties: {owner: ana, topic: x}\n"),
		"churn/versions/3.yaml": version(model("churn-3") + "modelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"),
		"churn/versions/4.yaml": version("sourceUri: s3://acme/notes\n"),
		"churn/versions/5.yaml": version(model("churn-5") + "modelApprovalStatus: Rejected\n"),
		"old/group.yaml":        groupYAML + policyYAML,
		"old/versions/1.yaml":   version(model("old-1")),
		"old/versions/2.yaml":   version(model("old-2") + "modelApprovalStatus: Rejected\n"),
	}
	after = files{
		"churn/group.yaml":       groupYAML + "tags: {team: sales}\n" + policyYAML,
		"churn/versions/1.yaml":  version(model("churn-1") + "modelApprovalStatus: Rejected\nmetrics: {auc: 0.8}\n"),
		"churn/versions/2.yaml":  version(model("churn-2") + "customerMetadataProperties: {owner: bob}\nmodelApprovalStatus: Approved\nmodelLifeCycle: {stage: Production, stageStatus: Approved}\n"),
		"churn/versions/3.yaml":  version(model("churn-3") + "modelCard: {modelCardStatus: Approved, modelCardContent: {intended_uses: {purpose_of_model: leaving}}}\n"),
		"churn/versions/4.yaml":  version("sourceUri: s3://acme/more-notes\n" + model("churn-4") + "additionalInferenceSpecifications:\n  - {name: gpu, containers: [{image: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1}]}\n"),
		"churn/versions/5.yaml":  version(model("churn-5")),
		"churn/versions/6.yaml":  version(model("churn-6") + "sourceUri: s3://acme/six\nmodelApprovalStatus: Approved\nmetrics: {auc: 0.9}\n"),
		"churn/versions/7.yaml":  version(model("churn-7")),
		"price/group.yaml":       groupYAML + "modelPackageGroupDescription: Prices\n" + policyYAML,
		"price/versions/1.yaml":  version(model("price-1") + "modelApprovalStatus: Rejected\n"),
		"price/versions/2.yaml":  version(model("price-2") + "modelApprovalStatus: Approved\n"),
		"price/versions/10.yaml": version(model("price-10")),
	}
)

// TestKilledAtEveryCall is law 4: a sync that dies at any call, before it is
// sent or after it was done, and is run again ends in the state of one that
// was never killed, without a duplicate and without a needless event.
func TestKilledAtEveryCall(t *testing.T) {
	dir := t.TempDir()
	start := openWorld(t, filepath.Join(dir, "start.db"), emulator.Instant())
	start.mustSync(before.load(t), settings{})
	c := after.load(t)
	// Merged after all that was there, and before all that the runs write.
	time.Sleep(5 * time.Millisecond)
	judge := merged(time.Now())
	time.Sleep(5 * time.Millisecond)
	s := settings{prune: true, judge: judge, options: sync.ApplyOptions{Concurrency: 1}}

	// killed runs a sync that dies at a call, and gives the number of calls it made.
	killed := func(w *world, at int64, lost bool) int64 {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		k := &killer{inner: emulator.Transport(w.reg), cancel: cancel}
		target := w.client(k)
		k.n.Store(0) // opening the client is no part of the run
		k.at, k.after = at, lost
		plan, err := sync.Look(ctx, target, s.input(c), judge)
		if err == nil {
			o := s.options
			o.Sleep = noSleep
			sync.Apply(ctx, target, plan, o)
		}
		return k.n.Load()
	}

	whole := start.copyTo(t, filepath.Join(dir, "whole.db"))
	calls := killed(whole, 0, false)
	wantState, wantEvents := whole.state(), whole.tally()
	whole.mustBeSettled(c, s)
	if calls < 40 {
		t.Fatalf("a sync of all kinds of changes made %d calls; the catalog has become too small to show anything", calls)
	}

	for at := int64(1); at <= calls; at++ {
		for _, lost := range []bool{false, true} {
			w := start.copyTo(t, filepath.Join(dir, "killed.db"))
			killed(w, at, lost)
			w.mustSync(c, s)
			if diff := cmp.Diff(wantState, w.state()); diff != "" {
				t.Fatalf("killed at call %d of %d (done: %v): -want +got\n%s", at, calls, lost, diff)
			}
			if diff := cmp.Diff(wantEvents, w.tally()); diff != "" {
				t.Fatalf("killed at call %d of %d (done: %v): events -want +got\n%s", at, calls, lost, diff)
			}
			w.mustBeSettled(c, s)
			w.reg.Close()
		}
	}
}

// TestFaultsAreRiddenOut: throttling, faults of the service and lost answers
// leave neither duplicates nor gaps.
func TestFaultsAreRiddenOut(t *testing.T) {
	faults := map[string]func(emulator.Call) emulator.Fault{
		"throttled":     emulator.ThrottleEvery(3),
		"lost answers":  func(c emulator.Call) emulator.Fault { return every(c, 3, emulator.Fault{After: emulator.Drop}) },
		"500 after all": func(c emulator.Call) emulator.Fault { return every(c, 4, emulator.Fault{After: "InternalFailure"}) },
		"500 before":    func(c emulator.Call) emulator.Fault { return every(c, 4, emulator.Fault{Before: "InternalFailure"}) },
		"conflicts": func(c emulator.Call) emulator.Fault {
			if c.Operation == "UpdateModelPackage" && c.N%4 == 1 {
				return emulator.Fault{Before: "ConflictException"}
			}
			return emulator.Fault{}
		},
	}
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			o := emulator.Instant()
			o.Faults = f
			w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
			w.mustSync(before.load(t), settings{})
			w.mustSync(after.load(t), settings{prune: true})
			w.mustBeSettled(after.load(t), settings{prune: true})
			quiet := newWorld(t)
			quiet.mustSync(before.load(t), settings{})
			quiet.mustSync(after.load(t), settings{prune: true})
			if diff := cmp.Diff(quiet.state(), w.state()); diff != "" {
				t.Errorf("-without faults +with\n%s", diff)
			}
		})
	}
}

func every(c emulator.Call, n int, f emulator.Fault) emulator.Fault {
	if c.Total%n == 0 && c.Operation != "GetCallerIdentity" {
		return f
	}
	return emulator.Fault{}
}

// TestTwoSyncsAtOnceConverge is law 4: never two approved packages for one
// label.
func TestTwoSyncsAtOnceConverge(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t)
			c := after.load(t)
			random := rand.New(rand.NewPCG(seed, 0))
			var mu stdsync.Mutex
			slow := transport(func(r *http.Request) (*http.Response, error) {
				mu.Lock()
				d := time.Duration(random.IntN(3)) * time.Millisecond
				mu.Unlock()
				time.Sleep(d)
				return emulator.Transport(w.reg).RoundTrip(r)
			})
			var wg stdsync.WaitGroup
			for range 3 {
				target := w.client(slow)
				wg.Go(func() {
					plan, err := sync.Look(context.Background(), target, settings{}.input(c), grant("pr=1"))
					if err != nil {
						t.Error(err)
						return
					}
					sync.Apply(context.Background(), target, plan, sync.ApplyOptions{Sleep: noSleep})
				})
			}
			wg.Wait()
			w.mustSync(c, settings{})
			w.mustBeSettled(c, settings{})
			for _, g := range w.snapshot().Groups {
				seen := map[string]int{}
				for _, p := range g.Packages {
					if seen[marker(p, "version")]++; seen[marker(p, "version")] > 1 {
						t.Errorf("%s/%s is registered twice", g.Name, marker(p, "version"))
					}
				}
			}
		})
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestDuplicatesAreFoundAndNeverApproved: a second package with the markers of
// a version, however it came about, is reported, and put back when approved.
func TestDuplicatesAreFoundAndNeverApproved(t *testing.T) {
	w := newWorld(t)
	w.mustSync(churn.load(t), settings{})
	first := w.packages("churn")[0]
	doc := maps.Clone(first.Doc)
	delete(doc, "approvalDescription")
	twin, err := w.target.CreatePackage(t.Context(), "churn", doc, "by-hand")
	if err != nil {
		t.Fatal(err)
	}
	plan, _ := w.sync(churn.load(t), settings{})
	want := []string{"notice churn/1 duplicate", "update churn/1 put-back", "notice churn newest-differs"}
	if diff := cmp.Diff(want, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, p := range w.packages("churn") {
		if p.ARN == twin && status(p) != "PendingManualApproval" || p.ARN == first.ARN && status(p) != "Approved" {
			t.Errorf("%s is %s", p.ARN, status(p))
		}
	}
	w.mustBeSettled(churn.load(t), settings{})
}

// TestPlantedPackageIsNeverApproved: our markers on another artifact find the
// package and prove nothing.
func TestPlantedPackageIsNeverApproved(t *testing.T) {
	for _, have := range []string{"PendingManualApproval", "Approved"} {
		t.Run(have, func(t *testing.T) {
			template := newWorld(t)
			template.mustSync(churn.load(t), settings{})
			doc := maps.Clone(template.packages("churn")[0].Doc)
			metadata := maps.Clone(doc["customerMetadataProperties"].(map[string]any))
			delete(metadata, "modelreg/approval")
			delete(doc, "approvalDescription")
			doc["customerMetadataProperties"] = metadata
			doc["modelApprovalStatus"] = have
			doc["inferenceSpecification"] = map[string]any{"containers": []any{map[string]any{"image": "evil:1", "modelDataUrl": "s3://evil/model.tar.gz"}}}

			w := newWorld(t)
			group := template.snapshot().Groups[0]
			if _, err := w.target.CreateGroup(t.Context(), "churn", group.Description, group.Tags); err != nil {
				t.Fatal(err)
			}
			if _, err := w.target.CreatePackage(t.Context(), "churn", doc, "planted"); err != nil {
				t.Fatal(err)
			}
			plan, report := w.sync(churn.load(t), settings{})
			if !slices.Contains(actions(plan.Changes), "blocked churn/1 create-only") || report.Counts.Blocked == 0 {
				t.Errorf("plan %q", actions(plan.Changes))
			}
			for _, p := range w.packages("churn") {
				if marker(p, "version") == "1" && status(p) != "PendingManualApproval" {
					t.Errorf("the planted package is %s", status(p))
				}
			}
		})
	}
}

// TestMarkersEditedByHand: what the immutable mirror or the content still
// tells is repaired; the rest is said, and nothing is registered twice.
func TestMarkersEditedByHand(t *testing.T) {
	remove := func(keys ...any) sync.Doc { return sync.Doc{"customerMetadataPropertiesToRemove": keys} }
	set := func(k, v string) sync.Doc {
		return sync.Doc{"customerMetadataProperties": map[string]any{k: v}}
	}
	withProject := churn.with(files{"churn/versions/2.yaml": version(model("churn-2") + "metadataProperties: {projectId: p-1}\n")})
	tests := []struct {
		name    string
		catalog files
		n       int // which package
		doc     sync.Doc
		want    []string
	}{
		{"all removed", churn, 1, remove("modelreg/catalog", "modelreg/version", "modelreg/content", "modelreg/keys"), []string{"update churn/2 repair"}},
		{"label edited", churn, 1, set("modelreg/version", "3"), []string{"update churn/2 repair"}},
		{"catalog edited", churn, 1, set("modelreg/catalog", "other"), []string{"update churn/2 repair"}},
		{"content edited", churn, 1, set("modelreg/content", "x"), []string{"update churn/2 repair"}},
		{"approval edited", churn, 0, set("modelreg/approval", "x"), []string{"update churn/1 repair"}},
		{"approval removed", churn, 0, remove("modelreg/approval"), []string{"update churn/1 repair"}},
		{"label removed, no mirror", withProject, 1, remove("modelreg/version"), []string{"update churn/2 repair"}},
		{"all removed, no mirror", withProject, 1, remove("modelreg/catalog", "modelreg/version", "modelreg/content", "modelreg/keys"), []string{"blocked churn/2 lookalike", "notice churn newest-differs"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := tt.catalog.load(t)
			w.mustSync(c, settings{})
			clean := w.state()
			w.byHand(w.packages("churn")[tt.n].ARN, tt.doc)
			plan, _ := w.sync(c, settings{})
			got := slices.DeleteFunc(actions(plan.Changes), func(s string) bool { return s == "notice churn newest-differs" })
			want := slices.DeleteFunc(tt.want, func(s string) bool { return s == "notice churn newest-differs" })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if strings.HasPrefix(tt.want[0], "update") {
				if diff := cmp.Diff(clean, w.state()); diff != "" {
					t.Errorf("not as it was: -want +got\n%s", diff)
				}
			}
			if len(w.packages("churn")) != 3 {
				t.Error("something was registered twice")
			}
		})
	}
}

// TestDeletedPackageIsRegisteredAnew: a package that somebody deleted is not
// handed back by its client token.
func TestDeletedPackageIsRegisteredAnew(t *testing.T) {
	w := newWorld(t)
	c := files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(model("churn-1"))}.load(t)
	w.mustSync(c, settings{})
	old := w.packages("churn")[0]
	if err := w.target.DeletePackage(t.Context(), old.ARN); err != nil {
		t.Fatal(err)
	}
	w.mustSync(c, settings{})
	if ps := w.packages("churn"); len(ps) != 1 || ps[0].Number != 2 || ps[0].ARN == old.ARN {
		t.Errorf("packages %s", dumpJSON(ps))
	}
	w.mustBeSettled(c, settings{})
}

// TestSearchThatLags: a search index that is behind makes no needless write
// and no duplicate.
func TestSearchThatLags(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	o := emulator.Instant()
	o.SearchLag = time.Minute
	o.Clock = func() time.Time { return now }
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	w.mustSync(before.load(t), settings{})
	w.mustBeSettled(before.load(t), settings{})
	now = now.Add(time.Hour)
	w.mustSync(after.load(t), settings{prune: true})
	w.mustBeSettled(after.load(t), settings{prune: true})
	now = now.Add(time.Hour)
	w.mustBeSettled(after.load(t), settings{prune: true})
}

// TestCancelledRunSaysWhatRemains: the call in flight is finished, nothing is
// begun after it, and the report names the rest.
func TestCancelledRunSaysWhatRemains(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	plan := w.look(after.load(t), settings{})
	report := sync.Apply(ctx, w.target, plan, sync.ApplyOptions{
		Concurrency: 1, Sleep: noSleep,
		Finished: func(i sync.Item) {
			if i.Ref == "churn/1" {
				cancel()
			}
		},
	})
	if !report.Cancelled || report.Counts.Failed != 0 || report.Counts.Remaining == 0 {
		t.Errorf("report %s", dumpJSON(report.Counts))
	}
	if n := report.Counts.Done + report.Counts.Remaining; n != plan.Effects() {
		t.Errorf("%d accounted for, %d planned", n, plan.Effects())
	}
	w.mustSync(after.load(t), settings{})
	w.mustBeSettled(after.load(t), settings{})
}

// TestOneFailureStopsNothingElse, but higher labels of its group.
func TestOneFailureStopsNothingElse(t *testing.T) {
	o := emulator.Instant()
	o.Faults = func(c emulator.Call) emulator.Fault {
		if c.Operation == "CreateModelPackage" && c.N == 2 {
			return emulator.Fault{Before: "ResourceLimitExceeded"}
		}
		return emulator.Fault{}
	}
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	_, report := w.sync(after.load(t), settings{options: sync.ApplyOptions{Concurrency: 1}})
	want := []string{"churn/2", "churn/3", "churn/4", "churn/5", "churn/6", "churn/7"}
	var failed []string
	for _, i := range report.Items {
		if i.Outcome == sync.Failure {
			failed = append(failed, i.Ref)
		}
	}
	if diff := cmp.Diff(want, failed); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.mustSync(after.load(t), settings{})
	w.mustBeSettled(after.load(t), settings{})
}

// TestApprovalsComeBeforeDemotions is law 5, read off the events of a group.
func TestApprovalsComeBeforeDemotions(t *testing.T) {
	w := newWorld(t)
	w.mustSync(before.load(t), settings{})
	seen := w.events.String()
	w.mustSync(after.load(t), settings{})
	var order []string
	for line := range strings.Lines(strings.TrimPrefix(w.events.String(), seen)) {
		if strings.Contains(line, "model-package/churn/") && strings.Contains(line, `"ModelApprovalStatus"`) {
			switch {
			case strings.Contains(line, `"ModelApprovalStatus":"Approved"`):
				order = append(order, "approved")
			case strings.Contains(line, `model-package/churn/1"`):
				order = append(order, "demoted")
			}
		}
	}
	i, last := slices.Index(order, "demoted"), len(order)-1
	if i < 0 || slices.Contains(order[i:], "approved") || last < 2 {
		t.Errorf("order %q, want approvals, then the demotion", order)
	}
}

// TestPlanIsPure is law 7, for catalogs and registries at random: equal input
// gives byte-equal plans whatever the order of files and packages; after a
// sync nothing is left; and what a hand does in between never leads to an
// approval that nobody granted.
func TestRandomCatalogsAndHands(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(drawing{t, rt})
		defer w.reg.Close()
		judge := judgeAll(evidence.Verdict{
			State: rapid.SampledFrom([]evidence.State{evidence.Granted, evidence.Held, evidence.Unknown}).Draw(rt, "verdict"),
			Proof: "pr=7", At: time.Now().Add(time.Hour), Reason: "drawn",
		})
		s := settings{judge: judge, prune: true}
		for round := range rapid.IntRange(1, 3).Draw(rt, "rounds") {
			c := drawCatalog(rt, round).load(w.t)
			plan := w.look(c, s)
			again := w.surveyed(c, s)
			if dumpJSON(plan) != dumpJSON(again) {
				rt.Fatalf("two plans of the same differ:\n%s\n%s", dumpJSON(plan), dumpJSON(again))
			}
			if _, report := w.sync(c, s); report.Counts.Failed > 0 {
				rt.Fatalf("sync: %s", details(report))
			}
			w.mustBeSettled(c, s)
			for _, g := range w.snapshot().Groups {
				labels := map[string]bool{}
				for _, p := range g.Packages {
					if labels[marker(p, "version")] {
						rt.Fatalf("%s/%s twice", g.Name, marker(p, "version"))
					}
					labels[marker(p, "version")] = true
					if rapid.Bool().Draw(rt, "hand") {
						w.byHand(p.ARN, sync.Doc{"modelApprovalStatus": rapid.SampledFrom([]string{"Approved", "Rejected", "PendingManualApproval"}).Draw(rt, "set")})
					}
				}
			}
			w.sync(c, s)
			w.mustBeSettled(c, s)
		}
	})
}

func drawCatalog(rt *rapid.T, round int) files {
	f := files{}
	for _, g := range []string{"a", "b"} {
		if round == 0 && !rapid.Bool().Draw(rt, "group") {
			continue
		}
		f[g+"/group.yaml"] = groupYAML
		for n := range rapid.IntRange(0, 3).Draw(rt, "versions") {
			text := model(fmt.Sprint(g, n))
			text += rapid.SampledFrom([]string{"", "modelApprovalStatus: Approved\n", "modelApprovalStatus: Rejected\n"}).Draw(rt, "status")
			text += rapid.SampledFrom([]string{"", "customerMetadataProperties: {owner: ana}\n", "metrics: {auc: 0.5}\n"}).Draw(rt, "metadata")
			text += rapid.SampledFrom([]string{"", "modelLifeCycle: {stage: QA, stageStatus: Approved}\n", "modelLifeCycle: {stage: QA, stageStatus: OnHold}\n"}).Draw(rt, "stage")
			f[fmt.Sprintf("%s/versions/%d.yaml", g, n+1)] = version(text)
		}
	}
	return f
}
