package sync

import (
	"cmp"
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

const testRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme
defaultTarget: prod
targets:
  prod:
    sagemaker: {region: us-east-1, accountId: "111122223333"}
  gated:
    sagemaker: {region: eu-west-1, accountId: "111122223333"}
    versions: approved
approval: {repository: acme/models, branch: main}
safety: {maxDeletes: 5, maxChangedPercent: 100}
`

const testGroup = "apiVersion: modelreg/v1\nkind: ModelGroup\n"

func versionFile(rest string) string {
	return "apiVersion: modelreg/v1\nkind: ModelVersion\n" + rest
}

// loadFiles reads a catalog that must have no problems.
func loadFiles(t testing.TB, files map[string]string) *catalog.Catalog {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, problems, err := catalog.Load(context.Background(), fsys, catalog.LoadOptions{})
	if err != nil || catalog.HasErrors(problems) {
		t.Fatalf("loading: %v %v", err, problems)
	}
	return c
}

// want loads one version of one group and puts it into SageMaker's terms.
func wantOne(t testing.TB, version string) *wanted {
	t.Helper()
	c := loadFiles(t, map[string]string{
		"registry.yaml":         testRegistry,
		"churn/group.yaml":      testGroup,
		"churn/versions/1.yaml": versionFile(version),
	})
	target, _ := c.Target("prod")
	w, problems := desire(c.Registry, target, c.Groups[0].Versions[0])
	if w == nil {
		t.Fatalf("desire: %v", problems)
	}
	return w
}

const (
	statusApproved = "sourceUri: s3://bucket/model.tar.gz\nmodelApprovalStatus: Approved\n"
	statusRejected = "sourceUri: s3://bucket/model.tar.gz\nmodelApprovalStatus: Rejected\n"
	statusPending  = "sourceUri: s3://bucket/model.tar.gz\n"
	stageApproved  = "sourceUri: s3://bucket/model.tar.gz\nmodelLifeCycle: {stage: QA, stageStatus: Approved}\n"
)

var (
	otherS  = "1:" + strings.Repeat("0", 64)
	changed = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// TestChooseApproval is the table in the comment of chooseApproval.
func TestChooseApproval(t *testing.T) {
	granted := evidence.Verdict{State: evidence.Granted, Proof: "pr=7", At: changed.Add(time.Hour)}
	before := evidence.Verdict{State: evidence.Granted, Proof: "pr=7", At: changed.Add(-time.Hour)}
	noProof := evidence.Verdict{State: evidence.Granted, Proof: "none"}
	held := evidence.Verdict{State: evidence.Held, Reason: "nobody reviewed it"}
	unknown := evidence.Verdict{State: evidence.Unknown, Reason: "GitHub does not answer"}
	unasked := evidence.Verdict{State: evidence.NeedsProof}

	type choice struct {
		set, record string // record "" means that none is written
		freeze      bool
		reason      Reason
		note        Action
	}
	tests := []struct {
		name    string
		version string
		have    string
		record  string // "", "ours", "other", "rejected", "pending", "pending with proof", "garbled"
		verdict evidence.Verdict
		want    choice
		stage   string // of the life cycle in the registry; empty: Approved
	}{
		{"recorded approval is left alone", statusApproved, approved, "ours", held, choice{}, ""},
		{"changed content needs a new grant", statusApproved, approved, "other", held, choice{freeze: true, reason: HeldApproval, note: Blocked}, ""},
		{"changed content with a grant", statusApproved, approved, "other", granted, choice{record: "pr=7", reason: Changed}, ""},
		{"changed content while GitHub is down", statusApproved, approved, "other", unknown, choice{freeze: true, reason: UnknownProof, note: Blocked}, ""},
		{"approved by hand, granted", statusApproved, approved, "", granted, choice{record: "pr=7", reason: Repair}, ""},
		{"approved by hand, held", statusApproved, approved, "", held, choice{set: pending, record: "pending", reason: PutBack, note: Blocked}, ""},
		{"approved by hand, unknown", statusApproved, approved, "", unknown, choice{freeze: true, reason: UnknownProof, note: Blocked}, ""},
		{"approved by hand, not looked up", statusApproved, approved, "", unasked, choice{freeze: true, reason: ProofNeeded, note: Notice}, ""},
		{"approved over our rejection, held", statusApproved, approved, "rejected", held, choice{set: pending, record: "pending", reason: PutBack, note: Blocked}, ""},

		{"first approval", statusApproved, pending, "", granted, choice{set: approved, record: "pr=7", reason: Approve}, ""},
		{"first approval where no proof is asked", statusApproved, pending, "", noProof, choice{set: approved, record: "none", reason: Approve}, ""},
		{"first approval, held", statusApproved, pending, "", held, choice{reason: HeldApproval, note: Blocked}, ""},
		{"first approval, unknown", statusApproved, pending, "", unknown, choice{reason: UnknownProof, note: Blocked}, ""},
		{"first approval, not looked up", statusApproved, pending, "", unasked, choice{reason: ProofNeeded, note: Notice}, ""},
		{"first approval where no state is told", statusApproved, "", "", granted, choice{set: approved, record: "pr=7", reason: Approve}, ""},

		{"emergency stop over our approval", statusApproved, rejected, "ours", held, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"emergency stop, older grant of the same", statusApproved, rejected, "ours", before, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"emergency stop, newer grant", statusApproved, rejected, "ours", granted, choice{set: approved, record: "pr=7", reason: Approve}, ""},
		{"emergency stop, older grant of another", statusApproved, rejected, "other", before, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"set to pending over our approval", statusApproved, pending, "ours", before, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"stopped, no proof asked, same request", statusApproved, rejected, "ours", noProof, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"stopped, no proof asked, asked again", statusApproved, rejected, "other", noProof, choice{set: approved, record: "none", reason: Approve}, ""},
		{"rejected before our approval", statusApproved, rejected, "", before, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"rejected before our approval, no proof asked", statusApproved, rejected, "", noProof, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"rejected before our approval, newer grant", statusApproved, rejected, "", granted, choice{set: approved, record: "pr=7", reason: Approve}, ""},
		{"rejected by hand after the catalog took it back", statusApproved, rejected, "pending", before, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"pending beside a record that was edited", statusApproved, pending, "garbled", before, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"pending beside a record that was edited, newer grant", statusApproved, pending, "garbled", granted, choice{set: approved, record: "pr=7", reason: Approve}, ""},
		{"our own rejection, asked again", statusApproved, rejected, "rejected", before, choice{set: approved, record: "pr=7", reason: Approve}, ""},
		{"our own rejection, held", statusApproved, rejected, "rejected", held, choice{reason: HeldApproval, note: Blocked}, ""},

		{"pending as it should be", statusPending, pending, "", held, choice{}, ""},
		{"approved by hand, not asked for", statusPending, approved, "", granted, choice{set: pending, record: "pending", reason: PutBack, note: Notice}, ""},
		{"catalog takes an approval back", statusPending, approved, "other", granted, choice{set: pending, record: "pending", reason: Demote}, ""},
		{"catalog lifts its own rejection", statusPending, rejected, "rejected", granted, choice{set: pending, record: "pending", reason: Reopen}, ""},
		{"rejected by hand", statusPending, rejected, "", granted, choice{freeze: true, reason: KeptByHand, note: Notice}, ""},
		{"catalog agrees with a stop", statusPending, pending, "other", granted, choice{record: "pending", reason: Changed}, ""},

		{"rejected as it should be", statusRejected, rejected, "rejected", held, choice{}, ""},
		{"catalog agrees with a rejection", statusRejected, rejected, "", held, choice{record: "rejected", reason: Changed}, ""},
		{"rejecting needs no proof", statusRejected, approved, "other", held, choice{set: rejected, record: "rejected", reason: Reject}, ""},
		{"rejecting what is pending", statusRejected, pending, "", unknown, choice{set: rejected, record: "rejected", reason: Reject}, ""},

		{"another gate, granted", stageApproved, pending, "", granted, choice{record: "pending pr=7", reason: Approve}, "OnHold"},
		{"another gate, held", stageApproved, pending, "", held, choice{reason: HeldApproval, note: Blocked}, "OnHold"},
		{"another gate recorded", stageApproved, pending, "ours", held, choice{}, ""},
		{"another gate closed by hand", stageApproved, pending, "ours", held, choice{freeze: true, reason: KeptByHand, note: Notice}, rejected},
		{"another gate closed by hand, newer grant", stageApproved, pending, "ours", granted, choice{record: "pending pr=7", reason: Approve}, rejected},
		{"another gate changed, held", stageApproved, pending, "pending with proof", held, choice{freeze: true, reason: HeldApproval, note: Blocked}, ""},
		{"another gate, approved by hand", stageApproved, approved, "", granted, choice{set: pending, record: "pending pr=7", reason: PutBack, note: Notice}, ""},
		{"another gate, held, approved by hand", stageApproved, approved, "", held, choice{set: pending, record: "pending", reason: PutBack, note: Blocked}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := wantOne(t, tt.version)
			rec := map[string]record{
				"ours": {w.eff.S, w.status, "pr=3"}, "other": {otherS, approved, "pr=3"},
				"rejected": {otherS, rejected, ""}, "pending": {otherS, pending, ""},
				"pending with proof": {otherS, pending, "pr=3"},
			}[tt.record]
			p := Package{Doc: Doc{mStatus: tt.have, mLifeCycle: map[string]any{"stage": "QA", "stageStatus": cmp.Or(tt.stage, approved)}}, ModifiedAt: changed}
			if tt.have == "" {
				delete(p.Doc, mStatus)
			}
			id := identity{Record: rec, Garbled: tt.record == "garbled"}
			c := w.chooseApproval(p, id, func() evidence.Verdict { return tt.verdict })
			words := map[string]string{"": "", approved: c.record.Proof, rejected: "rejected " + c.record.Proof, pending: "pending " + c.record.Proof}
			got := choice{c.set, strings.TrimSpace(words[c.record.State]), c.freeze, c.reason, c.note}
			if got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
			if c.record != (record{}) && c.record.S != w.eff.S {
				t.Errorf("recorded for %s, want the digest of what the catalog says", c.record.S)
			}
		})
	}
}

// TestNothingApprovedWithoutAGrant is law 1: whatever the registry holds and
// whatever was recorded, Approved is written, and other gates are opened, only
// with a granted verdict or where the very same was granted before.
func TestNothingApprovedWithoutAGrant(t *testing.T) {
	wants := []*wanted{wantOne(t, statusApproved), wantOne(t, statusPending), wantOne(t, statusRejected), wantOne(t, stageApproved)}
	rapid.Check(t, func(rt *rapid.T) {
		w := rapid.SampledFrom(wants).Draw(rt, "version")
		rec := record{
			S:     rapid.SampledFrom([]string{"", w.eff.S, otherS, "x"}).Draw(rt, "digest"),
			State: rapid.SampledFrom([]string{"", approved, rejected, pending, begun}).Draw(rt, "state"),
			Proof: rapid.SampledFrom([]string{"", "pr=3", "none", approved, pending}).Draw(rt, "proof"),
		}
		v := evidence.Verdict{
			State: rapid.SampledFrom([]evidence.State{evidence.Granted, evidence.Held, evidence.Unknown, evidence.NeedsProof, ""}).Draw(rt, "verdict"),
			At:    changed.Add(time.Duration(rapid.Int64Range(-5, 5).Draw(rt, "merged")) * time.Hour),
		}
		status := rapid.SampledFrom([]string{approved, rejected, pending, ""}).Draw(rt, "registry")
		stage := rapid.SampledFrom([]string{approved, "OnHold"}).Draw(rt, "stage")
		p := Package{Doc: Doc{mStatus: status, mLifeCycle: map[string]any{"stageStatus": stage}}, ModifiedAt: changed}
		c := w.chooseApproval(p, identity{Record: rec, Garbled: rapid.Bool().Draw(rt, "garbled")}, func() evidence.Verdict { return v })
		if v.State == evidence.Granted {
			return
		}
		if c.set == approved {
			rt.Fatalf("approved on verdict %q", v.State)
		}
		if c.record.Proof != "" {
			rt.Fatalf("recorded an approval %v on verdict %q", c.record, v.State)
		}
		if closed, _ := w.closedGate(p.Doc); c.gates && closed != "" {
			rt.Fatalf("opened a gate on verdict %q and record %v", v.State, rec)
		}
		if v.State == evidence.Unknown && len(w.eff.Asks) > 0 && w.status == approved && c.set != "" {
			rt.Fatalf("unknown wrote %q", c.set)
		}
	})
}

// TestAsideLiftsNothing: an approval that came in by another change of what was
// asked for already says nothing about a stop.
func TestAsideLiftsNothing(t *testing.T) {
	w := wantOne(t, statusApproved)
	stopped := Package{ModifiedAt: changed}
	v := evidence.Verdict{State: evidence.Granted, At: changed.Add(time.Hour)}
	if !w.lifts(stopped, record{}, v) {
		t.Error("a later approval does not lift a stop")
	}
	if v.Aside = true; w.lifts(stopped, record{}, v) {
		t.Error("an approval aside lifts a stop")
	}
}

// TestUnknownTimesLiftNothing: without a time of the stop there is no telling
// what came later.
func TestUnknownTimesLiftNothing(t *testing.T) {
	w := wantOne(t, statusApproved)
	v := evidence.Verdict{State: evidence.Granted, At: changed}
	if w.lifts(Package{}, record{}, v) {
		t.Error("a stop at an unknown time is lifted")
	}
}

func TestRecordAndMirrorReadBack(t *testing.T) {
	digest := "1:" + strings.Repeat("ab", 32)
	for _, r := range []record{{digest, approved, "pr=7 c=4f2c9d1 by=11+12"}, {digest, approved, "none"}, {digest, approved, "ungated c=4f2c9d1"}, {digest, rejected, ""}, {digest, pending, "pr=7"}, {digest, begun, pending}} {
		if got, ok := parseRecord(r.String()); !ok || got != r {
			t.Errorf("parseRecord(%q) = %+v, %v", r, got, ok)
		}
	}
	m := mirror{"acme", "1.4.0-rc.1", digest}
	if got, ok := parseMirror(m.String()); !ok || got != m {
		t.Errorf("parseMirror(%q) = %+v, %v", m, got, ok)
	}
	for _, bad := range []string{"", " ", digest, digest + " ", "1:zz pr=1", "modelreg acme 1", "x" + digest + " pr=1", digest + " fine", digest + " pending fine", digest + " ungated"} {
		if got, ok := parseRecord(bad); ok {
			t.Errorf("parseRecord(%q) = %+v", bad, got)
		}
		if got, ok := parseMirror(bad); ok {
			t.Errorf("parseMirror(%q) = %+v", bad, got)
		}
	}
}

func TestKeySetHoldsItsKeysWithinTheLimit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.MapOfN(rapid.StringN(1, 128, -1), rapid.Just(""), 0, 48).Draw(rt, "keys")
		s := newKeySet(keys)
		if len(s) > 256 {
			rt.Fatalf("%d keys take %d characters", len(keys), len(s))
		}
		for k := range keys {
			if !s.has(k) {
				rt.Fatalf("%q is not in its set", k)
			}
		}
		if other := keySet("9" + string(s)); len(keys) > 0 && other.has("anything") {
			rt.Fatal("a set in another form claims keys")
		}
	})
	if newKeySet(map[string]string{"owner": ""}).has("team") {
		t.Error("a key that is not in the set is said to be")
	}
}
