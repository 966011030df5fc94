package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
)

// A warrant is what a run may rest approvals on, in one target.
type warrant struct {
	app     *app
	catalog *catalog.Catalog
	target  *catalog.Target
	prover  *proof.Prover // nil where the target asks for no proof
	watch   *proof.Watch  // nil where nothing is known of the protected branch
	free    bool          // no proof is asked for, nor ever was
	relaxed bool          // registry.yaml says that no proof is asked for, and did not always say so
}

// warrant says who answers requests for approval in a target. A run that
// writes needs to know the tip of the protected branch; one that only looks
// goes on without.
func (a *app) warrant(ctx context.Context, src *source.Source, c *catalog.Catalog, t *catalog.Target, root string, writes bool) (*warrant, error) {
	w := &warrant{app: a, catalog: c, target: t}
	if t.Local != nil && t.Evidence == "none" {
		w.free = true // a file of whoever runs this: there is nothing to protect from them
		return w, nil
	}
	if writes {
		if err := a.fromProtectedBranch(c.Registry.Approval); err != nil {
			return nil, err
		}
	}
	if err := a.prover(ctx, src, w, root, ""); err != nil {
		return nil, err
	}
	return w, w.settle(ctx, writes)
}

// settle finds out by its past what the target asks for, and where the commit
// stands.
func (w *warrant) settle(ctx context.Context, writes bool) error {
	if w.target.Evidence == "none" {
		w.relax()
	} else {
		w.catalog = w.catalog.WithRegistry(w.catalog.Registry.Asking(w.prover.Gates()))
	}
	if w.free && (w.catalog.Registry.Approval.Repository == "" || w.app.token() == "") {
		return nil // nobody knows of a protected branch
	}
	return w.look(ctx, writes)
}

// relax decides about a target that asks for no proof. Where it did not always
// do so, that is a change of policy that somebody must have approved: until
// that is proven, the target is one that asks for proof.
func (w *warrant) relax() {
	if w.free = w.prover.NoneEver(w.target.Name); w.free {
		w.app.talk.Warn("target %q says evidence: none, so approvals are written to SageMaker without proof", w.target.Name)
		return
	}
	w.relaxed = true
	w.catalog = w.catalog.WithRegistry(w.catalog.Registry.Asking(w.prover.Gates()).WithEvidence(w.target.Name, "github"))
	w.target, _ = w.catalog.Registry.Target(w.target.Name)
}

// actionsEvents are the events of GitHub Actions in which a sync may run: those
// whose code and commit are the protected branch's own.
var actionsEvents = []string{"push", "schedule", "workflow_dispatch"}

// fromProtectedBranch refuses to write from a workflow run of something else
// than the protected branch: a pull request could bring its own code and
// settings along.
func (a *app) fromProtectedBranch(approval catalog.Approval) error {
	if a.Getenv("GITHUB_ACTIONS") != "true" {
		return nil
	}
	refuse := func(format string, args ...any) error {
		return cli.Failed(fmt.Errorf(format, args...), "run sync on push, schedule or workflow_dispatch of the protected branch; plan shows what it would do")
	}
	event, ref := a.Getenv("GITHUB_EVENT_NAME"), a.Getenv("GITHUB_REF")
	switch want := "refs/heads/" + approval.Branch; {
	case !slices.Contains(actionsEvents, event):
		return refuse("sync does not run on the event %q", event)
	case ref != want:
		return refuse("sync does not run on %q; the protected branch is %q", ref, want)
	}
	return nil
}

// look finds out where the commit stands, seen from the protected branch.
func (w *warrant) look(ctx context.Context, writes bool) error {
	standing, err := w.prover.Standing(ctx)
	switch {
	case writes && err != nil && w.relaxed:
		return cli.Failed(fmt.Errorf("a sync of target %q needs to know the protected branch: %w", w.target.Name, err),
			"the target did not always ask for no proof; if that is right, name a commit that says so as --policy-root")
	case writes && err != nil:
		return cli.Failed(fmt.Errorf("a sync of target %q needs to know the protected branch: %w", w.target.Name, err), "nothing was changed")
	case writes && standing == proof.Away:
		return cli.Failed(fmt.Errorf("a sync of target %q reads a commit of the protected branch, and this one is not on it", w.target.Name),
			"merge it first; plan shows what sync would do")
	case errors.Is(err, proof.ErrNoToken):
		w.app.talk.Note("GitHub is not asked for proof of approvals: %v", err)
		return nil
	case err != nil:
		w.app.talk.Warn("%v", err)
		return nil
	case standing == proof.Away:
		return nil
	}
	w.watch, err = w.prover.Watch(ctx, w.catalog.Registry, w.target, w.app.Now)
	return cli.Failed(err, "")
}

// superseded is what Look asks; nil where nothing can be newer.
func (w *warrant) superseded(ctx context.Context) func(group, label string) bool {
	if w.watch == nil {
		return nil
	}
	return func(group, label string) bool { return w.watch.Superseded(ctx, group, label) }
}

// beforeWrite is what Apply asks; nil where nothing can be newer.
func (w *warrant) beforeWrite() func(ctx context.Context, group, label string) (bool, error) {
	if w.watch == nil {
		return nil
	}
	return w.watch.BeforeWrite
}

// judge answers requests for approval.
func (w *warrant) judge(ctx context.Context, asked []sync.Request) (evidence.Verdicts, error) {
	if w.free {
		return sync.HoldMissed(w.catalog, w.target, sync.NoProof(w.target))(ctx, asked)
	}
	if w.app.StderrWidth > 0 {
		w.app.talk.Note("looking for the proof of what asks to be approved (%d) ...", len(asked))
	}
	if w.relaxed {
		return sync.HoldMissed(w.catalog, w.target, w.judgeRelaxed)(ctx, asked)
	}
	requests := make([]proof.Request, 0, len(asked))
	for _, r := range asked {
		g, _ := w.catalog.Group(r.Key.Group)
		v, _ := g.Version(r.Key.Label)
		requests = append(requests, proof.Request{Version: v, Target: w.target, Key: r.Key})
	}
	return w.prover.Judge(ctx, requests)
}

// judgeRelaxed answers where the target asks for no proof, and did not always do
// so. What is recorded then names the policy, so that it is found again.
func (w *warrant) judgeRelaxed(ctx context.Context, asked []sync.Request) (evidence.Verdicts, error) {
	v := w.prover.Policy(ctx)
	if v.State != evidence.Granted {
		v.Reason = fmt.Sprintf("target %q says evidence: none, and that was not always so: %s", w.target.Name, v.Reason)
	}
	verdicts := make(evidence.Verdicts, len(asked))
	for _, r := range asked {
		verdicts[r.Key] = v
	}
	return verdicts, nil
}

// keep writes the proofs of what was granted below a folder.
func (w *warrant) keep(dir string) error {
	if w.prover == nil {
		return nil
	}
	for _, b := range w.prover.Proofs() {
		file, err := proof.WriteBundle(dir, b)
		if err != nil {
			return cli.Failed(err, "nothing was changed")
		}
		w.app.talk.Note("the proof of %s is kept in %s", b.Ref, file)
	}
	return nil
}
