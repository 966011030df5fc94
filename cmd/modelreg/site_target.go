package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	stdsync "sync"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
)

// targetsOf adds what the registries hold. Missing says that one that was asked
// for by name could not be read.
func (g *gatherer) targetsOf(ctx context.Context, src *source.Source, d *site.Data) (missing bool, err error) {
	for _, t := range d.Catalog.Registry.Targets {
		told := site.Target{Name: t.Name, Where: where(t), Asks: t.Evidence != "none"}
		r := g.registries[t.Name]
		if t.Local != nil {
			r = g.readFile(ctx, src, d.Catalog, t)
		}
		told.Read, told.Absent = r.when, t.Local != nil && absent(registry.Path(src.Dir, t.Local))
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

// absent says that there is no such file.
func absent(file string) bool {
	_, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist)
}

// where says in words where a registry is.
func where(t *catalog.Target) string {
	if t.Local != nil {
		return "the file " + t.Local.Path
	}
	return t.Region() + " of " + t.AccountID()
}

// observe begins to read those registries that have not been read yet, all at
// once, and gives what waits for that. Those that are files are read when they
// are looked at: one has much in memory while it is read, and is read soon.
func (g *gatherer) observe(ctx context.Context, src *source.Source, c *catalog.Catalog) (wait func()) {
	if g.registries == nil {
		g.registries = map[string]*reading{}
	}
	var readers stdsync.WaitGroup
	for _, t := range c.Registry.Targets {
		if t.Local != nil || g.registries[t.Name] != nil {
			continue
		}
		r := &reading{}
		g.registries[t.Name] = r
		readers.Go(func() { g.read(ctx, r, src, c, t) })
	}
	return readers.Wait
}

// readFile reads a registry that is a file, and closes it: others can write it
// then, and a preview reads it once more with the next change.
func (g *gatherer) readFile(ctx context.Context, src *source.Source, c *catalog.Catalog, t *catalog.Target) *reading {
	// The file is memory, too, while it is read: what is not needed is given back
	// before, and less is left for garbage.
	debug.FreeOSMemory()
	defer g.garbage(25)()
	r := &reading{}
	g.read(ctx, r, src, c, t)
	r.err = errors.Join(r.err, r.close())
	r.target, r.closer = nil, nil
	return r
}

func (g *gatherer) read(ctx context.Context, r *reading, src *source.Source, c *catalog.Catalog, t *catalog.Target) {
	defer func() { r.when = g.Now() }()
	o := registry.Options{Dir: src.Dir, ReadOnly: true, RateLimit: g.rate, Logf: g.talk.Warn}
	if g.profile {
		o.Profile = t.Name
	}
	if r.target, r.closer, r.err = registry.Open(ctx, t, o); r.err != nil {
		return
	}
	var policies []string
	for _, group := range c.Groups {
		if group.Doc["resourcePolicy"] != nil {
			policies = append(policies, group.Name)
		}
	}
	slices.Sort(policies)
	if r.have, r.err = r.target.Observe(ctx, policies); r.err != nil {
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
	seen := &surveys{of: map[string]sync.Survey{}}
	in := sync.Input{Catalog: w.catalog, Target: w.target, Commit: d.Source.Commit, Superseded: w.superseded(ctx), Surveyed: seen.keep}
	var from sync.Target = remembered{r.target, r.have}
	if t.Local != nil {
		from = newClosedFile(r.have)
	}
	plan, err := sync.Look(ctx, from, in, judge)
	if err == nil && w.watch != nil {
		err = w.watch.Err()
	}
	if err != nil {
		return registry.Explain(fmt.Errorf("looking at target %q: %w", t.Name, err))
	}
	l := &lookout{Data: d, target: t, paths: map[string]string{}}
	for _, group := range w.catalog.Groups {
		l.paths[group.Name] = group.Path
		for _, h := range seen.of[group.Name].Holdings {
			l.hold(group, h)
		}
	}
	if !d.Source.Past {
		l.waiting(plan, w)
		l.pending(plan)
		drift := sync.Drift(plan)
		sync.ReportMissed(drift, w.catalog, w.target, g.Now())
		l.drift(drift)
	}
	for _, approval := range seen.approvals(w.catalog, r.have) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.free || w.prover != nil {
			l.proof(approval, w.verify(ctx, approval, g.proofs))
		}
	}
	return nil
}

// free says that a target asks for no proof, and holds none.
func free(t *catalog.Target) bool { return t.Local != nil && t.Evidence == "none" }

// judgeOf says who answers requests for approval. Where nothing can be proven,
// nobody does.
func (g *gatherer) judgeOf(ctx context.Context, t *catalog.Target, d *site.Data) (*warrant, sync.Judge, error) {
	w := &warrant{app: g.app, catalog: g.whole, target: t, prover: g.prover}
	if w.free = free(t); w.free {
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
