package sync_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
	"modelreg/sync/emulator"
)

// TestDigestOfALaterReleaseIsNoReasonToWrite.
func TestDigestOfALaterReleaseIsNoReasonToWrite(t *testing.T) {
	w := newWorld(t)
	c := one("").load(t)
	w.mustSync(c, settings{})
	w.byHand(w.packages("churn")[0].ARN, metadata("modelreg/content", "2:"+strings.Repeat("ab", 32)))
	w.mustBeSettled(c, settings{})
}

// TestCardThatAHandApproved keeps its content while it is not known whether the
// new one is approved, and is put back when it is not.
func TestCardThatAHandApproved(t *testing.T) {
	card := func(status, purpose string) files {
		return one("modelCard: {modelCardStatus: " + status + ", modelCardContent: {intended_uses: {purpose_of_model: " + purpose + "}}}\n")
	}
	w := newWorld(t)
	w.mustSync(card("Draft", "old").load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{"modelCard": map[string]any{"modelCardStatus": "Approved"}})
	before := w.state()
	w.sync(card("Approved", "new").load(t), settings{judge: unknown})
	if diff := cmp.Diff(before, w.state()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.sync(card("Approved", "new").load(t), settings{judge: held})
	have := w.packages("churn")[0].Doc["modelCard"].(map[string]any)
	if status, text := have["modelCardStatus"], dumpJSON(have["modelCardContent"]); status != "PendingReview" || !strings.Contains(text, `"new"`) {
		t.Errorf("the card is %v: %s", status, text)
	}
	w.mustBeSettled(card("Approved", "new").load(t), settings{judge: held})
}

// TestCardWaitsForReviewFromTheStart.
func TestCardWaitsForReviewFromTheStart(t *testing.T) {
	w := newWorld(t)
	w.sync(one("modelCard: {modelCardStatus: Approved, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n").load(t), settings{judge: held})
	card := w.packages("churn")[0].Doc["modelCard"].(map[string]any)
	if card["modelCardStatus"] != "PendingReview" {
		t.Errorf("the card is %v", card["modelCardStatus"])
	}
}

// TestContainersThatAHandAddedBlockTheApproval: they cannot be taken away, and
// nobody reviewed them.
func TestContainersThatAHandAddedBlockTheApproval(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("").load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{"additionalInferenceSpecificationsToAdd": []any{
		map[string]any{"name": "evil", "containers": []any{map[string]any{"image": "evil:1"}}},
	}})
	plan, _ := w.sync(one("modelApprovalStatus: Approved\n").load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn/1 create-only"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := status(w.packages("churn")[0]); got != "PendingManualApproval" {
		t.Errorf("it is %s", got)
	}
}

const ownProject = "metadataProperties: {projectId: p-1}\n" // no room for the mirror

