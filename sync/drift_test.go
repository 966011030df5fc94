package sync_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// TestDrift: what moved in the registry is drift, and what the catalog asks for
// since is not.
func TestDrift(t *testing.T) {
	const (
		asks = "modelApprovalStatus: Approved\n"
		card = "modelCard: {modelCardStatus: Draft, modelCardContent: {intended_uses: {purpose_of_model: churn}}}\n"
	)
	tagged := func(team string) files {
		return one("").with(files{"churn/group.yaml": groupYAML + "tags: {team: " + team + "}\n"})
	}
	set := func(member, value string) sync.Doc { return sync.Doc{member: value} }
	tests := []struct {
		name   string
		before files
		hand   func(w *world, arn string)
		now    files
		judge  sync.Judge // at the end; nil: everything is granted
		want   []string
		alarm  bool
	}{
		{name: "nothing", before: one(asks), now: one(asks)},
		{name: "a request", before: one(""), now: one(asks)},
		{name: "a request that is held", before: one(""), now: one(asks), judge: held},
		{name: "new metrics", before: one(""), now: one("metrics: {auc: 0.9}\n")},
		{name: "metrics changed twice", before: one("metrics: {auc: 0.8}\n"), now: one("metrics: {auc: 0.9}\n")},
		{name: "rejection", before: one(asks), now: one("modelApprovalStatus: Rejected\n")},
		{name: "life cycle that the catalog dropped", before: one("modelLifeCycle: {stage: QA, stageStatus: OnHold}\n"), now: one("")},
		{name: "life cycle that the catalog dropped, after a change", before: one("modelLifeCycle: {stage: QA, stageStatus: OnHold}\n"),
			hand: func(w *world, _ string) { w.mustSync(one("metrics: {auc: 0.9}\n").load(t), settings{}) }, now: one("metrics: {auc: 0.9}\n")},
		{name: "card approval that the catalog dropped", before: one(asks + "modelCard: {modelCardStatus: Approved}\n"), now: one("")},
		{name: "edited content in the catalog", before: one(""), now: one("modelPackageDescription: edited\n")},
		{name: "new tags", before: one(""), now: tagged("risk")},
		{name: "another tag", before: tagged("risk"), now: tagged("fraud")},
		{name: "new version", before: one(""), now: one("").with(files{"churn/versions/2.yaml": version(model("churn-2"))})},

		{name: "approved by hand, held", before: one(""), hand: func(w *world, arn string) { w.byHand(arn, set("modelApprovalStatus", "Approved")) },
			now: one(asks), judge: held, want: []string{"blocked churn/1 put-back", "update churn/1 put-back"}, alarm: true},
		{name: "approved by hand, not asked for", before: one(""), hand: func(w *world, arn string) { w.byHand(arn, set("modelApprovalStatus", "Approved")) },
			now: one(""), want: []string{"notice churn/1 put-back", "update churn/1 put-back"}, alarm: true},
		{name: "approved by hand, unknown", before: one(""), hand: func(w *world, arn string) { w.byHand(arn, set("modelApprovalStatus", "Approved")) },
			now: one(asks), judge: unknown, want: []string{"blocked churn/1 unknown"}},
		{name: "approved by hand, granted", before: one(""), hand: func(w *world, arn string) { w.byHand(arn, set("modelApprovalStatus", "Approved")) },
			now: one(asks), want: []string{"update churn/1 repair"}},
		{name: "stopped", before: one(asks), hand: func(w *world, arn string) { w.byHand(arn, set("modelApprovalStatus", "Rejected")) },
			now: one(asks), judge: held, want: []string{"notice churn/1 kept"}},
		{name: "approved over a rejection", before: one("modelApprovalStatus: Rejected\n"),
			hand: func(w *world, arn string) { w.byHand(arn, set("modelApprovalStatus", "Approved")) },
			now:  one("modelApprovalStatus: Rejected\n"), want: []string{"update churn/1 reject"}},
		{name: "stage opened by hand", before: one(""),
			hand: func(w *world, arn string) {
				w.byHand(arn, sync.Doc{"modelLifeCycle": map[string]any{"stage": "QA", "stageStatus": "Approved"}})
			},
			now: one(""), want: []string{"blocked churn/1 held", "notice churn/1 cannot-remove"}, alarm: true},
		{name: "metrics edited by hand", before: one("metrics: {auc: 0.9}\n"), hand: func(w *world, arn string) { w.byHand(arn, metadata("metrics/auc", "0.99")) },
			now: one("metrics: {auc: 0.9}\n"), want: []string{"update churn/1 changed"}},
		{name: "card edited by hand after an update", before: one(card), hand: func(w *world, arn string) {
			w.mustSync(one(card+"metrics: {auc: 0.9}\n").load(t), settings{})
			w.byHand(arn, sync.Doc{"modelCard": map[string]any{"modelCardStatus": "PendingReview"}})
		}, now: one(card + "metrics: {auc: 0.9}\n"), want: []string{"update churn/1 changed"}},
		{name: "markers removed", before: one(asks),
			hand: func(w *world, arn string) {
				w.byHand(arn, sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/version"}})
			},
			now: one(asks), want: []string{"update churn/1 repair"}},
		{name: "container added", before: one(""), hand: func(w *world, arn string) {
			w.byHand(arn, sync.Doc{"additionalInferenceSpecificationsToAdd": []any{map[string]any{"name": "evil", "containers": []any{map[string]any{"image": "evil:1"}}}}})
		}, now: one(""), want: []string{"blocked churn/1 create-only"}, alarm: true},
		{name: "tag edited", before: tagged("risk"), hand: func(w *world, _ string) {
			if err := w.target.AddTags(t.Context(), "arn:aws:sagemaker:"+region+":"+account+":model-package-group/churn", map[string]string{"team": "mine"}); err != nil {
				t.Fatal(err)
			}
		}, now: tagged("risk"), want: []string{"update churn changed"}},
		{name: "version that is not in the catalog", before: one("").with(files{"churn/versions/2.yaml": version(model("churn-2"))}), now: one(""), want: []string{"notice churn/2 orphan"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.mustSync(tt.before.load(t), settings{})
			if tt.hand != nil {
				tt.hand(w, w.packages("churn")[0].ARN)
			}
			drift := sync.Drift(w.look(tt.now.load(t), settings{judge: tt.judge}))
			if tt.want == nil {
				tt.want = []string{}
			}
			if diff := cmp.Diff(tt.want, actions(drift.Changes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			alarm := false
			for _, c := range drift.Changes {
				alarm = alarm || c.Alarming()
			}
			if alarm != tt.alarm {
				t.Errorf("alarming: %v, want %v", alarm, tt.alarm)
			}
			if drift.Effects()+drift.Counts.Blocked+drift.Counts.Notices != len(drift.Changes) {
				t.Errorf("%+v do not sum %d changes up", drift.Counts, len(drift.Changes))
			}
		})
	}
}

// TestNothingDriftsUnderSync: after any sync that everything was granted to,
// and after the catalog moves on, nothing is said to have moved in the registry.
func TestNothingDriftsUnderSync(t *testing.T) {
	w := newWorld(t)
	s := settings{judge: merged(time.Now().Add(time.Hour))}
	for _, c := range []files{before, after, before} {
		w.sync(c.load(t), s)
		for _, next := range []files{before, after} {
			for _, change := range sync.Drift(w.look(next.load(t), s)).Changes {
				if change.Reason != sync.Orphan {
					t.Errorf("%s", dumpJSON(change))
				}
			}
		}
	}
}
