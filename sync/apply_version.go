package sync

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"modelreg/catalog/evidence"
)

// createPackage registers a version as pending with its markers on it, unless
// a package with them is there by now. It leaves the change open: settlePackage
// finishes it.
func (a *groupApplier) createPackage(i int) error {
	c := a.changes[i]
	w := c.step.want
	if a.failed != "" {
		return fmt.Errorf("waits for %s, which could not be created: versions are registered in label order", a.failed)
	}
	if a.newerCreation != "" {
		return supersededError{"waits for " + a.newerCreation + ": " + left(a.newerCreation)}
	}
	if err := a.current(i); errors.As(err, new(supersededError)) {
		a.newerCreation = c.Ref
		return err
	} else if err != nil {
		a.failed = c.Ref
		return err
	}
	a.failed = c.Ref // until it is there
	if a.known == nil {
		a.known = newInventory(c.step.seen, c.step.taken)
		if err := a.update(c.Group); err != nil {
			return err
		}
	}
	if found := a.known.named(w); len(found) > 0 {
		a.items[i].ARN = w.pick(found).ARN
		a.failed = ""
		return nil // another run was faster
	}
	if arn := a.known.stray(w); arn != "" {
		return fmt.Errorf("%s came since the plan was made and holds the same content as %s; run sync again", arn, c.Ref)
	}
	after := strconv.Itoa(a.known.highest)
	found, arn, err := a.createAndList(c, w, after)
	if errors.Is(err, ErrConflict) {
		// The token stood for a package with the same content and other metadata,
		// which is not there any more.
		found, arn, err = a.createAndList(c, w, after+encoded(w.creation()))
	}
	for n := 0; n < goneTries && err == nil && len(found) == 0 && a.isGone(arn); n++ {
		// The token stood for a package that somebody has deleted since.
		found, arn, err = a.createAndList(c, w, arn)
	}
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("%s was created and is not listed; run sync again", arn)
	}
	picked := w.pick(found)
	a.items[i].ARN = picked.ARN
	if arn != "" && picked.ARN != arn {
		a.items[i].Detail = fmt.Sprintf("another run registered %s at the same time; %s is a duplicate and is never approved", picked.ARN, arn)
	}
	a.failed = ""
	return nil
}

// createAndList creates the package and looks whether it is there, whether the
// call failed or not: a lost answer may hide a package that was made, and
// another run may have made one too.
func (a *groupApplier) createAndList(c Change, w *wanted, after string) (found []Package, arn string, err error) {
	err = a.write(func(ctx context.Context) (err error) {
		arn, err = a.target.CreatePackage(ctx, c.Group, w.creation(), w.token(after))
		return err
	})
	if listErr := a.update(c.Group); listErr != nil {
		return nil, arn, errors.Join(err, listErr)
	}
	found = a.known.named(w)
	if len(found) > 0 {
		err = nil
	}
	return found, arn, err
}

// isGone reports whether there is no such package, although it was handed back
// by a creation.
func (a *groupApplier) isGone(arn string) bool {
	return errors.Is(a.call(func(ctx context.Context) error {
		_, err := a.target.Describe(ctx, arn)
		return err
	}), ErrNotFound)
}

// pick is prefer for packages alone.
func (w *wanted) pick(found []Package) Package {
	ids := make([]identity, len(found))
	for i, p := range found {
		ids[i] = identify(p)
	}
	return found[w.prefer(found, ids)]
}

// goneTries bounds how many deleted packages of one version are passed over.
const goneTries = 10

// tokenSpace makes client tokens of modelreg differ from everybody else's.
var tokenSpace = uuid.MustParse("8f1e4b0a-6c3d-5d8e-9a57-2b7f60c1d9e4")

// token is the client token of the version's creation: the same on every run,
// so that a repeated call gives the same package. What it comes after makes it
// another one when a package was registered or deleted since: the highest
// version number that is registered, or the deleted package that the first
// token was answered with.
func (w *wanted) token(after string) string {
	v := w.version
	return uuid.NewSHA1(tokenSpace, []byte(strings.Join([]string{w.catalog, v.Group.Name, v.Label.String(), w.eff.Content, after}, "\n"))).String()
}

// settleTries bounds how often a package is looked at again when someone else
// is changing it.
const settleTries = 5

// settlePackage describes a package, compares it once more, and writes what is
// left to write.
func (a *groupApplier) settlePackage(i int) error {
	for n := 1; ; n++ {
		err := a.settleOnce(i, n == 1)
		if !errors.Is(err, ErrConflict) || n == settleTries {
			return err
		}
		if err := a.o.Sleep(a.ctx, time.Second); err != nil {
			return err
		}
	}
}

