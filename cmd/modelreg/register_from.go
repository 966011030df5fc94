package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/sync"
)

// An origin is what --from names.
type origin struct {
	arn, region, account, kind, name string
}

const wantOrigin = `use the ARN of a model package, a model or a training job, such as "arn:aws:sagemaker:us-east-1:111122223333:training-job/xgboost-7"`

// parseOrigin takes an ARN apart.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
func parseOrigin(arn string) (o origin, err error) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 && parts[0] == "arn" && parts[2] == "sagemaker" {
		o = origin{arn: arn, region: parts[3], account: parts[4]}
		o.kind, o.name, _ = strings.Cut(parts[5], "/")
	}
	switch o.kind {
	case "model-package", "model", "training-job":
		// The region becomes part of the address that credentials are sent to.
		if o.name != "" && o.region != "" && strings.Trim(o.region, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" {
			return o, nil
		}
	}
	return o, cli.Misused(wantOrigin, "--from %q names nothing that a version can be made from", arn)
}

// fromRegistry makes a document of what a registry holds.
func (r *registrar) fromRegistry(ctx context.Context) (doc map[string]any, err error) {
	o, err := parseOrigin(r.in.from)
	if err != nil {
		return nil, err
	}
	t, err := r.targetOf(o)
	if err != nil {
		return nil, err
	}
	dir := r.dir
	if src, err := r.app.open(); err == nil { // a local registry is in the folder, wherever the edit goes
		dir = src.Dir
		defer closing(src, &err)
	}
	target, closer, err := registry.Open(ctx, inRegion(t, o.region), registry.Options{Dir: dir, ReadOnly: true, Logf: r.app.talk.Warn})
	if err != nil {
		return nil, err
	}
	defer closing(closer, &err)
	var notes []string
	switch o.kind {
	case "model-package":
		doc, notes, err = fromPackage(ctx, target, o)
	case "model":
		if doc, err = target.DescribeModel(ctx, o.name); err == nil {
			doc, notes, err = proposal.FromModel(doc)
			err = asProblem(err)
		}
	case "training-job":
		if doc, err = target.DescribeTrainingJob(ctx, o.name); err == nil {
			doc, notes, err = proposal.FromTrainingJob(doc)
			err = asProblem(err)
		}
	}
	if err != nil {
		return nil, explainOrigin(err, o, t)
	}
	r.notes = append(r.notes, notes...)
	r.note("made from %s, read through target %s", o.arn, t.Name)
	proposal.NameImages(doc, o.region)
	return proposal.Portable(doc, t), nil
}

// fromPackage is a package in the words of a version, pending.
func fromPackage(ctx context.Context, target sync.Target, o origin) (map[string]any, []string, error) {
	pkg, err := target.Describe(ctx, o.arn)
	if err != nil {
		return nil, nil, err
	}
	doc, lost := sync.Express(pkg)
	var notes []string
	for _, l := range lost {
		notes = append(notes, strings.TrimPrefix(fmt.Sprintf("%s is left out: %s", l.Path, l.Why), " "))
	}
	if doc == nil {
		return nil, nil, asProblem(fmt.Errorf("a version can't say what %s holds: %s", o.arn, strings.Join(notes, "; ")))
	}
	doc = proposal.Undecided(doc)
	if lineage, _ := doc["metadataProperties"].(map[string]any); lineage["generatedBy"] == nil {
		doc, err = proposal.Given{Set: []proposal.Setting{{Change: proposal.Change{Path: []string{"metadataProperties", "generatedBy"}, Value: o.arn}}}}.On(doc)
	}
	return doc, notes, err
}

// asProblem is what is wrong with the thing itself, which no other try mends.
func asProblem(err error) error {
	if err == nil {
		return nil
	}
	return &cli.Exit{Code: cli.Problems, Err: err}
}

func explainOrigin(err error, o origin, t *catalog.Target) error {
	if errors.Is(err, sync.ErrNotFound) {
		return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("target %s has no %s", t.Name, o.arn), Hint: "see that the name is right, and that the target's credentials are those of its account"}
	}
	return registry.Explain(err)
}

// targetOf is the target to read through: the one that is named, or one in the
// account of the ARN, in its region before others, or the default. Packages of
// other accounts may be shared; models and training jobs never are.
func (r *registrar) targetOf(o origin) (*catalog.Target, error) {
	reg := r.catalog.Registry
	own := ""
	for _, t := range reg.Targets {
		if t.AccountID() == o.account && (own == "" || t.Region() == o.region) {
			own = t.Name
		}
	}
	t, err := pick(reg, cmp.Or(r.in.target, own))
	if err != nil {
		return nil, err
	}
	if t.AccountID() != o.account && o.kind != "model-package" {
		hint := "no target is in that account"
		if own != "" {
			hint = "use --target " + own
		}
		return nil, cli.Misused(hint, "%s is not in the account of target %q, %s", o.arn, t.Name, t.AccountID())
	}
	return t, nil
}

// inRegion is a target's registry as another region of the account has it.
func inRegion(t *catalog.Target, region string) *catalog.Target {
	out := *t
	if t.SageMaker != nil {
		there := *t.SageMaker
		there.Region = region
		out.SageMaker = &there
	} else {
		there := *t.Local
		there.Region = region
		out.Local = &there
	}
	return &out
}
