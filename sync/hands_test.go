package sync_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
	"modelreg/sync/emulator"
)

// What hands do to a registry behind sync's back, and what other catalogs do.

var (
	held    = judgeAll(evidence.Verdict{State: evidence.Held, Reason: "nobody reviewed it"})
	unknown = judgeAll(evidence.Verdict{State: evidence.Unknown, Reason: "GitHub does not answer"})
)

// merged grants what was merged at a time.
func merged(at time.Time) sync.Judge {
	return judgeAll(evidence.Verdict{State: evidence.Granted, Proof: "pr=7", At: at})
}

func metadata(kv ...string) sync.Doc {
	m := map[string]any{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return sync.Doc{"customerMetadataProperties": m}
}

// one is a catalog of one version.
func one(rest string) files {
	return files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(model("churn-1") + rest)}
}

func stage(p sync.Package) any {
	m, _ := p.Doc["modelLifeCycle"].(map[string]any)
	return m["stageStatus"]
}

// TestGateClosedByHandStaysClosed: a recorded proof leaves open gates alone,
// and never opens one.
func TestGateClosedByHandStaysClosed(t *testing.T) {
	w := newWorld(t)
	c := one("modelApprovalStatus: Approved\nmodelLifeCycle: {stage: Production, stageStatus: Approved}\n").load(t)
	start := time.Now().Add(-time.Hour)
	w.mustSync(c, settings{judge: merged(start)})
	arn := w.packages("churn")[0].ARN
	w.byHand(arn, sync.Doc{"modelLifeCycle": map[string]any{"stage": "Production", "stageStatus": "Rejected"}})
	for _, judge := range []sync.Judge{held, unknown, merged(start)} {
		plan, _ := w.sync(c, settings{judge: judge})
		if diff := cmp.Diff([]string{"notice churn/1 kept"}, actions(plan.Changes)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if got := stage(w.packages("churn")[0]); got != "Rejected" {
			t.Fatalf("the stage is %v", got)
		}
	}
	w.mustSync(c, settings{judge: merged(time.Now().Add(time.Hour))})
	if got := stage(w.packages("churn")[0]); got != "Approved" {
		t.Errorf("a later approval leaves the stage %v", got)
	}
}

// TestForgedRecordOpensNothing: whoever can write metadata can compute a
// digest; a record justifies leaving alone, never writing.
func TestForgedRecordOpensNothing(t *testing.T) {
	c := one("modelApprovalStatus: Approved\nmodelLifeCycle: {stage: Production, stageStatus: Approved}\n").load(t)
	granted := newWorld(t)
	granted.mustSync(c, settings{})
	forged := marker(granted.packages("churn")[0], "approval")

	w := newWorld(t)
	w.sync(c, settings{judge: held})
	doc := metadata("modelreg/approval", forged)
	doc["modelApprovalStatus"] = "Approved"
	w.byHand(w.packages("churn")[0].ARN, doc)
	w.sync(c, settings{judge: held})
	if got := stage(w.packages("churn")[0]); got != nil {
		t.Errorf("the stage is %v", got)
	}
}

// TestPutBacksAreNotLimited: a change of everything that only takes back
// unproven approvals is carried out however large it is.
func TestPutBacksAreNotLimited(t *testing.T) {
	f := files{"registry.yaml": strings.Replace(registryYAML, "maxChangedPercent: 100", "maxChangedPercent: 30", 1), "churn/group.yaml": groupYAML}
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"} {
		f["churn/versions/"+n+".yaml"] = version(model(n) + "modelApprovalStatus: Approved\n")
	}
	w := newWorld(t)
	c := f.load(t)
	w.sync(c, settings{judge: held})
	for _, p := range w.packages("churn") {
		w.byHand(p.ARN, sync.Doc{"modelApprovalStatus": "Approved"})
	}
	w.sync(c, settings{judge: held})
	for _, p := range w.packages("churn") {
		if status(p) != "PendingManualApproval" {
			t.Errorf("%s is %s", p.ARN, status(p))
		}
	}
}

