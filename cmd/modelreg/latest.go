package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
	"modelreg/sync"
)

// asking are the flags of latest.
type asking struct {
	target string
	status string
	stage  string
	rate   float64
	root   *string
}

func (a *app) latest() *cobra.Command {
	c := &cobra.Command{
		Use:   "latest GROUP",
		Short: "Print the ARN of the newest approved version",
		Long: `latest asks a target's registry for the version of a group with the highest
label that is approved, and prints its ARN. GROUP is its path or SageMaker's
name of it.

What was approved by hand, without a proof that sync recorded, is passed over
with a warning; there is one, too, where SageMaker's own newest approved package
is another one. It ends with 1, and prints nothing, when there is none.

With --at it is the version that the catalog asked to be approved then, and its
ARN of today.`,
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
	c, g, err := a.readGroup(ctx, src, name)
	if err != nil {
		return nil, err
	}
	t, err := pick(c.Registry, l.target)
	if err != nil {
		return nil, err
	}
	opened, closer, err := registry.Open(ctx, t, registry.Options{Dir: src.Dir, ReadOnly: true, RateLimit: l.rate, Logf: a.talk.Warn})
	if err != nil {
		return nil, err
	}
	defer closing(closer, &err)
	wanted := func(p sync.Package) bool { return a.at != "" || p.Doc["modelApprovalStatus"] == l.status }
	holdings, err := sync.LookGroup(ctx, opened, sync.Input{Catalog: c, Target: t}, g, wanted)
	if err != nil {
		return nil, registry.Explain(fmt.Errorf("looking at %s in target %q: %w", g.Name, t.Name, err))
	}
	q := &latestQuestion{status: l.status, stage: l.stage, group: g, target: t, holdings: holdings}
	if t.Evidence != "none" {
		q.judge = func(h *sync.Holding) evidence.Verdict { return a.judgeMatched(ctx, src, c, t, h, *l.root) }
	}
	found, then := q.live, a.at != ""
	if then {
		found = q.asked
	}
	h := found()
	for _, w := range q.warnings {
		a.talk.Warn("%s", w)
	}
	if h != nil && then && t.Evidence == "github" {
		note, err := a.wasGranted(ctx, src, c, t, h, *l.root)
		if err != nil {
			return nil, err
		}
		q.notes = append(q.notes, note)
	}
	for _, n := range q.notes {
		a.talk.Note("%s", n)
	}
	if h == nil {
		return nil, &cli.Exit{Code: cli.Problems, Err: q.none(), Hint: q.hint()}
	}
	answer := render.LatestOf(h)
	answer.Catalog, answer.Target, answer.Region, answer.AccountID = c.Registry.Name, t.Name, t.Region(), t.AccountID()
	answer.Warnings, answer.Notes = q.warnings, q.notes
	if src.Commit != nil {
		answer.Commit = src.Commit.Hash
	}
	return answer, nil
}

// readGroup reads the versions of one group, which its path or SageMaker's name
// names.
func (a *app) readGroup(ctx context.Context, src *source.Source, name string) (*catalog.Catalog, *catalog.Group, error) {
	names, problems, err := src.LoadGroups(ctx)
	if err != nil {
		return nil, nil, err
	}
	if names.Registry == nil {
		return nil, nil, a.refuse(problems, "nothing is known about targets")
	}
	path := ""
	for _, g := range names.Groups {
		if g.Path == name || g.Name == name && path == "" {
			path = g.Path
		}
	}
	if path == "" {
		return nil, nil, cli.Misused(schema.Suggest(name, groupNames(names)), "the catalog has no group %q", name)
	}
	c, err := a.read(ctx, src, path)
	if err != nil {
		return nil, nil, err
	}
	g, _ := c.Group(path)
	return c, g, nil
}

// judgeMatched looks for the proof of an approval that no sync has written.
func (a *app) judgeMatched(ctx context.Context, src *source.Source, c *catalog.Catalog, t *catalog.Target, h *sync.Holding, root string) evidence.Verdict {
	err := src.AtCommit()
	var w *warrant
	if err == nil {
		w, err = a.warrant(ctx, src, c, t, root, false)
	}
	key := evidence.Key{Group: h.Path, Label: h.Label, S: h.Want.S}
	var verdicts evidence.Verdicts
	if err == nil {
		verdicts, err = w.judge(ctx, []sync.Request{{Key: key, Ref: h.Ref, Pos: h.Version.Pos()}})
	}
	if err != nil {
		return evidence.Verdict{State: evidence.Unknown, Reason: err.Error()}
	}
	return verdicts.For(key)
}

// wasGranted says what is known of whether the version was approved then.
func (a *app) wasGranted(ctx context.Context, src *source.Source, c *catalog.Catalog, t *catalog.Target, h *sync.Holding, root string) (string, error) {
	if h.Version == nil || a.token() == "" {
		return fmt.Sprintf("whether %s was approved then is not known: %v", h.Ref, proof.ErrNoToken), nil
	}
	w := &warrant{app: a, catalog: c, target: t}
	if err := a.prover(ctx, src, w, root, a.cacheDir()); err != nil {
		return "", err
	}
	entries, err := w.prover.Past(ctx, proof.Version{Group: h.Path, Label: h.Label, File: h.Version.Path}, t)
	if err != nil {
		return "", cli.Failed(err, "")
	}
	if len(entries) == 0 || entries[0].Verdict == nil {
		return fmt.Sprintf("nobody had to approve %s then", h.Ref), nil
	}
	v := entries[0].Verdict
	return fmt.Sprintf("%s as the catalog had it then: %s: %s", h.Ref, v.State, v.Reason), nil
}