// TestTwoLostPackagesOfOneContentAreNobodys.
func TestTwoLostPackagesOfOneContentAreNobodys(t *testing.T) {
	w := newWorld(t)
	c := one(ownProject).load(t)
	w.mustSync(c, settings{})
	p := w.packages("churn")[0]
	if _, err := w.target.CreatePackage(t.Context(), "churn", p.Doc, "twin"); err != nil {
		t.Fatal(err)
	}
	for _, p := range w.packages("churn") {
		w.byHand(p.ARN, sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/version", "modelreg/content", "modelreg/approval"}})
	}
	plan, _ := w.sync(c, settings{})
	want := []string{"blocked churn/1 lookalike"}
	for _, p := range w.packages("churn") {
		want = append(want, "notice "+p.ARN+" unknown-markers")
	}
	if diff := cmp.Diff(want, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := len(w.packages("churn")); n != 2 {
		t.Errorf("%d packages", n)
	}
}

// TestVersionsOfOneContentKeepTheirPackages.
func TestVersionsOfOneContentKeepTheirPackages(t *testing.T) {
	w := newWorld(t)
	c := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn") + ownProject + "metrics: {auc: 0.8}\n"),
		"churn/versions/2.yaml": version(model("churn") + ownProject + "metrics: {auc: 0.9}\n"),
	}.load(t)
	w.mustSync(c, settings{})
	w.mustBeSettled(c, settings{})
}

// TestRecordedPackageOutranksItsTwin, even one that is older.
func TestRecordedPackageOutranksItsTwin(t *testing.T) {
	w := newWorld(t)
	c := one("modelApprovalStatus: Approved\n").load(t)
	w.sync(c, settings{judge: held})
	if _, err := w.target.CreatePackage(t.Context(), "churn", w.packages("churn")[0].Doc, "twin"); err != nil {
		t.Fatal(err)
	}
	other := newWorld(t)
	other.mustSync(c, settings{})
	doc := metadata("modelreg/approval", marker(other.packages("churn")[0], "approval"))
	doc["modelApprovalStatus"] = "Approved"
	twin := w.packages("churn")[1]
	w.byHand(twin.ARN, doc)
	plan, _ := w.sync(c, settings{judge: unknown})
	if len(plan.Changes) != 1 || plan.Changes[0].Reason != sync.Duplicate || plan.Changes[0].ARN == twin.ARN {
		t.Errorf("plan %s", dumpJSON(plan.Changes))
	}
}

// TestVersionsWithoutContentAreNotTakenForOneAnother.
func TestVersionsWithoutContentAreNotTakenForOneAnother(t *testing.T) {
	w := newWorld(t)
	if _, err := w.target.CreateGroup(t.Context(), "churn", "", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.target.CreatePackage(t.Context(), "churn", sync.Doc{"sourceUri": "somebody else's"}, "t-1"); err != nil {
		t.Fatal(err)
	}
	c := files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version("sourceUri: ours\n")}.load(t)
	w.mustSync(c, settings{})
	if n := len(w.packages("churn")); n != 2 {
		t.Errorf("%d packages", n)
	}
}

// TestGroupThatHoldsOthersIsNotPruned.
func TestGroupThatHoldsOthersIsNotPruned(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("").load(t), settings{})
	if _, err := w.target.CreatePackage(t.Context(), "churn", sync.Doc{"sourceUri": "somebody else's"}, "t-1"); err != nil {
		t.Fatal(err)
	}
	keep := files{"loans/group.yaml": groupYAML}
	plan, _ := w.sync(keep.load(t), settings{prune: true})
	want := []string{"create loans new-group", "delete churn/1 removed", "blocked churn orphan"}
	if diff := cmp.Diff(want, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := len(w.packages("churn")); n != 1 {
		t.Errorf("%d packages left", n)
	}
}

// TestGroupThatCannotFollow: a description that changed, a group that is not
// ready.
func TestGroupThatCannotFollow(t *testing.T) {
	w := newWorld(t)
	w.mustSync(churn.load(t), settings{})
	c := churn.with(files{"churn/group.yaml": groupYAML + "modelPackageGroupDescription: Who stays\ntags: {team: growth}\n"}).load(t)
	plan := w.look(c, settings{})
	if diff := cmp.Diff([]string{"notice churn create-only"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if f := plan.Changes[0].Fields[0]; f.Old != "Who leaves" || f.New != "Who stays" || f.Pos.String() != "churn/group.yaml:3:31" {
		t.Errorf("field %+v", f)
	}

	in := settings{}.input(c)
	in.Have = w.snapshot()
	in.Have.Groups[0].Status = "Deleting"
	if diff := cmp.Diff([]string{"blocked churn waits"}, actions(sync.Diff(in).Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestPackagesThatAreNotReady are left alone, and said.
func TestPackagesThatAreNotReady(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("").load(t), settings{})
	for name, tt := range map[string]struct {
		spoil func(*sync.Package)
		want  string
	}{
		"failed":       {func(p *sync.Package) { p.Status = "Failed" }, "blocked churn/1 failed"},
		"deleting":     {func(p *sync.Package) { p.Status = "Deleting" }, "blocked churn/1 waits"},
		"not all told": {func(p *sync.Package) { p.Full = false }, "blocked churn/1 waits"},
	} {
		t.Run(name, func(t *testing.T) {
			in := settings{}.input(one("metrics: {auc: 0.9}\n").load(t))
			in.Have = w.snapshot()
			tt.spoil(&in.Have.Groups[0].Packages[0])
			if diff := cmp.Diff([]string{tt.want}, actions(sync.Diff(in).Changes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// vanishing is a registry in which a package disappears between being listed
// and being described.
type vanishing struct {
	sync.Target
	arn string
}

func (v vanishing) Describe(ctx context.Context, arn string) (sync.Package, error) {
	if arn == v.arn {
		return sync.Package{}, sync.ErrNotFound
	}
	return v.Target.Describe(ctx, arn)
}

func TestPackageThatVanishesWhileLooking(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("").load(t), settings{})
	target := vanishing{w.target, w.packages("churn")[0].ARN}
	plan, err := sync.Look(t.Context(), target, settings{}.input(one("metrics: {auc: 0.9}\n").load(t)), grant("pr=1"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"create churn/1 new-version"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestCallInFlightIsFinished: cancelling a run does not cancel its calls.
func TestCallInFlightIsFinished(t *testing.T) {
	w := newWorld(t)
	plan := w.look(churn.load(t), settings{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	target := w.client(transport(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".CreateModelPackage") {
			cancel()
		}
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		return emulator.Transport(w.reg).RoundTrip(r)
	}))
	report := sync.Apply(ctx, target, plan, sync.ApplyOptions{Concurrency: 1, Sleep: noSleep})
	if report.Counts.Failed != 0 || len(w.packages("churn")) != 1 || !report.Cancelled {
		t.Errorf("report %q, %d packages\n%s", outcomes(report), len(w.packages("churn")), details(report))
	}
}

// TestTokenOfADeletedPackage: what was deleted is registered anew, with other
// metadata too, and where it can be seen coming without asking twice.
func TestTokenOfADeletedPackage(t *testing.T) {
	creations := 0
	o := emulator.Instant()
	o.OnCall = func(c emulator.Call) {
		if c.Operation == "CreateModelPackage" {
			creations++
		}
	}
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	w.mustSync(one("metrics: {auc: 0.8}\n").load(t), settings{})
	if err := w.target.DeletePackage(t.Context(), w.packages("churn")[0].ARN); err != nil {
		t.Fatal(err)
	}
	w.mustSync(one("metrics: {auc: 0.9}\n").load(t), settings{})
	if n := len(w.packages("churn")); n != 1 {
		t.Errorf("%d packages", n)
	}

	two := one("metrics: {auc: 0.9}\n").with(files{"churn/versions/2.yaml": version(model("churn-2"))})
	w.mustSync(two.load(t), settings{})
	if err := w.target.DeletePackage(t.Context(), w.packages("churn")[0].ARN); err != nil {
		t.Fatal(err)
	}
	creations = 0
	w.mustSync(two.load(t), settings{outOfOrder: []string{"churn/1"}})
	if creations != 1 {
		t.Errorf("%d creations for one version", creations)
	}
}

// TestAnswersThatNeverCome: the package is there all the same.
func TestAnswersThatNeverCome(t *testing.T) {
	o := emulator.Instant()
	o.Faults = func(c emulator.Call) emulator.Fault {
		if c.Operation == "CreateModelPackage" {
			return emulator.Fault{After: emulator.Drop}
		}
		return emulator.Fault{}
	}
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	w.mustSync(churn.load(t), settings{})
	if n := len(w.packages("churn")); n != 3 {
		t.Errorf("%d packages", n)
	}
	w.mustBeSettled(churn.load(t), settings{})
}

// TestExperimentWithOurMarkersBecomesNoVersion: nothing is added to a package
// that sync did not make.
func TestExperimentWithOurMarkersBecomesNoVersion(t *testing.T) {
	w := newWorld(t)
	if _, err := w.target.CreateGroup(t.Context(), "churn", "", nil); err != nil {
		t.Fatal(err)
	}
	doc := metadata("modelreg/catalog", "acme", "modelreg/version", "1")
	doc["sourceUri"] = "an experiment"
	if _, err := w.target.CreatePackage(t.Context(), "churn", doc, "t-1"); err != nil {
		t.Fatal(err)
	}
	plan, _ := w.sync(one("modelApprovalStatus: Approved\n").load(t), settings{})
	if diff := cmp.Diff([]string{"update churn adopt", "blocked churn/1 create-only"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := status(w.packages("churn")[0]); got != "PendingManualApproval" {
		t.Errorf("it is %s", got)
	}
}