// TestStopsAreLiftedByLaterApprovalsOnly, whatever the registry tells about
// the time of the stop.
func TestStopsAreLiftedByLaterApprovalsOnly(t *testing.T) {
	day := 24 * time.Hour
	stops := map[string]func(w *world, arn string){
		"rejected": func(w *world, arn string) { w.byHand(arn, sync.Doc{"modelApprovalStatus": "Rejected"}) },
		"set to pending": func(w *world, arn string) {
			w.byHand(arn, sync.Doc{"modelApprovalStatus": "PendingManualApproval"})
		},
		"pending and a record that is edited": func(w *world, arn string) {
			doc := metadata("modelreg/approval", "gone")
			doc["modelApprovalStatus"] = "PendingManualApproval"
			w.byHand(arn, doc)
		},
	}
	for name, stop := range stops {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := one("modelApprovalStatus: Approved\n").load(t)
			w.mustSync(c, settings{judge: merged(time.Now().Add(-day))})
			stop(w, w.packages("churn")[0].ARN)
			frozen := w.state()

			// Whatever else changes in the catalog, nothing is written, so that the
			// time of the stop stays what it is.
			more := one("modelApprovalStatus: Approved\nmetrics: {auc: 0.9}\n").load(t)
			for _, judge := range []sync.Judge{held, unknown, merged(time.Now().Add(-day))} {
				w.sync(more, settings{judge: judge})
				if diff := cmp.Diff(frozen, w.state()); diff != "" {
					t.Fatalf("a stopped package was written to: -want +got\n%s", diff)
				}
			}
			w.mustSync(more, settings{judge: merged(time.Now().Add(day))})
			if got := status(w.packages("churn")[0]); got != "Approved" {
				t.Errorf("a later approval leaves it %s", got)
			}
		})
	}
}

// TestAdoptedRejectionIsKept: a package that was made as rejected has no time
// of modification, and still is no older than its approval.
func TestAdoptedRejectionIsKept(t *testing.T) {
	w := newWorld(t)
	if _, err := w.target.CreateGroup(t.Context(), "churn", "", nil); err != nil {
		t.Fatal(err)
	}
	c := one("modelApprovalStatus: Approved\n").load(t)
	doc := metadata("modelreg/catalog", "acme", "modelreg/version", "1")
	doc["modelApprovalStatus"] = "Rejected"
	doc["inferenceSpecification"] = map[string]any{"containers": []any{map[string]any{
		"image":        "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
		"modelDataUrl": "s3://acme/churn-1/model.tar.gz",
	}}}
	if _, err := w.target.CreatePackage(t.Context(), "churn", doc, "t-1"); err != nil {
		t.Fatal(err)
	}
	w.sync(c, settings{judge: merged(time.Now().Add(-time.Hour))})
	if got := status(w.packages("churn")[0]); got != "Rejected" {
		t.Errorf("it is %s", got)
	}
	w.mustSync(c, settings{judge: merged(time.Now().Add(time.Hour))})
	if got := status(w.packages("churn")[0]); got != "Approved" {
		t.Errorf("a later approval leaves it %s", got)
	}
}

// TestRejectionIsLiftedAsItsMessageSays where no proof is asked.
func TestRejectionIsLiftedAsItsMessageSays(t *testing.T) {
	w := newWorld(t)
	w.sync(one("modelApprovalStatus: Approved\n").load(t), settings{judge: held})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{"modelApprovalStatus": "Rejected"})
	plan, _ := w.sync(one("modelApprovalStatus: Approved\n").load(t), settings{})
	if len(plan.Changes) != 1 || !strings.Contains(plan.Changes[0].Detail, "set modelApprovalStatus: Rejected in the catalog, sync, and ask again") {
		t.Fatalf("plan %s", dumpJSON(plan.Changes))
	}
	w.mustSync(one("modelApprovalStatus: Rejected\n").load(t), settings{})
	w.mustSync(one("modelApprovalStatus: Approved\n").load(t), settings{})
	if got := status(w.packages("churn")[0]); got != "Approved" {
		t.Errorf("it is %s", got)
	}
}

