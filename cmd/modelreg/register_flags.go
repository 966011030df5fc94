package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
)

// registering are the flags of register, and what they say.
type registering struct {
	label, like, from, target string
	newGroup                  bool
	groupDescription          string
	tags                      []string
	metrics                   []string
	metricsFile, card         string
	reports                   map[string]*string // by flag
	set                       []string

	given     proposal.Given
	skipped   []string // of the metrics file
	groupTags map[string]any
}

func (in *registering) flags(c *cobra.Command) {
	f := c.Flags()
	g := &in.given
	f.StringVar(&in.label, "label", "", "the new `LABEL`, or major, minor or patch for that part of a semantic version (default: the next one)")
	f.StringVar(&in.like, "like", "", "start from the version `LABEL` of the group, but for what was decided about it")
	f.StringVar(&in.from, "from", "", "start from the model package, model or training job `ARN`")
	targetFlag(c, &in.target)
	f.Lookup("target").Usage = "with --from, read it through the target `NAME` (default: the one in the ARN's account and region)"
	f.StringVar(&g.Description, "description", "", "`TEXT` on what this version is")
	f.StringVar(&g.Image, "image", "", "the image that serves it: a `URI`, or FRAMEWORK:VERSION of one that AWS publishes")
	f.StringVar(&g.ModelData, "model-data", "", "S3 `URI` of the model, one tar.gz")
	f.StringSliceVar(&g.ContentTypes, "content-type", nil, "a media `TYPE` that it takes in; repeatable")
	f.StringSliceVar(&g.ResponseTypes, "response-type", nil, "a media `TYPE` that it answers with; repeatable (default: the content types)")
	f.StringSliceVar(&g.InstanceTypes, "instance-type", nil, "an instance `TYPE` for endpoints; repeatable")
	f.StringArrayVar(&in.metrics, "metric", nil, "a metric, `NAME=NUMBER`; repeatable")
	f.StringVar(&in.metricsFile, "metrics-file", "", "metrics from a JSON `FILE`: flat, or SageMaker's model quality statistics")
	in.reports = map[string]*string{}
	for _, name := range slices.Sorted(maps.Keys(proposal.ReportMembers())) {
		in.reports[name] = f.String(name, "", "S3 `URI` of the "+strings.ReplaceAll(name, "-", " "))
	}
	f.StringVar(&in.card, "card", "", "content of the model card, from a YAML or JSON `FILE`")
	f.StringVar(&g.Commit, "commit", "", "the commit `ID` of the training code")
	f.StringVar(&g.Repository, "code-repository", "", "the repository `URL` of the training code")
	f.StringArrayVar(&in.set, "set", nil, "set any member, `PATH=VALUE`, with the value as YAML; repeatable")
	f.BoolVar(&in.newGroup, "new-group", false, "make the group where there is none")
	f.StringVar(&in.groupDescription, "group-description", "", "with --new-group, `TEXT` on what the group is")
	f.StringArrayVar(&in.tags, "tag", nil, "with --new-group, a tag of the group, `KEY=VALUE`; repeatable")
	c.MarkFlagsMutuallyExclusive("like", "from")
}

// read understands the flags, and reads the files that they name.
func (in *registering) read(group string) error {
	if !fs.ValidPath(group) || group == "." {
		return cli.Misused("use a path below the catalog such as pricing/churn", "%q is no group", group)
	}
	if !in.newGroup && (in.groupDescription != "" || len(in.tags) > 0) {
		return cli.Misused("a group that is there has them in group.yaml", "--group-description and --tag are for --new-group")
	}
	if in.target != "" && in.from == "" {
		return cli.Misused("a version is for all targets, unless --set overrides... says otherwise", "--target is for --from")
	}
	g := &in.given
	if in.like == "" && in.from == "" && g.Image == "" && g.ModelData == "" && len(in.set) == 0 {
		return cli.Misused("give --image and --model-data, or --like LABEL, or --from ARN", "nothing says what the new version is")
	}
	if g.Image != "" {
		if _, err := proposal.ParseImage(g.Image); err != nil {
			return cli.Misused("", "--image: %w", err)
		}
	}
	if err := in.readMetrics(); err != nil {
		return err
	}
	if err := in.readCard(); err != nil {
		return err
	}
	g.Reports = map[string]string{}
	for name, member := range proposal.ReportMembers() {
		if uri := *in.reports[name]; uri != "" {
			g.Reports[member] = uri
		}
	}
	for _, text := range in.set {
		s, err := proposal.ParseSetting(text)
		if err != nil {
			return cli.Misused("", "--set %q: %w", text, err)
		}
		g.Set = append(g.Set, s)
	}
	in.groupTags = map[string]any{}
	for _, text := range in.tags {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return cli.Misused("write KEY=VALUE", "--tag %q has no value", text)
		}
		in.groupTags[key] = value
	}
	return nil
}

func (in *registering) readMetrics() error {
	in.given.Metrics = map[string]float64{}
	if in.metricsFile != "" {
		text, err := os.ReadFile(in.metricsFile)
		if err != nil {
			return cli.Misused("", "--metrics-file: %w", err)
		}
		if in.given.Metrics, in.skipped, err = proposal.ReadMetrics(text); err != nil {
			return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("reading metrics from %s: %w", in.metricsFile, err)}
		}
	}
	for _, text := range in.metrics {
		name, value, err := proposal.ParseMetric(text)
		if err != nil {
			return cli.Misused("", "%w", err)
		}
		in.given.Metrics[name] = value
	}
	return nil
}

func (in *registering) readCard() error {
	if in.card == "" {
		return nil
	}
	text, err := os.ReadFile(in.card)
	if err != nil {
		return cli.Misused("", "--card: %w", err)
	}
	content, err := proposal.ParseValue(text)
	if err != nil {
		return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("reading the model card from %s: %w", in.card, err)}
	}
	var ok bool
	if in.given.Card, ok = content.(map[string]any); !ok {
		return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("%s is no mapping; write a model card such as {model_overview: {model_creator: ana}}", in.card)}
	}
	return nil
}

// groupDoc is what group.yaml of a new group says.
func (in *registering) groupDoc() map[string]any {
	doc := map[string]any{}
	if in.groupDescription != "" {
		doc["modelPackageGroupDescription"] = in.groupDescription
	}
	if len(in.groupTags) > 0 {
		doc["tags"] = in.groupTags
	}
	return doc
}
