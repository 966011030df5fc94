package evidence

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// opened7 is the pull request of the squashed example before its merge.
func opened7() *example {
	e := squashed()
	p := e.pull()
	p.Merged, p.MergedAt = false, at(0)
	e.Facts.Branch.Tip = sha("main")
	e.Facts.Introduction, e.Facts.Updates, e.Facts.Chain = Answer[Commit]{}, nil, Answer[[]Commit]{}
	return e
}

func TestPreview(t *testing.T) {
	for _, tt := range []struct {
		name          string
		change        func(e *example)
		state         State
		needed, given int
		next          []string
	}{
		{"approved", nothing, Granted, 1, 1, []string{}},
		{"nobody approved", func(e *example) { e.detail().Reviews.Value = nil }, Held, 1, 0,
			[]string{`ask for 1 more approval of the head by "Bob", "ana", a member of "acme/ml"`}},
		{"one of two approved", func(e *example) {
			e.policy().Rules[1].Approvals = 2
			e.repolicy()
		}, Held, 2, 1, []string{`ask for 1 more approval of the head by "Bob", a member of "acme/ml"`}},
		{"changes are asked for", func(e *example) {
			e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: bob, State: "CHANGES_REQUESTED", Submitted: at(22)})
		}, Held, 1, 1, []string{"bob asked for changes of acme/models#7 and did not approve since; settle it and ask for another review"}},
		{"anyone may approve", func(e *example) {
			e.policy().Rules[1] = Rule{Groups: []string{"**"}, Approvals: 2, Anyone: true}
			e.repolicy()
		}, Held, 2, 1, []string{"ask for 1 more approval of the head by anyone who can write to the repository and had no part in it"}},
		{"nobody is left to approve", func(e *example) {
			e.policy().Rules[1] = Rule{Groups: []string{"**"}, Approvals: 1, Users: []string{"dana", "acme-bot"}}
			e.repolicy()
		}, Held, 1, 0, []string{"ask for 1 more approval of the head by others than those who had a part in it; the policy names nobody else"}},
		{"the test merge has another content", func(e *example) {
			e.Facts.Digests[sha("squash")] = Known(Digests{S: "1:other"})
		}, Held, 1, 1, []string{"the merge " + short(sha("squash")) + " holds something else than what is asked for; put that right before the merge"}},
		{"conflicts", func(e *example) { e.pull().MergeCommit = "" }, Unknown, 0, 0,
			[]string{"GitHub did not try to merge acme/models#7; resolve its conflicts, or run again in a minute"}},
		{"into another branch", func(e *example) { e.pull().Base.Ref = "develop" }, Held, 0, 0,
			[]string{`acme/models#7 goes into "refs/heads/develop"; only what is merged into "refs/heads/main" is granted`}},
		{"of another repository", func(e *example) { e.pull().Base.RepositoryID = 71 }, Held, 0, 0,
			[]string{`acme/models#7 goes into "refs/heads/main"; only what is merged into "refs/heads/main" is granted`}},
		{"closed", func(e *example) { e.pull().Closed = true }, Held, 0, 0, []string{"acme/models#7 is closed; reopen it first"}},
		{"merged", func(e *example) { e.pull().Merged = true }, Held, 0, 0, []string{"acme/models#7 is merged; see what plan says of it"}},
		{"no pull request", func(e *example) { e.Facts.Pulls = Known([]Pull{}) }, Held, 0, 0, []string{"0 pull requests cannot be previewed; name one"}},
		{"pull requests not known", func(e *example) { e.Facts.Pulls = NotKnown[[]Pull](silence) }, Unknown, 0, 0,
			[]string{"could not find out the pull request: " + silence}},
		{"policy not known", func(e *example) { e.Facts.Policy = NotKnown[PolicyAt](silence) }, Unknown, 0, 0,
			[]string{"could not find out the approval policy at " + short(sha("main")) + ": " + silence}},
		{"a policy of another branch", func(e *example) {
			e.policy().Branch = "release"
			e.repolicy()
			e.pull().Base.Ref = "release"
		}, Held, 0, 0, []string{"the policy at " + short(sha("main")) + ` protects "refs/heads/release", and "refs/heads/main" was asked; ` + askAgain(Question{})}},
		{"nothing is gated", func(e *example) {
			e.policy().Gates = nil
			e.repolicy()
			e.detail().Reviews.Value = nil
		}, Granted, 0, 0, []string{}},
		{"the policy's own change holds", func(e *example) { e.Chain.Root.Digest = "1:other" }, Held, 1, 1,
			[]string{"the policy at " + short(sha("main")) + " is not the one that " + short(sha("root")) +
				" led to; name a policy root that is older than the approval, or ask for a new approval"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := opened7()
			tt.change(e)
			got := Preview(e.Facts, e.Chain, at(26))
			type answer struct {
				State         State
				Needed, Given int
				Next          []string
			}
			want := answer{tt.state, tt.needed, tt.given, tt.next}
			if diff := cmp.Diff(want, answer{got.State, got.Needed, got.Given, got.Next}); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", got.Reason, diff)
			}
			if got.Reason == "" || got.Tree.State != got.State || got.Needed > 0 && strings.Contains(got.Reason, "approvalRequest") {
				t.Errorf("the reason is %q, of a tree that is %s", got.Reason, got.Tree.State)
			}
		})
	}
}

