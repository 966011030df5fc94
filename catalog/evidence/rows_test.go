package evidence

import (
	"strings"
	"testing"
	"time"
)

// A row is an attack or an edge: what happens to an example, and what decides.
type row struct {
	name   string
	start  func() *example
	change func(e *example)
	state  State
	check  string // that decided; empty where it is granted
	says   string // part of the reason
}

func (r row) test(t *testing.T) {
	t.Helper()
	e := r.start()
	r.change(e)
	v := Judge(e.Facts, e.Chain)
	d := decidedBy(v)
	if d.State != r.state || d.Check != r.check || !strings.Contains(v.Reason, r.says) {
		t.Errorf("got %s by %s, want %s by %s and %q: %s", d.State, d.Check, r.state, r.check, r.says, v.Reason)
	}
	if v.State != Granted && (v.Proof != "" || v.Text != "" || !v.At.IsZero()) {
		t.Errorf("what is %s has a proof: %+v", v.State, v)
	}
}

func TestRows(t *testing.T) {
	for _, r := range rows {
		t.Run(r.name, r.test)
	}
}

func nothing(*example) {}

// rows are numbered as the table of attacks is. Of the rows that are missing, these
// are decided by the event and the ref that sync runs on (49, 58), by git (51),
// by the registry (59, 61) and by the branch's newer commits (63); that
// GitHub's silence is no answer (54) is in TestDoubts.
var rows = []row{
	{"1 pushed directly", squashed, func(e *example) { e.Facts.Updates[1].Type = "push" }, Held, "update-type", "by a push of bob"},
	{"1 pushed by somebody who is gone", squashed, func(e *example) {
		e.Facts.Updates[1].Type, e.Facts.Updates[1].Actor = "push", User{}
	}, Held, "update-type", "by a push of somebody GitHub does not name"},
	{"2 the head is pushed, and GitHub shows it as merged", mergedByCommit, func(e *example) { e.Facts.Updates[1].Type = "push" }, Held, "update-type", ""},
	{"3 the message speaks of a pull request", squashed, func(e *example) { e.Facts.Pulls = Known([]Pull{}) }, Held, "pull-request", "0 pull requests"},
	{"4 the title speaks of another pull request", squashed, func(e *example) {
		named := *e.pull() // approved, and merged elsewhere
		named.MergeCommit = sha("elsewhere")
		real := named
		real.Number, real.MergeCommit, real.Detail = 8, sha("squash"), &Detail{
			Commits: named.Detail.Commits, Reviews: Known([]Review{}), Events: named.Detail.Events, Pushes: named.Detail.Pushes,
		}
		e.Facts.Pulls = Known([]Pull{named, real})
	}, Held, "approvals", "acme/models#8 has 0 of 1 approval"},
	{"5 force push adds it again", squashed, func(e *example) {
		e.Facts.Updates = append([]Update{{Before: sha("tip"), After: sha("forced"), Type: "force_push", Actor: erin, Brought: Known(true)}}, e.Facts.Updates...)
		e.Facts.Branch.Tip = sha("forced")
		e.Facts.Policy.Value.Commit = sha("tip")
	}, Held, "update-type", "by a force push of erin"},
	{"6 branch deleted and created again", squashed, func(e *example) {
		e.Facts.Updates[0] = Update{Before: noCommit, After: sha("tip"), Type: "branch_creation", Brought: Known(true)}
		e.Facts.Policy = Answer[PolicyAt]{}
	}, Held, "gap", "created anew"},
	{"6 branch deleted and created again, as a gap", squashed, func(e *example) {
		e.Facts.Updates = []Update{
			{Before: noCommit, After: sha("tip"), Type: "branch_creation", Brought: Known(false)},
			{Before: sha("squash"), After: noCommit, Type: "branch_deletion", Brought: Known(false)},
			e.Facts.Updates[1],
		}
	}, Held, "gap", ""},
	{"6 updates are missing", squashed, func(e *example) { e.Facts.Updates[0].Before = sha("missing") }, Held, "gap", ""},
	{"7 merged without approvals", squashed, func(e *example) { e.detail().Reviews = Known([]Review{}) }, Held, "approvals", "has 0 of 1 approval"},
	{"8 an admin bypasses the queue", squashed, func(e *example) { e.Facts.Updates[1].Actor = erin }, Granted, "", ""},
	{"9 the author approves", squashed, func(e *example) {
		e.review().User = dana
		e.detail().Commits.Value[0] = Commit{SHA: sha("first"), Parents: []string{sha("main")}, Author: erin, Committer: erin}
		e.detail().Commits.Value[1].Author = erin
		e.detail().Pushes.Value[1].Actor, e.detail().Pushes.Value[2].Actor = erin, erin
	}, Held, "approvals", "whoever opened the pull request"},
	{"10 a contributor approves: author of a commit", squashed, func(e *example) { e.detail().Commits.Value[0].Author = ana }, Held, "approvals", "made commit"},
	{"10 a contributor approves: committer of a commit", squashed, func(e *example) { e.detail().Commits.Value[0].Committer = ana }, Held, "approvals", "made commit"},
	{"11 someone pushes under another's name", squashed, func(e *example) { e.detail().Pushes.Value[2].Actor = ana }, Held, "approvals", "pushed"},
	{"11 someone GitHub does not name pushes", squashed, func(e *example) { e.detail().Pushes.Value[2].Actor = User{} }, Held, "contributors", "pushed"},
	{"14 a bot reviews", squashed, func(e *example) {
		e.review().User = User{ID: ana.ID, Login: "ana", Type: "Bot"}
	}, Held, "approvals", "is a Bot"},
	{"15 a machine user", squashed, func(e *example) {
		e.review().User = robot
		e.detail().People[robot.ID] = Person{Permission: Known("write")}
	}, Held, "approvals", "machine"},
	{"15 an account that the policy does not name", squashed, func(e *example) {
		e.review().User = chen
		e.detail().People[chen.ID] = Person{Permission: Known("write"), Teams: map[string]Answer[bool]{"acme/ml": Known(false)}}
	}, Held, "approvals", "does not name"},
	{"15 a member of a team", squashed, func(e *example) { e.review().User = chen }, Granted, "", "by chen"},
	{"15 anyone who can write", squashed, func(e *example) {
		e.policy().Rules[1] = Rule{Groups: []string{"**"}, Approvals: 1, Anyone: true}
		e.repolicy()
		e.review().User = chen
	}, Granted, "", "by chen"},
	{"15 an account that is gone", squashed, func(e *example) {
		e.policy().Rules[1] = Rule{Groups: []string{"**"}, Approvals: 1, Anyone: true}
		e.repolicy()
		e.review().User = User{Type: "User"}
		e.detail().People[0] = Person{Permission: Known("write")}
	}, Held, "approvals", "does not name the account"},
	{"17 read permission", squashed, func(e *example) { e.detail().People[ana.ID] = Person{Permission: Known("read")} }, Held, "approvals", "permission read"},
	{"18 one approves twice", squashed, func(e *example) {
		e.policy().Rules[1].Approvals = 2
		e.repolicy()
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{ID: 2, User: ana, State: "APPROVED", Submitted: at(21), Commit: sha("head")})
	}, Held, "approvals", "has 1 of 2 approvals"},
	{"18 two approve", squashed, func(e *example) {
		e.policy().Rules[1].Approvals = 2
		e.repolicy()
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{ID: 2, User: bob, State: "APPROVED", Submitted: at(21), Commit: sha("head")})
	}, Granted, "", "by ana and bob"},
	{"19 approved, then changes requested", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: ana, State: "CHANGES_REQUESTED", Submitted: at(21), Commit: sha("head")})
	}, Held, "changes-requested", "ana asked for changes"},
	{"19 approved twice, and changes requested between", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value,
			Review{User: ana, State: "CHANGES_REQUESTED", Submitted: at(21), Commit: sha("head")},
			Review{User: ana, State: "APPROVED", Submitted: at(22), Commit: sha("first")})
	}, Held, "approvals", "it is of commit"},
	{"19 another one asked for changes", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: bob, State: "CHANGES_REQUESTED", Submitted: at(8), Commit: sha("first")})
	}, Held, "changes-requested", "bob asked for changes"},
	{"19 one who may not approve asked for changes", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: erin, State: "CHANGES_REQUESTED", Submitted: at(8), Commit: sha("first")})
	}, Granted, "", ""},
	{"20 changes requested, then approved", squashed, func(e *example) {
		e.detail().Reviews.Value = append([]Review{{User: ana, State: "CHANGES_REQUESTED", Submitted: at(8), Commit: sha("first")}}, e.detail().Reviews.Value...)
	}, Granted, "", ""},
	{"20 changes requested, merged, then approved", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value,
			Review{User: bob, State: "CHANGES_REQUESTED", Submitted: at(21), Commit: sha("head")},
			Review{User: bob, State: "APPROVED", Submitted: at(33), Commit: sha("head")})
	}, Held, "changes-requested", "bob asked for changes"},
	{"21 approved, then a comment", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value,
			Review{User: ana, State: "COMMENTED", Submitted: at(21), Commit: sha("head")}, Review{User: ana, State: "PENDING", Commit: sha("head")})
	}, Granted, "", ""},
	{"21 a comment only", squashed, func(e *example) { e.review().State = "COMMENTED" }, Held, "approvals", "has 0 of 1"},
	{"22 dismissed before the sync", squashed, func(e *example) { e.review().State = "DISMISSED" }, Held, "approvals", "has 0 of 1 approval; raise approvalRequest"},
	{"22 approved, and a later approval dismissed", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: ana, State: "DISMISSED", Submitted: at(21), Commit: sha("head")})
	}, Held, "approvals", "has 0 of 1"},
	{"23 reviewed after the merge", squashed, func(e *example) { e.review().Submitted = at(31) }, Held, "approvals", "has 0 of 1"},
	{"23 reviewed in the second of the merge", squashed, func(e *example) { e.review().Submitted = at(30) }, Held, "approvals", "has 0 of 1"},
	{"24 pushed after the approval", squashed, func(e *example) { e.review().Commit = sha("first") }, Held, "approvals", "it is of commit"},
	{"24 pushed after the approval, which GitHub moved to the new head", squashed, func(e *example) { e.review().Submitted = at(9) }, Held, "approvals", "it is older than the last push"},
	{"24 pushed in the second of the approval", squashed, func(e *example) { e.review().Submitted = at(10) }, Held, "approvals", "it is older than the last push"},
	{"26 a commit date set back: the head is pushed again", squashed, func(e *example) {
		pushes := &e.detail().Pushes.Value
		*pushes = append([]Update{{Before: sha("other"), After: sha("head"), Type: "push", Actor: dana, At: at(25)}}, *pushes...)
	}, Held, "approvals", "it is older than the last push"},
	{"26 the head branch is restored after the merge", squashed, func(e *example) {
		pushes := &e.detail().Pushes.Value
		*pushes = append([]Update{{Before: noCommit, After: sha("head"), Type: "branch_creation", Actor: ana, At: at(33)}}, *pushes...)
	}, Granted, "", ""},
	{"28 base retargeted after the approval", squashed, func(e *example) {
		e.detail().Events.Value = append(e.detail().Events.Value, Event{Kind: "base_ref_changed", At: at(21)})
	}, Held, "approvals", "base_ref_changed"},
	{"28 base changed by itself after the approval", squashed, func(e *example) {
		e.detail().Events.Value = append(e.detail().Events.Value, Event{Kind: "automatic_base_change_succeeded", At: at(20)})
	}, Held, "approvals", "automatic_base_change_succeeded"},
	{"28 head forced after the approval", squashed, func(e *example) {
		e.detail().Events.Value = append(e.detail().Events.Value, Event{Kind: "head_ref_force_pushed", At: at(21)})
	}, Held, "approvals", "head_ref_force_pushed"},
	{"29 a pull request into another branch", squashed, func(e *example) { e.pull().Base.Ref = "develop" }, Held, "pull-request", ""},
	{"29 a pull request into another repository", squashed, func(e *example) { e.pull().Base.RepositoryID = 71 }, Held, "pull-request", ""},
	{"29 a pull request that was not merged", squashed, func(e *example) { e.pull().Merged = false }, Held, "pull-request", ""},
	{"31 evil merge commit", mergedByCommit, func(e *example) {
		e.Facts.Digests[sha("head")] = Known(Digests{S: "1:reviewed", Content: "1:c"})
	}, Held, "content", "the reviewed head"},
	{"32 changed in the resolution of a conflict, and pushed", squashed, func(e *example) {
		e.Facts.Digests[sha("head")] = Known(Digests{})
	}, Held, "content", "the reviewed head"},
	{"33 parents swapped by a fast-forward", mergedByCommit, func(e *example) {
		e.brings("merge", commit("merge", "head", "main"))
	}, Held, "chain", "is not on the first-parent line"},
	{"33 introduced beside the first-parent line", mergedByCommit, func(e *example) {
		e.Facts.Introduction = Known(commit("head", "first"))
		e.Facts.Digests[sha("first")] = e.Facts.Digests[sha("main")]
	}, Held, "chain", "is not on the first-parent line"},
	{"33 a merge of something else than the head", mergedByCommit, func(e *example) { e.brings("merge", commit("merge", "main", "other")) }, Held, "pull-request", ""},
	{"33 a merge of three", mergedByCommit, func(e *example) { e.brings("merge", commit("merge", "main", "head", "other")) }, Held, "pull-request", ""},
	{"34 clean squash", squashed, nothing, Granted, "", ""},
	{"34 two pull requests claim the squash", squashed, func(e *example) {
		e.Facts.Pulls.Value = append(e.Facts.Pulls.Value, *e.pull())
	}, Held, "pull-request", "2 pull requests"},
	{"34 a merge that is not the end of its update", rebased, func(e *example) { e.pull().MergeCommit = sha("rebased 1") }, Held, "pull-request", ""},
	{"35 clean rebase", rebased, nothing, Granted, "", ""},
	{"35 a rebase of more than the pull request has", rebased, func(e *example) { e.pull().Commits = 1 }, Held, "pull-request", ""},
	{"36 approved in the middle, changed later", rebased, func(e *example) {
		e.Facts.Digests[sha("rebased 2")] = Known(Digests{S: "1:later", Content: "1:c"})
		e.Facts.Digests[sha("head")] = Known(Digests{S: "1:later", Content: "1:c"})
	}, Held, "content", "the reviewed head"},
	{"37 merge queue, each by its own", queuedBySquash, nothing, Granted, "", "#7"},
	{"38 borrows its sibling's approvals", queuedBySquash, func(e *example) {
		e.brings("c", e.Facts.Chain.Value...)
		e.pull().MergeCommit = sha("b")
		e.Facts.Pulls.Value[2].Detail = &Detail{
			Commits: Known([]Commit{{SHA: sha("head of c"), Author: dana, Committer: dana}}), Reviews: Known([]Review{}),
			Events: Known([]Event{}), Pushes: Known([]Update{}), Seen: Known(at(10)),
		}
		e.Facts.Digests[sha("head of c")] = e.Facts.Digests[sha("c")]
	}, Held, "approvals", "acme/models#8 has 0 of 1"},
	{"38 what no pull request of the queue brought in", queuedBySquash, func(e *example) {
		e.Facts.Pulls.Value = e.Facts.Pulls.Value[1:2] // only the oldest
	}, Held, "pull-request", "0 pull requests"},
	{"39 queue wrote a wrong tree", queuedBySquash, func(e *example) {
		e.Facts.Digests[sha("head")] = Known(Digests{S: "1:reviewed", Content: "1:c"})
	}, Held, "content", ""},
	{"39 queue wrote a wrong tree at the end", queuedByRebase, func(e *example) {
		e.Facts.Digests[sha("b")] = Known(Digests{S: "1:wrong", Content: "1:c"})
	}, Held, "content", "the merge"},
	{"40 policy loosened in the same pull request", squashed, func(e *example) {
		loose := examplePolicy()
		loose.Gates = []string{}
		e.Facts.Policy = Known(policyOf(sha("squash"), loose))
		e.Chain.Root = e.Facts.Policy.Value
	}, Held, "policy", "before the update"},
	{"44 shared settings changed", squashed, func(e *example) {
		e.Facts.Digests[sha("head")] = Known(Digests{S: "1:other settings", Content: "1:c"})
	}, Held, "content", ""},
	{"45 symlink", squashed, func(e *example) {
		e.Facts.Digests[sha("squash")] = Known(Digests{Why: "3.yaml is a symbolic link"})
	}, Held, "introduction", "symbolic link"},
	{"45 a version without a digest", squashed, func(e *example) {
		e.Facts.Question.S = ""
		e.Facts.Digests[sha("squash")], e.Facts.Digests[sha("head")] = Known(Digests{}), Known(Digests{})
	}, Held, "introduction", "no digest"},
	{"47 from a fork, the push time known", squashed, fromFork, Granted, "", ""},
	{"47 from a fork, reviewed before the first check", squashed, func(e *example) {
		fromFork(e)
		e.detail().Seen = Known(at(20))
	}, Held, "approvals", "it is older than the last push"},
	{"47 from a fork, the push time not known", squashed, func(e *example) {
		fromFork(e)
		e.detail().Seen = Known(time.Time{})
	}, Held, "approvals", "nobody can tell when"},
	{"55 the revert is reverted by a pull request that nobody reviewed", squashed, func(e *example) {
		again := *e.pull()
		again.Number, again.MergeCommit = 9, sha("again")
		again.Detail = &Detail{Commits: again.Detail.Commits, Reviews: Known([]Review{}), Events: Known([]Event{}), Pushes: again.Detail.Pushes}
		e.Facts.Pulls.Value = append(e.Facts.Pulls.Value, again)
		old := e.pull().MergeCommit
		e.brings("again", commit("again", "main"))
		e.pull().MergeCommit = old
	}, Held, "approvals", "acme/models#9 has 0 of 1"},
	{"56 auto-merge, then a push", squashed, func(e *example) {
		e.review().Commit = sha("first")
		e.review().Submitted = at(6)
	}, Held, "approvals", "older than the last push"},
	{"60 evidence: none is pushed", underChanged, func(e *example) {
		loose := examplePolicy()
		loose.Targets["production"] = PolicyTarget{Kind: "sagemaker", Evidence: "none"}
		change := policyChanged(loose)
		change.Facts.Updates[1].Type = "push"
		e.Facts.Policy = Known(policyOf(sha("main"), loose))
		e.Chain.Changes = Known([]Facts{change.Facts})
	}, Held, "policy-chain", "nobody approved the change of the approval policy"},
	{"62 asked again and reviewed", mergedByCommit, func(e *example) {
		e.Facts.Digests[sha("main")] = Known(Digests{S: "1:held", Content: "1:c"})
	}, Granted, "", ""},
}

// fromFork has the pull request come from a fork, of which GitHub tells no
// pushes.
func fromFork(e *example) {
	e.pull().Head.RepositoryID = 99
	e.detail().Pushes = Known([]Update{})
	e.detail().Seen = Known(at(11))
}
