package sync_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// TestStoppedBeforeTheFileWasMerged: a request that comes in with the version's
// file was written before whatever happened to the package until the merge. It
// lifts no stop; one that is raised after it does.
func TestStoppedBeforeTheFileWasMerged(t *testing.T) {
	later := evidence.Verdict{State: evidence.Granted, Proof: "pr=1", At: time.Now().Add(time.Hour), First: true}
	ungated := evidence.Verdict{State: evidence.Granted, Proof: "ungated c=1", First: true}
	for _, v := range []evidence.Verdict{later, ungated} {
		for _, stop := range []string{"Rejected", "PendingManualApproval"} {
			w := newWorld(t)
			arn := w.fill(one(""))["churn/1"]
			w.byHand(arn, sync.Doc{"modelApprovalStatus": "Approved"})
			w.byHand(arn, sync.Doc{"modelApprovalStatus": stop})
			c := one("modelApprovalStatus: Approved\n").with(adopting).load(t)
			s := settings{judge: judgeAll(v)}
			plan, _ := w.sync(c, s)
			if diff := cmp.Diff([]string{"notice churn/1 kept"}, versionsOnly(plan)); diff != "" {
				t.Errorf("%s: -want +got\n%s", stop, diff)
			}
			timeless := v.At.IsZero() && stop == "Rejected" // then a request alone says nothing of when it was made
			if last := plan.Changes[len(plan.Changes)-1]; strings.Contains(last.Detail, "modelreg approve --again") == timeless || !last.Drift {
				t.Errorf("%s: %s", stop, dumpJSON(last))
			}
			w.mustBeSettled(c, s)
			if got := status(w.has(arn)); got != stop {
				t.Errorf("it is %s, want %s", got, stop)
			}
			if timeless {
				continue
			}
			w.mustSync(one("modelApprovalStatus: Approved\napprovalRequest: 2\n").with(adopting).load(t), settings{judge: merged(time.Now().Add(time.Hour))})
			if got := status(w.has(arn)); got != "Approved" {
				t.Errorf("asked again, it is %s", got)
			}
		}
	}
}

// TestTheSourceIsContentWhereThereIsNoOther: then a package of the same number
// and another source is not the version, nor is anything registered beside it.
func TestTheSourceIsContentWhereThereIsNoOther(t *testing.T) {
	const text = "modelPackageDescription: One\nsourceUri: s3://acme/good\nmodelApprovalStatus: Approved\n"
	c := files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(text)}.with(adopting).load(t)
	w := newWorld(t)
	w.group("churn", "", nil)
	arn := w.register("churn", sync.Doc{"modelPackageDescription": "One", "sourceUri": "s3://acme/good", "modelApprovalStatus": "Approved"})
	if diff := cmp.Diff([]string{"notice churn/1 adopt"}, versionsOnly(w.look(c, settings{}))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.byHand(arn, sync.Doc{"sourceUri": "s3://evil/x"})
	was := w.has(arn)
	plan, _ := w.sync(c, settings{judge: merged(time.Now().Add(time.Hour))})
	if diff := cmp.Diff([]string{"blocked churn/1 lookalike"}, versionsOnly(plan)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if change := plan.Changes[len(plan.Changes)-1]; !change.Drift || !change.Alarming() || !strings.Contains(change.Detail, `another sourceUri ("s3://evil/x")`) {
		t.Errorf("got %s", dumpJSON(change))
	}
	if diff := cmp.Diff([]sync.Package{was}, w.packages("churn")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	approvals, err := sync.LookApprovals(t.Context(), w.target, settings{}.input(c))
	if err != nil || len(approvals) != 1 || approvals[0].Matched {
		t.Errorf("%v %s", err, dumpJSON(approvals))
	}

	// Beside a specification it is a note, which is put right.
	w = newWorld(t)
	arn = w.fill(one("sourceUri: s3://acme/good\n"))["churn/1"]
	w.byHand(arn, sync.Doc{"sourceUri": "s3://evil/x"})
	w.mustSync(one("sourceUri: s3://acme/good\n").with(adopting).load(t), settings{})
	if got := w.has(arn).Doc["sourceUri"]; got != "s3://acme/good" {
		t.Errorf("the source is %v", got)
	}
}

// TestClaimedGroup: whoever sets another catalog's tag on a group hides nothing
// that is in it.
func TestClaimedGroup(t *testing.T) {
	w := newWorld(t)
	c := one("modelApprovalStatus: Approved\n").load(t)
	w.mustSync(c, settings{judge: grant("pr=1")})
	g := w.snapshot().Groups[0]
	if err := w.target.AddTags(t.Context(), g.ARN, map[string]string{"modelreg:catalog": "other x/y"}); err != nil {
		t.Fatal(err)
	}
	drift := sync.Drift(w.look(c, settings{judge: grant("pr=1")}))
	if diff := cmp.Diff([]string{"blocked churn foreign-group"}, actions(drift.Changes)); diff != "" || !drift.Changes[0].Alarming() {
		t.Errorf("-want +got\n%s", diff)
	}
	approvals, err := sync.LookApprovals(t.Context(), w.target, settings{}.input(c))
	if err != nil || len(approvals) != 1 || !strings.Contains(approvals[0].Claimed, "belongs to the catalog other") || approvals[0].Ref != "churn/1" {
		t.Errorf("%v %s", err, dumpJSON(approvals))
	}
}

// TestPlanted: a package with our markers and other content is called what it
// is, whatever its markers say.
func TestPlanted(t *testing.T) {
	for name, more := range map[string]sync.Doc{
		"no digest": {}, "another digest": {"modelreg/content": "1:" + strings.Repeat("0", 64)},
	} {
		w := newWorld(t)
		w.group("churn", "", nil)
		markers := sync.Doc{"modelreg/catalog": "acme", "modelreg/version": "1"}
		for k, v := range more {
			markers[k] = v
		}
		arn, err := w.target.CreatePackage(t.Context(), "churn", sync.Doc{"sourceUri": "s3://evil/x", "customerMetadataProperties": markers}, "t-1")
		if err != nil {
			t.Fatal(err)
		}
		plan := w.look(one("").with(adopting).load(t), settings{})
		if diff := cmp.Diff([]string{"blocked churn/1 create-only"}, versionsOnly(plan)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
		if last := plan.Changes[len(plan.Changes)-1]; !strings.Contains(last.Detail, arn) || !strings.Contains(last.Detail, "reject or delete it by hand") {
			t.Errorf("%s: %s", name, last.Detail)
		}
	}
}
