package proof_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github/fake"
	"modelreg/catalog/proof"
)

// A kept approval is one whose proof was recorded and kept in a folder.
type kept struct {
	*world
	clone, bundles, file string
	rec                  proof.Recorded
}

func keep(t *testing.T, changes ...files) *kept {
	w := newWorld(t, changes...)
	w.grant("approve", approval)
	s := w.seekClone()
	v := s.judge(versionRef, production)
	want(t, v, evidence.Granted, "", "by bob")
	k := &kept{world: w, clone: strings.TrimSuffix(s.repo.GitDir(), "/.git"), bundles: w.dir + "/proofs"}
	for _, b := range s.Proofs() {
		k.file = give(proof.WriteBundle(k.bundles, b)).to(w)
		k.rec = proof.Recorded{S: b.Facts.Question.S, Proof: v.Proof}
	}
	return k
}

func (k *kept) verify(rec proof.Recorded, bundles string) evidence.Audit {
	k.t.Helper()
	return k.seekIn(k.clone).Verify(k.t.Context(), "house-price", "1", versionFile, production, rec, bundles)
}

func audited(t *testing.T, a evidence.Audit, outcome evidence.Outcome, says string) {
	t.Helper()
	if a.Outcome != outcome || !strings.Contains(a.Reason, says) {
		t.Errorf("got %s, want %s and %q: %s", a.Outcome, outcome, says, a.Reason)
	}
}

// TestVerify holds what is said of a recorded proof while GitHub knows all.
func TestVerify(t *testing.T) {
	t.Parallel()
	k := keep(t)
	a := k.verify(k.rec, "")
	audited(t, a, evidence.Rederived, "by bob")
	if a.Commit != k.sha("main") || a.Proof == nil || a.Proof.Judge().State != evidence.Granted {
		t.Errorf("the evidence is %+v", a)
	}
	audited(t, k.verify(k.rec, k.bundles), evidence.Rederived, "by bob")

	for _, edit := range [][2]string{{"pr=1", "pr=2"}, {"c=", "c=f"}, {"by=", "by=9"}} {
		forged := k.rec
		forged.Proof = swap(forged.Proof, edit[0], edit[1])
		audited(t, k.verify(forged, ""), evidence.Contradicted, "what can be found is")
		audited(t, k.verify(forged, k.bundles), evidence.Contradicted, "what can be found is")
	}
	forged := k.rec
	forged.S = "1:" + strings.Repeat("0", 64)
	audited(t, k.verify(forged, k.bundles), evidence.Contradicted, "no commit of main up to")
	audited(t, k.verify(proof.Recorded{}, k.bundles), evidence.NoProof, "no proof is recorded")

	k.user("bob", "User", "none") // has left
	audited(t, k.verify(k.rec, ""), evidence.Contradicted, "permission none")
	audited(t, k.verify(k.rec, k.bundles), evidence.BundleOnly, "permission none")

	k.ok(k.g.Dismiss(1, "olga", k.review1()))
	audited(t, k.verify(k.rec, k.bundles), evidence.Contradicted, "has 0 of 1 approval")
}

// review1 is the id of the review of pull request 1.
func (k *kept) review1() int64 {
	k.t.Helper()
	reviews := give(k.client().Reviews(k.t.Context(), "acme/models", 1)).to(k.world)
	return reviews[0].ID
}

// TestVerifyOld holds that an approval that is not the newest is verified as it
// was.
func TestVerifyOld(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.edit("bob", "main", files{versionFile: swap(approved, "linear", "quadratic")})
	s := k.seek()
	a := s.Verify(t.Context(), "house-price", "1", versionFile, production, k.rec, "")
	audited(t, a, evidence.Rederived, "#1 by bob")
	if a.Commit != k.sha("main~") {
		t.Errorf("the newest commit that asks for it is %s, want %s", a.Commit, k.sha("main~"))
	}
}

// TestVerifyWithoutGitHub holds that a kept proof stands in where GitHub does not
// tell any more, and nothing does without it.
func TestVerifyWithoutGitHub(t *testing.T) {
	t.Parallel()
	k := keep(t)
	for name, lost := range map[string]func(){
		"down":    func() { k.g.Fault(where(&fake.Fault{Status: http.StatusInternalServerError})) },
		"reviews": func() { k.g.Fault(where(&fake.Fault{Status: http.StatusForbidden}, "/reviews")) },
		"expired": func() {
			k.g.Fault(nil)
			k.g.Advance(100 * 24 * time.Hour)
			k.g.ForgetActivityBefore(k.g.Now())
		},
	} {
		lost()
		a := k.verify(k.rec, "")
		audited(t, a, evidence.NotFound, "")
		if a.Reason == "" {
			t.Errorf("%s: no reason", name)
		}
		a = k.verify(k.rec, k.bundles)
		audited(t, a, evidence.BundleOnly, "GitHub does not tell all of it any more")
	}
	forged := k.rec
	forged.Proof = swap(forged.Proof, "by=", "by=9")
	audited(t, k.verify(forged, k.bundles), evidence.Contradicted, "the kept proof does not grant what the package records")
}

// TestVerifyContent: of what is recorded nowhere, the proof is that of what the
// catalog asks for.
func TestVerifyContent(t *testing.T) {
	t.Parallel()
	k := keep(t)
	verify := func(digest string) evidence.Audit {
		return k.seekIn(k.clone).VerifyContent(t.Context(), "house-price", "1", versionFile, production, digest)
	}
	a := verify(k.rec.S)
	audited(t, a, evidence.ByContent, "holds exactly what was approved: Approved in acme/models#1 by bob")
	if a.Commit != k.sha("main") || a.Proof == nil || a.Proof.Judge().State != evidence.Granted {
		t.Errorf("the evidence is %+v", a)
	}
	audited(t, verify("1:"+strings.Repeat("0", 64)), evidence.NotFound, "no commit of main up to")
	k.user("bob", "User", "none") // has left
	audited(t, verify(k.rec.S), evidence.NoProof, "permission none")
}
