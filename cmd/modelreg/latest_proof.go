package main

import (
	"cmp"
	"context"
	"fmt"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/source"
	"modelreg/sync"
)

// A finding says why an approval does not count, why nobody knows whether it
// does, and what to do about that, or what is in doubt about it. The zero finding
// has nothing to say.
type finding struct{ unfit, unknown, doubt, hint string }

func unfit(format string, args ...any) finding { return finding{unfit: fmt.Sprintf(format, args...)} }
func unsure(format string, args ...any) finding {
	return finding{unknown: fmt.Sprintf(format, args...)}
}
func doubt(format string, args ...any) finding { return finding{doubt: fmt.Sprintf(format, args...)} }

// A latestProof finds out whether approvals in a registry are those of the
// catalog. The past is read when something first depends on it.
type latestProof struct {
	app     *app
	src     *source.Source
	catalog *catalog.Catalog
	target  *catalog.Target
	root    string
	bundles string // the folder where proofs are kept, or empty

	warrant *warrant
	err     error              // why the past is not known
	known   map[string]finding // by ARN
}

// past reads the past of the catalog, once.
func (l *latestProof) past(ctx context.Context) error {
	if l.warrant != nil || l.err != nil {
		return l.err
	}
	w := &warrant{app: l.app, catalog: l.catalog, target: l.target}
	if l.err = l.src.AtCommit(); l.err == nil {
		l.err = l.app.readPast(ctx, l.src, w, l.root, "")
	}
	if l.err != nil {
		return l.err
	}
	if l.app.token() != "" && w.target.Evidence == "github" {
		l.app.warnOfRoot(w.prover)
	}
	w.catalog = l.catalog.WithRegistry(l.catalog.Registry.Asking(w.prover.Gates()))
	l.warrant = w
	return nil
}

// relaxed is the catalog and the target to go by. A target that asks for no
// proof, and did not always do so, asks for it while it is known that nobody
// approved that change.
func (l *latestProof) relaxed(ctx context.Context) (*catalog.Catalog, *catalog.Target) {
	if l.target.SageMaker == nil || l.target.Evidence != "none" || l.past(ctx) != nil || l.warrant.prover.NoneEver(l.target.Name) {
		return l.catalog, l.target
	}
	if v := l.warrant.prover.Policy(ctx); v.State == evidence.Held {
		l.app.talk.Warn("target %q says evidence: none, and that was not always so: %s", l.target.Name, v.Reason)
		l.catalog = l.catalog.WithRegistry(l.catalog.Registry.WithEvidence(l.target.Name, "github"))
		l.target, _ = l.catalog.Registry.Target(l.target.Name)
		l.warrant.target = l.target
	}
	return l.catalog, l.target
}

// of looks at the approval of a package that holds what the catalog says, or is
// a version that the catalog, as it was read, does not have.
func (l *latestProof) of(ctx context.Context, h *sync.Holding) finding {
	found, ok := l.known[h.ARN]
	if !ok {
		switch {
		case h.Version == nil:
			found = l.missing(ctx, h)
		case h.Matched:
			found = l.matched(ctx, h)
		default:
			found = l.recorded(ctx, h)
		}
		l.known[h.ARN] = found
	}
	return found
}

// matched looks for the proof of an approval that no sync has written.
func (l *latestProof) matched(ctx context.Context, h *sync.Holding) finding {
	if l.target.Evidence == "none" {
		return finding{}
	}
	const but = "it counts as the version by its content, and its approval is %s: %s"
	switch v := l.verdict(ctx, h); v.State {
	case evidence.Granted:
		return finding{}
	case evidence.Held:
		return unfit(but, v.State, v.Reason)
	default:
		return unsure(but, v.State, v.Reason)
	}
}

// verdict judges what the catalog asks for a version.
func (l *latestProof) verdict(ctx context.Context, h *sync.Holding) evidence.Verdict {
	if err := l.past(ctx); err != nil {
		return evidence.Verdict{State: evidence.Unknown, Reason: err.Error()}
	}
	key := evidence.Key{Group: h.Path, Label: h.Label, S: h.Want.S}
	verdicts, err := l.warrant.judge(ctx, []sync.Request{{Key: key, Ref: h.Ref, Pos: h.Version.Pos()}})
	if err != nil {
		return evidence.Verdict{State: evidence.Unknown, Reason: err.Error()}
	}
	return verdicts.For(key)
}

// then finds out whether a version that the catalog asked to be approved was
// approved by that. What nobody had to prove has nothing to say.
func (l *latestProof) then(ctx context.Context, h *sync.Holding) (found finding, note string) {
	if l.target.Evidence == "none" || !catalog.AsksApproval(l.catalog.Registry.Approval.Gates) {
		return finding{}, ""
	}
	switch v := l.verdict(ctx, h); v.State {
	case evidence.Granted:
		return finding{}, fmt.Sprintf("%s as the catalog had it then: %s: %s", h.Ref, v.State, v.Reason)
	case evidence.Held:
		return unfit("its approval is %s: %s", v.State, v.Reason), ""
	default:
		return unsure("its approval is %s: %s", v.State, v.Reason), ""
	}
}

// recorded looks at what sync recorded on a package: it must be an approval of
// something that the version was at some commit. Where the target asks for proof
// that is found again; while nobody can tell, the record is enough, since
// deployments do not stop with GitHub.
func (l *latestProof) recorded(ctx context.Context, h *sync.Holding) finding {
	asks, today := l.target.Evidence != "none", h.Recorded.S == h.Want.S
	if today && !asks {
		return finding{}
	}
	if err := l.past(ctx); err != nil {
		if today || l.target.Local != nil && !asks {
			return doubt("what is recorded on it was not checked: %v", err)
		}
		return unsure("what is recorded on it is not what the catalog says now, and whether it ever was is not known: %v", err)
	}
	prover, v := l.warrant.prover, proof.Version{Group: h.Path, Label: h.Label, File: h.Version.Path}
	if !today {
		had, err := prover.Had(ctx, v, l.target.Name, h.Recorded.S)
		if err != nil {
			return unsure("what is recorded on it is not what the catalog says now, and whether it ever was is not known: %v", err)
		}
		if !had {
			return l.unheard(ctx, fmt.Sprintf("no commit of the catalog up to %s asks for what is recorded on it", l.src.Commit.Short()), takeBack)
		}
	}
	if !asks || l.app.token() == "" {
		return finding{}
	}
	standing, err := prover.Standing(ctx)
	if err == nil && standing == proof.Away {
		return doubt("its proof is not looked for, since commit %s is not on the protected branch", l.src.Commit.Short())
	}
	audit := prover.Verify(ctx, h.Path, h.Label, h.Version.Path, l.target.Name, proof.Recorded{S: h.Recorded.S, Proof: h.Recorded.Proof}, l.bundles)
	switch audit.Outcome {
	case evidence.Rederived, evidence.BundleOnly:
		return finding{}
	case evidence.NotFound:
		return doubt("its proof could not be found again, and what is recorded is taken for it: %s", cmp.Or(audit.Reason, "GitHub does not tell"))
	}
	return unfit("its proof is %s: %s", audit.Outcome, audit.Reason)
}
