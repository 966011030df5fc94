package main

import (
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/files"
	"modelreg/cmd/internal/scaffold"
)

// initFlags are what a new repository is made from.
type initFlags struct {
	options    scaffold.Options
	production scaffold.Place
	tool       string
	force      bool
	check      bool
}

func (a *app) initialize() *cobra.Command {
	var in initFlags
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a new catalog repository, or check the settings of one",
		Long: `init writes what a team's catalog repository needs into DIR: a catalog with one
example, workflows that validate, sync and look for drift, CODEOWNERS, a pull
request template, issue forms, editor settings, and roles for AWS as
CloudFormation and as Terraform. Then it says what to do next.

It writes all files or none. One that is there already with other text is left
alone, and nothing is written, unless --force says to replace it.

init --check reads the settings of the repository on GitHub that registry.yaml
in DIR names, and says what is missing there for approvals to mean something. It
needs a token (GITHUB_TOKEN or GH_TOKEN) that may read administration, actions,
contents, environments, metadata and variables; a workflow's own token may not
read administration.

It ends with 0 when all is well, with 1 when files are in the way or a setting
is missing, and with 3 when a setting could not be read.`,
		Example: `  modelreg init models --repository acme/models --account 111122223333 \
    --region us-east-1 --owners @acme/platform \
    --tool acme/modelreg@4f2c9d181be03a2c0e1f7a6a5a4c9b8d7e6f5a4b
  modelreg init --check`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cli.Misused("modelreg init --help lists its flags", "init takes one folder, and got %q too", args[1])
			}
			return nil
		},
	}
	f := c.Flags()
	o := &in.options
	f.StringVar(&o.Repository, "repository", "", "the repository on GitHub that it becomes, `OWNER/NAME`")
	f.StringVar(&o.RepositoryID, "repository-id", "", "its number `ID` there (default: asked for when the roles are made)")
	f.StringVar(&o.Branch, "branch", "main", "its protected `BRANCH`")
	f.StringVar(&o.Staging.Account, "account", "", "the AWS account `ID` of the target staging")
	f.StringVar(&o.Staging.Region, "region", "", "the AWS `REGION` of the target staging")
	f.StringVar(&in.production.Account, "production-account", "", "the AWS account `ID` of the target production (default: no such target)")
	f.StringVar(&in.production.Region, "production-region", "", "the AWS `REGION` of the target production (default: that of staging)")
	f.StringVar(&in.tool, "tool", "", "where workflows and action come from, `OWNER/REPO@COMMIT`")
	f.StringSliceVar(&o.Owners, "owners", nil, "who reviews settings and workflows, `@ORG/TEAM` or @USER (default: no CODEOWNERS)")
	f.StringSliceVar(&o.Approvers, "approvers", nil, "who may approve versions, as `LOGIN` (default: anyone who can write)")
	f.BoolVar(&o.Site, "site", false, "a workflow that publishes pages of the catalog with GitHub Pages, which are public but for plans with access control")
	f.BoolVar(&in.force, "force", false, "replace files that are there already")
	f.BoolVar(&in.check, "check", false, "write nothing, and check the repository's settings on GitHub")
	out := formatFlag(c, "text", "json")
	for _, flag := range []string{"repository", "repository-id", "branch", "account", "region", "production-account", "production-region", "tool", "owners", "approvers", "site", "force"} {
		c.MarkFlagsMutuallyExclusive("check", flag)
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		dir := a.dir
		if len(args) == 1 {
			dir = args[0]
		}
		if in.check {
			return a.checkSettings(c.Context(), dir, out.value)
		}
		if out.value != "text" {
			return cli.Misused("", "-o %s is for init --check", out.value)
		}
		o, err := in.read()
		if err != nil {
			return err
		}
		return a.writeRepository(dir, o, in.force)
	}
	return c
}

