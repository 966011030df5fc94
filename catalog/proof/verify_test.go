package proof_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"modelreg/catalog"
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

func keep(t *testing.T) *kept {
	w := newWorld(t)
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
	audited(t, k.verify(k.rec, k.bundles), evidence.Rederived, "by bob")

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

// harmless are the members of a kept proof that decide nothing: the verdict is
// reached anew, words are for people, and whoever had a part in it is none who
// approved it. GitHub alone knows the rest.
var harmless = []string{
	`^/verdict/`,
	`/(html_url|title)$`,
	`^/facts/question/commit$`,
	`^/facts/updates/\d+/actor/`,
	`^/facts/registered/value/(commit|by/.*)$`,
	`^/facts/digests/HEAD/value/content_digest$`,
	`^/facts/pull_requests/value/0/(user/.*|base/sha|head/ref|head/repository_id)$`,
	`/detail/commits/value/\d+/(author/.*|committer/.*|parents/\d+)$`,
	`/detail/events/value/\d+/(event|actor/.*)$`,
	`/detail/pushes/value/\d+/(activity_type|before|actor/.*)$`,
	`/detail/(reviews/value/\d+/id|seen/known)$`,
	`^/policy_chain/(given|root/commit)$`,
}

// TestVerifyTampered changes each member of a kept proof in turn: it grants
// nothing any more, but for those that decide nothing.
func TestVerifyTampered(t *testing.T) {
	t.Parallel()
	k := keep(t)
	good := give(os.ReadFile(k.file)).to(k.world)
	k.g.NoActivity()
	s := k.seekIn(k.clone)
	verify := func(text []byte) evidence.Audit {
		k.ok(os.WriteFile(k.file, text, 0o644))
		return s.Verify(t.Context(), "house-price", "1", versionFile, production, k.rec, k.bundles)
	}
	audited(t, verify(good), evidence.BundleOnly, "GitHub does not tell all of it any more")
	var all any
	k.ok(json.Unmarshal(good, &all))
	head := k.sha("approve")
	hits := make([]int, len(harmless))
	changeEach(all, "", func(path string) {
		text := give(json.Marshal(all)).to(k.world)
		a := verify(text)
		path = strings.ReplaceAll(path, head, "HEAD")
		i := slices.IndexFunc(harmless, func(p string) bool { return regexp.MustCompile(p).MatchString(path) })
		switch {
		case i >= 0 && a.Outcome == evidence.BundleOnly:
			hits[i]++
		case a.Outcome != evidence.Contradicted && a.Outcome != evidence.NotFound:
			t.Errorf("%q, %s: %s", path, a.Outcome, a.Reason)
		case a.Reason == "":
			t.Errorf("%q: no reason", path)
		}
	})
	for i, hit := range hits {
		if hit == 0 {
			t.Errorf("%s is said to be harmless", harmless[i])
		}
	}
	audited(t, verify(good[:len(good)/2]), evidence.NotFound, "reading the proof")
}

// TestVerifyForged holds that a kept proof goes by the policy that git has, also
// if it agrees with itself.
func TestVerifyForged(t *testing.T) {
	t.Parallel()
	k := keep(t)
	b, have, err := proof.ReadBundle(k.bundles, production, "house-price", "1", k.rec.S)
	k.ok(err)
	if !have {
		t.Fatal("there is no proof")
	}
	k.g.NoActivity()
	policy := b.Facts.Policy.Value
	policy.Policy.MachineUsers = []string{"robot"}
	policy.Text, policy.Digest = catalog.PolicyText(policy.Policy)
	b.Facts.Policy.Value, b.Chain.Root = policy, policy
	if v := b.Judge(); v.State != evidence.Granted {
		t.Fatalf("the proof does not agree with itself: %s", v.Reason)
	}
	give(proof.WriteBundle(k.bundles, b)).to(k.world)
	audited(t, k.verify(k.rec, k.bundles), evidence.Contradicted, "goes by a policy that git does not have")
}

// TestVerifyForgedCommit holds that git says where an approval came in, also if
// the package and the kept proof agree on another commit.
func TestVerifyForgedCommit(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.g.NoActivity()
	forged := strings.NewReplacer(k.sha("main"), strings.Repeat("f", 40))
	k.ok(os.WriteFile(k.file, []byte(forged.Replace(string(give(os.ReadFile(k.file)).to(k.world)))), 0o644))
	k.rec.Proof = forged.Replace(k.rec.Proof)
	audited(t, k.verify(k.rec, k.bundles), evidence.Contradicted, "is about commit fffffff, and git says otherwise")
}

// changeEach changes each text, number and truth value below v, one at a time,
// and calls then while it is changed.
func changeEach(v any, path string, then func(path string)) {
	each := func(old any, at string, set func(any)) {
		switch old := old.(type) {
		case string:
			set("x" + old)
		case float64:
			set(old + 1)
		case bool:
			set(!old)
		default:
			changeEach(old, at, then)
			return
		}
		then(at)
		set(old)
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			each(v[name], path+"/"+name, func(to any) { v[name] = to })
		}
	case []any:
		for i := range v {
			each(v[i], fmt.Sprintf("%s/%d", path, i), func(to any) { v[i] = to })
		}
	}
}
