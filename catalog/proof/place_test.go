package proof_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
)

// TestShallow is row 51.
func TestShallow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	dir := filepath.Join(w.dir, "shallow")
	w.git("", "clone", "-q", "--depth", "1", "file://"+w.g.Dir(), dir)
	if _, err := w.try(dir); err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
		t.Errorf("a shallow clone gives %v", err)
	}
}

// TestStanding holds that approvals are looked for on the protected branch
// only, and found behind its tip.
func TestStanding(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	dir := w.clone("dana")
	w.git(dir, "checkout", "-q", "main")
	w.edit("olga", "main", files{"house-price/README.md": "later\n"})

	s := w.seekIn(dir) // GitHub alone has the tip
	stands(t, s, proof.Behind)
	want(t, s.judge(versionRef, production), evidence.Granted, "", "#1 by bob")

	w.git(dir, "fetch", "-q", "origin")
	s = w.seekIn(dir) // the clone has it, too
	stands(t, s, proof.Behind)
	want(t, s.judge(versionRef, production), evidence.Granted, "", "#1 by bob")

	s = w.seekIn(dir, at("origin/main"))
	stands(t, s, proof.AtTip)
	want(t, s.judge(versionRef, production), evidence.Granted, "", "#1 by bob")

	w.git(dir, "merge", "-q", "--ff-only", "origin/main")
	_, err := w.g.Commit("dana", dir, "Not pushed", inRepo(files{versionFile: swap(approved, "linear", "cubic")}))
	w.ok(err)
	s = w.seekIn(dir)
	stands(t, s, proof.Away)
	want(t, s.judge(versionRef, production), evidence.NeedsProof, "", "is not on main of acme/models; an approval is proven once it is merged")

	w.push("dana", dir, "HEAD:feature")
	w.edit("olga", "main", files{"house-price/README.md": "even later\n"})
	s = w.seekIn(dir) // beside the tip, and GitHub alone has that
	stands(t, s, proof.Away)

	s = w.seekIn(dir, noToken)
	if _, err := s.Standing(t.Context()); !errors.Is(err, proof.ErrNoToken) {
		t.Errorf("without a token: %v", err)
	}
	want(t, s.judge(versionRef, production), evidence.NeedsProof, "", "set GITHUB_TOKEN or GH_TOKEN")
}

func stands(t *testing.T, s *seeker, want proof.Standing) {
	t.Helper()
	if got := give(s.Standing(t.Context())).to(s.w); got != want {
		t.Errorf("stands %s, want %s", got, want)
	}
}

// TestOther holds that an answer is about what the commit says, or none.
func TestOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	s := w.seek()
	r := s.request(versionRef, production)
	r.Key.S = "1:" + strings.Repeat("0", 64)
	v := give(s.Judge(t.Context(), []proof.Request{r})).to(w).For(r.Key)
	want(t, v, evidence.Unknown, "", "has another house-price/1")
	if len(s.Proofs()) != 0 {
		t.Errorf("the proofs are %+v", s.Proofs())
	}
}

// TestMovesOn holds that the log is read from the tip that was asked about, also
// where the branch has moved on since.
func TestMovesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	s := w.seek()
	stands(t, s, proof.AtTip)
	for i := range 3 {
		w.edit("mallory", "main", files{"house-price/README.md": strings.Repeat("later\n", i+1)})
	}
	want(t, s.judge(versionRef, production), evidence.Granted, "", "#1 by bob")
}

// TestSecondParent holds that a commit that came in by the side of the branch is
// not on it.
func TestSecondParent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.propose("dana", "approve", approval)
	head := w.sha("approve")
	w.review(n, "bob")
	w.merge(n, "merge")
	want(t, w.judge(at(head)), evidence.NeedsProof, "", "is not on main")
}

// TestEvidenceNone is row 60: that a target asks for no proof is policy.
func TestEvidenceNone(t *testing.T) {
	none := files{registryFile: swap(registryYAML, "    variables:", "    evidence: none\n    variables:")}
	t.Run("pushed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.edit("mallory", "main", none)
		w.edit("mallory", "main", approval)
		s := w.seek()
		if s.NoneEver(production) {
			t.Error("the target is said never to have asked for proof")
		}
		v := s.Policy(t.Context())
		if v.State != evidence.Held || !strings.Contains(v.Reason, "by a push of mallory") {
			t.Errorf("the policy is %s: %s", v.State, v.Reason)
		}
		want(t, s.judge(versionRef, production), evidence.Held, "policy-chain", "nobody approved the change of the approval policy")
	})
	t.Run("reviewed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.grant("none", none)
		w.edit("mallory", "main", approval)
		s := w.seek()
		if s.NoneEver(production) {
			t.Error("the target is said never to have asked for proof")
		}
		if v := s.Policy(t.Context()); v.State != evidence.Granted {
			t.Errorf("the policy is %s: %s", v.State, v.Reason)
		}
		v := s.judge(versionRef, production)
		want(t, v, evidence.Granted, "", "asks for no proof")
		if v.Proof != "none" {
			t.Errorf("the proof is %q", v.Proof)
		}
	})
	t.Run("from the beginning", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, none)
		if s := w.seek(); !s.NoneEver(production) || s.NoneEver("elsewhere") {
			t.Error("the target is said to have asked for proof")
		}
	})
}

// TestGatesDropped holds that what needed proof once is asked about still.
func TestGatesDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.edit("mallory", "main", files{registryFile: swap(registryYAML, "  rules:", "  gates: [modelCard.modelCardStatus=Approved]\n  rules:")})
	var gates []string
	for _, g := range w.seek().Gates() {
		gates = append(gates, g.String())
	}
	want := "modelApprovalStatus=Approved modelCard.modelCardStatus=Approved modelLifeCycle.stageStatus=Approved"
	if got := strings.Join(gates, " "); got != want {
		t.Errorf("the gates are %s, want %s", got, want)
	}
}

// TestLogEnds holds that a log of updates that does not reach back is a doubt.
func TestLogEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	w.g.Advance(100 * 24 * time.Hour)
	w.edit("olga", "main", files{"house-price/README.md": "later\n"})
	want(t, w.judge(), evidence.Granted, "", "by bob")
	w.g.ForgetActivityBefore(w.g.Now().Add(-time.Hour))
	want(t, w.judge(), evidence.Unknown, "activity-expired", "show the bundle that sync wrote then")
	w.g.NoActivity()
	want(t, w.judge(), evidence.Unknown, "activity-unsupported", "keeps no log of updates")
}