// settleOnce tries once. That a package is as planned is asked at first only:
// afterwards it may be half done.
func (a *groupApplier) settleOnce(i int, first bool) error {
	c := a.changes[i]
	if c.Action == Create {
		// It was described just after it was made; often nothing is left to write.
		for _, p := range a.known.named(c.step.want) {
			if s := c.step.settle(p); p.ARN == a.items[i].ARN && len(s.calls) == 0 && s.obstacle(true) == "" {
				a.done(i, c.Fields)
				return nil
			}
		}
	}
	if a.refused != "" && c.Reason == Demote {
		return fmt.Errorf("waits for %s, whose approval failed: the latest approved version must not fall back in between", a.refused)
	}
	if a.newerRequest != "" && c.Reason == Demote {
		return supersededError{"stays approved until " + a.newerRequest + " is settled: " + left(a.newerRequest)}
	}
	if err := a.current(i); err != nil {
		return err
	}
	p, waited, err := a.described(a.items[i].ARN)
	if err != nil {
		return err
	}
	if waited {
		if err := a.current(i); err != nil {
			return err
		}
	}
	s := c.step.settle(p)
	fields := s.fields
	if c.Action == Create {
		fields = c.Fields
	} else if a.o.Exact && first && !sameFields(s.fields, c.Fields) {
		return fmt.Errorf("the package has moved since the plan was made; run plan again")
	}
	for n, doc := range s.calls {
		if n > 0 && a.ctx.Err() != nil {
			return fmt.Errorf("interrupted after %d of %d calls; run sync again: %w", n, len(s.calls), a.ctx.Err())
		}
		if err := a.write(func(ctx context.Context) error { return a.target.UpdatePackage(ctx, p.ARN, doc) }); err != nil {
			return err
		}
	}
	a.newly[i] = s.newly && len(s.calls) > 0
	why := s.obstacle(c.Action == Create)
	if why == "" && c.step.approves && !s.approves && p.Doc[mStatus] != approved && len(s.says) > 0 {
		why = s.says[0].detail // a hand was faster
	}
	switch {
	case why != "" && c.Action == Create:
		a.items[i].Outcome, a.items[i].Detail = NotDone, "registered, and not finished: "+why
	case why != "" && len(s.calls) == 0:
		a.items[i].Outcome, a.items[i].Detail = NotDone, why
	case c.Action == Create || len(s.calls) > 0:
		a.done(i, fields)
	default:
		a.items[i].Outcome = AlreadySo
	}
	if a.items[i].Outcome == NotDone && c.step.approves && a.refused == "" {
		a.refused = c.Ref
	}
	return nil
}

// settle compares a package as it is now with what the step is for.
func (s step) settle(p Package) settlement {
	if s.duplicate {
		return s.want.putBackDuplicate(p)
	}
	id, why := identify(p), ""
	if s.matched {
		id, why = s.want.matchedStep(p)
	}
	ask := func() evidence.Verdict { return s.verdict }
	switch {
	case why != "":
		return settlement{says: []remark{{Blocked, Lookalike, why, nil, nil}}}
	case s.adopts:
		return s.want.adopt(p, id, ask)
	}
	return s.want.settle(p, id, ask)
}

// obstacle is the first thing in the way, in a sentence; empty when there is
// none. That the approval of a new version is not granted is none: the plan
// has an entry for it.
func (s settlement) obstacle(created bool) string {
	for _, r := range s.says {
		verdict := r.reason == HeldApproval || r.reason == UnknownProof
		if r.action == Blocked && !(created && verdict) {
			return r.detail
		}
	}
	return ""
}

func sameFields(a, b []Field) bool {
	if len(a) != len(b) {
		return false
	}
	values := map[string]string{}
	for _, f := range a {
		values[f.Path] = encoded([]any{f.Old, f.New})
	}
	for _, f := range b {
		if values[f.Path] != encoded([]any{f.Old, f.New}) {
			return false
		}
	}
	return true
}

// putBackDuplicate takes the approval of a second package of one version away.
func (w *wanted) putBackDuplicate(p Package) settlement {
	if p.Doc[mStatus] != approved {
		return settlement{}
	}
	return settlement{
		calls: []Doc{{
			mStatus: pending, mApprovalText: "Set back: a duplicate of another package of " + w.version.Ref() + ".",
			mMetadata: map[string]any{markerApproval: record{S: w.eff.S, State: pending}.String()},
		}},
		fields: []Field{{Path: mStatus, Old: approved, New: pending, Pos: w.pos([]string{mStatus})}},
	}
}

// statusPolls and statusPause bound the wait for a package that SageMaker is
// still working on. One without a validation specification is completed at
// once.
const (
	statusPolls = 60
	statusPause = 5 * time.Second
)

// described reads a package, waiting until the registry is done with it, and
// says whether that took time.
func (a *groupApplier) described(arn string) (p Package, waited bool, err error) {
	for n := 0; ; n++ {
		err := a.call(func(ctx context.Context) (err error) {
			p, err = a.target.Describe(ctx, arn)
			return err
		})
		if err != nil || p.Status != "Pending" && p.Status != "InProgress" || n == statusPolls {
			return p, n > 0, err
		}
		if err := a.o.Sleep(a.ctx, statusPause); err != nil {
			return p, true, err
		}
	}
}

// deletePackage deletes a package that the catalog no longer has, after a last
// look at whose it is.
func (a *groupApplier) deletePackage(i int) error {
	c := a.changes[i]
	if err := a.current(i); err != nil {
		return err
	}
	p, _, err := a.described(c.ARN)
	if err == nil {
		switch id := identify(p); {
		case id.Catalog != c.step.catalog || id.Label == "" || id.Label != c.Label:
			return fmt.Errorf("%s no longer carries the markers of %s", p.ARN, c.Ref)
		case p.Doc[mStatus] == approved:
			return fmt.Errorf("%s was approved in the meantime, so it is not deleted", p.ARN)
		}
		err = a.write(func(ctx context.Context) error { return a.target.DeletePackage(ctx, c.ARN) })
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	a.done(i, nil)
	return nil
}
