package evidence

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"time"
)

// An example is a question, its facts and how the policy came to be, all of
// which a test may change before it is judged.
type example struct {
	Facts Facts
	Chain Chain
}

func (e *example) pull() *Pull     { return &e.Facts.Pulls.Value[0] }
func (e *example) detail() *Detail { return e.pull().Detail }
func (e *example) policy() *Policy { return &e.Facts.Policy.Value.Policy }
func (e *example) review() *Review { return &e.detail().Reviews.Value[0] }

// repolicy writes the text and the digest of the policy anew, after a test
// changed it, and has the chain begin with it.
func (e *example) repolicy() {
	e.Facts.Policy.Value = policyOf(e.Facts.Policy.Value.Commit, *e.policy())
	e.Chain.Root = policyOf(sha("root"), *e.policy())
}

// People of the examples.
var (
	dana    = User{ID: 1, Login: "dana", Type: "User"} // opens pull requests
	ana     = User{ID: 2, Login: "ana", Type: "User"}  // approves
	bob     = User{ID: 3, Login: "bob", Type: "User"}  // approves
	chen    = User{ID: 4, Login: "chen", Type: "User"} // is named nowhere, and in the team ml
	erin    = User{ID: 5, Login: "erin", Type: "User"} // registered the version
	robot   = User{ID: 6, Login: "acme-bot", Type: "User"}
	webUser = User{ID: 19864447, Login: "web-flow", Type: "User"}
)

// sha is the commit of that name.
func sha(name string) string {
	sum := sha1.Sum([]byte(name))
	return hex.EncodeToString(sum[:])
}

// at is a time in minutes.
func at(minute int) time.Time {
	return time.Date(2026, 3, 2, 12, minute, 0, 0, time.UTC)
}

func examplePolicy() Policy {
	return Policy{
		Name: "acme-models", Repository: "acme/models", Branch: "main",
		Gates:        []string{"modelApprovalStatus=Approved"},
		MachineUsers: []string{"Acme-Bot"},
		Rules: []Rule{
			{Groups: []string{"pricing/**"}, Approvals: 2, Users: []string{"ana", "bob"}, Teams: []string{"acme/ml"}},
			{Groups: []string{"**"}, Targets: []string{"production"}, Approvals: 1, Users: []string{"ana", "Bob", "acme-bot", "dana"}, Teams: []string{"acme/ml"}},
		},
		Targets: map[string]PolicyTarget{"production": {Kind: "sagemaker", Evidence: "github", Versions: "all"}},
		Metrics: map[string]Metric{},
	}
}

func policyOf(commit string, p Policy) PolicyAt {
	text, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return PolicyAt{Commit: commit, Digest: digestOf(string(text)), Text: string(text), Policy: p}
}

const covers = `{"approvalRequest":0,"catalog":"acme-models","group":"house-price","groupName":"house-price","label":"3",` +
	`"target":"production","version":{"modelApprovalStatus":"Approved"}}`

// squashed is a version that was approved by ana in a pull request of dana's
// with two commits, merged by squash, after erin had registered it.
func squashed() *example {
	s := Digests{S: digestOf(covers), Content: "1:c"}
	before := Digests{S: "1:before", Content: "1:c"}
	squash := Commit{SHA: sha("squash"), Parents: []string{sha("main")}}
	return &example{
		Facts: Facts{
			Question: Question{
				Group: "house-price", Label: "3", Target: "production", S: s.S, Content: s.Content,
				Asks: []string{"modelApprovalStatus=Approved"}, Covers: covers, Commit: sha("tip"),
			},
			Branch:       Branch{RepositoryID: 70, Repository: "acme/models", Ref: "refs/heads/main", Tip: sha("tip"), HoldsCommit: true},
			Introduction: Known(squash),
			Updates: []Update{
				{Before: sha("squash"), After: sha("tip"), Type: "push", Actor: erin, At: at(40), Brought: Known(false)},
				{Before: sha("main"), After: sha("squash"), Type: PullMerge, Actor: bob, At: at(30), Brought: Known(true)},
			},
			Chain: Known([]Commit{squash}),
			Pulls: Known([]Pull{{
				Number: 7, URL: "https://github.com/acme/models/pull/7", Title: "Approve house-price/3", Author: dana,
				Merged: true, MergedAt: at(30), MergeCommit: sha("squash"), Commits: 2,
				Base: End{RepositoryID: 70, Ref: "main", SHA: sha("main")}, Head: End{RepositoryID: 70, Ref: "approve", SHA: sha("head")},
				Detail: &Detail{
					Commits: Known([]Commit{
						{SHA: sha("first"), Parents: []string{sha("main")}, Author: dana, Committer: dana},
						{SHA: sha("head"), Parents: []string{sha("first")}, Author: dana, Committer: webUser},
					}),
					Reviews: Known([]Review{{ID: 1, User: ana, State: "APPROVED", Submitted: at(20), Commit: sha("head")}}),
					Events:  Known([]Event{{Kind: "head_ref_force_pushed", Actor: dana, At: at(5)}, {Kind: "merged", Actor: bob, At: at(30)}}),
					Pushes: Known([]Update{
						{Before: sha("head"), After: noCommit, Type: "branch_deletion", Actor: ana, At: at(31)},
						{Before: sha("first"), After: sha("head"), Type: "push", Actor: dana, At: at(10)},
						{Before: noCommit, After: sha("first"), Type: "branch_creation", Actor: dana, At: at(4)},
					}),
					People: map[int64]Person{
						ana.ID:  {Permission: Known("write")},
						bob.ID:  {Permission: Known("admin")},
						chen.ID: {Permission: Known("maintain"), Teams: map[string]Answer[bool]{"acme/ml": Known(true)}},
						dana.ID: {Permission: Known("write")},
					},
				},
			}}),
			Digests: map[string]Answer[Digests]{
				sha("main"): Known(before), sha("squash"): Known(s), sha("head"): Known(s),
			},
			Policy:     Known(policyOf(sha("main"), examplePolicy())),
			Thresholds: Known(ThresholdsAt{Commit: sha("main"), File: "house-price/group.yaml"}),
			Registered: Known(Registration{Commit: sha("registered"), Pull: 5, By: []User{erin}}),
		},
		Chain: Chain{Root: policyOf(sha("root"), examplePolicy()), Given: true, Changes: Known([]Facts{})},
	}
}

