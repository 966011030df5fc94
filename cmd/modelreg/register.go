package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/schema"
)

func (a *app) register() *cobra.Command {
	in := &registering{}
	c := &cobra.Command{
		Use:   "register GROUP",
		Short: "Write a new version, from flags, another version, or SageMaker",
		Long: `register writes the file of a new version of a group, once it is known to be
valid, prints its path, and shows its metrics beside those of the version that
is approved. It waits for approval, which is for approve to ask for.

The label is the one after the highest that the group has or ever had: the next
whole number, or the next patch of a semantic version. With --pr, labels that
other proposals hold are skipped, and the same model again updates its own, or
takes a new label where a higher one was merged before it. A model that the
group has already is registered again with --label alone: what can't be changed
later tells models apart, and metrics don't.

--like starts from another version of the group, --from from a model package, a
model or a training job that the target's credentials can read; other flags then
change what they name, in every target: what a copied override says otherwise is
refused. Responses have the content types unless told otherwise.
--set reaches every member: --set
'inferenceSpecification.containers[0].environment.A="1"'; null removes one.

Commit and repository of the training code are taken from GitHub Actions, or
from the git repository around the current folder, when that is not the
catalog's.`,
		Example: `  modelreg register house-price --like 3 --metric rmse=2.9 \
    --model-data 's3://${target.variables.bucket}/house-price/4/model.tar.gz'
  modelreg register churn --new-group --image xgboost:1.7-1 \
    --model-data s3://acme-models/churn/1/model.tar.gz --content-type text/csv \
    --metric auc=0.87 --pr`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("such as house-price; what is new about it is for flags to say", "register takes one group")
			}
			return nil
		},
	}
	in.flags(c)
	e := a.editFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.registerVersion(c.Context(), e, in, strings.TrimSuffix(args[0], "/"))
	}
	return c
}

func (a *app) registerVersion(ctx context.Context, e *editing, in *registering, group string) error {
	if err := in.read(group); err != nil {
		return err
	}
	r := &registrar{in: in, want: proposal.Registration{Group: group}}
	for try := range labelTries {
		err := r.try(ctx, a, e)
		who, taken := takenBy(err)
		if !taken || !r.fresh {
			return err
		}
		r.note("%s was taken by %q at the same moment", r.want.Ref(), cmp.Or(who, "somebody else"))
		r.taken = append(r.taken, r.want.Label)
		if err := a.Sleep(ctx, time.Duration(a.Random()*float64(min(longestWait, shortestWait<<try)))); err != nil {
			return err
		}
	}
	return cli.Failed(fmt.Errorf("%d labels of %s were taken by others, each at the same moment", labelTries, group), "nothing was written; run again")
}

// labelTries is how often a label is chosen that somebody else then has first.
const labelTries = 20

// Between them is a while that nobody else waits for as long.
const (
	shortestWait = 50 * time.Millisecond
	longestWait  = 2 * time.Second
)

// takenBy reports whether somebody else had the label first, and who, where that
// is known.
func takenBy(err error) (who string, ok bool) {
	if taken, ok := errors.AsType[*github.TakenError](err); ok {
		return taken.By, true
	}
	_, foreign := errors.AsType[*github.ForeignError](err)
	_, changed := errors.AsType[*changedError](err)
	return "", foreign || changed
}

// try makes the version in the catalog as it is now.
func (r *registrar) try(ctx context.Context, a *app, e *editing) (err error) {
	if r.desk, err = a.desk(ctx, e, r.want.Group); err != nil {
		return err
	}
	defer closing(r.desk, &err)
	if err := r.findGroup(); err != nil {
		return err
	}
	if r.want.Doc == nil {
		if err := r.document(ctx); err != nil {
			return err
		}
	}
	if r.in.label == "" {
		if done, err := r.already(ctx); done || err != nil {
			return err
		}
	}
	return r.offer(ctx)
}

// offer makes the version, or offers it, under the label that is its own now.
func (r *registrar) offer(ctx context.Context) error {
	if err := r.findLabel(ctx); err != nil {
		return err
	}
	p, err := r.want.Propose(func(p *proposal.Proposal) ([]catalog.Candidate, error) { return r.wouldBring(ctx, p) }, r.notes)
	if err != nil {
		return cli.Misused("", "%w", err)
	}
	p.Fresh = r.fresh
	if err := r.notTaken(ctx, p); err != nil {
		return err
	}
	return r.finish(ctx, p, &render.Edit{Versions: []string{r.want.Ref()}, Notes: r.notes})
}

