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
// filled in. What other shards are to do is looked at as closely only where it
// may be what the safety limits refuse.
func Look(ctx context.Context, t Target, in Input, judge Judge) (*Plan, error) {
	var policies []string
	for _, g := range in.Catalog.Groups {
		if g.Doc["resourcePolicy"] != nil && in.Shard.has(g.Name) {
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
		asked, stale := plan.Asked, touched(plan, fresh)
		if len(asked)+len(stale) == 0 && len(plan.Refused) > 0 && plan.rest != nil {
			asked, stale = plan.rest.Asked, touched(plan.rest, fresh)
		}
		if len(asked)+len(stale) == 0 {
			return plan, nil
		}
		if err := refresh(ctx, t, in.Have, stale); err != nil {
			return nil, err
		}
		for _, arn := range stale {
			fresh[arn] = true
		}
		if err := answer(ctx, in.Verdicts, asked, judge); err != nil {
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

// touched lists the packages and groups that the plan rests on and that have
// been seen in a listing or a search only.
func touched(p *Plan, fresh map[string]bool) []string {
	var arns []string
	for _, c := range p.Changes {
		if c.ARN != "" && c.Action != Notice && !fresh[c.ARN] {
			arns = append(arns, c.ARN)
		}
	}
	slices.Sort(arns)
	return slices.Compact(arns)
}

// describers bounds the reads under way at once; the target has a rate limit
// of its own.
const describers = 8

// refresh reads packages, and the tags of groups, as they are now, and puts
// what it finds in the snapshot's place.
func refresh(ctx context.Context, t Target, s Snapshot, arns []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(describers)
	gone := make([]map[string]bool, len(s.Groups))
	for i := range s.Groups {
		group := &s.Groups[i]
		if _, ok := slices.BinarySearch(arns, group.ARN); ok {
			g.Go(func() (err error) {
				group.Tags, err = t.Tags(ctx, group.ARN)
				return err
			})
		}
		gone[i] = map[string]bool{}
		var mu stdsync.Mutex
		for j := range group.Packages {
			p := &group.Packages[j]
			if _, ok := slices.BinarySearch(arns, p.ARN); !ok {
				continue
			}
			g.Go(func() error {
				now, err := t.Describe(ctx, p.ARN)
				switch {
				case errors.Is(err, ErrNotFound):
					mu.Lock()
					gone[i][p.ARN] = true
					mu.Unlock()
					return nil
				case err == nil:
					*p = now
				}
				return err
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i := range s.Groups {
		s.Groups[i].Packages = slices.DeleteFunc(s.Groups[i].Packages, func(p Package) bool { return gone[i][p.ARN] })
	}
	return nil
}

// NoProof is the judge of a target that asks for no proof: it grants every
// request.
func NoProof(t *catalog.Target) Judge {
	v := evidence.Verdict{State: evidence.Granted, Proof: noProof, Reason: "target " + t.Name + " asks for no proof"}
	return func(_ context.Context, asked []Request) (evidence.Verdicts, error) {
		verdicts := make(evidence.Verdicts, len(asked))
		for _, r := range asked {
			verdicts[r.Key] = v
		}
		return verdicts, nil
	}
}