// brings has the update bring in other commits than the squash, newest first,
// the first of which is the pull request's merge commit.
func (e *example) brings(introduction string, chain ...Commit) *example {
	f := &e.Facts
	d := f.Digests[sha("squash")]
	delete(f.Digests, sha("squash"))
	f.Updates[0].Before, f.Updates[1].After = chain[0].SHA, chain[0].SHA
	f.Chain = Known(chain)
	for _, c := range chain {
		if c.SHA == sha(introduction) {
			f.Introduction = Known(c)
			f.Digests[c.SHA] = d
			if _, known := f.Digests[c.Parents[0]]; !known {
				f.Digests[c.Parents[0]] = f.Digests[sha("main")]
			}
		}
	}
	e.pull().MergeCommit = chain[0].SHA
	f.Digests[chain[0].SHA] = d
	return e
}

func commit(name string, parents ...string) Commit {
	c := Commit{SHA: sha(name)}
	for _, p := range parents {
		c.Parents = append(c.Parents, sha(p))
	}
	return c
}

func mergedByCommit() *example {
	return squashed().brings("merge", commit("merge", "main", "head"))
}

func rebased() *example {
	return squashed().brings("rebased 1", commit("rebased 2", "rebased 1"), commit("rebased 1", "main"))
}

// queued is three pull requests that a merge queue merged in one update, by
// the method of their commits; the one in the middle, 7, is the example's.
func queued(introduction string, chain ...Commit) *example {
	e := squashed().brings(introduction, chain...)
	f := &e.Facts
	f.Updates[1].Type = QueueMerge
	e.pull().MergeCommit = sha("b")
	f.Digests[sha("b")] = f.Digests[sha(introduction)]
	other := func(n int, mergeCommit string) Pull {
		p := *e.pull()
		p.Number, p.MergeCommit, p.Head.SHA, p.Commits, p.Detail = n, sha(mergeCommit), sha("head of "+mergeCommit), 1, nil
		return p
	}
	f.Pulls.Value = append(f.Pulls.Value, other(6, "a"), other(8, "c"))
	return e
}

func queuedByCommit() *example {
	return queued("b", commit("c", "b", "head of c"), commit("b", "a", "head"), commit("a", "main", "head of a"))
}

func queuedBySquash() *example {
	return queued("b", commit("c", "b"), commit("b", "a"), commit("a", "main"))
}

func queuedByRebase() *example {
	return queued("b1", commit("c", "b"), commit("b", "b1"), commit("b1", "a"), commit("a", "main"))
}

// policyChanged is a change of the policy, from the example's, that ana
// approved and a pull request of dana's merged, by both rules: the first one
// wants bob, too.
func policyChanged(to Policy) *example {
	e := squashed()
	after := policyOf(sha("squash"), to)
	f := &e.Facts
	f.Question = Question{Policy: true, S: after.Digest, Covers: after.Text, Commit: sha("tip")}
	for _, c := range []string{"squash", "head"} {
		f.Digests[sha(c)] = Known(Digests{S: after.Digest})
	}
	f.Digests[sha("main")] = Known(Digests{S: f.Policy.Value.Digest})
	f.Registered = Answer[Registration]{}
	d := e.detail()
	d.Reviews.Value = append(d.Reviews.Value, Review{ID: 2, User: bob, State: "APPROVED", Submitted: at(21), Commit: sha("head")})
	return e
}

func changedPolicy() Policy {
	p := examplePolicy()
	p.Rules = p.Rules[1:]
	return p
}

// underChanged is the squashed example under a policy that policyChanged
// brought in.
func underChanged() *example {
	to := changedPolicy()
	e := squashed()
	e.Facts.Policy = Known(policyOf(sha("main"), to))
	e.Chain.Changes = Known([]Facts{policyChanged(to).Facts})
	return e
}

const noCommit = "0000000000000000000000000000000000000000"