// A registrar makes one new version.
type registrar struct {
	*desk
	in    *registering
	group *catalog.Group // nil: a new one
	want  proposal.Registration
	fresh bool            // the label was chosen here, and nobody is known to have it
	taken []catalog.Label // that somebody else had first
	notes []string
}

// note says something once.
func (r *registrar) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.notes, text) {
		r.notes = append(r.notes, text)
	}
}

// findGroup finds the group, or says that it is to be made.
func (r *registrar) findGroup() error {
	path := r.want.Group
	r.want.GroupDoc = nil
	group, ok := r.catalog.Group(path)
	switch {
	case ok && r.in.newGroup:
		r.note("group %s is there already and stays as it is", path)
	case !ok && !r.in.newGroup:
		return cli.Misused(r.whichGroup(path), "the catalog has no group %q", path)
	case !ok:
		r.want.GroupDoc = r.in.groupDoc()
	}
	r.group = group
	return nil
}

// whichGroup is what to do about a group that there is none of.
func (r *registrar) whichGroup(path string) string {
	var paths []string
	for _, g := range r.catalog.Groups {
		if label, ok := strings.CutPrefix(path, g.Path+"/"); ok {
			return fmt.Sprintf("name the group alone, and the label with --label %s", label)
		}
		if g.Name == path {
			return fmt.Sprintf("it is called %q in the catalog", g.Path)
		}
		paths = append(paths, g.Path)
	}
	if len(paths) == 0 {
		return "--new-group makes it"
	}
	return schema.Suggest(path, paths) + "; --new-group makes a new one"
}

// document makes what the version is to say.
func (r *registrar) document(ctx context.Context) (err error) {
	doc, err := r.start(ctx)
	if err != nil {
		return err
	}
	var before map[string]any
	given := r.in.given
	if r.in.like != "" {
		if before, err = r.copyOf(r.in.like); err != nil {
			return err
		}
		if len(given.Metrics) > 0 {
			delete(doc, "metrics") // measured of another model
		}
	}
	if r.in.from == "" {
		r.trainingCode(ctx, &given)
	}
	if r.want.Doc, err = given.On(doc); err != nil {
		return cli.Misused("", "%w", err)
	}
	if err := r.heard(given); err != nil {
		return err
	}
	if before != nil {
		for _, member := range proposal.Stale(before, r.want.Doc) {
			r.note("%s is still that of %s/%s, and the model is another one", member, r.want.Group, r.in.like)
		}
	}
	for _, name := range r.in.skipped {
		r.note("%s of %s is no number, and left out", name, r.in.metricsFile)
	}
	return nil
}

// start is the document that the flags then change.
func (r *registrar) start(ctx context.Context) (map[string]any, error) {
	switch {
	case r.in.like != "":
		return r.copyOf(r.in.like)
	case r.in.from != "":
		return r.fromRegistry(ctx)
	}
	return proposal.Blank(), nil
}

// copyOf is a copy of another version of the group.
func (r *registrar) copyOf(label string) (map[string]any, error) {
	var labels []string
	if r.group != nil {
		for _, v := range r.group.Versions {
			labels = append(labels, v.Label.String())
		}
	}
	if !slices.Contains(labels, label) {
		hint := "the group has no version yet"
		if len(labels) > 0 {
			hint = schema.Suggest(label, labels)
		}
		return nil, cli.Misused(hint, "group %q has no version %q for --like", r.want.Group, label)
	}
	v, _ := r.group.Version(label)
	text, err := r.read(v.Path)
	if err != nil {
		return nil, err
	}
	doc, err := proposal.Copy(text)
	if err != nil {
		return nil, &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("reading %s: %w", v.Ref(), err)}
	}
	return doc, nil
}

// wouldBring tells what a proposal would bring into the catalog.
func (d *desk) wouldBring(ctx context.Context, p *proposal.Proposal) ([]catalog.Candidate, error) {
	after, _, err := d.load(ctx, proposal.Over(d.fsys, p.Files))
	if err != nil {
		return nil, err
	}
	return catalog.Candidates(d.catalog, after), nil
}
