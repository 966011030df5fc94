package proof_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
)

// TestMethods holds that what was reviewed is granted however it is merged, and
// what is recorded then.
func TestMethods(t *testing.T) {
	for _, method := range []string{"merge", "squash", "rebase"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			n := w.propose("dana", "approve", files{"house-price/README.md": "hello\n"}, approval)
			w.review(n, "bob")
			w.merge(n, method)
			merged := w.g.Now()
			w.ok(w.g.DeleteBranch("olga", "approve"))
			v := w.seekClone().judge(versionRef, production)
			l := w.sha("main")
			text := "Approved in acme/models#1 by bob, merged 2025-01-15 (commit " + l[:7] + ")"
			want := evidence.Verdict{
				State: evidence.Granted, Reason: text, Text: text, At: merged, Tree: v.Tree,
				Proof: fmt.Sprintf("pr=1 c=%s by=%d", l, w.user("bob", "User", "write")),
			}
			if diff := cmp.Diff(want, v); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
