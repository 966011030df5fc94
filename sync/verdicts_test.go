package sync_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

func description(p sync.Package) string { s, _ := p.Doc["approvalDescription"].(string); return s }

// TestApprovalSaysWhoApproved: the sentence is written in the same call as the
// approval, and the catalog's own wins.
func TestApprovalSaysWhoApproved(t *testing.T) {
	const sentence = "Approved in acme/models#7 by ana and bob, merged 2026-03-02 (commit 1a2b3c4)"
	judge := func(text string) sync.Judge {
		return judgeAll(evidence.Verdict{State: evidence.Granted, Proof: "pr=7 c=1a2b3c4 by=1+2", At: time.Now(), Text: text})
	}
	tests := []struct {
		name, rest, text, want string
	}{
		{"who and where", "", sentence, sentence},
		{"of two lines", "", "Approved\nby ana", "Approved by ana"},
		{"too long", "", strings.Repeat("é", 2000), strings.Repeat("é", 1023) + "…"},
		{"nobody is named", "", "", "Approved by the catalog acme: pr=7 c=1a2b3c4 by=1+2."},
		{"the catalog's own", "approvalDescription: Committee of March\n", sentence, "Committee of March"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := one("modelApprovalStatus: Approved\n" + tt.rest).load(t)
			w.mustSync(c, settings{judge: judge(tt.text)})
			p := w.packages("churn")[0]
			if description(p) != tt.want || !strings.HasSuffix(marker(p, "approval"), " pr=7 c=1a2b3c4 by=1+2") {
				t.Errorf("%q, recorded as %s", description(p), marker(p, "approval"))
			}
			if n := strings.Count(w.events.String(), "\n"); n != 2 {
				t.Errorf("%d events, want one creation and one approval:\n%s", n, w.events)
			}
			w.mustBeSettled(c, settings{judge: held})
		})
	}
}

// TestNewProofComesWithItsSentence: what is approved again says by whom.
func TestNewProofComesWithItsSentence(t *testing.T) {
	w := newWorld(t)
	for _, v := range []evidence.Verdict{{State: evidence.Granted, Proof: "pr=7", Text: "first"}, {State: evidence.Granted, Proof: "pr=9", Text: "second"}} {
		rest := "modelApprovalStatus: Approved\n"
		if v.Text == "second" {
			rest += "metrics: {auc: 0.9}\n"
		}
		w.mustSync(one(rest).load(t), settings{judge: judgeAll(v)})
		if p := w.packages("churn")[0]; description(p) != v.Text || !strings.HasSuffix(marker(p, "approval"), v.Proof) {
			t.Errorf("%q, recorded as %s", description(p), marker(p, "approval"))
		}
	}
}

// TestVerdictsAreToldApart in a plan, by what JSON says about them.
func TestVerdictsAreToldApart(t *testing.T) {
	needed := judgeAll(evidence.Verdict{State: evidence.NeedsProof, Reason: "not on the protected branch"})
	for _, tt := range []struct {
		name   string
		s      settings
		action sync.Action
		reason sync.Reason
	}{
		{"held", settings{judge: held}, sync.Blocked, sync.HeldApproval},
		{"unknown", settings{judge: unknown}, sync.Blocked, sync.UnknownProof},
		{"needs proof", settings{judge: needed}, sync.Notice, sync.ProofNeeded},
		{"superseded", settings{newer: newer("churn/1")}, sync.Notice, sync.Superseded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.mustSync(one("").load(t), settings{})
			before := w.state()
			plan, report := w.sync(one("modelApprovalStatus: Approved\n").load(t), tt.s)
			var saved bytes.Buffer
			if err := plan.Encode(&saved); err != nil {
				t.Fatal(err)
			}
			read, err := sync.Decode(&saved)
			if err != nil {
				t.Fatal(err)
			}
			if len(read.Changes) != 1 || read.Changes[0].Action != tt.action || read.Changes[0].Reason != tt.reason {
				t.Errorf("plan %q", actions(read.Changes))
			}
			if report.Counts.Done+report.Counts.Failed > 0 {
				t.Errorf("report %q", outcomes(report))
			}
			if diff := cmp.Diff(before, w.state()); diff != "" {
				t.Errorf("-before +after\n%s", diff)
			}
		})
	}
}

