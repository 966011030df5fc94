package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	stdsync "sync"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// A Judge answers requests for approval. It answers every one of them, with an
// Unknown verdict where it could not find out.
type Judge func(context.Context, []Request) (evidence.Verdicts, error)

// Look reads the registry and makes a plan that rests on fresh facts: every
// package that the plan would change is described, since a search index lags,
// and every approval that is asked for is judged. in.Have and in.Verdicts are
// filled in.
func Look(ctx context.Context, t Target, in Input, judge Judge) (*Plan, error) {
	var policies []string
	for _, g := range in.Catalog.Groups {
		if g.Doc["resourcePolicy"] != nil {
			policies = append(policies, g.Name)
		}
	}
	var err error
	if in.Have, err = t.Observe(ctx, policies); err != nil {
		return nil, err
	}
	in.Verdicts = evidence.Verdicts{}
	fresh := map[string]bool{}
	for {
		plan := Diff(in)
		stale := touched(plan, fresh)
		if len(plan.Asked) == 0 && len(stale) == 0 {
			return plan, nil
		}
		if err := refresh(ctx, t, in.Have, stale); err != nil {
			return nil, err
		}
		for _, arn := range stale {
			fresh[arn] = true
		}
		if err := answer(ctx, in.Verdicts, plan.Asked, judge); err != nil {
			return nil, err
		}
	}
}

func answer(ctx context.Context, known evidence.Verdicts, asked []Request, judge Judge) error {
	if len(asked) == 0 {
		return nil
	}
	verdicts, err := judge(ctx, asked)
	if err != nil {
		return err
	}
	for _, r := range asked {
		v, ok := verdicts[r.Key]
		if !ok {
			return fmt.Errorf("judging %s: no verdict", r.Ref)
		}
		known[r.Key] = v
	}
	return nil
}

// touched lists the packages that the plan rests on and that have been seen in
// a listing or a search only.
func touched(p *Plan, fresh map[string]bool) []string {
	var arns []string
	for _, c := range p.Changes {
		if c.Kind == OfVersion && c.ARN != "" && c.Action != Notice && !fresh[c.ARN] {
			arns = append(arns, c.ARN)
		}
	}
	slices.Sort(arns)
	return slices.Compact(arns)
}

// describers bounds the reads under way at once; the target has a rate limit
// of its own.
const describers = 8

// refresh describes packages and puts what it finds in the snapshot's place.
func refresh(ctx context.Context, t Target, s Snapshot, arns []string) error {
	found := make(map[string]*Package, len(arns))
	var mu stdsync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(describers)
	for _, arn := range arns {
		g.Go(func() error {
			p, err := t.Describe(ctx, arn)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, ErrNotFound):
				found[arn] = nil
				return nil
			case err != nil:
				return err
			}
			found[arn] = &p
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		g.Packages = slices.DeleteFunc(g.Packages, func(p Package) bool {
			now, asked := found[p.ARN]
			return asked && now == nil
		})
		for j := range g.Packages {
			if now := found[g.Packages[j].ARN]; now != nil {
				g.Packages[j] = *now
			}
		}
	}
	return nil
}

// NoProof is the judge of a target that asks for no proof: it grants every
// request.
func NoProof(t *catalog.Target) Judge {
	return every(evidence.Verdict{State: evidence.Granted, Proof: "none", Reason: "target " + t.Name + " asks for no proof"})
}

// HoldAll is the judge for a target whose proofs nobody can look up.
func HoldAll(reason string) Judge {
	return every(evidence.Verdict{State: evidence.Held, Reason: reason})
}

func every(v evidence.Verdict) Judge {
	return func(_ context.Context, asked []Request) (evidence.Verdicts, error) {
		verdicts := make(evidence.Verdicts, len(asked))
		for _, r := range asked {
			verdicts[r.Key] = v
		}
		return verdicts, nil
	}
}
