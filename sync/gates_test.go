package sync_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// What a hand opens beside the approval state is found, and put back where that
// can be done.
func TestGatesOpenedByHand(t *testing.T) {
	const (
		asksStage = "modelLifeCycle: {stage: QA, stageStatus: Approved}\n"
		asksCard  = "modelCard: {modelCardStatus: Approved, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"
		draft     = "modelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"
		content   = "modelCard: {modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"
	)
	stage := sync.Doc{"modelLifeCycle": map[string]any{"stage": "QA", "stageStatus": "Approved"}}
	card := sync.Doc{"modelCard": map[string]any{"modelCardStatus": "Approved"}}
	tests := []struct {
		name  string
		rest  string
		hand  sync.Doc
		judge sync.Judge
		want  []string
		says  string // in one of the details
		card  string // afterwards
	}{
		{"stage that is asked for, held", asksStage, stage, held, []string{"blocked churn/1 held"},
			"held: nobody reviewed it; modelLifeCycle.stageStatus is Approved in the registry without recorded proof", ""},
		{"stage that is asked for, unknown", asksStage, stage, unknown, []string{"blocked churn/1 unknown"}, "could not be found out", ""},
		{"stage beside an approval, held", "modelApprovalStatus: Approved\n" + asksStage, stage, held, []string{"blocked churn/1 held"},
			"modelLifeCycle.stageStatus is Approved in the registry without recorded proof", ""},
		{"stage that nobody asks for", "", stage, held, []string{"blocked churn/1 held", "notice churn/1 cannot-remove"},
			"say another modelLifeCycle.stageStatus in the catalog", ""},
		{"card that is asked for, held", asksCard, card, held, []string{"blocked churn/1 held", "update churn/1 put-back"},
			"so it goes back to PendingReview", "PendingReview"},
		{"card that is asked for, unknown", asksCard, card, unknown, []string{"blocked churn/1 unknown"}, "", "Approved"},
		{"card of another status in the catalog", draft, card, held, []string{"update churn/1 changed"}, "", "Draft"},
		{"card whose status the catalog leaves out", content, card, held, []string{"notice churn/1 put-back", "update churn/1 put-back"},
			"so it goes back to PendingReview", "PendingReview"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := one(tt.rest).load(t)
			w.sync(c, settings{judge: tt.judge})
			w.byHand(w.packages("churn")[0].ARN, tt.hand)
			plan, _ := w.sync(c, settings{judge: tt.judge})
			if diff := cmp.Diff(tt.want, actions(plan.Changes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if said := dumpJSON(plan.Changes); !strings.Contains(said, tt.says) {
				t.Errorf("nothing says %q: %s", tt.says, said)
			}
			have, _ := w.packages("churn")[0].Doc["modelCard"].(map[string]any)
			if got, _ := have["modelCardStatus"].(string); got != tt.card {
				t.Errorf("the card is %q, want %q", got, tt.card)
			}
			w.mustBeSettled(c, settings{judge: tt.judge})
		})
	}
}

// TestProvenGatesStay: what was granted is not taken for a hand's, neither
// while it is recorded nor when the catalog does not ask for it any more.
func TestProvenGatesStay(t *testing.T) {
	card := "modelCard: {modelCardStatus: Approved, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"
	w := newWorld(t)
	w.mustSync(one(card).load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, metadata("owner", "ana"))
	for _, judge := range []sync.Judge{held, unknown} {
		if plan, _ := w.sync(one(card).load(t), settings{judge: judge}); len(plan.Changes) > 0 {
			t.Errorf("plan %s", dumpJSON(plan.Changes))
		}
	}
	plan, _ := w.sync(one("").load(t), settings{judge: held})
	if diff := cmp.Diff([]string{"notice churn/1 cannot-remove"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestDroppedRequestKeepsItsProof: what stays open when the catalog takes the
// approval of the package back was proven, and is not put back in a later run.
func TestDroppedRequestKeepsItsProof(t *testing.T) {
	w := newWorld(t)
	w.mustSync(one("modelApprovalStatus: Approved\nmodelLifeCycle: {stage: QA, stageStatus: Approved}\nmodelCard: {modelCardStatus: Approved}\n").load(t), settings{})
	c := one("").load(t)
	w.sync(c, settings{})
	plan, _ := w.sync(c, settings{})
	if diff := cmp.Diff([]string{"notice churn/1 cannot-remove", "notice churn/1 cannot-remove"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	p := w.packages("churn")[0]
	if record := marker(p, "approval"); status(p) != "PendingManualApproval" || !strings.HasSuffix(record, " pending pr=1") {
		t.Errorf("it is %s, recorded as %s", status(p), record)
	}
	w.mustBeSettled(c, settings{})
}
