package sync_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

var churn = files{
	"churn/group.yaml":      groupYAML + "modelPackageGroupDescription: Who leaves\ntags: {team: growth}\n",
	"churn/versions/1.yaml": version(model("churn-1") + "metrics: {auc: 0.81}\nmodelApprovalStatus: Approved\n"),
	"churn/versions/2.yaml": version(model("churn-2") + "customerMetadataProperties: {owner: ana}\n"),
	"churn/versions/3.yaml": version(model("churn-3") + "modelApprovalStatus: Rejected\n"),
}

func TestFirstSyncRegistersAndSecondHasNothingToDo(t *testing.T) {
	w := newWorld(t)
	c := churn.load(t)
	report := w.mustSync(c, settings{})
	if report.Counts.Done != 4 {
		t.Errorf("did %d things, want a group and three versions", report.Counts.Done)
	}
	var got []string
	for _, p := range w.packages("churn") {
		got = append(got, marker(p, "version")+" "+status(p))
	}
	if diff := cmp.Diff([]string{"1 Approved", "2 PendingManualApproval", "3 Rejected"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.mustBeSettled(c, settings{})
}

func TestOneCreateAndAtMostOneUpdateAVersion(t *testing.T) {
	w := newWorld(t)
	w.mustSync(churn.load(t), settings{})
	var events []string
	for e, n := range w.tally() {
		arn, rest, _ := strings.Cut(e, " ")
		if n > 1 {
			t.Errorf("%d times: %s", n, e)
		}
		events = append(events, arn[strings.LastIndex(arn, "/")+1:]+" "+strings.Join(strings.Fields(rest), ""))
	}
	slices.Sort(events)
	for _, e := range events {
		if strings.HasPrefix(e, "2 ") && strings.Contains(e, `"Approved"`) {
			t.Errorf("event %s", e)
		}
	}
	if len(events) != 4 {
		t.Errorf("events %q, want three creations and one approval", events)
	}
}

func TestUpdatesInPlace(t *testing.T) {
	base := churn.with(files{
		"churn/versions/4.yaml": version(model("churn-4") + "sourceUri: s3://acme/source\nmodelLifeCycle: {stage: QA, stageStatus: InProgress}\nmodelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"),
	})
	tests := []struct {
		name string
		more files
		want []string // fields of the one update
		n    int      // events
	}{
		{"metric", files{"churn/versions/1.yaml": version(model("churn-1") + "metrics: {auc: 0.82}\nmodelApprovalStatus: Approved\n")},
			[]string{"customerMetadataProperties.modelreg/approval", "metrics.auc"}, 1},
		{"metadata removed", files{"churn/versions/2.yaml": version(model("churn-2"))},
			[]string{"customerMetadataProperties.modelreg/approval", "customerMetadataProperties.modelreg/keys", "customerMetadataProperties.owner"}, 1},
		{"metadata renamed", files{"churn/versions/2.yaml": version(model("churn-2") + "customerMetadataProperties: {who: ana}\n")},
			[]string{"customerMetadataProperties.modelreg/approval", "customerMetadataProperties.modelreg/keys", "customerMetadataProperties.owner", "customerMetadataProperties.who"}, 1},
		{"card status and content", files{"churn/versions/4.yaml": version(model("churn-4") + "sourceUri: s3://acme/source\nmodelLifeCycle: {stage: QA, stageStatus: InProgress}\nmodelCard: {modelCardStatus: PendingReview, modelCardContent: {intended_uses: {purpose_of_model: leaving}}}\n")},
			[]string{"customerMetadataProperties.modelreg/approval", "modelCard.modelCardContent.intended_uses.purpose_of_model", "modelCard.modelCardStatus"}, 2},
		{"card content and archived", files{"churn/versions/4.yaml": version(model("churn-4") + "sourceUri: s3://acme/source\nmodelLifeCycle: {stage: QA, stageStatus: InProgress}\nmodelCard: {modelCardStatus: Archived, modelCardContent: {intended_uses: {purpose_of_model: leaving}}}\n")},
			[]string{"customerMetadataProperties.modelreg/approval", "modelCard.modelCardContent.intended_uses.purpose_of_model", "modelCard.modelCardStatus"}, 2},
		{"stage and source", files{"churn/versions/4.yaml": version(model("churn-4") + "sourceUri: s3://acme/other\nmodelLifeCycle: {stage: Production, stageStatus: InProgress}\nmodelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n")},
			[]string{"customerMetadataProperties.modelreg/approval", "modelLifeCycle.stage", "sourceUri"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.mustSync(base.load(t), settings{})
			w.mustBeSettled(base.load(t), settings{})
			before := strings.Count(w.events.String(), "\n")
			c := base.with(tt.more).load(t)
			plan, _ := w.sync(c, settings{})
			if len(plan.Changes) != 1 || plan.Changes[0].Action != sync.Update {
				t.Fatalf("plan %q", actions(plan.Changes))
			}
			var fields []string
			for _, f := range plan.Changes[0].Fields {
				fields = append(fields, f.Path)
			}
			if diff := cmp.Diff(tt.want, fields); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if n := strings.Count(w.events.String(), "\n") - before; n != tt.n {
				t.Errorf("%d events, want %d", n, tt.n)
			}
			w.mustBeSettled(c, settings{})
		})
	}
}

func TestGroupTagsAndPolicy(t *testing.T) {
	w := newWorld(t)
	policy := "resourcePolicy:\n  Version: \"2012-10-17\"\n  Statement:\n    - {Effect: Allow, Principal: {AWS: \"arn:aws:iam::444455556666:root\"}, Action: [\"sagemaker:DescribeModelPackageGroup\"], Resource: \"arn:aws:sagemaker:us-east-1:${target.accountId}:model-package-group/churn\"}\n"
	with := churn.with(files{"churn/group.yaml": groupYAML + "modelPackageGroupDescription: Who leaves\ntags: {team: growth, tier: gold}\n" + policy})
	w.mustSync(with.load(t), settings{})
	w.mustBeSettled(with.load(t), settings{})
	g := w.snapshot().Groups[0]
	if g.Policy == nil || g.Tags["tier"] != "gold" {
		t.Fatalf("group %s", dumpJSON(g))
	}
	if err := w.target.AddTags(t.Context(), g.ARN, map[string]string{"cost-center": "4711"}); err != nil {
		t.Fatal(err)
	}
	w.mustSync(churn.load(t), settings{})
	g = w.snapshot().Groups[0]
	if g.Policy != nil {
		t.Error("the policy that the catalog dropped is still there")
	}
	if g.Tags["tier"] != "" || g.Tags["team"] != "growth" || g.Tags["cost-center"] != "4711" {
		t.Errorf("tags %v; tier was ours and goes, cost-center is somebody else's and stays", g.Tags)
	}
	w.mustBeSettled(churn.load(t), settings{})
}

func TestGroupOfAnotherCatalogIsRefused(t *testing.T) {
	w := newWorld(t)
	w.mustSync(churn.load(t), settings{})
	theirs := churn.with(files{"registry.yaml": strings.Replace(registryYAML, "name: acme", "name: other", 1)})
	before := w.state()
	plan, report := w.sync(theirs.load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn foreign-group"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if report.Counts.Blocked != 1 || w.state() != before {
		t.Error("another catalog's group was touched")
	}
}

func TestGroupThatExistsIsAdopted(t *testing.T) {
	w := newWorld(t)
	if _, err := w.target.CreateGroup(t.Context(), "churn", "Who leaves", map[string]string{"by": "hand"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.target.CreatePackage(t.Context(), "churn", sync.Doc{"sourceUri": "somebody else's"}, "t-1"); err != nil {
		t.Fatal(err)
	}
	plan, _ := w.sync(churn.load(t), settings{})
	if plan.Changes[0].Reason != sync.Adopt || plan.Counts.Unmanaged != 1 {
		t.Errorf("plan %q, %d unmanaged", actions(plan.Changes), plan.Counts.Unmanaged)
	}
	if p := w.packages("churn")[0]; marker(p, "catalog") != "" || status(p) != "PendingManualApproval" {
		t.Errorf("the package that is not ours was touched: %v", p.Doc)
	}
	if w.snapshot().Groups[0].Tags["by"] != "hand" {
		t.Error("a tag that is not ours is gone")
	}
	w.mustBeSettled(churn.load(t), settings{})
}

func TestHeldApprovalsStayPendingAndTheRestGoesOn(t *testing.T) {
	for _, state := range []evidence.State{evidence.Held, evidence.Unknown} {
		t.Run(string(state), func(t *testing.T) {
			w := newWorld(t)
			s := settings{judge: judgeAll(evidence.Verdict{State: state, Reason: "nobody reviewed it"})}
			_, report := w.sync(churn.load(t), s)
			if report.Counts.Blocked != 1 || report.Counts.Done != 4 {
				t.Errorf("%d blocked and %d done, want 1 and 4", report.Counts.Blocked, report.Counts.Done)
			}
			if p := w.packages("churn")[0]; status(p) != "PendingManualApproval" || !strings.HasSuffix(marker(p, "approval"), " pending") {
				t.Errorf("package %s", dumpJSON(p.Doc))
			}
			w.mustBeSettled(churn.load(t), s)
			w.mustSync(churn.load(t), settings{judge: grant("pr=7 c=4f2c9d1 by=11")})
			p := w.packages("churn")[0]
			if status(p) != "Approved" || !strings.HasSuffix(marker(p, "approval"), " pr=7 c=4f2c9d1 by=11") {
				t.Errorf("package %s", dumpJSON(p.Doc))
			}
			w.mustBeSettled(churn.load(t), s)
		})
	}
}

func TestReasonForAnApprovalIsWrittenWithIt(t *testing.T) {
	w := newWorld(t)
	c := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + "modelApprovalStatus: Approved\napprovalDescription: beats the old one\n"),
	}.load(t)
	held := settings{judge: judgeAll(evidence.Verdict{State: evidence.Held, Reason: "nobody reviewed it"})}
	w.sync(c, held)
	if p := w.packages("churn")[0]; p.Doc["approvalDescription"] != nil {
		t.Errorf("a pending package says %v", p.Doc["approvalDescription"])
	}
	w.mustBeSettled(c, held)
	w.mustSync(c, settings{judge: grant("pr=7")})
	if p := w.packages("churn")[0]; p.Doc["approvalDescription"] != "beats the old one" {
		t.Errorf("the approved package says %v", p.Doc["approvalDescription"])
	}
	w.mustBeSettled(c, held)
}

func TestTargetThatTakesApprovedVersionsOnly(t *testing.T) {
	w := newWorld(t)
	s := settings{target: "approvedonly", judge: judgeAll(evidence.Verdict{State: evidence.Held, Reason: "no"})}
	_, report := w.sync(churn.load(t), s)
	if len(w.packages("churn")) != 0 || report.Counts.Blocked != 1 {
		t.Errorf("report %q", outcomes(report))
	}
	s.judge = grant("pr=7")
	w.mustSync(churn.load(t), s)
	if ps := w.packages("churn"); len(ps) != 1 || status(ps[0]) != "Approved" {
		t.Fatalf("packages %s", dumpJSON(ps))
	}
	w.mustBeSettled(churn.load(t), s)
	no := churn.with(files{"churn/versions/1.yaml": version(model("churn-1") + "metrics: {auc: 0.81}\nmodelApprovalStatus: Rejected\n")})
	w.mustSync(no.load(t), s)
	if got := status(w.packages("churn")[0]); got != "Rejected" {
		t.Errorf("what exists follows the catalog, and it is %s", got)
	}
}

func TestContentCannotChange(t *testing.T) {
	w := newWorld(t)
	w.mustSync(churn.load(t), settings{})
	before := w.state()
	edited := churn.with(files{"churn/versions/1.yaml": version(model("churn-other") + "modelApprovalStatus: Approved\n")})
	plan, report := w.sync(edited.load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn/1 create-only"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	c := plan.Changes[0]
	if c.Pos.String() != "churn/versions/1.yaml:6:21" || !strings.Contains(c.Detail, "add a new version instead") {
		t.Errorf("%s: %s", c.Pos, c.Detail)
	}
	if report.Counts.Blocked != 1 || w.state() != before {
		t.Error("something was written")
	}
}

func TestLabelsAreRegisteredInOrder(t *testing.T) {
	w := newWorld(t)
	late := churn.with(files{"churn/versions/2.yaml": ""})
	w.mustSync(late.load(t), settings{})
	plan, _ := w.sync(churn.load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn/2 out-of-order"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	stopped := churn.with(files{"churn/versions/2.yaml": version(model("churn-2") + "modelApprovalStatus: Rejected\n")})
	plan = w.look(stopped.with(files{"churn/versions/4.yaml": version(model("churn-4"))}).load(t), settings{})
	if diff := cmp.Diff([]string{"notice churn/2 out-of-order", "create churn/4 new-version"}, actions(plan.Changes)); diff != "" {
		t.Errorf("rejected, and never registered: -want +got\n%s", diff)
	}
	w.mustSync(churn.load(t), settings{outOfOrder: []string{"churn/2"}})
	plan = w.look(churn.load(t), settings{})
	if diff := cmp.Diff([]string{"notice churn newest-differs"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestBrokenFileHoldsBackHigherLabelsOnly(t *testing.T) {
	w := newWorld(t)
	c := churn.with(files{
		"churn/versions/2.yaml": unreadable,
		"price/group.yaml":      groupYAML,
		"price/versions/1.yaml": version(model("price-1")),
	}).load(t)
	plan, _ := w.sync(c, settings{})
	want := []string{
		"create churn new-group", "create churn/1 new-version", "blocked churn/2 problems", "blocked churn/3 waits",
		"create price new-group", "create price/1 new-version",
	}
	if diff := cmp.Diff(want, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(w.packages("churn")) != 1 || len(w.packages("price")) != 1 {
		t.Error("the good ones were not registered")
	}
}

func TestPruneDeletesOnlyWhatIsOursAndGone(t *testing.T) {
	w := newWorld(t)
	all := churn.with(files{"price/group.yaml": groupYAML, "price/versions/1.yaml": version(model("price-1"))})
	w.mustSync(all.load(t), settings{})
	foreign, err := w.target.CreatePackage(t.Context(), "churn", sync.Doc{"sourceUri": "not ours"}, "t-1")
	if err != nil {
		t.Fatal(err)
	}
	less := churn.with(files{"churn/versions/1.yaml": "", "churn/versions/3.yaml": ""}) // 1 is approved, 3 rejected, price is gone
	plan := w.look(less.load(t), settings{})
	want := []string{"notice churn/1 orphan", "notice churn/3 orphan", "notice price/1 orphan", "notice price orphan"}
	if diff := cmp.Diff(want, actions(plan.Changes)); diff != "" {
		t.Errorf("without --prune: -want +got\n%s", diff)
	}
	if plan = w.look(less.with(files{"churn/versions/2.yaml": unreadable}).load(t), settings{prune: true}); plan.Counts.Delete != 0 {
		t.Errorf("deletes beside an unreadable file: %q", actions(plan.Changes))
	}
	plan, report := w.sync(less.load(t), settings{prune: true})
	want = []string{"blocked churn/1 orphan", "delete churn/3 removed", "delete price/1 removed", "delete price removed"}
	if diff := cmp.Diff(want, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if report.Counts.Done != 3 || report.Counts.Failed != 0 {
		t.Errorf("report %q", outcomes(report))
	}
	var arns []string
	for _, g := range w.snapshot().Groups {
		for _, p := range g.Packages {
			arns = append(arns, marker(p, "version"))
			if p.ARN == foreign && marker(p, "catalog") != "" {
				t.Error("the foreign package was touched")
			}
		}
	}
	if diff := cmp.Diff([]string{"1", "2", ""}, arns); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestSafetyLimitsRefuseTheWholePlan(t *testing.T) {
	all := files{"churn/group.yaml": groupYAML}
	edited := files{}
	for i := range 10 {
		name := "churn/versions/" + string(rune('0'+i)) + ".yaml"
		if i == 0 {
			name = "churn/versions/10.yaml"
		}
		all[name] = version(model("m-" + name[15:]))
		if i < 4 {
			edited[name] = all[name] + "customerMetadataProperties: {owner: ana}\n"
		}
	}
	limits := strings.Replace(registryYAML, "{maxDeletes: 100, maxChangedPercent: 100}", "{maxDeletes: 0, maxChangedPercent: 30}", 1)
	w := newWorld(t)
	w.mustSync(all.load(t), settings{})
	before := w.state()
	plan, report := w.sync(all.with(edited).with(files{"registry.yaml": limits}).load(t), settings{})
	if len(plan.Refused) != 1 || !strings.Contains(plan.Refused[0], "4 of 10 packages under management would change (40.0%)") {
		t.Errorf("refused %q", plan.Refused)
	}
	if report.Counts.Remaining != 4 || w.state() != before {
		t.Errorf("something was done: %q", outcomes(report))
	}
	plan, _ = w.sync(files{"registry.yaml": limits, "churn/group.yaml": groupYAML}.load(t), settings{prune: true})
	if len(plan.Refused) != 2 || !strings.Contains(plan.Refused[0], "10 to delete, and safety.maxDeletes allows 0") || w.state() != before {
		t.Errorf("refused %q", plan.Refused)
	}
	plan, _ = w.sync(files{}.load(t), settings{prune: true})
	if !slices.ContainsFunc(plan.Refused, func(s string) bool { return strings.Contains(s, "an empty catalog deletes nothing") }) || w.state() != before {
		t.Errorf("refused %q", plan.Refused)
	}
}
