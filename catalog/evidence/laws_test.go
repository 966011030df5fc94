package evidence

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anExample is one that starts as granted, and is broken and blurred by what
// the tables do.
func anExample(t *rapid.T) *example {
	starts := []func() *example{squashed, mergedByCommit, rebased, queuedByCommit, queuedBySquash, queuedByRebase, underChanged, measured}
	changes := slices.Concat(rows, moreRows, doubts, thresholdRows)
	e := rapid.SampledFrom(starts).Draw(t, "start")()
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		r := changes[rapid.IntRange(0, len(changes)-1).Draw(t, "change")]
		before := clone(e)
		func() {
			// What a change looks for may be gone by another one.
			defer func() {
				if recover() != nil {
					*e = *before
				}
			}()
			r.change(e)
		}()
	}
	for range rapid.IntRange(0, 2).Draw(t, "blurred") {
		e = blur(t, e)
	}
	return e
}

func clone(e *example) *example {
	var out example
	text, err := json.Marshal(e)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		panic(err)
	}
	return &out
}

// blur takes one answer away.
func blur(t *rapid.T, e *example) *example {
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	known := answers(tree, nil)
	if len(known) == 0 {
		return e
	}
	a := rapid.SampledFrom(known).Draw(t, "answer")
	clear(a)
	a["known"], a["problem"] = false, silence
	text, err = json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	var out example
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

// answers finds all that is known.
func answers(tree any, found []map[string]any) []map[string]any {
	switch v := tree.(type) {
	case map[string]any:
		if v["known"] == true {
			found = append(found, v)
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			found = answers(v[name], found)
		}
	case []any:
		for _, item := range v {
			found = answers(item, found)
		}
	}
	return found
}

func TestDoubtNeverGrants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anExample(t)
		before := Judge(e.Facts, e.Chain)
		after := Judge(blurred(t, e))
		if after.State == Granted && before.State != Granted {
			t.Fatalf("%s (%s) became granted", before.State, before.Reason)
		}
		if after.State == Held && before.State != Held {
			t.Fatalf("%s became held (%s), though an answer could have granted it", before.State, after.Reason)
		}
	})
}

func blurred(t *rapid.T, e *example) (Facts, Chain) {
	b := blur(t, e)
	return b.Facts, b.Chain
}

func TestFewerApprovalsNeverGrant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anExample(t)
		before := Judge(e.Facts, e.Chain)
		all := []*Facts{&e.Facts}
		for i := range e.Chain.Changes.Value {
			all = append(all, &e.Chain.Changes.Value[i])
		}
		f := rapid.SampledFrom(all).Draw(t, "facts")
		for _, p := range f.Pulls.Value {
			if p.Detail == nil {
				continue
			}
			n := rapid.IntRange(0, 3).Draw(t, "which")
			p.Detail.Reviews.Value = slices.DeleteFunc(slices.Clone(p.Detail.Reviews.Value), func(r Review) bool {
				n--
				return r.State == approved && n < 0
			})
		}
		if after := Judge(e.Facts, e.Chain); after.State == Granted && before.State != Granted {
			t.Fatalf("%s (%s) became granted", before.State, before.Reason)
		}
	})
}

func TestOrderOfPullsIsNoMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anExample(t)
		before := Judge(e.Facts, e.Chain)
		e.Facts.Pulls.Value = rapid.Permutation(e.Facts.Pulls.Value).Draw(t, "pulls")
		after := Judge(e.Facts, e.Chain)
		before.Tree, after.Tree = nil, nil
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatalf("-before +after:\n%s", diff)
		}
	})
}

// TestTreeAgrees holds that a verdict is what its steps are, and that whatever
// is not granted has no proof and a reason.
func TestTreeAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anExample(t)
		v := Judge(e.Facts, e.Chain)
		if v.Tree == nil || v.Tree.State != v.State || v.Reason == "" {
			t.Fatalf("%s: %q with %+v", v.State, v.Reason, v.Tree)
		}
		if (v.State == Granted) != (v.Proof != "") {
			t.Fatalf("%s with the proof %q", v.State, v.Proof)
		}
		for _, s := range v.Tree.Parts {
			if s.State == Held && v.State != Held {
				t.Fatalf("%s though %s", v.State, s.Text)
			}
		}
	})
}

func TestBundleIsJudgedTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anExample(t)
		b := bundle(e)
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var read Bundle
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(read)
		if err != nil || string(again) != string(text) {
			t.Fatalf("%v: written again as\n%s\nnot\n%s", err, again, text)
		}
		if diff := cmp.Diff(b.Judge(), read.Judge()); diff != "" {
			t.Fatalf("-made +read:\n%s", diff)
		}
		if v := read.Judge(); v.State == Granted && b.Verdict.State != Granted {
			t.Fatalf("granted, and was %s: %s", b.Verdict.State, b.Verdict.Reason)
		}
	})
}

// FuzzJudge holds that whatever a bundle says, judging it ends, and with a
// proof only where it is granted.
func FuzzJudge(f *testing.F) {
	for _, start := range []func() *example{squashed, mergedByCommit, queuedByRebase, underChanged} {
		text, err := json.Marshal(bundle(start()))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var b Bundle
		if json.Unmarshal(text, &b) != nil {
			return
		}
		for _, v := range []Verdict{b.Judge(), Judge(b.Facts, b.Chain)} {
			if (v.State == Granted) != (v.Proof != "") || len(v.Text) > maxText {
				t.Errorf("%s with the proof %q and the text %q", v.State, v.Proof, v.Text)
			}
		}
		Find(b.Facts)
		Pick(b.Facts)
		Preview(b.Facts, b.Chain, b.Made)
	})
}