// TestRecordedProofs: which records let an approval stay while GitHub says
// nothing, and which do not.
func TestRecordedProofs(t *testing.T) {
	free := strings.Replace(registryYAML, `accountId: "111122223333"}`, `accountId: "111122223333"}`+"\n    evidence: none", 1)
	for _, tt := range []struct {
		proof    string
		registry string
		stays    bool
	}{
		{"pr=7 c=1a by=1+2", registryYAML, true},
		{"ungated c=1a", registryYAML, true},
		{"none", free, true},
		{"none", registryYAML, false},
		{"looks fine to me", registryYAML, false},
	} {
		w := newWorld(t)
		f := one("modelApprovalStatus: Approved\n").with(files{"registry.yaml": tt.registry})
		w.sync(f.load(t), settings{judge: grant(tt.proof)})
		before := w.state()
		for _, judge := range []sync.Judge{unknown, held} {
			plan, _ := w.sync(f.load(t), settings{judge: judge})
			if stays := len(plan.Changes) == 0; stays != tt.stays {
				t.Errorf("%q: plan %q", tt.proof, actions(plan.Changes))
			}
			if tt.stays && w.state() != before {
				t.Errorf("%q: %s", tt.proof, cmp.Diff(before, w.state()))
			}
		}
	}
}

// TestRecordRemovedWithoutAMirror: where the catalog sets projectId itself, the
// digest of the content still shows that sync was there, so that a stop whose
// record was removed is one. A package that is only adopted was not stopped.
func TestRecordRemovedWithoutAMirror(t *testing.T) {
	const props = "metadataProperties: {projectId: p-1}\n"
	past := merged(time.Now().Add(-time.Hour))
	w := newWorld(t)
	c := one(props + "modelApprovalStatus: Approved\n").load(t)
	w.mustSync(c, settings{judge: past})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{
		"modelApprovalStatus": "PendingManualApproval", "customerMetadataPropertiesToRemove": []any{"modelreg/approval"},
	})
	plan, _ := w.sync(c, settings{judge: past})
	if diff := cmp.Diff([]string{"notice churn/1 kept"}, actions(plan.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}

	w = newWorld(t)
	w.mustSync(one(props).load(t), settings{})
	w.byHand(w.packages("churn")[0].ARN, sync.Doc{
		"customerMetadataPropertiesToRemove": []any{"modelreg/approval", "modelreg/content"}, // as somebody who only tags it leaves it
	})
	w.sync(c, settings{judge: held})
	w.mustSync(c, settings{judge: past})
	if got := status(w.packages("churn")[0]); got != "Approved" {
		t.Errorf("after its adoption it is %s", got)
	}
}

// TestStopsAndTheTimeOfTheApproval: an approval of before the stop leaves it,
// one of after it ends it.
func TestStopsAndTheTimeOfTheApproval(t *testing.T) {
	for _, tt := range []struct {
		merged time.Duration // after the stop
		want   string
	}{{-time.Minute, "Rejected"}, {time.Minute, "Approved"}} {
		w := newWorld(t)
		c := one("modelApprovalStatus: Approved\n").load(t)
		w.mustSync(c, settings{judge: merged(time.Now().Add(-time.Hour))})
		w.byHand(w.packages("churn")[0].ARN, sync.Doc{"modelApprovalStatus": "Rejected"})
		stop := w.packages("churn")[0].ModifiedAt
		w.sync(c, settings{judge: merged(stop.Add(tt.merged))})
		if got := status(w.packages("churn")[0]); got != tt.want {
			t.Errorf("merged %v after the stop: it is %s, want %s", tt.merged, got, tt.want)
		}
	}
}
