package proof_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github/fake"
)

// TestRoot holds that the trust root is where the policy is taken as it is, and
// nothing before it counts.
func TestRoot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.edit("mallory", "main", files{registryFile: loose})
	pushed := w.sha("main")
	n := w.propose("dana", "approve", approval)
	w.review(n, "mallory")
	w.merge(n, "squash")
	granted := w.sha("main")

	s := w.seek()
	if commit, given := s.Root(); commit != w.sha(pushed+"~") || given {
		t.Errorf("the root is %s, %v", commit, given)
	}
	want(t, s.judge(versionRef, production), evidence.Held, "policy-chain", "name a later commit that you trust as --policy-root")

	s = w.seek(root(pushed))
	if commit, given := s.Root(); commit != pushed || !given {
		t.Errorf("the root is %s, %v", commit, given)
	}
	want(t, s.judge(versionRef, production), evidence.Granted, "", "by mallory")

	want(t, w.judge(root(granted)), evidence.Unknown, "policy", "it was merged before "+granted[:7])
	w.grant("again", files{versionFile: approved + "approvalRequest: 2\n"})
	want(t, w.judge(root(granted)), evidence.Granted, "", "#2 by bob")

	dir := w.clone("dana")
	for _, rev := range []string{"origin/approve", "origin/main"} {
		_, err := w.try(dir, root(rev), at("origin/main~"))
		if err == nil || !strings.Contains(err.Error(), "give a commit of the protected branch") {
			t.Errorf("root %s: %v", rev, err)
		}
	}
}

// TestPlace holds that a change of the repository or the branch moves nothing
// until the trust root moves.
func TestPlace(t *testing.T) {
	t.Parallel()
	other := swap(registryYAML, "acme/models", "acme/elsewhere")
	w := newWorld(t, files{registryFile: other})
	w.grant("approve", approval)
	want(t, w.judge(ofRepository("acme/models")), evidence.Unknown, "", `this run is of "acme/models"`)

	w.edit("olga", "main", files{registryFile: registryYAML})
	want(t, w.judge(), evidence.Unknown, "", "give --policy-root COMMIT")
	w.grant("again", files{versionFile: approved + "approvalRequest: 2\n"})
	want(t, w.judge(root("HEAD~")), evidence.Granted, "", "#2 by bob")
	want(t, w.judge(root("HEAD~"), ofRepository("ACME/Models")), evidence.Granted, "", "#2 by bob")
}

// TestRenamed holds that a repository that has another name now is the same still,
// if GitHub says so.
func TestRenamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.grant("approve", approval)
	swapped := func(old, to string) *fake.Fault {
		return &fake.Fault{Edit: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(old), []byte(to)) }}
	}
	// GitHub is asked about the repository by the name of the place, and again
	// by that of the policy.
	answer := func(again *fake.Fault) {
		asked := 0
		w.g.Fault(func(r *http.Request) *fake.Fault {
			if !strings.HasSuffix(r.URL.Path, "/repos/acme/models") {
				return nil
			}
			asked++
			if asked == 1 {
				return swapped(`"acme/models"`, `"acme/renamed"`)
			}
			return again
		})
	}
	answer(swapped(`"acme/models"`, `"acme/renamed"`))
	want(t, w.judge(), evidence.Granted, "", "Approved in acme/models#1 by bob")
	answer(&fake.Fault{Status: http.StatusForbidden})
	want(t, w.judge(), evidence.Unknown, "policy", "give the token metadata: read")
	for _, other := range []*fake.Fault{swapped("4711", "4712"), {Status: http.StatusNotFound}} {
		answer(other)
		want(t, w.judge(), evidence.Held, "policy", `is about "acme/models", and "acme/renamed" was asked`)
	}
}

// TestNoPolicy holds that nothing is granted where the root has no policy that
// names a repository.
func TestNoPolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{registryFile: swap(registryYAML, "    sagemaker: {region: eu-west-1, accountId: \"111122223333\"}\n", "    local: {path: x.db}\n    evidence: none\n")})
	w.edit("mallory", "main", files{registryFile: "kind: [\n"})
	broken := w.sha("main")
	w.edit("mallory", "main", files{registryFile: registryYAML})
	w.grant("approve", approval)
	want(t, w.judge(), evidence.Held, "policy-chain", "nobody approved the change of the approval policy")
	want(t, w.judge(root(broken)), evidence.Unknown, "", "there is no policy at the trust root")
}
