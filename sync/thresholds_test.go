package sync_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// bar is a group whose versions need an auc, for a target that asks for no
// proof.
func bar(least, version string) files {
	return one(version).with(files{
		"registry.yaml":    strings.Replace(registryYAML, "accountId: \"111122223333\"}\n", "accountId: \"111122223333\"}\n    evidence: none\n", 1),
		"churn/group.yaml": groupYAML + "metrics: {auc: {goal: maximize, min: " + least + "}}\n",
	})
}

const request = "modelApprovalStatus: Approved\n"

// holdMissed is the judge of a target that asks for no proof.
func holdMissed(c *catalog.Catalog) settings {
	target, _ := c.Target("prod")
	return settings{judge: sync.HoldMissed(c, target, sync.NoProof(target))}
}

func TestHoldMissed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		catalog files
		holds   string // empty: granted
	}{
		{"reached", bar("0.8", request+"metrics: {auc: 0.8}\n"), ""},
		{"missed", bar("0.8", request+"metrics: {auc: 0.75}\n"), `approval of churn/1 is held: metric "auc" is 0.75, below its min 0.8; reach them, or add a waiver (metric, who, why, until)`},
		{"not measured", bar("0.8", request), `metric "auc" is missing, and its min is 0.8`},
		{"waived, whatever the day", bar("0.8", request+"metrics: {auc: 0.75}\nwaivers: [{metric: auc, who: ana, why: pilot, until: \"2001-01-01\"}]\n"), ""},
		{"something else is asked for", bar("0.8", "modelLifeCycle: {stage: QA, stageStatus: Approved}\n"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := tt.catalog.load(t)
			var held []string
			for _, change := range w.look(c, holdMissed(c)).Changes {
				if change.Action == sync.Blocked {
					held = append(held, change.Detail)
				}
			}
			if tt.holds == "" && held != nil || tt.holds != "" && (len(held) != 1 || !strings.Contains(held[0], tt.holds)) {
				t.Errorf("held: %q, want %q", held, tt.holds)
			}
		})
	}
}

