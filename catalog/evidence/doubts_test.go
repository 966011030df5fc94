package evidence

import (
	"slices"
	"testing"
	"time"
)

func TestDoubts(t *testing.T) {
	for _, r := range doubts {
		t.Run(r.name, r.test)
	}
}

const silence = "GitHub does not answer"

// doubts are what is not known: it never grants, and holds nothing either,
// unless something else fails for certain.
var doubts = []row{
	{"introduction", squashed, func(e *example) { e.Facts.Introduction = NotKnown[Commit](silence) }, Unknown, "introduction", silence},
	{"introduction, and nobody asked", squashed, func(e *example) { e.Facts.Introduction = Answer[Commit]{} }, Unknown, "introduction", "nobody asked"},
	{"what the introduction holds", squashed, forget("squash"), Unknown, "introduction", "what commit"},
	{"what was before the introduction", squashed, func(e *example) {
		e.brings("again", commit("again", "before"))
		forget("before")(e)
		e.Facts.Chain.Value[0].Parents[0] = sha("main")
		e.Facts.Introduction.Value.Parents = []string{sha("before")}
	}, Unknown, "introduction", "what commit"},
	{"what the head holds", squashed, forget("head"), Unknown, "content", "what the reviewed head"},
	{"what the merge holds", queuedByRebase, forget("b"), Unknown, "content", "what the merge"},
	{"what the base holds, for the registrant", squashed, otherBase, Unknown, "registrant", "registered before"},
	{"what the base holds, for two pull requests", squashed, func(e *example) {
		otherBase(e)
		e.policy().Rules[1].RegistrantMayApprove = true
		e.policy().Rules[1].SeparatePullRequest = true
		e.repolicy()
	}, Unknown, "separate-pull-request", "before the pull request"},

	{"no updates", squashed, func(e *example) { e.Facts.Updates = nil }, Unknown, "update", "do not reach back"},
	{"updates end early", squashed, logEnds(LogExpired), Unknown, "activity-expired", "no longer tells"},
	{"no log of updates", squashed, logEnds(LogUnsupported), Unknown, "activity-unsupported", "keeps no log"},
	{"the log of updates is not answered", squashed, logEnds(LogUnreadable), Unknown, "activity-unreadable", "could not find out the updates"},
	{"GitHub is behind", squashed, func(e *example) { e.Facts.Branch.Tip = sha("newer") }, Unknown, "update", "run again"},
	{"whether an update brought it", squashed, func(e *example) { e.Facts.Updates[0].Brought = NotKnown[bool](silence) }, Unknown, "update", silence},
	{"a gap below is no matter then", squashed, func(e *example) {
		e.Facts.Updates[0].Brought = NotKnown[bool](silence)
		e.Facts.Updates[0].Before = sha("missing")
	}, Unknown, "update", silence},
	{"a gap below what brought it is no matter", squashed, func(e *example) {
		e.Facts.Updates = append(e.Facts.Updates, Update{Before: sha("x"), After: sha("y")})
	}, Granted, "", ""},

	{"policy", squashed, func(e *example) { e.Facts.Policy = NotKnown[PolicyAt](silence) }, Unknown, "policy", silence},
	{"policy, of what was pushed", squashed, func(e *example) {
		e.Facts.Policy = NotKnown[PolicyAt](silence)
		e.Facts.Updates[1].Type = "push"
	}, Unknown, "policy", silence},
	{"changes of policy", squashed, func(e *example) { e.Chain.Changes = NotKnown[[]Facts](silence) }, Unknown, "policy-chain", silence},
	{"changes of policy, of one that is not the root's", underChanged, func(e *example) { e.Chain.Changes = NotKnown[[]Facts](silence) }, Unknown, "policy-chain", silence},
	{"changes of policy, of what is not gated", squashed, func(e *example) {
		e.policy().Gates = []string{}
		e.repolicy()
		e.Chain.Changes = NotKnown[[]Facts](silence)
	}, Unknown, "policy-chain", silence},
	{"a doubt about a change of policy", underChanged, func(e *example) {
		e.Chain.Changes.Value[0].Pulls.Value[0].Detail.Events = NotKnown[[]Event](silence)
	}, Unknown, "policy-chain", "is in doubt"},
	{"a change of policy by a policy that is not known", underChanged, func(e *example) {
		e.Chain.Changes.Value[0].Policy = NotKnown[PolicyAt](silence)
	}, Unknown, "policy-chain", silence},
	{"changes of policy, of what was pushed", squashed, func(e *example) {
		e.Chain.Changes = NotKnown[[]Facts](silence)
		e.Facts.Updates[1].Type = "push"
	}, Held, "update-type", ""},

	{"what came in with the update", squashed, func(e *example) { e.Facts.Chain = NotKnown[[]Commit](silence) }, Unknown, "pull-request", silence},
	{"pull requests", squashed, func(e *example) { e.Facts.Pulls = NotKnown[[]Pull](silence) }, Unknown, "pull-request", silence},
	{"details", squashed, func(e *example) { e.pull().Detail = nil }, Unknown, "reviews", "nobody asked"},
	{"commits", squashed, func(e *example) { e.detail().Commits = NotKnown[[]Commit](silence) }, Unknown, "contributors", silence},
	{"commits, and somebody who may have had a part asked for changes", squashed, func(e *example) {
		e.detail().Commits = NotKnown[[]Commit](silence)
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: bob, State: "CHANGES_REQUESTED", Submitted: at(22)})
	}, Unknown, "contributors", silence},
	{"reviews", squashed, func(e *example) { e.detail().Reviews = NotKnown[[]Review](silence) }, Unknown, "reviews", silence},
	{"reviews, and no rule", squashed, func(e *example) {
		e.detail().Reviews = NotKnown[[]Review](silence)
		e.policy().Rules = nil
		e.repolicy()
	}, Held, "rule", ""},
	{"events", squashed, func(e *example) { e.detail().Events = NotKnown[[]Event](silence) }, Unknown, "approvals", "could not be found out"},
	{"events, and a review that is too old", squashed, func(e *example) {
		e.detail().Events = NotKnown[[]Event](silence)
		e.review().Submitted = at(9)
	}, Held, "approvals", "older than the last push"},
	{"pushes", squashed, func(e *example) {
		e.detail().Pushes = NotKnown[[]Update](silence)
		e.detail().Seen = Known(at(11))
	}, Unknown, "contributors", silence},
	{"the push of the head alone", squashed, func(e *example) {
		e.detail().Pushes.Value = slices.Delete(e.detail().Pushes.Value, 1, 2)
		e.detail().Seen = Known(at(11))
	}, Unknown, "contributors", "lacks the push of the head"},
	{"pushes, and a check that is younger than the review", squashed, func(e *example) {
		e.detail().Pushes = NotKnown[[]Update](silence)
		e.detail().Seen = Known(at(25))
	}, Unknown, "contributors", silence},
	{"commits, and an approver may have brought it up to date", squashed, func(e *example) {
		upToDate(e)
		e.detail().Commits = NotKnown[[]Commit](silence)
	}, Unknown, "contributors", silence},
	{"what a merge of the base holds", squashed, func(e *example) {
		e.detail().Commits.Value[0] = Commit{SHA: sha("first"), Parents: []string{sha("zero"), sha("base")}, Author: ana, Committer: webUser, OnBase: Known(true)}
		e.Facts.Digests[sha("zero")] = e.Facts.Digests[sha("head")]
	}, Unknown, "approvals", "could not be found out"},
	{"a team that is said to be not known, and has a value", squashed, func(e *example) {
		e.review().User = chen
		e.detail().People[chen.ID] = Person{Permission: Known("write"), Teams: map[string]Answer[bool]{"acme/ml": {Value: true}}}
	}, Unknown, "approvals", "those of chen"},
	{"changes of policy, and no policy at the root", squashed, func(e *example) {
		e.Chain = Chain{Root: PolicyAt{Commit: sha("root"), Why: "registry.yaml is missing"}}
	}, Held, "policy-chain", "registry.yaml is missing"},
	{"when a fork's head was pushed", squashed, func(e *example) {
		fromFork(e)
		e.detail().Seen = NotKnown[time.Time](silence)
	}, Unknown, "approvals", "could not be found out"},
	{"who brought it up to date, whether by a merge of the base", squashed, func(e *example) {
		upToDate(e)
		e.detail().Commits.Value[1].OnBase = NotKnown[bool](silence)
	}, Unknown, "approvals", "could not be found out"},
	{"who brought it up to date, whether the version stayed", squashed, func(e *example) {
		upToDate(e)
		forget("first")(e)
	}, Unknown, "approvals", "could not be found out"},
	{"who brought it up to date, and has no name", squashed, func(e *example) {
		upToDate(e)
		forget("first")(e)
		e.detail().Commits.Value[1].Author = User{}
		e.detail().Pushes.Value[1].Actor = dana
	}, Unknown, "contributors", "does not name who made"},
	{"who pushed what may have brought it up to date, and has no name", squashed, func(e *example) {
		upToDate(e)
		forget("first")(e)
		e.detail().Pushes.Value[1].Actor = User{}
	}, Unknown, "contributors", "does not name who pushed"},
	{"registrant", squashed, func(e *example) { e.Facts.Registered = NotKnown[Registration](silence) }, Unknown, "registrant", silence},
	{"registrant, who may be the one who asked for changes", squashed, func(e *example) {
		reviewed(bob, "CHANGES_REQUESTED")(e)
		e.Facts.Registered = NotKnown[Registration](silence)
	}, Unknown, "registrant", silence},
	{"permission", squashed, func(e *example) { e.detail().People[ana.ID] = Person{} }, Unknown, "approvals", "could not be found out"},
	{"permission of one who asked for changes", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: bob, State: "CHANGES_REQUESTED", Submitted: at(22)})
		e.detail().People[bob.ID] = Person{Permission: NotKnown[string](silence)}
	}, Unknown, "changes-requested", silence},
	{"team", squashed, func(e *example) {
		e.review().User = chen
		e.detail().People[chen.ID] = Person{Permission: Known("write"), Teams: map[string]Answer[bool]{"acme/ml": NotKnown[bool](silence)}}
	}, Unknown, "approvals", "those of chen"},
	{"team, where others suffice", squashed, func(e *example) {
		chenToo(e)
	}, Granted, "", "by ana,"},
	{"team, where not even that would suffice", squashed, func(e *example) {
		chenToo(e)
		e.policy().Rules[1].Approvals = 3
		e.repolicy()
	}, Held, "approvals", "1 of 3"},
	{"team, where that would suffice", squashed, func(e *example) {
		chenToo(e)
		e.policy().Rules[1].Approvals = 2
		e.repolicy()
	}, Unknown, "approvals", "1 of 2"},
	{"one of two teams", squashed, func(e *example) {
		e.review().User = chen
		e.policy().Rules[1].Teams = []string{"acme/hidden", "acme/ml"}
		e.repolicy()
	}, Granted, "", "by chen"},
}

// forget has nobody know what a commit holds.
func forget(name string) func(*example) {
	return func(e *example) { e.Facts.Digests[sha(name)] = NotKnown[Digests](silence) }
}

func logEnds(why LogEnd) func(*example) {
	return func(e *example) { e.Facts.Updates, e.Facts.LogEnd = e.Facts.Updates[:1], why }
}

// otherBase has the pull request begin at a commit of which nobody knows what
// it holds.
func otherBase(e *example) {
	*e = *rebased()
	e.Facts.Introduction = Known(e.Facts.Chain.Value[0])
	e.Facts.Digests[sha("rebased 1")] = Known(Digests{S: "1:before", Content: "1:c"})
	forget("main")(e)
}

// chenToo has chen approve, of whom nobody knows the teams.
func chenToo(e *example) {
	e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: chen, State: "APPROVED", Submitted: at(22), Commit: sha("head")})
	e.detail().People[chen.ID] = Person{Permission: Known("write"), Teams: map[string]Answer[bool]{"acme/ml": NotKnown[bool](silence)}}
}
