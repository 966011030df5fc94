package sync_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// TestSpecificationThatNobodyWroteIsNotApproved: where the catalog names a
// source by its ARN, the service copies its specification; a hand-made package
// may hold any.
func TestSpecificationThatNobodyWroteIsNotApproved(t *testing.T) {
	w := newWorld(t)
	if _, err := w.target.CreateGroup(t.Context(), "churn", "", nil); err != nil {
		t.Fatal(err)
	}
	doc := metadata("modelreg/catalog", "acme", "modelreg/version", "1")
	doc["inferenceSpecification"] = map[string]any{"containers": []any{map[string]any{"image": "evil:1", "modelDataUrl": "s3://evil/model.tar.gz"}}}
	if _, err := w.target.CreatePackage(t.Context(), "churn", doc, "t-1"); err != nil {
		t.Fatal(err)
	}
	c := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version("sourceUri: arn:aws:sagemaker:us-east-1:${target.accountId}:model/good\nmodelApprovalStatus: Approved\n"),
	}.load(t)
	plan, _ := w.sync(c, settings{})
	if diff := cmp.Diff([]string{"update churn adopt", "blocked churn/1 create-only"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := status(w.packages("churn")[0]); got != "PendingManualApproval" {
		t.Errorf("it is %s", got)
	}
}

// TestDemotionWaitsWhileItsSuccessorIsUnknown, and a rejection does not.
func TestDemotionWaitsWhileItsSuccessorIsUnknown(t *testing.T) {
	for after, want := range map[string]string{"": "Approved", "modelApprovalStatus: Rejected\n": "Rejected"} {
		w := newWorld(t)
		two := func(first, second string) files {
			return files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(model("churn-1") + first), "churn/versions/2.yaml": version(model("churn-2") + second)}
		}
		w.mustSync(two("modelApprovalStatus: Approved\n", "").load(t), settings{})
		_, report := w.sync(two(after, "modelApprovalStatus: Approved\n").load(t), settings{judge: unknown})
		if got := status(w.packages("churn")[0]); got != want {
			t.Errorf("after %q the first version is %s, want %s: %q", after, got, want, outcomes(report))
		}
	}
}

// TestStopWithItsRecordRemoved is a stop all the same.
func TestStopWithItsRecordRemoved(t *testing.T) {
	w := newWorld(t)
	c := one("modelApprovalStatus: Approved\n").load(t)
	past := time.Now().Add(-time.Hour)
	w.mustSync(c, settings{judge: merged(past)})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{
		"modelApprovalStatus":                "PendingManualApproval",
		"customerMetadataPropertiesToRemove": []any{"modelreg/approval"},
	})
	plan, _ := w.sync(c, settings{judge: merged(past)})
	if diff := cmp.Diff([]string{"notice churn/1 kept"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := status(w.packages("churn")[0]); got != "PendingManualApproval" {
		t.Errorf("it is %s", got)
	}
}

// TestWriteThatWasNotMadeIsNotCalledDone: between plan and apply the record
// vanishes, and the verdict that is needed now was never asked for.
func TestWriteThatWasNotMadeIsNotCalledDone(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("metrics: {auc: 0.8}\n").load(t), settings{})
	plan := w.look(one("metrics: {auc: 0.9}\n").load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{"modelApprovalStatus": "Rejected"})
	report := sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
	if report.Counts.Done != 0 {
		t.Errorf("report %q", outcomes(report))
	}
	approvedPlan := func() *sync.Plan {
		w := newWorld(t)
		c := one("modelApprovalStatus: Approved\nmetrics: {auc: 0.8}\n").load(t)
		w.mustSync(c, settings{})
		arn := w.packages("churn")[0].ARN
		w.byHand(arn, metadata("metrics/auc", "0.1"))
		plan := w.look(c, settings{})
		w.byHand(arn, sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/approval"}})
		report := sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Sleep: noSleep})
		if report.Counts.Blocked != 1 {
			t.Errorf("report %q %s", outcomes(report), details(report))
		}
		return plan
	}
	if p := approvedPlan(); len(p.Changes) != 1 {
		t.Errorf("plan %q", actions(p.Changes))
	}
}

