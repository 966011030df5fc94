package sync

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog/evidence"
)

// A step is what Apply needs to carry a change out, beside what the plan shows.
type step struct {
	group     *groupStep      // for a change of a group
	want      *wanted         // for a change of a version
	seen      []Package       // for a creation: what the group held when the plan was made
	taken     map[string]bool // and which of it, by ARN, is another version, whatever its markers say
	verdict   evidence.Verdict
	approves  bool
	demotes   bool
	duplicate bool // a second package of the version, to be put back to pending
	matched   bool // the package counts as the version by its content
	adopts    bool // only markers are written
	remove    bool
	catalog   string // for a deletion: the catalog whose markers the package must carry
	previous  string // ARN of what latestApproved found
}

// ApplyOptions are how a plan is carried out.
type ApplyOptions struct {
	Concurrency int                                              // groups at once; default 4
	Exact       bool                                             // do what the plan says or nothing: a package that has moved since is left alone and fails
	Sleep       func(ctx context.Context, d time.Duration) error // waits, or returns early with the context's error; required
	Finished    func(Item)                                       // called when its outcome is known; from several goroutines

	// Superseded is Input.Superseded asked again just before something is
	// written: a change for which it says true is left to the run for the newer
	// commit, and one about which it fails is not done. nil: nothing is
	// superseded. It is called from several goroutines.
	Superseded func(ctx context.Context, group, label string) (bool, error)
}

const (
	defaultConcurrency = 4
	callTimeout        = 2 * time.Minute // for one call with its retries, once it has begun
)

// Apply carries a plan out. Groups go in parallel; inside a group versions are
// created in label order, then approved and updated in label order, and only
// then is anything demoted or deleted, so that "latest approved" never falls
// back in between. What fails is reported and stops nothing but what depends
// on it.
//
// When ctx is cancelled, the call in flight is finished and everything that is
// left is reported as remaining. A plan that its safety limits refuse is not
// carried out at all.
func Apply(ctx context.Context, t Target, p *Plan, o ApplyOptions) *Report {
	report := newReport(p)
	if len(p.Refused) > 0 {
		return report.close(p)
	}
	if o.Concurrency == 0 {
		o.Concurrency = defaultConcurrency
	}
	newly, wrote := make([]bool, len(p.Changes)), new(atomic.Bool)
	g := errgroup.Group{}
	g.SetLimit(o.Concurrency)
	for from := 0; from < len(p.Changes); {
		to := from + 1
		for to < len(p.Changes) && p.Changes[to].Group == p.Changes[from].Group {
			to++
		}
		a := &groupApplier{ctx: ctx, target: t, o: o, changes: p.Changes[from:to], items: report.Items[from:to], newly: newly[from:to], wrote: wrote}
		g.Go(func() error {
			a.apply()
			return nil
		})
		from = to
	}
	_ = g.Wait() // the workers report; they return no errors
	report.Cancelled, report.Changed = ctx.Err() != nil, wrote.Load()
	for i, c := range p.Changes {
		if newly[i] {
			report.Approved = append(report.Approved, NewApproval{
				Group: c.Group, Label: c.Label, ARN: report.Items[i].ARN, Target: p.Target, PreviousARN: c.step.previous,
			})
		}
	}
	return report.close(p)
}

// A groupApplier carries out the changes of one group, one call after another.
type groupApplier struct {
	ctx     context.Context
	target  Target
	o       ApplyOptions
	changes []Change
	items   []Item       // what became of changes[i]
	newly   []bool       // whether it was approved by that, and was not before
	wrote   *atomic.Bool // whether the run wrote anything, or may have

	noGroup bool   // there is no group to create versions in, or it is not ours
	failed  string // ref of the first version that could not be created
	refused string // ref of the first version whose approval failed

	newerCreation string     // ref of the first version whose creation is left to a newer run
	newerRequest  string     // ref of the first one whose approval is
	known         *inventory // what the group holds; made by the first creation
}

func (a *groupApplier) apply() {
	if i := a.find(func(c Change) bool { return c.step.group != nil && !c.step.group.delete }); i >= 0 {
		a.do(i, a.changeGroup)
		if a.noGroup {
			for j := range a.changes {
				switch {
				case a.changes[j].Action != Create || a.changes[j].Kind != OfVersion:
				case a.items[i].Outcome == LeftToNewer:
					a.leave(j, "waits for its group: "+a.items[i].Detail)
				default:
					a.fail(j, a.changes[i].Ref+", its group, could not be created or is not ours")
				}
			}
		}
	}
	a.each(func(c Change) bool { return c.Action == Create && c.Kind == OfVersion }, a.createPackage)
	a.each(func(c Change) bool { return c.step.want != nil && !c.step.demotes }, a.settlePackage)
	a.each(func(c Change) bool { return c.step.want != nil && c.step.demotes }, a.settlePackage)
	a.each(func(c Change) bool { return c.step.remove }, a.deletePackage)
	if i := a.find(func(c Change) bool { return c.step.group != nil && c.step.group.delete }); i >= 0 {
		a.do(i, a.deleteGroup)
	}
}

func (a *groupApplier) find(which func(Change) bool) int { return slices.IndexFunc(a.changes, which) }

// each works on the changes that are still open, in order.
func (a *groupApplier) each(which func(Change) bool, work func(i int) error) {
	for i, c := range a.changes {
		if which(c) {
			a.do(i, work)
		}
	}
}

// do works on one change unless its outcome is known or the run is being
// stopped, and reports whether the way is free for what depends on it.
func (a *groupApplier) do(i int, work func(i int) error) bool {
	item := &a.items[i]
	if item.Outcome == Failure || item.Outcome == NotDone || item.Outcome == LeftToNewer {
		return false
	}
	if item.Outcome == Done || item.Outcome == AlreadySo {
		return true
	}
	if a.ctx.Err() != nil {
		return false
	}
	if err := work(i); err != nil {
		if a.ctx.Err() != nil && errors.Is(err, a.ctx.Err()) {
			item.Detail = err.Error() // interrupted while waiting; the next run goes on
			return false
		}
		if newer := (supersededError{}); errors.As(err, &newer) {
			a.leave(i, newer.Error())
			return false
		}
		if a.changes[i].step.approves && a.refused == "" {
			a.refused = a.changes[i].Ref
		}
		a.fail(i, err.Error())
		return false
	}
	if item.Outcome != Remaining {
		a.finished(i)
	}
	return true
}

func (a *groupApplier) fail(i int, detail string) {
	a.items[i].Outcome, a.items[i].Detail = Failure, detail
	a.finished(i)
}

func (a *groupApplier) finished(i int) {
	if a.o.Finished != nil {
		a.o.Finished(a.items[i])
	}
}

// call gives one registry call a context of its own: a cancelled run lets the
// call in flight finish, so that its outcome is known.
func (a *groupApplier) call(f func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), callTimeout)
	defer cancel()
	return f(ctx)
}

// write is call for what changes something.
func (a *groupApplier) write(f func(ctx context.Context) error) error {
	a.wrote.Store(true)
	return a.call(f)
}