// TestPreviewOfPolicy holds that a rule that lacks more is the one that counts.
func TestPreviewOfPolicy(t *testing.T) {
	e := policyChanged(changedPolicy())
	e.pull().Merged, e.Facts.Branch.Tip = false, sha("main")
	e.detail().Reviews.Value = e.detail().Reviews.Value[:1]
	for range 2 {
		got := Preview(e.Facts, e.Chain, at(26))
		if got.State != Held || got.Needed != 2 || got.Given != 1 {
			t.Errorf("got %s, %d of %d: %s", got.State, got.Given, got.Needed, got.Reason)
		}
		slices.Reverse(e.policy().Rules)
		e.repolicy()
	}
}

func TestWants(t *testing.T) {
	review := func(u User, state string) Review { return Review{User: u, State: state} }
	reviews := []Review{
		review(chen, "APPROVED"), review(ana, "APPROVED"), review(bob, "CHANGES_REQUESTED"), review(erin, "COMMENTED"), review(dana, "DISMISSED"),
		review(robot, "APPROVED"), review(User{ID: 9, Login: "app", Type: "Bot"}, "APPROVED"), review(User{Type: "User"}, "APPROVED"), review(ana, "APPROVED"),
	}
	p, q := examplePolicy(), squashed().Facts.Question
	named := p
	named.Rules = []Rule{{Groups: []string{"**"}, Users: []string{"ANA"}}}
	anyone := p
	anyone.Rules = []Rule{{Groups: []string{"**"}, Anyone: true, Teams: []string{"acme/ml"}}}
	all := p
	all.Rules = append(slices.Clone(p.Rules), Rule{Teams: []string{"acme/aa", "acme/ml"}})
	for _, tt := range []struct {
		name string
		p    Policy
		q    Question
		want []Want
	}{
		{"those named need no team", p, q, []Want{{User: ana}, {User: bob}, {User: chen, Teams: []string{"acme/ml"}}}},
		{"nobody else is asked about", named, q, []Want{{User: ana}}},
		{"anyone", anyone, q, []Want{{User: ana}, {User: bob}, {User: chen}}},
		{"all rules of a policy", all, Question{Policy: true}, []Want{
			{User: ana, Teams: []string{"acme/aa", "acme/ml"}}, {User: bob, Teams: []string{"acme/aa", "acme/ml"}}, {User: chen, Teams: []string{"acme/aa", "acme/ml"}},
		}},
		{"no rule", Policy{}, q, []Want{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Wants(tt.p, tt.q, reviews...)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if !WantsRegistration(p, q) || WantsRegistration(p, Question{Policy: true}) {
		t.Error("registration is asked of versions, and not of policies")
	}
	p.Rules[1].RegistrantMayApprove = true
	if WantsRegistration(p, q) {
		t.Error("registration is asked where it is no matter")
	}
}

func TestWebMerges(t *testing.T) {
	merge := Commit{SHA: "a", Parents: []string{"b", "c"}, Committer: webUser}
	own, single, forged, renamed := merge, merge, merge, merge
	renamed.Committer.Login = "other"
	own.Committer, single.Parents, forged.Committer = ana, []string{"b"}, User{ID: ana.ID, Login: "web-flow"}
	if diff := cmp.Diff([]Commit{merge}, WebMerges([]Commit{own, merge, single, forged, renamed})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