// TestEditedMarkersWithoutMirror: a catalog that sets projectId itself leaves
// no room for the mirror; the record and the content still tell.
func TestEditedMarkersWithoutMirror(t *testing.T) {
	c := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + "metadataProperties: {projectId: p-1}\n"),
		"churn/versions/2.yaml": version(model("churn-2") + "metadataProperties: {projectId: p-1}\nmodelApprovalStatus: Approved\n"),
	}.load(t)
	tests := []struct {
		name string
		edit sync.Doc
		want []string
	}{
		{"label of another version", metadata("modelreg/version", "1"), []string{"update churn/2 repair"}},
		{"label of no version", metadata("modelreg/version", "9"), []string{"update churn/2 repair"}},
		{"another catalog", metadata("modelreg/catalog", "x"), []string{"blocked churn/2 lookalike"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.mustSync(c, settings{})
			clean := w.state()
			w.byHand(w.packages("churn")[1].ARN, tt.edit)
			plan, _ := w.sync(c, settings{judge: unknown})
			if diff := cmp.Diff(tt.want, actions(plan.Changes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			ps := w.packages("churn")
			if len(ps) != 2 || status(ps[1]) != "Approved" {
				t.Errorf("%d packages, the second %s", len(ps), status(ps[1]))
			}
			if strings.HasPrefix(tt.want[0], "update") && w.state() != clean {
				t.Errorf("not as it was: %s", cmp.Diff(clean, w.state()))
			}
		})
	}
}

// TestTwinsAreNotMixedUp: two versions of equal content, one of which lost its
// label.
func TestTwinsAreNotMixedUp(t *testing.T) {
	props := "metadataProperties: {projectId: p-1}\n"
	w := newWorld(t)
	second := files{"churn/group.yaml": groupYAML, "churn/versions/2.yaml": version(model("churn") + props + "metrics: {auc: 0.9}\nmodelApprovalStatus: Approved\n")}
	w.mustSync(second.load(t), settings{})
	arn := w.packages("churn")[0].ARN
	w.byHand(arn, sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/version"}})
	both := second.with(files{"churn/versions/1.yaml": version(model("churn") + props + "metrics: {auc: 0.8}\n")})
	w.sync(both.load(t), settings{})
	if p := w.packages("churn")[0]; status(p) != "Approved" || marker(p, "version") != "2" {
		t.Errorf("the package of version 2 is %s as version %q", status(p), marker(p, "version"))
	}
}

// TestOlderPackageWithOurMarkersDisplacesNothing: markers on somebody's
// experiment do not make it the version that was approved.
func TestOlderPackageWithOurMarkersDisplacesNothing(t *testing.T) {
	w := newWorld(t)
	if _, err := w.target.CreateGroup(t.Context(), "churn", "", nil); err != nil {
		t.Fatal(err)
	}
	experiment, err := w.target.CreatePackage(t.Context(), "churn", sync.Doc{"sourceUri": "an experiment"}, "t-1")
	if err != nil {
		t.Fatal(err)
	}
	c := one("modelApprovalStatus: Approved\n").load(t)
	w.mustSync(c, settings{})
	w.byHand(experiment, metadata("modelreg/catalog", "acme", "modelreg/version", "1"))
	for _, judge := range []sync.Judge{unknown, grant("pr=9")} {
		w.sync(c, settings{judge: judge})
		ps := w.packages("churn")
		if status(ps[0]) != "PendingManualApproval" || status(ps[1]) != "Approved" {
			t.Errorf("the experiment is %s, the version %s", status(ps[0]), status(ps[1]))
		}
	}
}

// TestLabelOfAnotherSchemeHasNoPlaceInTheOrder.
func TestLabelOfAnotherSchemeHasNoPlaceInTheOrder(t *testing.T) {
	w := newWorld(t)
	w.mustSync(files{"churn/group.yaml": groupYAML, "churn/versions/1.0.0.yaml": version(model("old"))}.load(t), settings{})
	integers := files{"churn/group.yaml": groupYAML, "churn/versions/2.yaml": version(model("churn-2"))}
	w.mustSync(integers.load(t), settings{})
	plan := w.look(integers.with(files{"churn/versions/1.yaml": version(model("churn-1"))}).load(t), settings{})
	if diff := cmp.Diff("blocked churn/1 out-of-order", actions(plan.Changes)[0]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestCardIsNeverApprovedOverUnreviewedContent.
func TestCardIsNeverApprovedOverUnreviewedContent(t *testing.T) {
	card := func(status, purpose string) files {
		return one("modelCard: {modelCardStatus: " + status + ", modelCardContent: {intended_uses: {purpose_of_model: " + purpose + "}}}\n")
	}
	get := func(w *world) string {
		m := w.packages("churn")[0].Doc["modelCard"].(map[string]any)
		content := m["modelCardContent"].(map[string]any)["intended_uses"].(map[string]any)
		return m["modelCardStatus"].(string) + " " + content["purpose_of_model"].(string)
	}
	w := newWorld(t)
	w.mustSync(card("Approved", "old").load(t), settings{})
	w.sync(card("Approved", "new").load(t), settings{judge: held})
	if got := get(w); got != "Approved old" {
		t.Errorf("the card is %s", got)
	}

	w = newWorld(t)
	w.mustSync(card("Draft", "old").load(t), settings{})
	plan := w.look(card("Approved", "new").load(t), settings{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	dying := w.client(transport(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".UpdateModelPackage") {
			if n++; n > 1 {
				cancel()
				return nil, errKilled
			}
		}
		return emulator.Transport(w.reg).RoundTrip(r)
	}))
	sync.Apply(ctx, dying, plan, sync.ApplyOptions{Sleep: noSleep})
	if got := get(w); got != "Draft new" {
		t.Errorf("after the first of two calls the card is %s", got)
	}
}

// TestRejectionGoesThroughWhereContentDiffers.
func TestRejectionGoesThroughWhereContentDiffers(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("modelApprovalStatus: Approved\n").load(t), settings{})
	c := one("modelPackageDescription: edited\nmodelApprovalStatus: Rejected\n").load(t)
	plan, _ := w.sync(c, settings{})
	if diff := cmp.Diff([]string{"blocked churn/1 create-only", "update churn/1 reject"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := status(w.packages("churn")[0]); got != "Rejected" {
		t.Errorf("it is %s", got)
	}
	w.mustBeSettled(c, settings{})
}

// TestOwnRejectionBesideAnotherGateIsLifted: the record keeps the state and the
// proof of other gates apart.
func TestOwnRejectionBesideAnotherGateIsLifted(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("modelApprovalStatus: Rejected\nmodelLifeCycle: {stage: Archived, stageStatus: Approved}\n").load(t), settings{})
	w.mustSync(one("modelLifeCycle: {stage: QA, stageStatus: OnHold}\n").load(t), settings{})
	if got := status(w.packages("churn")[0]); got != "PendingManualApproval" {
		t.Errorf("it is %s", got)
	}
}

// TestWhatCannotBeRemovedIsSaid, and no call is made for it.
func TestWhatCannotBeRemovedIsSaid(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("sourceUri: s3://acme/one\nmodelLifeCycle: {stage: QA, stageStatus: OnHold}\nmodelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n").load(t), settings{})
	for rest, want := range map[string][]string{
		"": {"notice churn/1 cannot-remove", "notice churn/1 cannot-remove", "notice churn/1 cannot-remove"},
		"sourceUri: s3://acme/one\nmodelLifeCycle: {stage: QA, stageStatus: OnHold}\nmodelCard: {modelCardStatus: Draft}\n": {"notice churn/1 cannot-remove"},
	} {
		c := one(rest).load(t)
		if diff := cmp.Diff(want, actions(w.look(c, settings{}).Changes)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		w.mustBeSettled(c, settings{})
	}
}

// TestPruneTouchesNoOtherCatalog, not even one of the same name.
func TestPruneTouchesNoOtherCatalog(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("").load(t), settings{})
	elsewhere := files{
		"registry.yaml":         strings.Replace(registryYAML, "acme/models", "acme/others", 1),
		"loans/group.yaml":      groupYAML,
		"loans/versions/1.yaml": version(model("loans-1")),
	}
	w.mustSync(elsewhere.load(t), settings{prune: true})
	if len(w.packages("churn")) != 1 {
		t.Error("another catalog's package is gone")
	}
}

// TestPruneLooksAtTheMarkersOnceMore.
func TestPruneLooksAtTheMarkersOnceMore(t *testing.T) {
	keep := files{"loans/group.yaml": groupYAML, "loans/versions/1.yaml": version(model("loans-1"))}
	for name, edit := range map[string]sync.Doc{
		"another catalog": metadata("modelreg/catalog", "other"),
		"no version":      {"customerMetadataPropertiesToRemove": []any{"modelreg/version"}},
		"approved":        {"modelApprovalStatus": "Approved"},
	} {
		for _, when := range []string{"before the plan", "after the plan"} {
			t.Run(name+" "+when, func(t *testing.T) {
				w := newWorld(t)
				w.mustSync(one("metadataProperties: {projectId: p-1}\n").load(t), settings{})
				arn := w.packages("churn")[0].ARN
				if when == "before the plan" {
					w.byHand(arn, edit)
				}
				plan := w.look(keep.load(t), settings{prune: true})
				if when == "after the plan" {
					w.byHand(arn, edit)
				}
				sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
				if len(w.packages("churn")) != 1 {
					t.Error("it was deleted")
				}
			})
		}
	}
}

// TestGroupTakenBetweenPlanAndApply: another catalog makes the group first.
func TestGroupTakenBetweenPlanAndApply(t *testing.T) {
	w := newWorld(t)
	plan := w.look(churn.load(t), settings{})
	if _, err := w.target.CreateGroup(t.Context(), "churn", "", map[string]string{"modelreg:catalog": "other their/repo"}); err != nil {
		t.Fatal(err)
	}
	report := sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
	if report.Counts.Done != 0 || len(w.packages("churn")) != 0 {
		t.Errorf("report %q", outcomes(report))
	}
}

// TestRepositoryIsNamedLater: from a quick start to a repository on GitHub.
func TestRepositoryIsNamedLater(t *testing.T) {
	nameless := strings.Replace(registryYAML, "repository: acme/models, ", "", 1)
	w := newWorld(t)
	w.mustSync(churn.with(files{"registry.yaml": nameless}).load(t), settings{})
	w.mustSync(churn.load(t), settings{})
	w.mustBeSettled(churn.load(t), settings{})
	plan := w.look(churn.with(files{"registry.yaml": nameless}).load(t), settings{})
	if c := plan.Changes[0]; c.Reason != sync.ForeignGroup || !strings.Contains(c.Detail, "set approval.repository if that is this one") {
		t.Errorf("%s: %s", c.Reason, c.Detail)
	}
}

// TestTagsThatMayNotBeWrittenStopNoVersion.
func TestTagsThatMayNotBeWrittenStopNoVersion(t *testing.T) {
	o := emulator.Instant()
	o.Faults = func(c emulator.Call) emulator.Fault {
		if c.Operation == "AddTags" || c.Operation == "GetModelPackageGroupPolicy" {
			return emulator.Fault{Before: "AccessDeniedException"}
		}
		return emulator.Fault{}
	}
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	w.mustSync(one("").load(t), settings{})
	more := one("").with(files{
		"churn/group.yaml":      groupYAML + "tags: {team: growth}\n" + policyYAML,
		"churn/versions/2.yaml": version(model("churn-2")),
	})
	_, report := w.sync(more.load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn waits", "done churn/2 new-version", "failed churn changed"}, outcomes(report)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestDemotionWaitsForItsSuccessor: "latest approved" does not fall back when
// the new approval fails. A rejection does not wait.
func TestDemotionWaitsForItsSuccessor(t *testing.T) {
	two := func(first, second string) files {
		return files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(model("churn-1") + first), "churn/versions/2.yaml": version(model("churn-2") + second)}
	}
	for after, want := range map[string]string{"": "Approved", "modelApprovalStatus: Rejected\n": "Rejected"} {
		var mu stdsync.Mutex
		refuse := ""
		w := newWorld(t)
		w.mustSync(two("modelApprovalStatus: Approved\n", "").load(t), settings{})
		broken := w.client(transport(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".UpdateModelPackage") && refuse == "" {
				return nil, errKilled
			}
			return emulator.Transport(w.reg).RoundTrip(r)
		}))
		plan := w.look(two(after, "modelApprovalStatus: Approved\n").load(t), settings{})
		sync.Apply(t.Context(), broken, plan, sync.ApplyOptions{Sleep: noSleep, Finished: func(i sync.Item) {
			mu.Lock()
			defer mu.Unlock()
			refuse = i.Ref // only the first update fails
		}})
		if got := status(w.packages("churn")[0]); got != want {
			t.Errorf("after %q the first version is %s, want %s", after, got, want)
		}
	}
}

// TestHandBetweenPlanAndApply: a planned approval that a hand stops is no
// success.
func TestHandBetweenPlanAndApply(t *testing.T) {
	w := newWorld(t)
	w.sync(one("modelApprovalStatus: Approved\n").load(t), settings{judge: held})
	plan := w.look(one("modelApprovalStatus: Approved\n").load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{"modelApprovalStatus": "Rejected"})
	report := sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
	if report.Counts.Blocked != 1 || status(w.packages("churn")[0]) != "Rejected" {
		t.Errorf("report %q, and it is %s", outcomes(report), status(w.packages("churn")[0]))
	}
}

// TestUnknownVerdictKeepsThePlaceInTheOrder where only approved versions are
// registered.
func TestUnknownVerdictKeepsThePlaceInTheOrder(t *testing.T) {
	w := newWorld(t)
	c := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + "modelApprovalStatus: Approved\n"),
		"churn/versions/2.yaml": version(model("churn-2") + "modelApprovalStatus: Approved\n"),
	}.load(t)
	s := settings{target: "approvedonly", judge: func(_ context.Context, asked []sync.Request) (evidence.Verdicts, error) {
		vs := evidence.Verdicts{}
		for _, r := range asked {
			vs[r.Key] = evidence.Verdict{State: evidence.Granted, Proof: "pr=7"}
			if r.Ref == "churn/1" {
				vs[r.Key] = evidence.Verdict{State: evidence.Unknown, Reason: "502"}
			}
		}
		return vs, nil
	}}
	plan, _ := w.sync(c, s)
	if diff := cmp.Diff([]string{"blocked churn/1 unknown", "blocked churn/2 waits"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	s.judge = grant("pr=7")
	w.mustSync(c, s)
	w.mustBeSettled(c, s)
}
