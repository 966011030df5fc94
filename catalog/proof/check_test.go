package proof_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
)

// TestCheck holds what is said of an open pull request before it is merged.
func TestCheck(t *testing.T) {
	two := swap(registryYAML, "approvals: 1", "approvals: 2")
	type item struct {
		Ref           string
		State         evidence.State
		Needed, Given int
		Next          []string
	}
	for _, tt := range []struct {
		name   string
		script func(w *world) int
		note   string
		want   []item
	}{
		{"reviewed", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob", "chen")
			return n
		}, "", []item{{versionRef, evidence.Granted, 2, 2, []string{}}}},
		{"not reviewed", func(w *world) int { return w.propose("dana", "approve", approval) },
			"", []item{{versionRef, evidence.Held, 2, 0, []string{`ask for 2 more approvals of the head by "bob", "chen"`}}}},
		{"one reviewed", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob", "mallory")
			return n
		}, "", []item{{versionRef, evidence.Held, 2, 1, []string{`ask for 1 more approval of the head by "chen"`}}}},
		{"a stale review", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob")
			w.edit("dana", "approve", files{"house-price/README.md": "hello\n"})
			w.review(n, "chen")
			return n
		}, "", []item{{versionRef, evidence.Held, 2, 1, []string{`ask for 1 more approval of the head by "bob"`}}}},
		{"by an approver", func(w *world) int {
			n := w.propose("bob", "approve", approval)
			w.review(n, "bob", "chen")
			return n
		}, "", []item{{versionRef, evidence.Held, 2, 1, []string{"ask for 1 more approval of the head by others than those who had a part in it; the policy names nobody else"}}}},
		{"changes requested", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "chen")
			w.say(n, "bob", "CHANGES_REQUESTED")
			return n
		}, "", []item{{versionRef, evidence.Held, 2, 1, []string{
			"bob asked for changes of acme/models#1 and did not approve since; settle it and ask for another review",
			`ask for 1 more approval of the head by "bob"`,
		}}}},
		{"behind main", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob", "chen")
			w.edit("olga", "main", files{"house-price/README.md": "main\n"})
			return n
		}, "", []item{{versionRef, evidence.Granted, 2, 2, []string{}}}},
		{"behind a main that changes what is asked for", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob", "chen")
			w.edit("olga", "main", files{registryFile: swap(two, "bucket: models", "bucket: elsewhere")})
			return n
		}, "", []item{{versionRef, evidence.Held, 2, 2, []string{"the reviewed head HEAD holds something else than what is asked for; put that right before the merge"}}}},
		{"with conflicts", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.review(n, "bob", "chen")
			w.edit("olga", "main", files{versionFile: swap(pending, "/linear", "/cubic")})
			return n
		}, "resolve conflicts with main", []item{{versionRef, evidence.Unknown, 0, 0, []string{"GitHub did not try to merge acme/models#1; resolve its conflicts, or run again in a minute"}}}},
		{"of the policy", func(w *world) int { return w.propose("dana", "policy", files{registryFile: registryYAML}) },
			"", []item{{registryFile, evidence.Held, 2, 0, []string{`ask for 2 more approvals of the head by "bob", "chen"`}}}},
		{"of the policy and a version", func(w *world) int {
			n := w.propose("dana", "policy", files{registryFile: registryYAML, versionFile: approved})
			w.review(n, "bob")
			return n
		}, "", []item{
			{registryFile, evidence.Held, 2, 1, []string{`ask for 1 more approval of the head by "chen"`}},
			{versionRef, evidence.Held, 2, 1, []string{`ask for 1 more approval of the head by "chen"`}},
		}},
		{"that asks for nothing", func(w *world) int {
			return w.propose("dana", "register", files{version(2): pending, "house-price/README.md": "hello\n"})
		}, "", []item{}},
		{"of files that are no versions", func(w *world) int {
			w.edit("olga", "main", files{"house-price/versions/draft.yaml": pending})
			return w.propose("dana", "odd", files{"house-price/versions/draft.yaml": approved, ".archive/house-price/versions/1.yaml": approved})
		}, "", []item{}},
		{"into another branch", func(w *world) int {
			w.edit("olga", "release", files{"house-price/README.md": "release\n"})
			w.edit("dana", "approve", approval)
			return give(w.g.Open("dana", "approve", "release", "Approve")).to(w)
		}, `is for branch "release"; approvals count on "main" only`, []item{{versionRef, evidence.Held, 0, 0, nil}}},
		{"that is merged", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.merge(n, "squash")
			return n
		}, "is merged already", []item{}},
		{"that is closed", func(w *world) int {
			n := w.propose("dana", "approve", approval)
			w.ok(w.g.Close(n, "dana"))
			return n
		}, "", []item{{versionRef, evidence.Held, 0, 0, []string{"acme/models#1 is closed; reopen it first"}}}},
		{"that cannot be read", func(w *world) int {
			return w.propose("dana", "approve", files{versionFile: swap(approved, "Approved", "Aproved")})
		}, "", []item{{versionRef, evidence.Held, 0, 0, []string{"see what modelreg validate says of it"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, files{registryFile: two})
			n := tt.script(w)
			c := give(w.seek().Check(t.Context(), n)).to(w)
			if notes := strings.Join(c.Notes, "\n"); !strings.Contains(notes, tt.note) || (tt.note == "") != (notes == "") {
				t.Errorf("the notes are %q, want %q", notes, tt.note)
			}
			got := []item{}
			for i, it := range c.Items {
				g := item{it.Ref, it.Outlook.State, it.Outlook.Needed, it.Outlook.Given, it.Outlook.Next}
				if i < len(tt.want) && tt.want[i].Next == nil {
					g.Next = nil
				}
				for j := range g.Next {
					g.Next[j] = strings.ReplaceAll(g.Next[j], c.Pull.Head.SHA[:7], "HEAD")
				}
				got = append(got, g)
				if err := readable(evidence.Verdict{State: it.Outlook.State, Reason: it.Outlook.Reason, Tree: &it.Outlook.Tree}); err != nil {
					t.Errorf("the reason %q %v", it.Outlook.Reason, err)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestCheckBehind holds that a clone that is behind the protected branch is told
// so, and not a wrong answer.
func TestCheckBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := w.clone("dana")
	w.edit("olga", "main", files{version(2): pending})
	n := w.propose("dana", "approve", files{version(2): approved})
	w.review(n, "bob")
	c := give(w.seekIn(dir).Check(t.Context(), n)).to(w)
	if len(c.Items) != 1 || c.Items[0].Outlook.State != evidence.Unknown {
		t.Errorf("the items are %+v", c.Items)
	}
}
