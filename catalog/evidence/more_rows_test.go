package evidence

import (
	"slices"
	"testing"
	"time"
)

func TestMoreRows(t *testing.T) {
	for _, r := range moreRows {
		t.Run(r.name, r.test)
	}
}

// moreRows are what the table of attacks has no number for.
var moreRows = []row{
	{"commit not on the branch", squashed, func(e *example) { e.Facts.Branch.HoldsCommit = false }, Held, "branch", "first-parent line"},
	{"a later commit lends its approvals", squashed, func(e *example) {
		e.Facts.Digests[sha("main")] = e.Facts.Digests[sha("squash")]
	}, Held, "introduction", "holds it already"},
	{"another version was introduced", squashed, func(e *example) {
		e.Facts.Question.S = "1:other"
		e.Facts.Digests[sha("head")] = Known(Digests{S: "1:other"})
	}, Held, "introduction", "does not hold what is asked for; raise"},

	{"the pull request registers and approves, one is enough", squashed, registersItself, Granted, "", ""},
	{"the pull request registers and approves, and two are wanted", squashed, func(e *example) {
		registersItself(e)
		e.policy().Rules[1].SeparatePullRequest = true
		e.repolicy()
	}, Held, "separate-pull-request", ""},
	{"registered in an earlier pull request, and two are wanted", squashed, func(e *example) {
		e.policy().Rules[1].SeparatePullRequest = true
		e.repolicy()
	}, Granted, "", ""},
	{"a content without a digest is not registered before", squashed, func(e *example) {
		e.policy().Rules[1].SeparatePullRequest = true
		e.policy().Rules[1].RegistrantMayApprove = true
		e.repolicy()
		e.Facts.Question.Content = ""
		e.Facts.Digests[sha("main")] = Known(Digests{})
	}, Held, "separate-pull-request", ""},

	{"who registered approves", squashed, func(e *example) { e.Facts.Registered.Value.By = []User{erin, ana} }, Held, "approvals", "registered the version in #5"},
	{"who pushed the version approves", squashed, func(e *example) { e.Facts.Registered = Known(Registration{By: []User{ana}}) }, Held, "approvals", "pushed the version"},
	{"who registered approves and may", squashed, func(e *example) {
		e.Facts.Registered.Value.By = []User{ana}
		e.policy().Rules[1].RegistrantMayApprove = true
		e.repolicy()
	}, Granted, "", ""},
	{"nobody can tell who registered", squashed, func(e *example) { e.Facts.Registered.Value.By = nil }, Held, "registrant", "set registrantMayApprove: true"},
	{"GitHub does not name one of those who registered", squashed, func(e *example) { e.Facts.Registered.Value.By = []User{erin, {}} }, Held, "registrant", "register it by a pull request"},
	{"registered by the same pull request after all", squashed, func(e *example) { e.Facts.Registered = Known(Registration{Pull: 7}) }, Granted, "", ""},

	{"an approver without an id", squashed, func(e *example) {
		e.review().User = User{Login: "ana", Type: "User"}
		e.detail().People[0] = Person{Permission: Known("write")}
	}, Held, "approvals", "does not name the account"},
	{"an approver without a login", squashed, func(e *example) {
		e.policy().Rules[1].Anyone = true
		e.repolicy()
		e.review().User = User{ID: ana.ID, Type: "User"}
	}, Held, "approvals", "does not name the account"},
	{"an approver asks for changes after the merge", squashed, func(e *example) {
		e.detail().Reviews.Value = append(e.detail().Reviews.Value, Review{User: bob, State: "CHANGES_REQUESTED", Submitted: at(33), Commit: sha("head")})
	}, Held, "changes-requested", "bob"},
	{"an approver deleted the head, which was pushed again", squashed, func(e *example) { e.detail().Pushes.Value[0].At = at(9) }, Granted, "", ""},
	{"an approver pushed what was amended away", squashed, func(e *example) {
		e.pushes(1, Update{Before: sha("first"), After: sha("amended"), Type: "push", Actor: ana, At: at(6)})
	}, Held, "approvals", "whoever pushed"},
	{"an approver pushed the head before its branch was restored", squashed, func(e *example) {
		e.detail().Pushes.Value[1].Before = noCommit
		e.pushes(2, Update{Before: sha("first"), After: sha("first"), Type: "push", Actor: ana, At: at(6)})
	}, Held, "approvals", "whoever pushed"},
	{"an approver used the name of the branch before", squashed, func(e *example) {
		e.pushes(3, Update{Before: noCommit, After: sha("long ago"), Type: "branch_creation", Actor: ana, At: at(1)})
	}, Granted, "", ""},
	{"another commit was pushed between", squashed, func(e *example) {
		pushes := &e.detail().Pushes.Value
		*pushes = append([]Update{{Before: sha("head"), After: sha("other"), Type: "push", Actor: dana, At: at(25)}}, *pushes...)
	}, Granted, "", ""},
	{"the first commit of all is in the pull request", squashed, func(e *example) { e.detail().Commits.Value[0].Parents = nil }, Granted, "", ""},

	{"a commit below a merge that came in with it", squashed, func(e *example) {
		e.brings("below", commit("merge", "below", "head"), commit("below", "main"))
	}, Held, "pull-request", "0 pull requests"},
	{"commits of an update that do not follow each other", rebased, func(e *example) {
		e.Facts.Chain.Value[0].Parents = []string{sha("other")}
	}, Held, "chain", ""},
	{"the first commit of all came in", rebased, func(e *example) { e.Facts.Chain.Value[1].Parents = nil }, Held, "chain", ""},
	{"a pull request that the queue merged elsewhere", queuedBySquash, func(e *example) {
		e.Facts.Pulls.Value = e.Facts.Pulls.Value[:1]
		e.pull().MergeCommit = sha("elsewhere")
	}, Held, "pull-request", "0 pull requests"},

	{"the author is not named", squashed, func(e *example) { e.pull().Author = User{} }, Held, "contributors", "who opened"},
	{"the author of a commit is not named", squashed, func(e *example) { e.detail().Commits.Value[0].Author = User{} }, Held, "contributors", "who made commit"},
	{"the committer of a commit is not named", squashed, func(e *example) { e.detail().Commits.Value[0].Committer = User{} }, Held, "contributors", "who made commit"},
	{"the author of a commit has no login", squashed, func(e *example) { e.detail().Commits.Value[0].Author.Login = "" }, Held, "contributors", "who made commit"},
	{"the author of a commit has no id", squashed, func(e *example) { e.detail().Commits.Value[0].Author.ID = 0 }, Held, "contributors", "who made commit"},
	{"the committer looks like GitHub's web interface", squashed, func(e *example) {
		e.detail().Commits.Value[1].Committer = User{ID: ana.ID, Login: "web-flow", Type: "User"}
	}, Held, "approvals", "made commit"},
	{"more commits than GitHub lists", squashed, func(e *example) {
		for len(e.detail().Commits.Value) < 251 {
			e.detail().Commits.Value = append(e.detail().Commits.Value, e.detail().Commits.Value[0])
		}
		e.pull().Commits = 251
	}, Held, "contributors", "251 commits"},
	{"GitHub lists too few commits", squashed, func(e *example) { e.pull().Commits = 3 }, Unknown, "contributors", "2 of the 3 commits"},
	{"GitHub lists commits of another head", squashed, func(e *example) { e.detail().Commits.Value[1].SHA = sha("other") }, Unknown, "contributors", "lack the head"},

	{"its head is pushed by force after the merge", squashed, func(e *example) {
		e.detail().Events.Value = append(e.detail().Events.Value, Event{Kind: "head_ref_force_pushed", At: e.pull().MergedAt.Add(time.Second)})
	}, Granted, "", ""},

	{"an approver brings the pull request up to date", squashed, upToDate, Granted, "", ""},
	{"an approver brings it up to date, by a merge of something else", squashed, func(e *example) {
		upToDate(e)
		e.detail().Commits.Value[1].OnBase = Known(false)
	}, Held, "approvals", "has 0 of 1"},
	{"an approver brings it up to date, and changes the version", squashed, func(e *example) {
		upToDate(e)
		e.Facts.Digests[sha("first")] = Known(Digests{S: "1:first", Content: "1:c"})
	}, Held, "approvals", "has 0 of 1"},
	{"an approver brings it up to date, not in the web interface", squashed, func(e *example) {
		upToDate(e)
		e.detail().Commits.Value[1].Committer = ana
	}, Held, "approvals", "has 0 of 1"},
	{"an approver commits in the web interface", squashed, func(e *example) {
		upToDate(e)
		e.detail().Commits.Value[1].Parents = []string{sha("first")}
	}, Held, "approvals", "has 0 of 1"},
	{"an approver pushes a commit besides the merge", squashed, func(e *example) {
		upToDate(e)
		e.detail().Pushes.Value[1].Before = sha("somewhere")
	}, Held, "approvals", "pushed"},
	{"brought up to date after the approval", squashed, func(e *example) {
		upToDate(e)
		e.review().Submitted = at(9)
	}, Held, "approvals", "older than the last push"},

	{"no rule is for the group", squashed, func(e *example) {
		e.policy().Rules = e.policy().Rules[:1]
		e.repolicy()
	}, Held, "rule", "no rule of the policy"},
	{"no rule is for the target", squashed, func(e *example) {
		e.policy().Rules[1].Targets = []string{"staging"}
		e.repolicy()
	}, Held, "rule", "no rule of the policy"},
	{"the first rule that matches decides", squashed, func(e *example) { e.Facts.Question.Group = "pricing/churn" }, Held, "approvals", "1 of 2"},
	{"a rule that asks for no approvals asks for one", squashed, func(e *example) {
		e.policy().Rules[1].Approvals = 0
		e.repolicy()
		e.detail().Reviews.Value = nil
	}, Held, "approvals", "0 of 1"},
	{"a question that names no gated values", squashed, func(e *example) {
		e.Facts.Question.Asks = nil
		e.detail().Reviews.Value = nil
	}, Held, "approvals", "0 of 1"},

	{"no policy before the update", squashed, func(e *example) {
		e.Facts.Policy = Known(PolicyAt{Commit: sha("main"), Why: "registry.yaml is missing"})
	}, Held, "policy", "registry.yaml is missing"},
	{"no policy before the update, and nobody says why", squashed, func(e *example) {
		e.Facts.Policy = Known(PolicyAt{Commit: sha("main")})
	}, Held, "policy", "at " + short(sha("main")) + "; raise"},
	{"a policy of no repository", squashed, func(e *example) {
		e.policy().Repository, e.Facts.Branch.Repository = "", ""
		e.repolicy()
	}, Held, "policy", "names no repository"},
	{"a policy of another repository", squashed, func(e *example) { e.Facts.Branch.Repository = "evil/models" }, Held, "policy", "evil/models"},
	{"a policy of the repository in other letters", squashed, func(e *example) { e.Facts.Branch.Repository = "Acme/Models" }, Granted, "", ""},
	{"a policy of another branch", squashed, func(e *example) {
		e.policy().Branch = "release"
		e.repolicy()
	}, Held, "policy", "refs/heads/release"},

	{"the policy was changed by a pull request", underChanged, nothing, Granted, "", ""},
	{"the policy is not the root's", squashed, func(e *example) {
		e.policy().Rules[1].Approvals = 0
		e.Facts.Policy.Value = policyOf(sha("main"), *e.policy())
	}, Held, "policy-chain", "is not the one that"},
	{"a change of policy is judged by another policy than the one before", underChanged, func(e *example) {
		loose := examplePolicy()
		loose.Rules[1].Approvals = 0
		e.Chain.Root = policyOf(sha("root"), loose)
	}, Held, "policy-chain", "is not the one that"},
	{"a change of policy that one rule holds", underChanged, func(e *example) {
		d := e.Chain.Changes.Value[0].Pulls.Value[0].Detail
		d.Reviews.Value = d.Reviews.Value[:1] // the rule for pricing wants two
	}, Held, "policy-chain", "1 of 2 approvals"},
	{"a change of policy that its own rule grants", squashed, func(e *example) {
		e.policy().Changes = &Rule{Approvals: 1, Users: []string{"ana"}}
		e.repolicy()
		own := *e.policy()
		to := changedPolicy()
		change := policyChanged(to)
		change.Facts.Policy = Known(policyOf(sha("main"), own))
		change.detail().Reviews.Value = change.detail().Reviews.Value[:1]
		e.Chain.Changes = Known([]Facts{change.Facts})
		e.Facts.Policy = Known(policyOf(sha("main"), to))
	}, Granted, "", ""},
	{"a change of policy needs no second pull request", squashed, func(e *example) {
		change := policyChanged(changedPolicy())
		change.policy().Changes = &Rule{Approvals: 1, Users: []string{"ana"}, SeparatePullRequest: true}
		change.repolicy()
		*e = *change
	}, Granted, "", ""},
	{"a change of policy that nobody approves", squashed, func(e *example) {
		*e = *policyChanged(changedPolicy())
		e.detail().Reviews.Value = nil
	}, Held, "approvals", "change the policy by a pull request"},
	{"a change of policy that no rule is for", squashed, func(e *example) {
		*e = *policyChanged(changedPolicy())
		e.policy().Rules = nil
		e.repolicy()
	}, Held, "rule", "changes of the policy"},
	{"a change of a version among those of the policy", underChanged, func(e *example) {
		e.Chain.Changes.Value[0].Question.Policy = false
	}, Held, "policy-chain", "is no change of policy"},
	{"a policy change can't exempt itself", squashed, func(e *example) {
		loose := examplePolicy()
		loose.Gates, loose.Targets = []string{}, map[string]PolicyTarget{"": {Evidence: "none"}}
		change := policyChanged(changedPolicy())
		change.Facts.Policy = Known(policyOf(sha("main"), loose))
		change.Facts.Question.Asks = []string{"x=y"}
		change.Facts.Updates[1].Type = "push"
		e.Facts, e.Chain.Root = change.Facts, policyOf(sha("root"), loose)
	}, Held, "update-type", ""},
	{"no policy at the root", squashed, func(e *example) {
		e.Chain.Root = PolicyAt{Commit: sha("root"), Why: "registry.yaml has problems"}
	}, Held, "policy-chain", "registry.yaml has problems"},
}

func registersItself(e *example) {
	e.Facts.Digests[sha("main")] = Known(Digests{Why: "there is no such file"})
	e.Facts.Registered = Answer[Registration]{}
}

// upToDate has ana, who approves, bring the head up to date in the web
// interface before.
func upToDate(e *example) {
	e.detail().Commits.Value[1] = Commit{
		SHA: sha("head"), Parents: []string{sha("first"), sha("base")}, Author: ana, Committer: webUser, OnBase: Known(true),
	}
	e.detail().Pushes.Value[1].Actor = ana
	e.Facts.Digests[sha("first")] = e.Facts.Digests[sha("head")]
}

// pushes puts an update of the head's ref into the log.
func (e *example) pushes(i int, u Update) {
	pushes := &e.detail().Pushes.Value
	*pushes = slices.Insert(*pushes, i, u)
}
