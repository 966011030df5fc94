package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

func (a *app) verify() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify",
		Short: "Trace every live approval back to its proof",
		Long: `verify goes from every package that is approved in the registry back to the pull
request that approved it. The proof is found again in git and on GitHub, and
compared with what the package records:

  re-derived    found again, and it is what is recorded
  bundle only   GitHub no longer tells all; the proof that was kept in
                --evidence-dir holds, and git agrees with it
  by content    nothing is recorded, and the package holds exactly what was
                approved (adopt: match)
  contradicted  what is recorded is not what can be found
  no proof      nothing is recorded: somebody approved it by hand
  not asked     the target asks for no proof
  unknown       could not be found out

It changes nothing. It ends with 1 when an approval is without proof, is
contradicted, or is not what was approved any more, and with 3 when something
could not be found out. -o json has the whole evidence, for auditors.`,
		Example: `  modelreg verify --target production
  modelreg verify --target production --evidence-dir proofs -o json`,
		Args: noArgs,
	}
	l := &looking{}
	a.targetFlags(c, l)
	proofs := c.Flags().String("evidence-dir", "", "the folder `DIR` where sync keeps proofs")
	out := formatFlag(c, "text", "json")
	c.RunE = func(c *cobra.Command, _ []string) error {
		v, err := a.verification(c.Context(), l, *proofs)
		if err != nil {
			return err
		}
		if out.value == "json" {
			err = render.VerificationJSON(a.Stdout, v)
		} else {
			err = render.VerificationText(a.Stdout, v, a.look())
		}
		if err != nil {
			return err
		}
		return cli.With(codeOfVerification(v))
	}
	return c
}

func codeOfVerification(v *render.Verification) cli.Code {
	codes := []cli.Code{cli.OK}
	if v.Counts.Problems > 0 {
		codes = append(codes, cli.Problems)
	}
	if v.Counts.Unknown > 0 {
		codes = append(codes, cli.Unfinished)
	}
	return cli.Gravest(codes...)
}

func (a *app) verification(ctx context.Context, l *looking, proofs string) (_ *render.Verification, err error) {
	if l.rate < 0 {
		return nil, cli.Misused("", "--rate is above 0")
	}
	if err := kept(proofs); err != nil {
		return nil, err
	}
	src, err := a.open()
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	c, _, err := a.load(ctx, src, l.target)
	if err != nil {
		return nil, err
	}
	target, err := pick(c.Registry, l.target)
	if err != nil {
		return nil, err
	}
	w, err := a.warrant(ctx, src, c, target, *l.policyRoot, false)
	if err != nil {
		return nil, err
	}
	target = w.target
	opened, closer, err := registry.Open(ctx, target, registry.Options{Dir: src.Dir, ReadOnly: true, RateLimit: l.rate, Logf: a.talk.Warn})
	if err != nil {
		return nil, err
	}
	defer closing(closer, &err)
	approvals, err := sync.LookApprovals(ctx, opened, sync.Input{Catalog: w.catalog, Target: target})
	if err != nil {
		return nil, registry.Explain(fmt.Errorf("looking at target %q: %w", target.Name, err))
	}
	v := &render.Verification{Format: render.FormatVersion, Catalog: c.Registry.Name, Target: target.Name, Approvals: []render.Verified{}}
	if src.Commit != nil {
		v.Commit = src.Commit.Hash
	}
	if w.prover != nil {
		v.PolicyRoot, _ = w.prover.Root()
	}
	for _, approval := range approvals {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.Approvals = append(v.Approvals, w.verify(ctx, approval, proofs))
	}
	sumUp(v)
	return v, nil
}

// kept looks whether there is a folder of proofs, where one is named.
func kept(proofs string) error {
	if proofs == "" {
		return nil
	}
	if _, err := os.ReadDir(proofs); err != nil {
		return cli.Failed(fmt.Errorf("looking for kept proofs: %w", err), "name the folder that sync --evidence-dir was given")
	}
	return nil
}

