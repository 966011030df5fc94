package sitetest

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
)

// proofs are those of the approvals that are live: a whole one with reviews
// that counted and some that did not, and others without.
func proofs(c *catalog.Catalog) map[site.Key]site.Proof {
	whole := bundle(c, "house-price", "2", "production")
	return map[site.Key]site.Proof{
		{Group: "house-price", Label: "2", Target: "production"}:           {Outcome: evidence.Rederived, Reason: whole.Verdict.Text, Bundle: whole},
		{Group: "house-price", Label: "2", Target: "staging"}:              {Outcome: evidence.BundleOnly, Reason: "GitHub no longer tells who reviewed", Bundle: bundle(c, "house-price", "2", "staging")},
		{Group: "house-price", Label: "3", Target: "staging"}:              {Outcome: evidence.NoProof, Reason: "nothing is recorded"},
		{Group: "pricing/valuation", Label: "1.0.0", Target: "production"}: {Outcome: evidence.ByContent, Reason: "nothing is recorded, and the package holds exactly what was approved"},
		{Group: "pricing/valuation", Label: "1.0.0", Target: "staging"}:    {Outcome: evidence.NotFound, Reason: "GitHub did not answer"},
		{Group: "house-price", Label: "2", Target: "local"}:                {Outcome: evidence.NotAsked, Reason: "the target asks for no proof"},
	}
}

// People of the example.
var (
	dana = evidence.User{ID: 1, Login: "dana", Type: "User"} // opened the pull request
	ana  = evidence.User{ID: 2, Login: "ana", Type: "User"}
	bob  = evidence.User{ID: 3, Login: "bob", Type: "User"}
	eve  = evidence.User{ID: 4, Login: "eve", Type: "User"} // may not approve
)

// bundle is the proof that ana approved a version, before bob and after eve
// reviewed it in vain.
func bundle(c *catalog.Catalog, group, label, target string) *evidence.Bundle {
	at := func(minute int) time.Time { return now.AddDate(0, 0, -80).Add(time.Duration(minute) * time.Minute) }
	g, _ := c.Group(group)
	v, _ := g.Version(label)
	t := c.Registry.Targets[0]
	for _, t = range c.Registry.Targets {
		if t.Name == target {
			break
		}
	}
	eff, _ := v.Effective(c.Registry, t)
	squash := evidence.Commit{SHA: merged, Parents: []string{sha("main")}}
	s := evidence.Digests{S: eff.S, Content: eff.Content}
	facts := evidence.Facts{
		Question: evidence.Question{
			Group: group, Label: label, Target: target, S: eff.S, Content: eff.Content,
			Asks: []string{"modelApprovalStatus=Approved"}, Covers: catalog.Covers(c.Registry, v, t, eff), Commit: tip,
		},
		Branch:       evidence.Branch{RepositoryID: 70, Repository: "acme/models", Ref: "refs/heads/main", Tip: tip, HoldsCommit: true},
		Introduction: evidence.Known(squash),
		Updates: []evidence.Update{
			{Before: merged, After: tip, Type: "push", Actor: bob, At: at(40), Brought: evidence.Known(false)},
			{Before: sha("main"), After: merged, Type: evidence.PullMerge, Actor: bob, At: at(30), Brought: evidence.Known(true)},
		},
		Chain: evidence.Known([]evidence.Commit{squash}),
		Pulls: evidence.Known([]evidence.Pull{{
			Number: 17, URL: server + "/acme/models/pull/17", Title: "Approve " + group + "/" + label, Author: dana,
			Merged: true, MergedAt: at(30), MergeCommit: merged, Commits: 1,
			Base:   evidence.End{RepositoryID: 70, Ref: "main", SHA: sha("main")},
			Head:   evidence.End{RepositoryID: 70, Ref: "approve", SHA: sha("head")},
			Detail: reviewed(at),
		}}),
		Digests:    map[string]evidence.Answer[evidence.Digests]{sha("main"): evidence.Known(evidence.Digests{S: "1:before", Content: eff.Content}), merged: evidence.Known(s), sha("head"): evidence.Known(s)},
		Policy:     evidence.Known(policyAt(sha("main"), c.Registry.Policy())),
		Thresholds: evidence.Known(evidence.ThresholdsAt{Commit: sha("main"), File: group + "/group.yaml"}),
		Registered: evidence.Known(evidence.Registration{Commit: sha("registered"), Pull: 14, By: []evidence.User{dana}}),
	}
	chain := evidence.Chain{Root: policyAt(sha("root"), c.Registry.Policy()), Given: true, Changes: evidence.Known([]evidence.Facts{})}
	return &evidence.Bundle{
		FormatVersion: evidence.BundleFormat, Catalog: c.Registry.Name, Target: target, Ref: v.Ref(),
		Facts: facts, Chain: chain, Verdict: evidence.Judge(facts, chain), Made: at(50),
	}
}

// reviewed is what happened in the pull request.
func reviewed(at func(minute int) time.Time) *evidence.Detail {
	const none = "0000000000000000000000000000000000000000"
	url := func(id string) string { return server + "/acme/models/pull/17#pullrequestreview-" + id }
	write := evidence.Person{Permission: evidence.Known("write"), Teams: map[string]evidence.Answer[bool]{"acme/ml-governance": evidence.Known(false)}}
	return &evidence.Detail{
		Commits: evidence.Known([]evidence.Commit{{SHA: sha("head"), Parents: []string{sha("main")}, Author: dana, Committer: dana}}),
		Reviews: evidence.Known([]evidence.Review{
			{ID: 1, URL: url("1"), User: bob, State: "APPROVED", Submitted: at(9), Commit: sha("first")},
			{ID: 2, URL: url("2"), User: eve, State: "APPROVED", Submitted: at(12), Commit: sha("head")},
			{ID: 3, URL: url("3"), User: ana, State: "APPROVED", Submitted: at(20), Commit: sha("head")},
		}),
		Events: evidence.Known([]evidence.Event{{Kind: "merged", Actor: bob, At: at(30)}}),
		Pushes: evidence.Known([]evidence.Update{
			{Before: none, After: sha("head"), Type: "branch_creation", Actor: dana, At: at(10)},
		}),
		People: map[int64]evidence.Person{ana.ID: write, bob.ID: write, dana.ID: write, eve.ID: write},
	}
}

func policyAt(commit string, p evidence.Policy) evidence.PolicyAt {
	text, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(text)
	return evidence.PolicyAt{Commit: commit, Digest: "1:" + hex.EncodeToString(sum[:]), Text: string(text), Policy: p}
}

// sha is the commit of that name.
func sha(name string) string {
	sum := sha1.Sum([]byte(name))
	return hex.EncodeToString(sum[:])
}
