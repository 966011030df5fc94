package proof_test

import (
	"fmt"
	"testing"

	"modelreg/catalog/evidence"
)

// version is the file of a version of house-price.
func version(label int) string { return fmt.Sprintf("house-price/versions/%d.yaml", label) }

// enqueue opens three pull requests, each of which approves a version of its
// own, and lets bob review some of them.
func enqueue(t *testing.T, reviewed ...int) (w *world, numbers []int) {
	w = newWorld(t, files{version(2): pending, version(3): pending})
	for i := 1; i <= 3; i++ {
		branch := fmt.Sprintf("approve-%d", i)
		numbers = append(numbers, w.propose("dana", branch, files{fmt.Sprintf("note-%d.md", i): "hello\n"}, files{version(i): approved}))
	}
	for _, n := range reviewed {
		w.review(n, "bob")
	}
	return w, numbers
}

// TestQueue is rows 37 and 38: of several in a queue each goes by its own
// reviews.
func TestQueue(t *testing.T) {
	for _, method := range []string{"merge", "squash", "rebase"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			w, numbers := enqueue(t, 1, 3)
			w.ok(w.g.Queue(numbers, "olga", method))
			s := w.seekClone()
			want(t, s.judge("house-price/1", production), evidence.Granted, "", "#1 by bob")
			want(t, s.judge("house-price/2", production), evidence.Held, "approvals", "acme/models#2 has 0 of 1 approval")
			want(t, s.judge("house-price/3", production), evidence.Granted, "", "#3 by bob")
		})
	}
}

// TestQueueEvil is row 39: what the queue wrote is not what was reviewed.
func TestQueueEvil(t *testing.T) {
	for _, method := range []string{"merge", "squash", "rebase"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			evil := swap(approved, "linear", "evil")
			w, numbers := enqueue(t, 1, 2, 3)
			w.ok(w.g.EvilQueue(numbers, "olga", method, map[int]files{
				2: inRepo(files{version(2): evil}),
				3: inRepo(files{version(1): evil}), // in the part of another one
			}))
			s := w.seekClone()
			want(t, s.judge("house-price/1", production), evidence.Held, "content", "the reviewed head")
			want(t, s.judge("house-price/2", production), evidence.Held, "content", "the reviewed head")
			want(t, s.judge("house-price/3", production), evidence.Granted, "", "#3 by bob")
		})
	}
}

// TestRebase is row 36: of several commits the last one that says something
// else decides.
func TestRebase(t *testing.T) {
	quadratic := files{versionFile: swap(approved, "linear", "quadratic")}
	for _, r := range []row{
		{"approved in the middle, changed later", func(w *world) {
			n := w.propose("dana", "approve", quadratic, approval)
			w.review(n, "bob")
			w.merge(n, "rebase")
		}, evidence.Granted, "", "by bob"},
		{"approved in the middle, other things later", func(w *world) {
			n := w.propose("dana", "approve", approval, files{"house-price/README.md": "hello\n"})
			w.review(n, "bob")
			w.merge(n, "rebase")
		}, evidence.Granted, "", "by bob"},
		{"reviewed in the middle, changed later", func(w *world) {
			n := w.propose("dana", "approve", quadratic)
			w.review(n, "bob")
			w.edit("dana", "approve", approval)
			w.merge(n, "rebase")
		}, evidence.Held, "approvals", "older than the last push"},
		{"reviewed, and the branch moved on", func(w *world) {
			n := w.propose("dana", "approve", files{"house-price/README.md": "hello\n"}, approval)
			w.review(n, "bob")
			w.edit("olga", "main", files{"house-price/NOTES.md": "main\n"})
			w.merge(n, "rebase")
		}, evidence.Granted, "", "by bob"},
	} {
		t.Run(r.name, r.test)
	}
}
