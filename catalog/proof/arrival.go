package proof

import (
	"context"
	"path"
	"reflect"

	"modelreg/catalog/evidence"
)

// arrival finds how the thresholds of a group that facts go by came into the
// protected branch. GitHub is asked only where that matters.
func (p *Prover) arrival(ctx context.Context, f evidence.Facts) (a evidence.Answer[evidence.Arrival]) {
	if !f.Policy.Known || !f.Thresholds.Known || !evidence.WantsArrival(f) {
		return a
	}
	commit, position, err := p.broughtThresholds(ctx, f.Thresholds.Value)
	switch {
	case err != nil:
		return evidence.NotKnown[evidence.Arrival](err.Error())
	case commit == "":
		return evidence.NotKnown[evidence.Arrival]("commit " + short(f.Thresholds.Value.Commit) + " is not on the way to " + p.o.Head.Short())
	case position >= p.policies[0].position:
		return evidence.Known(evidence.Arrival{Commit: commit, Given: true})
	}
	return answer(p.arrivalOf(ctx, commit))
}

// broughtThresholds is the last commit that changed what a group.yaml says of
// metrics, or whose they are, and its position; empty where git can't tell.
func (p *Prover) broughtThresholds(ctx context.Context, at evidence.ThresholdsAt) (commit string, position int, err error) {
	until, ok := p.history.Position(at.Commit)
	if !ok {
		return "", 0, nil
	}
	dir := path.Dir(at.File)
	g, err := p.readGroup(ctx, at.Commit, dir)
	if err != nil || g == nil {
		return "", 0, err
	}
	for _, c := range p.history.Changes(at.File) {
		position, _ := p.history.Position(c.Commit)
		if position < until {
			continue
		}
		if c.Before.Mode == "" {
			return c.Commit, position, nil
		}
		was, err := p.loadGroup(ctx, c.Before, dir)
		if err != nil || was == nil || was.Name != g.Name || !reflect.DeepEqual(was.Metrics(), g.Metrics()) {
			return c.Commit, position, err
		}
	}
	return "", 0, nil
}

// arrivalOf asks GitHub how a commit came into the protected branch. A head that
// is pushed to it marks its pull request as merged, too, so the log comes first.
func (p *Prover) arrivalOf(ctx context.Context, commit string) (evidence.Arrival, error) {
	a := evidence.Arrival{Commit: commit}
	if _, err := p.protected(ctx); err != nil {
		return a, err
	}
	pushers, err := p.pusher(ctx, commit)
	if err != nil || len(pushers) > 0 {
		a.Pushed = true
		return a, err
	}
	numbers, err := p.pullsWith(ctx, commit)
	if err != nil {
		return a, err
	}
	for _, n := range numbers {
		pull, err := p.pull(ctx, n)
		if err != nil {
			return a, err
		}
		if pull.Merged && pull.Base.RepositoryID == p.branch.id && pull.Base.Ref == p.place.branch {
			a.Pull = n
			return a, nil
		}
	}
	return a, nil
}
