package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	stdsync "sync"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
	"modelreg/sync/sagemaker"
)

// A reading is what a target's registry held when it was looked at, or why it
// could not be.
type reading struct {
	target *sagemaker.Target // nil: not opened
	closer io.Closer
	have   sync.Snapshot
	when   time.Time
	err    error
}

func (r *reading) close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// A once is a registry of which Observe tells what was read before: a plan asks
// only for what it must know afresh.
type once struct {
	sync.Target
	have sync.Snapshot
}

func (o once) Observe(context.Context, []string) (sync.Snapshot, error) { return o.have, nil }

// targetsOf adds what the registries hold. Missing says that one that was asked
// for by name could not be read.
func (g *gatherer) targetsOf(ctx context.Context, d *site.Data) (missing bool, err error) {
	for _, t := range d.Catalog.Registry.Targets {
		told := site.Target{Name: t.Name, Where: where(t), Asks: t.Evidence != "none"}
		r := g.registries[t.Name]
		told.Read = r.when
		err := r.err
		if err == nil {
			err = g.look(ctx, r, t, d)
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			told.Problem = registry.Reason(err)
			missing = missing || len(g.targets) > 0
			g.talk.Warn("target %q is not shown: %v", t.Name, err)
			if exit, ok := errors.AsType[*cli.Exit](err); ok && exit.Hint != "" {
				g.talk.Hint(exit.Hint)
			}
		}
		d.Targets = append(d.Targets, told)
	}
	sinceOf(d.Events, d.Waiting)
	return missing, nil
}

// where says in words where a registry is.
func where(t *catalog.Target) string {
	if t.Local != nil {
		return "the file " + t.Local.Path
	}
	return t.Region() + " of " + t.AccountID()
}

// observe begins to read those registries that have not been read yet, all at
// once, and gives what waits for that.
func (g *gatherer) observe(ctx context.Context, src *source.Source, c *catalog.Catalog) (wait func()) {
	policies := map[string]bool{}
	for _, group := range c.Groups {
		if group.Doc["resourcePolicy"] != nil {
			policies[group.Name] = true
		}
	}
	if g.registries == nil {
		g.registries = map[string]*reading{}
	}
	var readers stdsync.WaitGroup
	for _, t := range c.Registry.Targets {
		if g.registries[t.Name] != nil {
			continue
		}
		o := registry.Options{Dir: src.Dir, ReadOnly: true, RateLimit: g.rate, Logf: g.talk.Warn}
		if g.profile {
			o.Profile = t.Name
		}
		r := &reading{}
		g.registries[t.Name] = r
		readers.Go(func() {
			r.read(ctx, t, o, policies)
			r.when = g.Now()
		})
	}
	return readers.Wait
}

func (r *reading) read(ctx context.Context, t *catalog.Target, o registry.Options, policies map[string]bool) {
	if r.target, r.closer, r.err = registry.Open(ctx, t, o); r.err != nil {
		return
	}
	var names []string
	for name := range policies {
		names = append(names, name)
	}
	slices.Sort(names)
	if r.have, r.err = r.target.Observe(ctx, names); r.err != nil {
		r.err = registry.Explain(fmt.Errorf("looking at target %q: %w", t.Name, r.err))
	}
}

// look compares a registry with the catalog, and finds the proofs of what is
// approved there.
func (g *gatherer) look(ctx context.Context, r *reading, t *catalog.Target, d *site.Data) error {
	w, judge, err := g.judgeOf(ctx, t, d)
	if err != nil {
		return err
	}
	in := sync.Input{Catalog: w.catalog, Target: w.target, Commit: d.Source.Commit, Superseded: w.superseded(ctx)}
	plan, err := sync.Look(ctx, once{r.target, r.have}, in, judge)
	if err == nil && w.watch != nil {
		err = w.watch.Err()
	}
	if err != nil {
		return registry.Explain(fmt.Errorf("looking at target %q: %w", t.Name, err))
	}
	in.Have = r.have
	l := &lookout{Data: d, target: t, paths: map[string]string{}}
	l.holdings(in)
	if !d.Source.Past {
		l.waiting(plan, w)
		l.pending(plan)
		drift := sync.Drift(plan)
		sync.ReportMissed(drift, w.catalog, w.target, g.Now())
		l.drift(drift)
	}
	for _, approval := range sync.Approvals(in) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.free || w.prover != nil {
			l.proof(approval, w.verify(ctx, approval, g.proofs))
		}
	}
	return nil
}

// judgeOf says who answers requests for approval. Where nothing can be proven,
// nobody does.
func (g *gatherer) judgeOf(ctx context.Context, t *catalog.Target, d *site.Data) (*warrant, sync.Judge, error) {
	w := &warrant{app: g.app, catalog: g.whole, target: t, prover: g.prover}
	if w.free = t.Local != nil && t.Evidence == "none"; w.free {
		w.prover = nil
		return w, w.judge, nil
	}
	if g.prover == nil {
		return w, unjudged(g.unproven), nil
	}
	if err := w.settle(ctx, false); err != nil {
		return nil, nil, err
	}
	if d.Source.Edited && !w.free {
		return w, unjudged("the working folder has changes that are not committed; an approval is proven once it is merged"), nil
	}
	return w, w.judge, nil
}

// unjudged is the judge where nobody can be asked.
func unjudged(why string) sync.Judge {
	return func(_ context.Context, asked []sync.Request) (evidence.Verdicts, error) {
		verdicts := make(evidence.Verdicts, len(asked))
		for _, r := range asked {
			verdicts[r.Key] = evidence.Verdict{State: evidence.NeedsProof, Reason: why}
		}
		return verdicts, nil
	}
}
