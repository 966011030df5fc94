package site

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"modelreg/catalog/evidence"
)

// A proofView is how an approval is proven, in words.
type proofView struct {
	Outcome string
	Tone    string // good, wait, bad, calm
	Reason  string
	Pull    *pullView
	Reviews []reviewView
	Commits []commitView // of the pull request
	Merge   *commitView  // on the protected branch
	Branch  string
	Policy  *commitView // whose policy judged
	Checks  []checkView
	Kept    time.Time // when the proof was kept; zero: it is not
	Digest  string    // of what was approved
}

// A pullView is the pull request that brought the approval in.
type pullView struct {
	Number   int
	URL      string
	Title    string
	Author   string
	MergedBy string
	MergedAt time.Time
}

// A reviewView is one review and whether it counted.
type reviewView struct {
	Who  string
	Said string
	When time.Time
	URL  string
	evidence.State
	Why string // it did not count
}

// A commitView is one commit.
type commitView struct{ SHA, URL, By string }

// A checkView is one thing that was checked, and what came of it.
type checkView struct {
	evidence.State
	Text  string
	Parts []checkView
}

// outcomes are those of a proof in words, with how they are to be taken.
var outcomes = map[evidence.Outcome][2]string{
	evidence.Rederived:    {"Proven. It was found again in git and on GitHub, and is what was recorded.", "good"},
	evidence.BundleOnly:   {"Proven by the record that was kept. GitHub no longer tells everything, and git agrees with the record.", "good"},
	evidence.ByContent:    {"Proven by what the package holds. Nothing is recorded on it, and it holds exactly what was approved.", "good"},
	evidence.Contradicted: {"Contradicted. What is recorded is not what git and GitHub tell.", "bad"},
	evidence.NoProof:      {"Not proven. Nothing is recorded.", "bad"},
	evidence.NotAsked:     {"No proof is asked for in this registry.", "calm"},
	evidence.NotFound:     {"Not known. It could not be found out whether this is proven.", "wait"},
}

func (w *writer) proof(p Proof) *proofView {
	v := &proofView{Outcome: string(p.Outcome), Tone: "calm", Reason: p.Reason}
	if known, ok := outcomes[p.Outcome]; ok {
		v.Outcome, v.Tone = known[0], known[1]
	}
	if p.Bundle == nil {
		return v
	}
	f := p.Bundle.Facts
	v.Kept, v.Digest, v.Branch = p.Bundle.Made, f.Question.S, strings.TrimPrefix(f.Branch.Ref, "refs/heads/")
	if f.Introduction.Known {
		v.Merge = w.commit(f.Introduction.Value.SHA, "")
	}
	if f.Policy.Known {
		v.Policy = w.commit(f.Policy.Value.Commit, "")
	}
	if tree := p.Bundle.Verdict.Tree; tree != nil {
		v.Checks = checks(tree.Parts)
	}
	if i, _, ok := evidence.Pick(f); ok {
		v.pull(w, f, f.Pulls.Value[i])
	}
	return v
}

// pull tells of the pull request. Who merged it is who moved the branch.
func (v *proofView) pull(w *writer, f evidence.Facts, p evidence.Pull) {
	v.Pull = &pullView{Number: p.Number, URL: w.link(p.URL), Title: p.Title, Author: p.Author.Login, MergedBy: p.MergedBy.Login, MergedAt: p.MergedAt}
	if u, ok := evidence.Find(f); ok && v.Pull.MergedBy == "" {
		v.Pull.MergedBy = u.Actor.Login
	}
	if p.Detail == nil {
		return
	}
	for _, c := range p.Detail.Commits.Value {
		v.Commits = append(v.Commits, *w.commit(c.SHA, c.Author.Login))
	}
	told := verdictsOf(v.Checks)
	for _, r := range p.Detail.Reviews.Value {
		view := reviewView{Who: r.User.Login, Said: saidOf(r.State), When: r.Submitted, URL: w.link(r.URL), State: evidence.Held, Why: "it says nothing about an approval"}
		begins := "review by " + r.User.Login + " (" + r.State + ", " + r.Submitted.UTC().Format(time.DateTime) + ")"
		for _, c := range told {
			if why, found := strings.CutPrefix(c.Text, begins); found {
				view.State, view.Why = c.State, strings.TrimPrefix(why, ": ")
				break
			}
		}
		if view.State == evidence.Granted {
			view.Why = ""
		}
		v.Reviews = append(v.Reviews, view)
	}
}

// verdictsOf are the checks below, of which some are about reviews.
func verdictsOf(checks []checkView) []checkView {
	var all []checkView
	for _, c := range checks {
		all = append(append(all, c), verdictsOf(c.Parts)...)
	}
	return all
}

func saidOf(state string) string {
	switch state {
	case "APPROVED":
		return "approved"
	case "CHANGES_REQUESTED":
		return "asked for changes"
	case "DISMISSED":
		return "was dismissed"
	case "COMMENTED":
		return "commented"
	}
	return strings.ToLower(strings.ReplaceAll(state, "_", " "))
}

func checks(findings []evidence.Finding) []checkView {
	var all []checkView
	for _, f := range findings {
		all = append(all, checkView{f.State, f.Text, checks(f.Parts)})
	}
	return all
}

// commit is one of the catalog's repository.
func (w *writer) commit(sha, by string) *commitView {
	c := &commitView{SHA: sha, By: by}
	if w.Source.Repository != "" && sha != "" {
		c.URL = w.link(w.Source.Server + "/" + w.Source.Repository + "/commit/" + url.PathEscape(sha))
	}
	return c
}

// link is an address as it was told, if it is one on the server that the catalog
// is on, and else nothing: what others wrote leads nowhere else, and runs no
// script.
func (w *writer) link(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	server, err := url.Parse(w.Source.Server)
	if err != nil || server.Host == "" || u.Host != server.Host || u.Scheme != server.Scheme || !slices.Contains([]string{"https", "http"}, u.Scheme) {
		return ""
	}
	return address
}
