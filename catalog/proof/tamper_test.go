package proof_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
)

// harmless are the members of a kept proof that decide nothing: the verdict is
// reached anew, words are for people, and whoever had a part in it is none who
// approved it. GitHub alone knows the rest.
var harmless = []string{
	`^/verdict/`,
	`/(html_url|title)$`,
	`^/facts/question/commit$`,
	`^/facts/updates/\d+/actor/`,
	`^/facts/thresholds/known$`, // git tells them as well
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
