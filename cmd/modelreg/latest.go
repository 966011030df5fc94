package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// asking are the flags of latest.
type asking struct {
	target string
	status string
	stage  string
	rate   float64
	root   *string
	proofs string
}

func (a *app) latest() *cobra.Command {
	c := &cobra.Command{
		Use:   "latest GROUP",
		Short: "Print the ARN of the newest approved version",
		Long: `latest asks a target's registry for the version of a group with the highest
label that is approved, and prints its ARN. GROUP is its path or SageMaker's
name of it. For a target that is synced from commits, what is checked out
counts, and not what differs from it in the working folder.

It has to be in the catalog, hold what the catalog says, and carry a record of
an approval that the version asked for at some commit. Where the target asks for
proof, and there is a token, the proof is found again as verify does; while
GitHub does not tell, the record is enough, with a warning. Other packages are
passed over with a warning each; there is one, too, where SageMaker's own newest
approved package is another one. It ends with 1, and prints nothing, when there
is none.

With --at it is the version that the catalog asked to be approved then, and its
ARN of today; it ends with 1 when that was not granted.

It ends with 3, and prints nothing, when it is not known whether a version with
a higher label is the one: its file, group.yaml or registry.yaml cannot be read,
sync recorded an approval of which no commit here tells, so that the clone may
be behind, or an approval that counts has no record and GitHub does not tell, or
there is no token to ask with.`,
		Example: `  modelreg latest house-price
  modelreg latest house-price --status pending -o json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("such as house-price", "latest takes one group")
			}
			return nil
		},
	}
	l := &asking{}
	a.atFlag(c)
	targetFlag(c, &l.target)
	f := c.Flags()
	f.StringVar(&l.status, "status", "Approved", "the approval state in the registry: Approved, PendingManualApproval (or pending), Rejected")
	f.StringVar(&l.stage, "stage", "", "only versions whose life cycle is in `STAGE`")
	f.Float64Var(&l.rate, "rate", 0, "send SageMaker `N` requests a second at most, and fewer when it throttles (default 5)")
	f.StringVar(&l.proofs, "evidence-dir", "", "the folder `DIR` where sync keeps proofs")
	l.root = a.policyRootFlag(c)
	out := answerFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		answer, err := a.findLatest(c.Context(), l, args[0])
		if err != nil {
			return err
		}
		return out.say(a.Stdout, answer, func() error { return render.LatestText(a.Stdout, answer) })
	}
	return c
}

func (a *app) findLatest(ctx context.Context, l *asking, name string) (_ *render.Latest, err error) {
	if l.rate < 0 {
		return nil, cli.Misused("", "--rate is above 0")
	}
	if l.status, err = parseStatus(l.status); err != nil {
		return nil, err
	}
	src, err := a.openAt(ctx)
	if err != nil {
		return nil, err
	}
	defer closing(src, &err)
	if err := a.asSynced(ctx, src, l.target); err != nil {
		return nil, err
	}
	c, g, err := a.readGroup(ctx, src, name)
	if err != nil {
		return nil, err
	}
	t, err := pick(c.Registry, l.target)
	if err != nil {
		return nil, err
	}
	proofs := &latestProof{app: a, src: src, catalog: c, target: t, root: *l.root, bundles: l.proofs, known: map[string]finding{}}
	if a.at == "" {
		c, t = proofs.relaxed(ctx)
	}
	opened, closer, err := registry.Open(ctx, t, registry.Options{Dir: src.Dir, ReadOnly: true, RateLimit: l.rate, Logf: a.talk.Warn})
	if err != nil {
		return nil, err
	}
	defer closing(closer, &err)
	then, check := a.at != "", checkOf(src) // before the past is read, which turns a folder to its commit
	ask := func(holdings []sync.Holding) (*latestQuestion, *sync.Holding) {
		q := &latestQuestion{status: l.status, stage: l.stage, group: g, target: t, check: check, holdings: holdings}
		q.proven = func(h *sync.Holding) finding { return proofs.of(ctx, h) }
		if then {
			return q, q.asked()
		}
		return q, q.live()
	}
	wanted := func(p sync.Package) bool { return then || p.Doc["modelApprovalStatus"] == l.status }
	enough := func(holdings []sync.Holding) bool {
		q, h := ask(holdings)
		return h != nil && (then || q.isHighest(h))
	}
	// Of a past commit the catalog alone says which label it is. Today any package
	// may have a higher one than those that are newer: only the label of a package
	// tells, and a listing does not have it.
	holdings, err := sync.LookGroup(ctx, opened, sync.Input{Catalog: c, Target: t}, g, wanted, then, enough)
	if err != nil {
		return nil, registry.Explain(fmt.Errorf("looking at %s in target %q: %w", g.Name, t.Name, err))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q, h := ask(holdings)
	if h != nil && then && l.status == approved {
		h = q.approvedThen(ctx, proofs, h)
	}
	for _, w := range q.warnings {
		a.talk.Warn("%s", w)
	}
	for _, n := range q.notes {
		a.talk.Note("%s", n)
	}
	switch {
	case q.unknown != "":
		return nil, &cli.Exit{Code: cli.Unfinished, Err: errors.New(q.unknown), Hint: cmp.Or(q.remedy, a.proofHint())}
	case h == nil:
		return nil, &cli.Exit{Code: cli.Problems, Err: q.none(), Hint: q.hint()}
	}
	if err := foreign(ctx, opened, c.Registry, h); err != nil {
		return nil, err
	}
	answer := render.LatestOf(h)
	answer.Catalog, answer.Target, answer.Region, answer.AccountID = c.Registry.Name, t.Name, t.Region(), t.AccountID()
	answer.Warnings, answer.Notes = q.warnings, q.notes
	if src.Commit != nil {
		answer.Commit = src.Commit.Hash
	}
	return answer, nil
}
