package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/cmd/internal/source"
)

// An app is one run of the program: the world around it and the flags that all
// commands have.
type app struct {
	cli.World
	talk *cli.Talk

	dir     string
	rev     string
	at      string
	noColor bool
	verbose bool

	began bool // the command line was understood; what goes wrong from now on is no wrong usage
}

// run carries out one command line and gives the code to end with.
func run(ctx context.Context, w cli.World) cli.Code {
	a := &app{World: w, talk: cli.NewTalk(w.Stderr)}
	root := a.root()
	root.SetArgs(w.Args)
	root.SetOut(w.Stdout)
	root.SetErr(w.Stderr)
	return a.code(root.ExecuteContext(ctx))
}

// code says what an error means for the shell, and says it to people.
func (a *app) code(err error) cli.Code {
	if err == nil {
		return cli.OK
	}
	exit := &cli.Exit{Code: cli.Unfinished, Err: err}
	if !errors.As(err, &exit) && !a.began {
		exit = &cli.Exit{Code: cli.Usage, Err: err, Hint: "modelreg --help lists commands and flags"}
	}
	if errors.Is(exit.Err, context.Canceled) {
		exit.Err, exit.Hint = errors.New("interrupted"), "run it again"
	}
	if exit.Err != nil {
		a.talk.Error(exit.Err)
	}
	if exit.Hint != "" {
		a.talk.Hint(exit.Hint)
	}
	return exit.Code
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "modelreg",
		Short: "A model registry kept in git",
		Long: `modelreg keeps Amazon SageMaker Model Registry as a catalog in git says:
groups and versions of models as YAML files, checked, planned and synced.`,
		Example: `  modelreg validate
  modelreg plan --target staging
  modelreg sync`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(wrongFlag)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		// cobra looks at this after the command has begun.
		if err := c.ValidateFlagGroups(); err != nil {
			if set := setTogether(c); len(set) > 1 {
				err = fmt.Errorf("%s can't be given together; leave one out", strings.Join(set, " and "))
			}
			return cli.Misused(c.CommandPath()+" --help lists its flags", "%w", err)
		}
		a.began = true
		return noEmptyFlags(c)
	}
	f := root.PersistentFlags()
	f.StringVarP(&a.dir, "dir", "C", ".", "the catalog's folder, or the one above `DIR`/catalog")
	f.BoolVar(&a.noColor, "no-color", false, "no colours; so does the environment variable NO_COLOR")
	f.BoolVarP(&a.talk.Quiet, "quiet", "q", false, "on standard error, errors and warnings only")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "every field of what is new, and whole values")
	section(root, "Set up",
		a.initialize(),
		a.schema(),
		a.completion(),
	)
	section(root, "Check",
		a.validate(),
		a.fmt(),
		a.checkApproval(),
		a.comment(),
	)
	section(root, "Propose",
		a.register(),
		a.approve(),
		a.reject(),
		a.rollback(),
		a.pull(),
	)
	section(root, "Sync",
		a.plan(),
		a.sync(),
		a.adopt(),
		a.drift(),
		a.verify(),
	)
	section(root, "Ask",
		a.list(),
		a.show(),
		a.latest(),
		a.history(),
		a.site(),
	)
	section(root, "Other",
		a.local(),
		a.version(),
	)
	root.SetHelpCommandGroupID("Other")
	parent(root)
	version := root.Flags().Bool("version", false, "say which modelreg this is, as the command version does")
	root.RunE = func(c *cobra.Command, _ []string) error {
		if !*version {
			return c.Help()
		}
		_, err := fmt.Fprintln(a.Stdout, buildInfo())
		return err
	}
	helping(root)
	a.fit(root)
	a.complete(root)
	return root
}

// setTogether are the flags that exclude each other and were given all the same;
// none where cobra has something else to say of flags.
func setTogether(c *cobra.Command) (set []string) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		for _, group := range f.Annotations["cobra_annotation_mutually_exclusive"] {
			var given []string
			for _, name := range strings.Fields(group) {
				if c.Flags().Changed(name) {
					given = append(given, "--"+name)
				}
			}
			if len(set) < 2 {
				set = given
			}
		}
	})
	return set
}

// noEmptyFlags refuses --base "": a script whose variable is empty means
// something by the flag, and would get what the command does without it.
func noEmptyFlags(c *cobra.Command) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if err == nil && f.Value.Type() == "string" && f.Value.String() == "" {
			err = cli.Misused("leave the flag out to go without it", "--%s is empty", f.Name)
		}
	})
	return err
}

// noArgs refuses arguments of a command that has flags only.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return cli.Misused(c.CommandPath()+" --help lists its flags", "%s takes no arguments, and got %q", c.CommandPath(), args[0])
}

// look says how to lay text out on standard output.
func (a *app) look() render.Look {
	return render.Look{
		Colour:  !a.noColor && a.Colours(a.StdoutWidth),
		Width:   a.StdoutWidth,
		Verbose: a.verbose,
	}
}

// lookOfTalk says how to lay text out on standard error.
func (a *app) lookOfTalk() render.Look {
	return render.Look{
		Colour: !a.noColor && a.Colours(a.StderrWidth),
		Width:  a.StderrWidth,
	}
}

// open finds the catalog for a command whose work is to load it.
func (a *app) open() (*source.Source, error) {
	if a.Load != nil {
		a.Load()
	}
	return source.Open(a.dir, a.rev)
}

// revFlag adds --rev to a command that reads a catalog.
func (a *app) revFlag(c *cobra.Command) {
	c.Flags().StringVar(&a.rev, "rev", "", "read the catalog from the git revision `REV`, without a checkout")
}

// choice lists names for a message, sorted and quoted.
func choice(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range slices.Sorted(slices.Values(names)) {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return strings.Join(quoted, ", ")
}
