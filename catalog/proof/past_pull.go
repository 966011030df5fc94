package proof

import (
	"context"
	"errors"
	"fmt"
	"time"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
)

// mostAsked is about how many commits GitHub is asked for the pull request and
// for the verdict, which are up to a dozen requests each.
const mostAsked = 200

// mayAsk is an error where GitHub is not to be asked about one more commit, for
// there were many, or it has stopped answering.
func (p *Prover) mayAsk(commit string) error {
	switch {
	case p.o.GitHub == nil:
		return ErrNoToken
	case p.o.GitHub.Down():
		return errors.New("GitHub did not answer, and is not asked again; run again later")
	case p.asked[commit]:
		return nil
	case len(p.asked) >= mostAsked:
		return fmt.Errorf("GitHub is asked about %d commits at most; ask for a version alone, or for a shorter time", mostAsked)
	}
	p.asked[commit] = true
	return nil
}

// Landed bounds when a commit came onto the branch, as history.Landed does.
func (p *Prover) Landed(commit string) (from, to time.Time) { return p.history.Landed(commit) }

// PullOf finds the merged pull request that brought in what an entry tells, and
// puts it there. Answers are remembered; of too many commits nobody is asked.
func (p *Prover) PullOf(ctx context.Context, e *evidence.Entry) {
	if err := p.mayAsk(e.Commit); err != nil {
		e.PullProblem = err.Error()
		return
	}
	if _, err := p.protected(ctx); err != nil {
		e.PullProblem = err.Error()
		return
	}
	numbers, err := p.pullsWith(ctx, e.Commit)
	if github.IsNoCommit(err) {
		e.Unpushed = true
		return
	}
	if err != nil {
		e.PullProblem = err.Error()
		return
	}
	for _, n := range numbers {
		pull, err := p.pull(ctx, n)
		if err != nil {
			e.PullProblem = err.Error()
			return
		}
		if pull.Merged && pull.Base.RepositoryID == p.branch.id && pull.Base.Ref == p.place.branch {
			e.Pull = &evidence.EntryPull{
				Number: n, URL: pull.URL, Title: pull.Title, Author: pull.Author.Login, MergedBy: pull.MergedBy.Login, MergedAt: pull.MergedAt,
			}
			return
		}
	}
}

// signatures are whom a commit names.
func (p *Prover) signatures(commit string) (author, committer evidence.Signature, err error) {
	a, c, err := p.o.Repo.People(commit)
	return evidence.Signature{Name: a.Name, Email: a.Email}, evidence.Signature{Name: c.Name, Email: c.Email}, err
}