// read gives the options, with what is missing or wrong as wrong usage.
func (in *initFlags) read() (scaffold.Options, error) {
	o := in.options
	if in.tool == "" {
		return o, cli.Misused("give the repository that hosts modelreg for your team, and one of its commits, with all 40 hex digits; there is no default, since what its owner changes would run with your roles",
			"init needs --tool OWNER/REPO@COMMIT")
	}
	for _, needed := range []struct{ flag, value string }{
		{"repository OWNER/NAME", o.Repository}, {"account ID", o.Staging.Account}, {"region REGION", o.Staging.Region},
	} {
		if needed.value == "" {
			return o, cli.Misused("modelreg init --help has an example", "init needs --%s", needed.flag)
		}
	}
	var err error
	if o.Tool, err = scaffold.ParseTool(in.tool); err != nil {
		return o, cli.Misused("", "%w", err)
	}
	if in.production.Region != "" && in.production.Account == "" {
		return o, cli.Misused("", "--production-region needs --production-account")
	}
	if in.production.Account != "" {
		if in.production.Region == "" {
			in.production.Region = o.Staging.Region
		}
		o.Production = &in.production
	}
	if err := o.Check(); err != nil {
		return o, cli.Misused("", "%w", err)
	}
	return o, nil
}

func (a *app) writeRepository(dir string, o scaffold.Options, force bool) error {
	all, err := scaffold.Files(o)
	if err != nil {
		return err
	}
	written, err := files.Write(dir, all, force)
	if conflict, ok := errors.AsType[*files.Conflict](err); ok {
		for _, path := range conflict.Paths {
			fmt.Fprintln(a.Stdout, "exists ", cli.Safe(filepath.Join(dir, filepath.FromSlash(path))))
		}
		return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("nothing was written: %w", err), Hint: "--force replaces them; commit before, so that git shows the differences"}
	}
	if err != nil {
		return cli.Failed(fmt.Errorf("writing a repository into %q: %w", dir, err), "nothing was written")
	}
	w := bufio.NewWriter(a.Stdout)
	for _, path := range written {
		fmt.Fprintln(w, "wrote ", cli.Safe(filepath.Join(dir, filepath.FromSlash(path))))
	}
	if len(written) == 0 {
		fmt.Fprintln(w, "Nothing to write: every file is there.")
	}
	next(w, cli.Safe(dir), o)
	return w.Flush()
}

// next says what is left to do by hand.
func next(w *bufio.Writer, dir string, o scaffold.Options) {
	environments := []string{`"staging"`}
	if o.Production != nil {
		environments = append(environments, `"production"`)
	}
	in := "-C " + dir
	if dir == "." {
		in = ""
	}
	steps := []string{
		"Look at it:          " + strings.TrimSpace("modelreg validate "+in),
		"Make the roles:      docs/aws.md has the commands, for CloudFormation and for Terraform",
		fmt.Sprintf("Make environments:   %s in Settings > Environments of %s, each for the branch %s only", strings.Join(environments, ", "), o.Repository, o.Branch),
		fmt.Sprintf("Push it:             commit, and push to %s of %s; that starts the first sync", o.Branch, o.Repository),
		fmt.Sprintf("Pin the policy:      MODELREG_POLICY_ROOT=COMMIT as a variable of %s, when you have checked registry.yaml there", strings.Join(environments, ", ")),
		"Protect the branch:  " + strings.TrimSpace("modelreg init --check "+strings.TrimPrefix(in, "-C ")) + " says which settings are missing",
	}
	if o.Site {
		steps = append(steps,
			fmt.Sprintf("Publish the pages:   Settings > Pages of %s, Source: GitHub Actions", o.Repository),
			"Say who reads them:  pages of a private repository are PUBLIC, with ARNs, account IDs and names of people, unless your plan can make them private and you do; while they are public, site.yml fails until it says public: true",
		)
	}
	if len(o.Owners) == 0 {
		steps = append(steps, "Say who owns it:     without --owners there is no CODEOWNERS, so anyone who can review may change workflows and policy")
	}
	fmt.Fprintln(w, "\nNext:")
	for i, s := range steps {
		fmt.Fprintf(w, "%2d. %s\n", i+1, s)
	}
}