// verify traces one live approval back.
func (w *warrant) verify(ctx context.Context, approval sync.Approval, proofs string) render.Verified {
	v := render.Verified{
		Ref: approval.Ref, Group: approval.Group, ARN: approval.ARN, Owner: approval.Owner, Gates: approval.Gates,
		Changed: append(approval.Content, approval.Changed...),
	}
	rec := approval.Recorded
	if rec.S != "" {
		v.Recorded = &render.Recorded{S: rec.S, Proof: rec.Proof}
	}
	switch {
	case w.free:
		v.Audit = evidence.Audit{Outcome: evidence.NotAsked, Reason: "target " + w.target.Name + " asks for no proof"}
		return v
	case w.relaxed && w.prover.Policy(ctx).State == evidence.Granted:
		v.Audit = evidence.Audit{Outcome: evidence.NotAsked, Reason: "target " + w.target.Name + " asks for no proof any more"}
		return v
	case approval.Matched && slices.ContainsFunc(approval.Changed, func(f sync.Field) bool { return f.Path == "modelApprovalStatus" }):
		v.Audit = evidence.Audit{Outcome: evidence.NoProof, Reason: "approved in the registry, no catalog owns it, and " + approval.Ref + ", which it equals, does not ask for it"}
	case approval.Matched && len(approval.Altered) > 0:
		v.Audit = evidence.Audit{Outcome: evidence.NoProof, Reason: fmt.Sprintf("nothing is recorded on it, and it is not what %s says: %s; if the catalog changed last, sync", approval.Ref, names(approval.Altered))}
	case approval.Matched:
		file := path.Join(approval.Path, "versions", approval.Label+".yaml")
		v.Audit = w.prover.VerifyContent(ctx, approval.Path, approval.Label, file, w.target.Name, approval.S)
	case approval.Owner != sync.Ours:
		v.Audit = evidence.Audit{Outcome: evidence.NoProof, Reason: fmt.Sprintf("approved in a group of this catalog, and its markers say %q; reject it, or find out who made it", approval.Owner)}
	case approval.Label == "":
		v.Audit = evidence.Audit{Outcome: evidence.NoProof, Reason: "its markers do not tell which version it is"}
	default:
		file := path.Join(approval.Path, "versions", approval.Label+".yaml")
		v.Audit = w.prover.Verify(ctx, approval.Path, approval.Label, file, w.target.Name, proof.Recorded{S: rec.S, Proof: rec.Proof}, proofs)
	}
	v.Problems, v.Notes = w.beside(approval)
	return v
}

// beside says what is wrong or worth knowing about a live approval beside its
// proof.
func (w *warrant) beside(a sync.Approval) (problems, notes []string) {
	if a.Duplicate {
		problems = append(problems, "it is a duplicate of another package of the version; sync puts it back")
	}
	if a.Claimed != "" {
		problems = append(problems, a.Claimed+"; the catalog names it, and while the tag says so nothing in it is synced")
	}
	if len(a.Content) > 0 {
		problems = append(problems, "its content is not what the catalog registered: "+names(a.Content))
	}
	switch {
	case len(a.Changed) > 0 && a.Matched:
		notes = append(notes, "the catalog says something else: "+names(a.Changed))
	case len(a.Changed) > 0 && a.S == a.Recorded.S:
		problems = append(problems, "changed in the registry since it was approved: "+names(a.Changed))
	case a.Version == nil && a.Owner == sync.Ours:
		notes = append(notes, "the catalog does not have the version any more")
	case a.S != "" && a.Recorded.S != "" && a.S != a.Recorded.S:
		notes = append(notes, "the catalog has changed since; what is live is what was approved then")
	}
	if a.Problem != "" {
		notes = append(notes, a.Problem)
	}
	return problems, notes
}

func names(fields []sync.Field) string {
	const most = 3
	text := ""
	for i, f := range fields {
		if i == most {
			return fmt.Sprintf("%s and %d more", text, len(fields)-most)
		}
		if i > 0 {
			text += ", "
		}
		text += f.Path
	}
	return text
}

func sumUp(v *render.Verification) {
	v.Counts.Approvals = len(v.Approvals)
	for _, a := range v.Approvals {
		switch a.Outcome {
		case evidence.Rederived, evidence.BundleOnly, evidence.ByContent:
			v.Counts.Proven++
		case evidence.Contradicted, evidence.NoProof:
			v.Counts.Problems++
		case evidence.NotFound:
			v.Counts.Unknown++
		}
		v.Counts.Problems += len(a.Problems)
	}
}
