package evidence

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// decided is what came of a verdict: the check that decided is the first that
// has its state.
type decided struct {
	State State
	Check string
}

func decidedBy(v Verdict) decided {
	d := decided{State: v.State}
	if v.State != Granted {
		d.Check = decisive(v.Tree.Parts, v.State).Check
	}
	return d
}

func TestGranted(t *testing.T) {
	for name, start := range map[string]func() *example{
		"squash": squashed, "merge": mergedByCommit, "rebase": rebased,
		"queue, merge": queuedByCommit, "queue, squash": queuedBySquash, "queue, rebase": queuedByRebase,
	} {
		t.Run(name, func(t *testing.T) {
			e := start()
			got := Judge(e.Facts, e.Chain)
			words := strings.Fields(name)
			if how := stepText(got.Tree, "pull-request"); !strings.HasSuffix(how, "("+words[len(words)-1]+")") {
				t.Errorf("how it came in is told as %q", how)
			}
			got.Tree = nil
			l := e.Facts.Introduction.Value.SHA
			text := "Approved in acme/models#7 by ana, merged 2026-03-02 (commit " + l[:7] + ")"
			want := Verdict{State: Granted, Reason: text, Text: text, At: at(30), Proof: "pr=7 c=" + l + " by=2"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if u, ok := Find(e.Facts); !ok || u.Before != sha("main") {
				t.Errorf("Find gives %v, %v", u, ok)
			}
			wantBase := sha("main")
			if strings.HasPrefix(name, "queue") {
				wantBase = sha("a")
			}
			if n, base, ok := Pick(e.Facts); n != 0 || base != wantBase || !ok {
				t.Errorf("Pick gives %d, %s, %v, want 0, %s, true", n, base, ok, wantBase)
			}
		})
	}
}

// stepText is what a step of the tree says.
func stepText(tree *Finding, check string) string {
	for _, p := range tree.Parts {
		if p.Check == check {
			return p.Text
		}
	}
	return ""
}

func TestPolicyChangeIsGranted(t *testing.T) {
	to := examplePolicy()
	to.Gates = []string{}
	e := policyChanged(to)
	got := Judge(e.Facts, e.Chain)
	if got.State != Granted || got.Proof != "pr=7 c="+sha("squash")+" by=2+3" {
		t.Errorf("got %s, %s, %q", got.State, got.Reason, got.Proof)
	}
}

func TestExemptions(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*example)
		want   Verdict
	}{
		{
			name:   "the policy asks no approval for what is asked",
			change: func(e *example) { e.policy().Gates = []string{"modelLifeCycle.stageStatus=Approved"} },
			want:   Verdict{State: Granted, Proof: "ungated c=" + sha("main")},
		},
		{
			name: "the target asks for no proof",
			change: func(e *example) {
				e.policy().Targets["production"] = PolicyTarget{Evidence: "none"}
			},
			want: Verdict{State: Granted, Proof: "none"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := squashed()
			e.Facts.Updates[1].Type = "push"
			tt.change(e)
			e.repolicy()
			got := Judge(e.Facts, e.Chain)
			if got.Reason == "" {
				t.Error("no reason is given")
			}
			got.Reason, got.Tree = "", nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestRootNotNamedIsAWarning(t *testing.T) {
	e := squashed()
	e.Chain.Given = false
	v := Judge(e.Facts, e.Chain)
	warned := false
	var look func(Finding)
	look = func(f Finding) {
		warned = warned || f.Check == "policy-root" && f.Warning
		for _, p := range f.Parts {
			look(p)
		}
	}
	look(*v.Tree)
	if v.State != Granted || !warned {
		t.Errorf("got %s, warned: %v; want granted with a warning", v.State, warned)
	}
}

// TestProofFits holds that the marker has room for the proof, whoever approved.
func TestProofFits(t *testing.T) {
	var many []User
	for i := range 100 {
		many = append(many, User{ID: int64(200000000 - i), Login: strings.Repeat("x", 39)})
	}
	p := Pull{Number: 12345, MergedAt: at(0)}
	got := proof(p, sha("x"), many)
	if len(got) > maxProof || !strings.HasPrefix(got, "pr=12345 c="+sha("x")+" by=199999901+199999902+") || strings.HasSuffix(got, "+") {
		t.Errorf("got %q (%d)", got, len(got))
	}
	if text := sentence("acme/models", p, sha("x"), many); len(text) > maxText || !strings.Contains(text, "others, merged ") {
		t.Errorf("got %q (%d)", text, len(text))
	}
}

// TestEveryReviewIsNamed holds that the tree says of every review whether it
// counts and why.
func TestEveryReviewIsNamed(t *testing.T) {
	e := squashed()
	e.policy().Rules[1].Approvals = 2
	e.repolicy()
	e.detail().Reviews.Value = []Review{
		{User: bob, State: "APPROVED", Submitted: at(6), Commit: sha("first")},
		{User: chen, State: "COMMENTED", Submitted: at(12), Commit: sha("head")},
		{User: ana, State: "APPROVED", Submitted: at(20), Commit: sha("head")},
		{User: dana, State: "APPROVED", Submitted: at(21), Commit: sha("head")},
		{User: chen, State: "CHANGES_REQUESTED", Submitted: at(22), Commit: sha("head")},
		{User: chen, State: "APPROVED", Submitted: at(35), Commit: sha("head")},
		{User: erin, State: "DISMISSED", Submitted: at(23), Commit: sha("head")},
	}
	v := Judge(e.Facts, e.Chain)
	if v.State != Held {
		t.Fatalf("got %s: %s", v.State, v.Reason)
	}
	var got []string
	for _, s := range v.Tree.Parts {
		if s.Check == "approvals" {
			for _, r := range s.Parts {
				got = append(got, string(r.State)+" "+r.Text)
			}
		}
	}
	day := func(minute int) string { return at(minute).Format(time.DateTime) }
	want := []string{
		"held review by bob (APPROVED, " + day(6) + "): it is of commit " + short(sha("first")) + ", and older than the last push (" + short(sha("head")) + ")",
		"held review by chen (COMMENTED, " + day(12) + "): it is neither an approval nor a request for changes",
		"granted review by ana (APPROVED, " + day(20) + ") counts",
		"held review by dana (APPROVED, " + day(21) + "): whoever opened the pull request cannot approve it as well",
		"held review by chen (CHANGES_REQUESTED, " + day(22) + "): it stands against the merge",
		"held review by chen (APPROVED, " + day(35) + "): it was given after the merge",
		"held review by erin (DISMISSED, " + day(23) + "): it was dismissed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestExplanations(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(e *example)
		review int
		want   State
		says   string
	}{
		{"counts", nothing, 0, Granted, " counts"},
		{"stands, whoever else was dismissed", reviewed(bob, "DISMISSED"), 0, Granted, " counts"},
		{"taken back", reviewed(ana, "CHANGES_REQUESTED"), 0, Held, "asked for changes or was dismissed since"},
		{"permission not known", func(e *example) { e.detail().People = nil }, 0, Unknown, "could not find out the account's permission"},
		{"events not known", func(e *example) { e.detail().Events = Answer[[]Event]{} }, 0, Unknown, "could not find out what happened"},
		{"changes by one who may not approve", reviewed(erin, "CHANGES_REQUESTED"), 1, Granted, "it stops nothing"},
		{"changes by one who may", reviewed(bob, "CHANGES_REQUESTED"), 1, Held, "stands against the merge"},
		{"changes by one who may perhaps", func(e *example) {
			reviewed(bob, "CHANGES_REQUESTED")(e)
			delete(e.detail().People, bob.ID)
		}, 1, Unknown, "could not find out the account's permission"},
		{"changes settled, whoever else stands against it", func(e *example) {
			reviewed(bob, "CHANGES_REQUESTED")(e)
			reviewed(bob, "APPROVED")(e)
			reviewed(ana, "CHANGES_REQUESTED")(e)
		}, 1, Granted, "approved or was dismissed since"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := squashed()
			tt.change(e)
			v := Judge(e.Facts, e.Chain)
			for _, s := range v.Tree.Parts {
				if s.Check != "approvals" {
					continue
				}
				if got := s.Parts[tt.review]; got.State != tt.want || !strings.Contains(got.Text, tt.says) {
					t.Errorf("got %s: %s", got.State, got.Text)
				}
				return
			}
			t.Errorf("no reviews are told of: %s", v.Reason)
		})
	}
}

// reviewed adds a review.
func reviewed(u User, state string) func(*example) {
	return func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: u, State: state, Submitted: at(22), Commit: sha("head")})
	}
}

// TestContributors holds that GitHub's own commits make nobody a contributor.
func TestContributors(t *testing.T) {
	e := squashed()
	in, _ := contributors(e.Facts, *e.pull())
	if diff := cmp.Diff([]User{dana}, in.users()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestVerdictsFor(t *testing.T) {
	k := Key{Group: "house-price", Label: "3", S: "1:s"}
	vs := Verdicts{k: {State: Held}}
	if got := vs.For(k).State; got != Held {
		t.Errorf("got %s", got)
	}
	k.S = "1:other"
	if got := vs.For(k).State; got != NeedsProof {
		t.Errorf("got %s for another digest", got)
	}
}
