package proof

import (
	"context"
	"fmt"

	"modelreg/catalog/evidence"
)

// mostPulls is of how many commits GitHub is asked for the pull request, which
// are two requests each.
const mostPulls = 200

// PullOf finds the merged pull request that brought in what an entry tells, and
// puts it there. Answers are remembered; of too many commits nobody is asked.
func (p *Prover) PullOf(ctx context.Context, e *evidence.Entry) {
	if _, err := p.protected(ctx); err != nil {
		e.PullProblem = err.Error()
		return
	}
	if _, asked := p.numbers[e.Commit]; !asked && len(p.numbers) >= mostPulls {
		e.PullProblem = fmt.Sprintf("GitHub is asked about %d commits at most", mostPulls)
		return
	}
	numbers, err := p.pullsWith(ctx, e.Commit)
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