// What another judge does not grant, thresholds do not, either, and do not make
// certain.
func TestHoldMissedGrantsNothing(t *testing.T) {
	c := bar("0.8", request+"metrics: {auc: 0.75}\n").load(t)
	target, _ := c.Target("prod")
	g, _ := c.Group("churn")
	v, _ := g.Version("1")
	eff, _ := v.Effective(c.Registry, target)
	r := sync.Request{Key: evidence.Key{Group: "churn", Label: "1", S: eff.S}, Ref: "churn/1"}
	for _, given := range []evidence.Verdict{{State: evidence.Unknown, Reason: "GitHub is down"}, {State: evidence.Held, Reason: "not reviewed"}} {
		got, err := sync.HoldMissed(c, target, judgeAll(given))(t.Context(), []sync.Request{r})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(given, got.For(r.Key)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// A floor that is raised later leaves what is approved alone, and is reported;
// so is a waiver that ran out.
func TestRaisedThresholds(t *testing.T) {
	const measured = request + "metrics: {auc: 0.85}\n"
	waived := measured + "waivers: [{metric: auc, who: ana, why: pilot, until: \"2026-03-02\"}]\n"
	noon := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name        string
		before, now files
		at          time.Time
		want        []string
	}{
		{"as it was", bar("0.8", measured), bar("0.8", measured), noon(2), []string{}},
		{"raised", bar("0.8", measured), bar("0.9", measured), noon(2), []string{
			`churn/1 threshold: metric "auc" is 0.85, below its min 0.9; it was approved before, and stays so`}},
		{"waived", bar("0.9", waived), bar("0.9", waived), noon(2), []string{}},
		{"the waiver ran out", bar("0.9", waived), bar("0.9", waived), noon(3), []string{
			`churn/1 waiver: metric "auc" is 0.85, below its min 0.9, and the waiver by "ana" ran out on 2026-03-02; it stays approved: approve another version, or renew the waiver`}},
		{"the waiver ran out, and is not needed any more", bar("0.9", waived), bar("0.8", waived), noon(3), []string{}},
		{"not approved any more", bar("0.8", measured), bar("0.9", "metrics: {auc: 0.85}\n"), noon(2), []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := tt.before.load(t)
			w.mustSync(c, holdMissed(c))
			c = tt.now.load(t)
			plan := w.look(c, holdMissed(c))
			for _, change := range plan.Changes {
				if change.Reason == sync.HeldApproval {
					t.Errorf("the plan says: %s", change.Detail)
				}
			}
			drift := sync.Drift(plan)
			target, _ := c.Target("prod")
			sync.ReportMissed(drift, c, target, tt.at)
			got := []string{}
			for _, change := range drift.Changes {
				if change.Alarming() || !change.OnlyReported() || change.Pos.Line != 8 {
					t.Errorf("is more than a report of line 8: %s", dumpJSON(change))
				}
				got = append(got, change.Ref+" "+string(change.Reason)+": "+change.Detail)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A floor that is raised later takes nothing back that was approved, also where
// a hand removed the record of the approval or garbled it. What a hand approved
// over a record that says it was pending is put back: no run ever approved it.
func TestRaisedThresholdsPutNothingBack(t *testing.T) {
	const measured = request + "metrics: {auc: 0.85}\n"
	gone := sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/approval"}}
	for _, tt := range []struct {
		name  string
		least string // the floor when it is registered
		hand  sync.Doc
		state string
		says  string
	}{
		{"the record is removed", "0.8", gone, "Approved", `churn/1 is approved in the registry, and nothing there records by what; it stays so, and nothing of it is written: metric "auc" is 0.85, below its min 0.9`},
		{"the record is garbled", "0.8", metadata("modelreg/approval", "yes"), "Approved", "it stays so, and nothing of it is written"},
		{"it never was approved", "0.9", sync.Doc{"modelApprovalStatus": "Approved"}, "PendingManualApproval", "so it goes back to PendingManualApproval: metric"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := bar(tt.least, measured).load(t)
			w.sync(c, holdMissed(c))
			w.byHand(w.packages("churn")[0].ARN, tt.hand)
			c = bar("0.9", measured).load(t)
			plan, _ := w.sync(c, holdMissed(c))
			if n := len(plan.Changes); n == 0 || !slices.ContainsFunc(plan.Changes, func(c sync.Change) bool { return strings.Contains(c.Detail, tt.says) }) {
				t.Errorf("the plan says %s", dumpJSON(plan.Changes))
			}
			if got := w.packages("churn")[0].Doc["modelApprovalStatus"]; got != tt.state {
				t.Errorf("it is %v", got)
			}
			c = bar("0.8", measured).load(t)
			w.sync(c, holdMissed(c))
			if got := w.packages("churn")[0].Doc["modelApprovalStatus"]; got != "Approved" {
				t.Errorf("within the threshold, it is %v", got)
			}
			w.mustBeSettled(c, holdMissed(c))
		})
	}
}

// What is reported of a group stands with the rest of it.
func TestReportMissedIsInOrder(t *testing.T) {
	w := newWorld(t)
	measured := version(model("churn-2") + request + "metrics: {auc: 0.85}\n")
	start := bar("0.8", "").with(files{"churn/versions/2.yaml": measured, "a/group.yaml": groupYAML, "a/versions/1.yaml": version(model("a-1")), "z/group.yaml": groupYAML, "z/versions/1.yaml": version(model("z-1"))})
	c := start.load(t)
	w.mustSync(c, holdMissed(c))
	for _, group := range []string{"a", "churn", "z"} {
		w.byHand(w.packages(group)[0].ARN, metadata("metrics/f1", "0.99"))
		w.byHand(w.packages(group)[0].ARN, sync.Doc{"modelApprovalStatus": "Approved"})
	}
	c = start.with(files{"churn/group.yaml": bar("0.9", "")["churn/group.yaml"], "a/group.yaml": "", "a/versions/1.yaml": ""}).load(t)
	drift := sync.Drift(w.look(c, holdMissed(c)))
	target, _ := c.Target("prod")
	sync.ReportMissed(drift, c, target, time.Now())
	var groups []string
	for _, change := range drift.Changes {
		if len(groups) == 0 || groups[len(groups)-1] != change.Group {
			groups = append(groups, change.Group)
		}
	}
	if diff := cmp.Diff([]string{"churn", "z", "a"}, groups); diff != "" {
		t.Errorf("-want +got:\n%s\n%v", diff, actions(drift.Changes))
	}
}