// TestPackageOfOneVersionIsNotGivenToAnother, whatever its label says, while
// the other one is registered.
func TestPackageOfOneVersionIsNotGivenToAnother(t *testing.T) {
	w := newWorld(t)
	first := files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(model("churn") + ownProject + "modelApprovalStatus: Approved\n")}
	w.mustSync(first.load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, metadata("modelreg/version", "2"))
	both := first.with(files{"churn/versions/2.yaml": version(model("churn") + ownProject + "metrics: {auc: 0.9}\n")})
	w.mustSync(both.load(t), settings{})
	var labels []string
	for _, p := range w.packages("churn") {
		labels = append(labels, marker(p, "version")+" "+status(p))
	}
	if diff := cmp.Diff([]string{"1 Approved", "2 PendingManualApproval"}, labels); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestApprovalWithoutProofIsNoneWhereProofIsAsked: a target that comes to ask
// for proof has what it holds looked at.
func TestApprovalWithoutProofIsNoneWhereProofIsAsked(t *testing.T) {
	free := strings.Replace(registryYAML, "prod:\n", "prod:\n    evidence: none\n", 1)
	w := newWorld(t)
	f := one("modelApprovalStatus: Approved\n")
	w.mustSync(f.with(files{"registry.yaml": free}).load(t), settings{judge: grant("none")})
	w.mustBeSettled(f.with(files{"registry.yaml": free}).load(t), settings{judge: held})
	plan, _ := w.sync(f.load(t), settings{judge: held})
	if diff := cmp.Diff([]string{"blocked churn/1 held"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.mustSync(f.load(t), settings{judge: grant("pr=7")})
	w.mustBeSettled(f.load(t), settings{judge: held})
}

// TestArchivedCards take no content, and are never approved with the old one.
func TestArchivedCards(t *testing.T) {
	card := func(status, purpose string) files {
		return one("modelCard: {modelCardStatus: " + status + ", modelCardContent: {intended_uses: {purpose_of_model: " + purpose + "}}}\n")
	}
	w := newWorld(t)
	w.mustSync(card("Archived", "old").load(t), settings{})
	plan, _ := w.sync(card("Archived", "new").load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn/1 create-only"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	seen := w.events.String()
	c := card("Approved", "new").load(t)
	w.mustSync(c, settings{})
	w.mustBeSettled(c, settings{})
	if n := strings.Count(strings.TrimPrefix(w.events.String(), seen), "\n"); n != 3 {
		t.Errorf("%d calls from archived to approved, want reopening, content, approval", n)
	}
}

// TestRegistrationTypeAsGate: saying nothing means Registered.
func TestRegistrationTypeAsGate(t *testing.T) {
	f := one("modelPackageRegistrationType: Registered\n").with(files{
		"registry.yaml": strings.Replace(registryYAML, "branch: main}", "branch: main, gates: [modelApprovalStatus=Approved, modelPackageRegistrationType=Registered]}", 1),
	})
	w := newWorld(t)
	c := f.load(t)
	w.mustSync(c, settings{judge: merged(time.Now())})
	w.mustBeSettled(c, settings{judge: held})
}

// TestPlanShowsWhatAVersionWillHold in the end, and none of our own entries.
func TestPlanShowsWhatAVersionWillHold(t *testing.T) {
	w := newWorld(t)
	c := one("sourceUri: s3://acme/one\nmodelApprovalStatus: Approved\nmodelLifeCycle: {stage: QA, stageStatus: Approved}\n").load(t)
	paths := func(judge sync.Judge) string {
		var out []string
		for _, change := range w.look(c, settings{judge: judge}).Changes {
			for _, f := range change.Fields {
				if s, ok := f.New.(string); ok && change.Kind == sync.OfVersion && len(s) < 30 {
					out = append(out, f.Path+"="+s)
				}
			}
		}
		return strings.Join(out, " ")
	}
	if got, want := paths(grant("pr=7")), "modelApprovalStatus=Approved modelLifeCycle.stage=QA modelLifeCycle.stageStatus=Approved sourceUri=s3://acme/one"; !strings.HasSuffix(got, want) {
		t.Errorf("granted: %s", got)
	}
	if got, want := paths(held), "modelApprovalStatus=PendingManualApproval sourceUri=s3://acme/one"; !strings.HasSuffix(got, want) {
		t.Errorf("held: %s", got)
	}
	if got := paths(held); strings.Contains(got, "projectId") || strings.Contains(got, "modelreg/") {
		t.Errorf("our own entries: %s", got)
	}
}

// TestDuplicateThatWasPutBackIsNoStop once it is the only one.
func TestDuplicateThatWasPutBackIsNoStop(t *testing.T) {
	w := newWorld(t)
	c := one("modelApprovalStatus: Approved\n").load(t)
	w.mustSync(c, settings{})
	first := w.packages("churn")[0]
	doc := sync.Doc{}
	for k, v := range first.Doc {
		if k != "approvalDescription" {
			doc[k] = v
		}
	}
	if _, err := w.target.CreatePackage(t.Context(), "churn", doc, "twin"); err != nil {
		t.Fatal(err)
	}
	w.mustSync(c, settings{})
	if err := w.target.DeletePackage(t.Context(), first.ARN); err != nil {
		t.Fatal(err)
	}
	w.mustSync(c, settings{judge: merged(time.Now().Add(-time.Hour))})
	if got := status(w.packages("churn")[0]); got != "Approved" {
		t.Errorf("it is %s", got)
	}
}

// TestGateThatWasNeverSetIsOpened, although the package was written to after
// the approval was merged: a hand cannot have closed what nobody opened.
func TestGateThatWasNeverSetIsOpened(t *testing.T) {
	w := newWorld(t)
	at := time.Now().Add(-time.Hour)
	w.mustSync(one("modelApprovalStatus: Approved\n").load(t), settings{judge: merged(at)})
	c := one("modelApprovalStatus: Approved\nmodelLifeCycle: {stage: QA, stageStatus: Approved}\n").load(t)
	w.mustSync(c, settings{judge: merged(at)})
	if got := stage(w.packages("churn")[0]); got != "Approved" {
		t.Errorf("the stage is %v", got)
	}
	w.mustBeSettled(c, settings{judge: held})
}

// conflicting is a registry in which the second update meets somebody else's.
type conflicting struct {
	sync.Target
	n *int
}

func (c conflicting) UpdatePackage(ctx context.Context, arn string, doc sync.Doc) error {
	if *c.n++; *c.n == 2 {
		return sync.ErrConflict
	}
	return c.Target.UpdatePackage(ctx, arn, doc)
}

// TestConflictBetweenTwoCalls does not take our own first call for a hand's.
func TestConflictBetweenTwoCalls(t *testing.T) {
	card := func(status, purpose string) files {
		return one("modelCard: {modelCardStatus: " + status + ", modelCardContent: {intended_uses: {purpose_of_model: " + purpose + "}}}\n")
	}
	for _, exact := range []bool{false, true} {
		w := newWorld(t)
		w.mustSync(card("Draft", "old").load(t), settings{})
		c := card("Approved", "new").load(t)
		judge := judgeAll(evidence.Verdict{State: evidence.Granted, Proof: "pr=7", At: time.Now()})
		time.Sleep(2 * time.Millisecond)
		plan := w.look(c, settings{judge: judge})
		report := sync.Apply(t.Context(), conflicting{w.target, new(int)}, plan, sync.ApplyOptions{Sleep: noSleep, Exact: exact})
		if report.Counts.Done != 1 {
			t.Errorf("exact %v: report %q %s", exact, outcomes(report), details(report))
		}
		w.mustBeSettled(c, settings{judge: held})
	}
}
